"""What was said of a time to meet."""

from datetime import date

from casework.when_said import LONGEST_TEXT, FaultError, Said, WhenFault


def test_a_day_is_a_date_or_a_weekday():
    assert Said(weekday=0).has_day
    assert Said(date=lambda _today: date(2026, 12, 1)).has_day
    assert not Said(minutes=60).has_day


def test_the_part_to_blame_is_short_and_bare():
    error = FaultError(WhenFault.WORD, f" {'x' * 100}, ")

    assert error.part == "x" * LONGEST_TEXT
