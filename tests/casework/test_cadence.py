"""How often people are to be in touch, as it is written, and as it is counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cadence import Happened, Planned, Unit, measure, read_planned

WEEKLY = Planned(1, Unit.WEEK)
LONG_AGO = date(2026, 1, 1)
TODAY = date(2026, 11, 23)  # a Monday


def days_ago(*days):
    return [TODAY - timedelta(days=each) for each in days]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        *[(each, "2 a week") for each in ("2 a week", "2/week", "twice a week")],
        *[(each, "2 a week") for each in ("2 gange om ugen", "två gånger i veckan")],
        *[(each, "1 in 2 weeks") for each in ("every 2 weeks", "every other week")],
        *[(each, "1 in 2 weeks") for each in ("hver anden uge", "varannan vecka")],
        *[(each, "1 in 3 weeks") for each in ("hver 3. uge", "var tredje vecka")],
        *[(each, "1 a month") for each in ("1 om måneden", "Monthly.", "hver måned")],
        *[(each, "1 a month") for each in ("en gång i månaden", "once a month")],
        *[(each, "7 a week") for each in ("daily", "hver dag", "varje dag")],
        *[(each, "1 in 2 weeks") for each in ("hver 14. dag", "var fjortonde dag")],
        *[(each, "2 a week") for each in ("2 ggr/vecka", "twice weekly", "2x/uge")],
        *[(each, "2 a week") for each in ("2-3 gange om ugen", "2 gange ugentligt")],
        *[(each, "3 a month") for each in ("3 times a month", "3 gange om måneden")],
    ],
)
def test_how_often_is_read_in_three_languages(written, means):
    assert str(read_planned(written)) == means


@pytest.mark.parametrize(
    "written",
    [
        *("", "often", "2", "every", "0 a week", "22 a week", "every 2 days"),
        *("twice every 14 days or so", "every 13 days", "30-40 a week"),
        *("a week or so", "1 in 99 weeks", "-1 a week", "2 a week at 10", "x" * 3000),
    ],
)
def test_what_is_not_clear_is_nothing(written):
    assert read_planned(written) is None


@given(
    times=st.integers(1, 21),
    every=st.integers(1, 26),
    unit=st.sampled_from(list(Unit)),
)
def test_what_is_written_is_read_as_the_same_again(times, every, unit):
    planned = Planned(times, unit, every)

    assert read_planned(str(planned)) == planned


def test_meetings_count_each_and_words_once_a_week_if_they_went_both_ways():
    happened = Happened(
        meetings=days_ago(1, 2),
        heard=days_ago(5, 6, 12, 20),
        answered=days_ago(4, 12, 27),
        attempts=days_ago(3, 400),
    )

    found = measure(WEEKLY, happened, LONG_AGO, TODAY)

    assert (found.meetings, found.talks, found.attempts) == (2, 2, 1)
    assert (found.expected, found.contacts, found.is_behind) == (4, 4, False)


def test_too_little_is_less_than_planned():
    found = measure(Planned(2, Unit.WEEK), Happened(days_ago(1)), LONG_AGO, TODAY)

    assert (found.expected, found.is_behind) == (8, True)


def test_nobody_is_behind_before_the_first_period_is_over():
    found = measure(Planned(1, Unit.MONTH), Happened(), days_ago(20)[0], TODAY)

    assert (found.expected, found.is_behind) == (0, False)
    assert found.since == days_ago(20)[0]


def test_of_months_three_are_counted():
    found = measure(Planned(1, Unit.MONTH), Happened(days_ago(80)), LONG_AGO, TODAY)

    assert (found.expected, found.contacts) == (3, 1)


def test_a_week_over_the_turn_of_the_year_is_one_week():
    happened = Happened(heard=[date(2026, 12, 31)], answered=[date(2027, 1, 1)])

    assert measure(WEEKLY, happened, LONG_AGO, date(2027, 1, 4)).talks == 1
