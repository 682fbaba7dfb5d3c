from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.handlers.house import OFFICE


@pytest.mark.parametrize(
    ("there", "is_night"),
    [
        (datetime(2026, 7, 1, 18, 59, tzinfo=UTC), False),  # 20.59 in Copenhagen
        (datetime(2026, 7, 1, 19, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 19, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 4, 30, tzinfo=UTC), True),  # 5.30, after the change
        (datetime(2026, 3, 29, 4, 59, tzinfo=UTC), True),  # 6.59, after the change
        (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), False),
    ],
)
def test_night_is_from_nine_to_seven_where_the_office_is(there, is_night):
    assert OFFICE.is_night(there) is is_night


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-12-01T12:00Z", "2026-12-01T12:00Z"),
        ("2026-12-01T20:00Z", "2026-12-02T06:00Z"),
        ("2026-12-01T23:00Z", "2026-12-02T06:00Z"),
        ("2026-12-01T05:00Z", "2026-12-01T06:00Z"),
        # The nights in which the clocks change.
        ("2026-03-28T21:00Z", "2026-03-29T05:00Z"),
        ("2026-10-24T20:00Z", "2026-10-25T06:00Z"),
    ],
)
def test_what_is_no_trouble_by_day_waits_for_the_end_of_the_night(now, then):
    moment = datetime.fromisoformat

    assert OFFICE.by_day(moment(now)) == moment(then)


def test_the_offices_own_facts_are_filled_in():
    said = OFFICE.say("unknown_number", "en")

    assert "+4533112233" in said


def test_what_is_said_now_goes_before_what_the_office_always_says():
    said = OFFICE.say("unknown_number", "en", phone="112233")

    assert "Call 112233." in said


def test_an_office_does_not_show_its_numbers_by_accident():
    assert "+45" not in repr(replace(OFFICE, texts=None))
