from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import local_time
from casework.appointments import (
    AFTER,
    DAY_BEGINS,
    LAST_BY_DAY,
    OPEN,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Fault,
    NewAppointment,
    day_before,
    fault_in,
)

HERE = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2027, 3, 1, 12, 0)  # on the wall


def new(**more):
    return NewAppointment(**{"starts": NOON + timedelta(days=2), **more})


def appointment(state=AppointmentState.PROPOSED, starts=NOON):
    return Appointment(
        id=1,
        uid="u",
        client="c-alma",
        case="k-1",
        worker="w-mette",
        starts=starts,
        zone=HERE,
        starts_at=local_time.instant(starts, HERE),
        minutes=60,
        kind=AppointmentKind.PHONE,
        place="Nygade 1",
        remind_before_2h=False,
        state=state,
        revision=0,
        created_at=datetime(2027, 2, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, None),
        ({"starts": NOON}, Fault.PAST),
        ({"starts": NOON - timedelta(minutes=1)}, Fault.PAST),
        ({"starts": NOON + timedelta(minutes=1)}, None),
        ({"starts": NOON + timedelta(days=366)}, None),
        ({"starts": NOON + timedelta(days=366, minutes=1)}, Fault.TOO_FAR),
        ({"minutes": 4}, Fault.LENGTH),
        ({"minutes": 5}, None),
        ({"minutes": 24 * 60}, None),
        ({"minutes": 24 * 60 + 1}, Fault.LENGTH),
        ({"place": "x" * 120}, None),
        ({"place": "x" * 3000}, Fault.PLACE),
        ({"place": "Nygade 1\nUS TOO"}, Fault.PLACE),
        ({"place": "Nygade 1\n"}, None),
    ],
)
def test_a_meeting_that_cannot_stand_is_named(said, fault):
    assert fault_in(new(**said), NOON) is fault


@given(st.datetimes(datetime(2026, 1, 1), datetime(2037, 1, 1)))
def test_the_reminder_of_the_day_before_comes_on_that_day_and_by_day(starts):
    moment = day_before(starts)

    assert moment.date() == starts.date() - timedelta(days=1)
    assert DAY_BEGINS <= moment.time() <= LAST_BY_DAY


@pytest.mark.parametrize("day", [datetime(2027, 3, 29), datetime(2027, 11, 1)])
@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/Stockholm"])
def test_the_day_after_a_clock_change_the_reminder_keeps_its_hour(day, zone):
    starts = day.replace(hour=10)

    moment = local_time.instant(day_before(starts), ZoneInfo(zone))

    assert moment.astimezone(ZoneInfo(zone)).time() == time(10)
    assert moment.astimezone(ZoneInfo(zone)).date() == day.date() - timedelta(days=1)


@pytest.mark.parametrize("state", list(AppointmentState))
def test_what_is_called_off_or_over_stays_so(state):
    over = {AppointmentState.CANCELLED, AppointmentState.OVER}

    assert (AFTER[state] == frozenset()) == (state in over)
    assert appointment(state).is_open == (state in OPEN)


def test_a_no_can_only_become_another_time_or_none():
    declined = appointment(AppointmentState.DECLINED)

    assert not declined.may_become(AppointmentState.CONFIRMED)
    assert declined.may_become(AppointmentState.PROPOSED)


def test_it_is_upcoming_until_it_begins():
    one = appointment()
    starts_at = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)

    assert one.starts_at == starts_at
    assert one.ends_at == starts_at + timedelta(hours=1)
    assert one.is_upcoming(starts_at - timedelta(seconds=1))
    assert not one.is_upcoming(starts_at)
    assert not appointment(AppointmentState.CANCELLED).is_upcoming(
        starts_at - timedelta(days=1)
    )


def test_where_people_meet_is_in_no_print():
    assert "Nygade" not in repr(appointment())
    assert "Nygade" not in repr(new(place="Nygade 1"))
