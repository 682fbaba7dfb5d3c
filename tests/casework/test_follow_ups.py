"""When a review is due, and how near it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.follow_ups import Standing, due_on, standing

BEGUN = date(2026, 11, 30)


def test_the_first_one_counts_from_the_beginning_and_each_next_from_the_last():
    assert due_on(BEGUN, None, 3) == date(2027, 2, 28)
    assert due_on(BEGUN, None, 6) == date(2027, 5, 30)
    assert due_on(BEGUN, date(2027, 2, 10), 3) == date(2027, 5, 10)


def test_one_that_was_held_before_counts_for_nothing():
    assert due_on(BEGUN, date(2026, 1, 1), 12) == date(2027, 11, 30)


@pytest.mark.parametrize(
    ("before", "near"),
    [(15, "later"), (14, "soon"), (0, "soon"), (-1, "overdue"), (-400, "overdue")],
)
def test_it_is_near_for_two_weeks_and_overdue_on_the_day_after(before, near):
    due = date(2027, 2, 28)

    assert standing(due, due - timedelta(days=before)) is Standing(near)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_it_is_always_that_many_months_later(begun, months):
    due = due_on(begun, None, months)

    assert (due.year - begun.year) * 12 + due.month - begun.month == months
    assert due.day <= begun.day
