from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.ages import AHEAD, AgeEvent, What, birthday, due, is_of_age
from casework.profiles import age_on

BORN = date(2008, 11, 24)
LONG_AGO = date(2020, 1, 1)
AGES = (10, 12, 15, 16, 18, 23, 30)
DAY = timedelta(days=1)


def said_on(today, born=BORN, *, since=LONG_AGO, said=()):
    found = due(born, AGES, today=today, since=since, said=said)
    return [(each.age, str(each.what)) for each in found]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 8, 25), []),
        (date(2026, 8, 26), [(18, "announced")]),
        (date(2026, 11, 23), [(18, "announced")]),
        (date(2026, 11, 24), [(18, "reached")]),
        (date(2027, 3, 1), [(18, "reached")]),
    ],
)
def test_a_birthday_is_announced_ahead_and_noticed_on_the_day(today, expected):
    assert said_on(today, since=date(2026, 1, 1)) == expected


def test_what_was_said_is_not_said_again():
    said = {(18, What.ANNOUNCED)}

    assert said_on(date(2026, 10, 1), since=date(2026, 1, 1), said=said) == []
    assert said_on(date(2026, 11, 24), since=date(2026, 1, 1), said=said) == [
        (18, "reached")
    ]


def test_after_a_long_sleep_only_that_it_is_there_is_said():
    assert said_on(date(2027, 1, 5), since=date(2026, 1, 1)) == [(18, "reached")]


@pytest.mark.parametrize(
    ("since", "expected"),
    [(date(2026, 11, 23), [(18, "reached")]), (date(2026, 11, 24), [])],
)
def test_nothing_is_said_of_birthdays_before_they_came(since, expected):
    assert said_on(date(2026, 12, 1), since=since) == expected


def test_who_came_as_a_child_and_slept_through_years_is_caught_up_with():
    assert said_on(date(2026, 12, 1), since=LONG_AGO) == [
        (12, "reached"),
        (15, "reached"),
        (16, "reached"),
        (18, "reached"),
    ]


def test_only_a_coming_of_age_that_is_there_is_one():
    day = date(2026, 11, 24)

    assert AgeEvent(18, What.REACHED, day).is_coming_of_age
    assert not AgeEvent(18, What.ANNOUNCED, day).is_coming_of_age
    assert not AgeEvent(23, What.REACHED, day).is_coming_of_age


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 12, 31), 18, date(2026, 12, 31)),
        (date(2000, 2, 29), 100, date(2100, 3, 1)),
    ],
)
def test_29_february_is_1_march_in_other_years(born, age, day):
    assert birthday(born, age) == day


@given(born=st.dates(date(1920, 1, 1), date(2026, 1, 1)), age=st.integers(0, 110))
def test_the_birthday_is_the_first_day_of_that_age(born, age):
    day = birthday(born, age)

    assert age_on(born, day) == age
    assert age_on(born, day - DAY) == age - 1


@given(
    born=st.dates(date(1990, 1, 1), date(2020, 1, 1)),
    since=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    steps=st.lists(st.integers(0, 400), min_size=1, max_size=30),
)
def test_however_often_it_is_looked_each_birthday_is_said_once(born, since, steps):
    today, said = since, []
    for step in steps:
        today += timedelta(days=step)
        events = due(born, AGES, today=today, since=since, said=said)
        said += [(each.age, each.what) for each in events]

    reached = {age for age, what in said if what is What.REACHED}
    assert len(said) == len(set(said))
    assert reached == {age for age in AGES if since < birthday(born, age) <= today}
    announced = {age for age, what in said if what is What.ANNOUNCED}
    assert all(birthday(born, age) - AHEAD <= today for age in announced)


def test_of_unknown_age_nobody_is_of_age():
    assert not is_of_age(None, date(2026, 1, 1))
    assert is_of_age(BORN, date(2026, 11, 24))
    assert not is_of_age(BORN, date(2026, 11, 23))


def test_a_birthday_is_never_shown_by_accident():
    assert "2026" not in repr(AgeEvent(18, What.REACHED, date(2026, 11, 24)))
