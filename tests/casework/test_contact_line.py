from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.contact_line import (
    read_contact,
    read_minutes,
    read_note,
    split_by_client,
)
from casework.contacts import LONGEST_NOTE, ContactForm, Party, Starter

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("line", "form", "minutes", "note"),
    [
        ("visit 45 min talked about school", "home_visit", 45, "talked about school"),
        ("45 min visit", "home_visit", 45, ""),
        ("hjemmebesøg, 1 time: kaffe", "home_visit", 60, "kaffe"),
        ("Besök 1,5 timme lugnt", "home_visit", 90, "lugnt"),
        ("phone call 1 h 15 min", "phone", 75, ""),
        ("møde 2 timer og 30 minutter om plan", "meeting", 150, "om plan"),
        ("followed the plan", None, None, "followed the plan"),
        ("visited", "home_visit", None, ""),
        ("visitors came", None, None, "visitors came"),
        ("video 99999 min", "video", None, "99999 min"),
        ("ledsagelse til læge", "accompaniment", None, "til læge"),
        ("", None, None, ""),
    ],
)
def test_the_head_of_a_line_is_read_and_the_rest_is_the_note(line, form, minutes, note):
    said = read_contact(line, TODAY)

    assert (said.form, said.minutes, said.note) == (form, minutes, note)


@pytest.mark.parametrize(
    ("line", "parties", "note"),
    [
        ("meeting with school and mother: ok", ("school", "guardian"), "ok"),
        ("møde med skolen, kommunen og mor", ("school", "authority", "guardian"), ""),
        ("möte med soc 30 min", ("authority",), ""),
        ("walk with them", ("client",), ""),
        ("walk with Bo from school", (), "with Bo from school"),
    ],
)
def test_who_took_part_is_read_behind_with(line, parties, note):
    said = read_contact(line, TODAY)

    assert said.parties == tuple(map(Party, parties))
    assert said.note == note


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("phone started by him", Starter.CLIENT),
        ("telefon startet af mig 10 min", Starter.WORKER),
        ("chat påbörjad av mig", None),
        ("chat påbörjat av andra", Starter.OTHER),
    ],
)
def test_who_began_is_read(line, who):
    assert read_contact(line, TODAY).started_by is who


def test_own_words_and_goals_stand_anywhere():
    said = read_contact('walk 20 min "I sleep" #housing fine ”bra” #egen-sak', TODAY)

    assert said.own_words == "I sleep / bra"
    assert said.goals == ("housing", "egen-sak")
    assert (said.form, said.note) == (ContactForm.PUBLIC_SPACE, "fine")


@given(st.text(max_size=300))
def test_whatever_is_written_is_read_and_nothing_grows(text):
    said = read_contact(text, TODAY)

    assert len(said.note) <= LONGEST_NOTE
    assert said.minutes is None or 0 < said.minutes <= 24 * 60
    assert read_contact(text, TODAY) == said


@given(st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=200))
def test_no_word_of_a_note_is_lost(text):
    assert read_note(text).note.split() == " ".join(text.split()).split() or (
        read_note(text).note.isascii() is False
    )


@pytest.mark.parametrize("said", ["0", "-5", "a while", "20 apples", "99999"])
def test_what_is_no_time_is_no_minutes(said):
    assert read_minutes(said) is None


def test_lines_are_split_by_whom_they_name():
    assert split_by_client("K1 visit\nK2 and K3: phone\nlong") == [
        (("K1",), "visit"),
        (("K2", "K3"), "phone\nlong"),
    ]
    assert split_by_client("Alma visit K2 came") == [(("Alma",), "visit K2 came")]
    assert split_by_client("") == []
    assert len(split_by_client("K1 phone\n" * 100)) == 30
