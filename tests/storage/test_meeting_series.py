"""Meetings that come again, as they are kept."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.appointments import AppointmentKind, NewAppointment
from casework.meeting_series import NewSeries, SeriesState
from casework.people import PersonId, Role
from casework.rhythm import Rhythm
from storage import meeting_series, rules
from tests.storage.stores import NOW, add_client_with_case, add_person

HERE = ZoneInfo("Europe/Copenhagen")
WEEKLY = Rhythm(at=time(14), weekdays=frozenset({1}), starts=date(2026, 11, 24))
LIKE = NewAppointment(
    datetime(2026, 11, 24, 14),
    45,
    AppointmentKind.SCHOOL,
    "the school",
    remind_before_2h=True,
    tell=(PersonId("g-1"), PersonId("w-9")),
)


@pytest.fixture
def put(tx):
    """Write down a series of Mette and Alma."""
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)

    def put(place="the school", replaces=None):
        like = NewAppointment(
            LIKE.starts, 45, LIKE.kind, place, remind_before_2h=True, tell=LIKE.tell
        )
        new = NewSeries(rhythm=WEEKLY, like=like, replaces=replaces)
        return meeting_series.add(tx, new, alma.id, case, HERE, mette.id, NOW)

    return put


def agree(tx, one):
    rule = rules.add(tx, one.client, "meeting_series", WEEKLY, HERE, one.set_by, NOW)
    return meeting_series.agree(tx, one, rule)


def test_a_series_is_kept_as_it_was_proposed(tx, put):
    one = put()

    assert meeting_series.find(tx, one.id) == one
    assert (one.rhythm, one.zone, one.state) == (WEEKLY, HERE, SeriesState.PROPOSED)
    assert one.meeting(LIKE.starts) == LIKE
    assert put(place="", replaces=one.id).replaces == one.id


def test_it_is_found_by_its_rule_once_it_is_agreed_on(tx, put):
    one = agree(tx, put())

    assert meeting_series.by_rule(tx, one.rule) == one
    assert one.state is SeriesState.AGREED
    assert meeting_series.by_rule(tx, 99) is None


def test_until_when_it_is_planned_is_remembered(tx, put):
    one = put()

    meeting_series.set_planned(tx, one, NOW + timedelta(weeks=4))

    assert meeting_series.known(tx, one.id).planned_until == NOW + timedelta(weeks=4)


def test_what_has_ended_is_of_nobody_and_nowhere(tx, put):
    one, other = put(), put()

    meeting_series.end(tx, one)

    assert meeting_series.of_client(tx, one.client) == [other]
    assert meeting_series.known(tx, one.id).place == ""
    with pytest.raises(LookupError):
        meeting_series.known(tx, 99)


def test_the_place_is_sealed_and_a_broken_one_stops_nothing(tx, put):
    one = put()
    sealed = tx.value("SELECT sealed_place FROM meeting_series")
    assert b"school" not in sealed

    tx.run("UPDATE meeting_series SET sealed_place = x'00'")

    assert meeting_series.known(tx, one.id).place == ""
