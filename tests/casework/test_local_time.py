"""What the clock on the wall says, and when that is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import local_time

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTE = timedelta(minutes=1)
HALF_AN_HOUR_ONLY = ZoneInfo("Australia/Lord_Howe")
AT_MIDNIGHT = ZoneInfo("America/Santiago")
A_WHOLE_DAY = ZoneInfo("Pacific/Apia")
CHANGES = [
    (COPENHAGEN, datetime(2027, 3, 28)),
    (COPENHAGEN, datetime(2027, 10, 31)),
    (STOCKHOLM, datetime(2027, 3, 28)),
    (STOCKHOLM, datetime(2027, 10, 31)),
    (HALF_AN_HOUR_ONLY, datetime(2027, 4, 4)),
    (HALF_AN_HOUR_ONLY, datetime(2027, 10, 3)),
    (AT_MIDNIGHT, datetime(2027, 4, 4)),
    (AT_MIDNIGHT, datetime(2027, 9, 5)),
    (A_WHOLE_DAY, datetime(2011, 12, 30)),
]


def first_minute_that_shows(local, zone):
    """Wait at the clock until it shows that or more; none is 15 hours ahead."""
    moment = local.replace(tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).replace(tzinfo=None) < local:
        moment += MINUTE
    return moment


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
@pytest.mark.parametrize(
    ("local", "moment"),
    [
        ("2027-03-28T01:30", "2027-03-28T00:30+00:00"),
        ("2027-03-28T02:00", "2027-03-28T01:00+00:00"),
        ("2027-03-28T02:30", "2027-03-28T01:00+00:00"),
        ("2027-03-28T02:59", "2027-03-28T01:00+00:00"),
        ("2027-03-28T03:00", "2027-03-28T01:00+00:00"),
        ("2027-03-28T03:30", "2027-03-28T01:30+00:00"),
        ("2027-03-28T10:00", "2027-03-28T08:00+00:00"),
        ("2027-10-31T01:30", "2027-10-30T23:30+00:00"),
        ("2027-10-31T02:00", "2027-10-31T00:00+00:00"),
        ("2027-10-31T02:30", "2027-10-31T00:30+00:00"),
        ("2027-10-31T03:00", "2027-10-31T02:00+00:00"),
        ("2027-10-31T03:30", "2027-10-31T02:30+00:00"),
        ("2027-10-31T10:00", "2027-10-31T09:00+00:00"),
    ],
)
def test_a_time_on_the_wall_is_one_moment_at_a_clock_change(zone, local, moment):
    found = local_time.instant(datetime.fromisoformat(local), zone)

    assert found == datetime.fromisoformat(moment)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("change", CHANGES)
@settings(max_examples=60)
@given(minute=st.integers(0, 24 * 60 - 1))
def test_every_minute_of_a_clock_change_is_the_first_that_shows_it(change, minute):
    zone, day = change
    local = day + minute * MINUTE

    assert local_time.instant(local, zone) == first_minute_that_shows(local, zone)


def test_a_missing_second_counts_as_the_minute_after_the_clock_change():
    local = datetime(2027, 3, 28, 2, 30, 15, 250)

    assert local_time.instant(local, COPENHAGEN) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_the_second_of_two_equal_times_is_not_asked_for_at_a_clock_change():
    twice = datetime(2027, 10, 31, 2, 30)

    assert local_time.instant(twice.replace(fold=1), COPENHAGEN) == local_time.instant(
        twice, COPENHAGEN
    )


@given(
    local=st.datetimes(datetime(2026, 1, 1), datetime(2037, 1, 1)),
    zone=st.sampled_from([COPENHAGEN, STOCKHOLM]),
)
def test_the_clock_shows_a_moment_as_it_was_written(local, zone):
    shown = local_time.local_of(local_time.instant(local, zone), zone)

    left_out = (local.month, local.hour, local.isoweekday()) == (3, 2, 7)
    assert shown == local or (left_out and local.day >= 25)


def test_what_the_clock_shows_says_no_more_than_the_wall():
    second_time = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    shown = local_time.local_of(second_time, COPENHAGEN)

    assert (shown, shown.fold, shown.tzinfo) == (datetime(2027, 10, 31, 2, 30), 0, None)


def test_a_time_and_a_moment_are_not_taken_for_each_other():
    with pytest.raises(ValueError, match="names no zone"):
        local_time.instant(datetime(2027, 1, 1, tzinfo=UTC), COPENHAGEN)
    with pytest.raises(ValueError, match="needs a zone"):
        local_time.local_of(datetime(2027, 1, 1), COPENHAGEN)
