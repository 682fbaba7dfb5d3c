"""A review as people write it in one line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.follow_up_line import LONGEST_ANSWER, read_follow_up, read_held_on
from casework.follow_ups import Outcome, Party

TODAY = date(2026, 11, 23)
"""A Monday."""

US = {Party.CLIENT, Party.CONTACT_PERSON}


@pytest.mark.parametrize(
    ("line", "day", "others", "outcome"),
    [
        ("goes on", TODAY, set(), Outcome.GOES_ON),
        ("yesterday it ends", date(2026, 11, 22), set(), Outcome.ENDS),
        ("changes, friday", date(2026, 11, 20), set(), Outcome.CHANGED),
        ("Tirsdag fortsætter", date(2026, 11, 17), set(), Outcome.GOES_ON),
        (
            "20/11 med forældre og sagsbehandler, det ændres",
            date(2026, 11, 20),
            {Party.GUARDIANS, Party.CASEWORKER},
            Outcome.CHANGED,
        ),
        (
            "i fredags med mamma och handläggare, det slutar",
            date(2026, 11, 20),
            {Party.GUARDIANS, Party.CASEWORKER},
            Outcome.ENDS,
        ),
    ],
)
def test_day_parties_and_outcome_are_read_in_three_languages(
    line, day, others, outcome
):
    told = read_follow_up(line, TODAY)

    assert (told.held_on, told.outcome) == (day, outcome)
    assert told.took_part == US | others
    assert (told.need, told.how) == ("", "")


def test_who_is_helped_can_have_been_elsewhere():
    told = read_follow_up("today without her with mother, goes on", TODAY)

    assert told.took_part == {Party.CONTACT_PERSON, Party.GUARDIANS}


@pytest.mark.parametrize(
    "line",
    ["", "next Tuesdayish goes on", "it was fine", "25:00 goes on", "with school ends"],
)
def test_without_a_clear_outcome_nothing_came_of_it(line):
    assert read_follow_up(line, TODAY).outcome is None


@pytest.mark.parametrize("line", ["tomorrow goes on", "31/2 ends", "2027-01-01 ends"])
def test_a_day_that_cannot_have_been_is_no_day(line):
    assert read_follow_up(line, TODAY).held_on is None


@pytest.mark.parametrize(
    ("words", "need", "how"),
    [
        (
            "goes on: still needed / they meet weekly",
            "still needed",
            "they meet weekly",
        ),
        ("goes on. They meet weekly", "", "They meet weekly"),
        ("goes on: and/or later", "", "and/or later"),
        ("goes on: ends well with mother", "", "ends well with mother"),
    ],
)
def test_words_behind_answer_the_two_questions(words, need, how):
    told = read_follow_up(words, TODAY)

    assert (told.need, told.how, told.outcome) == (need, how, Outcome.GOES_ON)
    assert told.took_part == US


@given(st.text(max_size=80))
def test_whatever_is_written_is_read_and_nothing_is_to_come(line):
    told = read_follow_up(line, TODAY)
    found = read_held_on(line, TODAY)

    assert told.held_on is None or told.held_on <= TODAY
    assert max(len(told.need), len(told.how)) <= LONGEST_ANSWER
    assert found is None or line.endswith(found[1])
