"""How somebody was looked for, as people write it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.attempts import LONGEST_NOTE, Form, is_time_for_a_word, read_attempt

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "form", "note"),
    [
        ("knocked, no answer", Form.KNOCKED, "no answer"),
        ("Bankede på. Ingen hjemme", Form.KNOCKED, "Ingen hjemme"),
        ("knackade på dörren", Form.KNOCKED, "dörren"),
        ("ringede på", Form.KNOCKED, ""),
        ("ringede to gange", Form.CALLED, "to gange"),
        ("ringde: inget svar", Form.CALLED, "inget svar"),
        ("called", Form.CALLED, ""),
        ("SMS", Form.WROTE, ""),
        ("skrev brev", Form.WROTE, "brev"),
        ("met in the street, ran away", Form.STREET, "ran away"),
        ("på gaden", Form.STREET, ""),
        ("på gatan", Form.STREET, ""),
        ("asked the neighbour", Form.OTHER, "asked the neighbour"),
        ("callous neighbour", Form.OTHER, "callous neighbour"),
        ("other: a friend", Form.OTHER, "a friend"),
    ],
)
def test_the_way_is_recognised_and_the_rest_is_the_note(said, form, note):
    assert read_attempt(said) == (form, note)


@given(st.text())
def test_whatever_is_written_there_is_a_form_and_a_note_that_is_not_too_long(said):
    form, note = read_attempt(said)

    assert form in Form
    assert len(note) <= LONGEST_NOTE


@pytest.mark.parametrize(
    ("tries", "every", "days", "is_time"),
    [(3, 30, 30, True), (3, 30, 29, False), (2, 30, 99, False), (9, None, 99, False)],
)
def test_a_word_is_suggested_after_enough_tries_and_enough_days(
    tries, every, days, is_time
):
    last = TODAY - timedelta(days=days)

    assert is_time_for_a_word(tries, 3, every, last, TODAY) is is_time
