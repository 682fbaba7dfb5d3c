import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.private_words import is_private


@pytest.mark.parametrize(
    "text",
    [
        "cpr 010203-1234",
        "010203 1234",
        "0102031234",
        "Alma (290200-4321) har tid",
        "811218-9876",
        "19811218-9876",
        "198112189876",
        "811218+9876",
        "811278-9873",  # a samordningsnummer
    ],
)
def test_a_number_that_names_a_person_is_noticed(text):
    assert is_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vi ses 12/3 kl. 14.30",
        "ring på 33 11 22 33",
        "+45 20 12 34 56",
        "+46701234567",
        "990203-1234567",  # too long for one
        "320103-9999",  # no such day, and a wrong check digit
        "sagsnummer 2026-1234567",
        "851318-9871",  # no such day in either country
    ],
)
def test_times_phones_and_other_numbers_are_not(text):
    assert not is_private(text)


@pytest.mark.parametrize(
    "text", ["Metadon", "om METADON i dag", "(metadon)", "på Krise-Center, ikke?"]
)
def test_words_of_the_list_are_noticed_however_they_are_written(text):
    assert is_private(text, ["metadon", "krise center"])


@pytest.mark.parametrize("text", ["metadonklinik", "krise", "center", ""])
def test_parts_of_them_are_not(text):
    assert not is_private(text, ["metadon", "krise center", " "])


@given(st.text(max_size=400), st.lists(st.text(max_size=10), max_size=3))
def test_whatever_is_written_it_answers(text, words):
    assert is_private(text, words) in (True, False)


@given(st.dates(), st.integers(0, 9999))
def test_every_danish_number_is_noticed(born, serial):
    assert is_private(f"nr. {born:%d%m%y}-{serial:04}.")
