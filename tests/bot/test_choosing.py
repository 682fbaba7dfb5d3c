from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.choosing import EVERYTHING, Choice, choose, day_of, goals_of
from storage.opened_entry import OpenedEntry

HERE = ZoneInfo("Europe/Copenhagen")
LATE = 1_790_027_400_000  # 2026-09-21 21:50 UTC, 23:50 there
DAY = 24 * 3600 * 1000


def entry(number, at, **more):
    return OpenedEntry(
        number, at, "note", "", "", "Mette", "w-1", "", None, 1, (), more
    )


ENTRIES = (entry(1, LATE, goal="housing"), entry(2, LATE + DAY), entry(3, LATE + 9))


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        (EVERYTHING, [1, 2, 3]),
        (Choice(since=date(2026, 9, 22)), [2]),
        (Choice(until=date(2026, 9, 21)), [1, 3]),
        (Choice(date(2026, 9, 21), date(2026, 9, 21)), [1, 3]),
        (Choice(goal="housing"), [1]),
        (Choice(goal="hous"), []),
    ],
)
def test_days_are_those_on_the_clocks_there(choice, numbers):
    assert [each.sequence for each in choose(ENTRIES, choice, HERE)] == numbers


@pytest.mark.parametrize(
    "more", [{}, {"goal": ""}, {"goal": 3}, {"goals": [1, None]}, {"goals": "x" * 0}]
)
def test_what_is_no_goal_is_none(more):
    assert goals_of(more) == ()


def test_what_was_noted_a_day_later_is_of_the_day_on_which_it_was():
    late = entry(1, LATE, happened_at="2026-09-20T12:00:00+00:00")

    assert day_of(late, HERE) == date(2026, 9, 20)
    assert Choice(until=date(2026, 9, 20)).takes(late, HERE)
    assert day_of(entry(1, LATE, happened_at="soon"), HERE) == date(2026, 9, 21)
