"""A meeting as far as it has been said, and what a dialog remembers of it."""

import json
from datetime import date, datetime, time

import pytest

from casework.appointments import AppointmentKind
from casework.meeting_line import MeetingLine
from casework.people import PersonId
from casework.rhythm import Rhythm
from handlers.meet_plan import Plan

STARTS = datetime(2026, 11, 24, 14)
FULL = Plan(
    client=PersonId("c-1"),
    day=date(2026, 11, 24),
    starts=STARTS,
    minutes=45,
    kind=AppointmentKind.SCHOOL,
    place="the school",
    tell=(PersonId("g-1"),),
    soon=True,
    every=Rhythm(at=time(14), weekdays=frozenset({1}), starts=date(2026, 11, 24)),
    moves=3,
    instead=4,
)


@pytest.mark.parametrize("plan", [Plan(), FULL])
def test_a_dialog_remembers_all_of_it(plan):
    assert Plan.of_state(json.loads(json.dumps(plan.state()))) == plan


def test_what_a_line_leaves_out_is_as_usual():
    plan = Plan(client=PersonId("c-1")).with_line(MeetingLine(STARTS))

    new = plan.as_new()
    assert (new.minutes, new.kind, new.place) == (60, "public_space", "")


def test_a_meeting_that_is_moved_stays_where_it_was_unless_said():
    moved = Plan(moves=3, place="the library", minutes=30)

    assert moved.with_line(MeetingLine(STARTS)).place == "the library"
    assert moved.with_line(MeetingLine(STARTS, 45, None, "the park")).minutes == 45


def test_nobody_goes_anywhere_for_the_phone():
    plan = Plan(starts=STARTS, kind=AppointmentKind.PHONE, place="the library")

    assert plan.needs_no_place
    assert plan.as_new().place == ""


def test_no_meeting_is_made_without_a_time():
    with pytest.raises(ValueError, match="no time"):
        Plan().as_new()


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("when", ("starts", "day", "every")),
        ("long", ("minutes",)),
        ("kind", ("kind",)),
        ("where", ("place",)),
    ],
)
def test_what_is_changed_is_asked_anew(step, names):
    assert all(getattr(FULL.without(step), name) is None for name in names)


def test_personal_words_are_not_shown_by_chance():
    assert "the school" not in repr(FULL)
