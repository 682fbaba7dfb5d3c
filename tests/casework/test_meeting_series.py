"""How far ahead the meetings of a series are there, over clock changes and New Year."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import local_time
from casework.appointments import AppointmentKind
from casework.meeting_series import AHEAD, Series, SeriesState, horizon, to_plan
from casework.people import CaseId, PersonId
from casework.rhythm import Rhythm, next_after

ZONES = [ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")]


def series(rhythm, zone=ZONES[0], now=datetime(2026, 11, 23, 9, tzinfo=UTC)):
    return Series(
        id=1,
        client=PersonId("c-1"),
        case=CaseId("1"),
        rule=1,
        replaces=None,
        rhythm=rhythm,
        zone=zone,
        minutes=60,
        kind=AppointmentKind.PUBLIC_SPACE,
        place="the library",
        remind_before_2h=False,
        tell=(),
        state=SeriesState.AGREED,
        planned_until=now,
        set_by=PersonId("w-1"),
    )


def tuesdays(at=time(14), every=2, starts=date(2026, 11, 24), until=None):
    return Rhythm(
        at=at, weekdays=frozenset({1}), every=every, starts=starts, until=until
    )


def all_of(one, now, until):
    """Return the meetings that come to be there while each one begins in its turn."""
    found = []
    while now < until:
        found += to_plan(one, now)
        one = replace(one, planned_until=horizon(one, now))
        following = next_after(one.rhythm, one.zone, now)
        if following is None:
            break
        now = following[1]
    return found


def test_four_weeks_are_there_whenever_one_looks():
    one = series(tuesdays())

    planned = to_plan(one, one.planned_until)

    assert [f"{each:%d/%m}" for each in planned] == ["24/11", "08/12"]
    assert to_plan(one, one.planned_until)[-1] + timedelta(weeks=2) < (
        datetime(2026, 12, 23)
    )


def test_every_other_week_goes_on_over_new_year():
    one = series(tuesdays())

    found = all_of(one, one.planned_until, datetime(2027, 1, 20, tzinfo=UTC))

    days = [each.date() for each in found]
    assert days[:5] == [date(2026, 11, 24) + k * timedelta(weeks=2) for k in range(5)]
    assert len(days) == len(set(days))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
@pytest.mark.parametrize("hour", [1, 2, 3, 10])
def test_clock_change_leaves_each_meeting_at_its_hour_once(zone, day, hour):
    at = time(hour, 30 if hour < 10 else 0)
    starts = day - timedelta(weeks=2)
    rhythm = Rhythm(at=at, weekdays=frozenset({6}), every=2, starts=starts)
    now = local_time.instant(datetime.combine(starts, time()), zone)

    found = all_of(series(rhythm, zone, now), now, now + timedelta(weeks=8))

    expected = [starts + k * timedelta(weeks=2) for k in range(len(found))]
    assert found == [datetime.combine(each, at) for each in expected]
    assert datetime.combine(day, at) in found


@given(
    every=st.integers(1, 8),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    ahead=st.integers(0, 400),
)
def test_nothing_comes_twice_and_four_weeks_are_always_there(every, weekdays, ahead):
    starts = date(2026, 11, 23)
    rhythm = Rhythm(at=time(10), weekdays=weekdays, every=every, starts=starts)
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    until = now + timedelta(days=ahead)

    found = all_of(series(rhythm, now=now), now, until)

    assert found == sorted(set(found))
    look = until - timedelta(minutes=1)
    if look > now:
        expected = series(rhythm, now=look)
        window = [
            each
            for each in to_plan(expected, look)
            if local_time.instant(each, expected.zone) < look + AHEAD
        ]
        assert set(window) <= set(found)


def test_it_ends_with_its_last_day():
    last = date(2026, 12, 10)
    one = series(tuesdays(until=last))

    found = all_of(one, one.planned_until, datetime(2027, 6, 1, tzinfo=UTC))

    assert [each.date().day for each in found] == [24, 8]


def test_each_meeting_is_like_the_others():
    one = series(tuesdays())

    like = one.meeting(datetime(2026, 11, 24, 14))

    assert (like.minutes, like.kind, like.place) == (60, "public_space", "the library")
    assert "library" not in repr(one)
