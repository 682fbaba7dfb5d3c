"""What people agreed on, as they write it: what, who, and by when."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people import PersonId
from casework.promises import (
    LONGEST_WORDS,
    Fault,
    Promise,
    Said,
    Who,
    read_day,
    read_promise,
)

TODAY = date(2026, 11, 23)  # a Monday
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("said", "words", "due", "who"),
    [
        ("bring the form by friday", "bring the form", FRIDAY, None),
        ("bring the form by Friday!", "bring the form", FRIDAY, None),
        ("tage blanketten med senest fredag", "tage blanketten med", FRIDAY, None),
        ("tage blanketten med inden 27/11", "tage blanketten med", FRIDAY, None),
        ("ta med blanketten senast 27/11", "ta med blanketten", FRIDAY, None),
        ("bring it by 2026-11-27", "bring it", FRIDAY, None),
        ("bring it before 27 november", "bring it", FRIDAY, None),
        ("call by tomorrow", "call", date(2026, 11, 24), None),
        ("stand by me", "stand by me", None, None),
        ("I call the school", "I call the school", None, Who.WORKER),
        ("jeg ringer i morgen", "jeg ringer i morgen", None, Who.WORKER),
        ("me: call the school by friday", "call the school", FRIDAY, Who.WORKER),
        ("I morgen ringer du", "I morgen ringer du", None, None),
        ("in the morning", "in the morning", None, None),
        ("wait by the door", "wait by the door", None, None),
        ("bring it by 27-11-2026", "bring it", FRIDAY, None),
        ("tag det med senest 27/11-2026", "tag det med", FRIDAY, None),
    ],
)
def test_what_who_and_when_are_read(said, words, due, who):
    assert read_promise(said, TODAY) == Said(words, due, who)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("bring it by 31/2", Fault.DAY),
        ("bring it by 25:00", Fault.DAY),
        ("bring it by next Tuesdayish", Fault.DAY),
        ("ring til skolen senest om en uge", Fault.DAY),
        ("ring skolan innan helgen", Fault.DAY),
        ("bring it by 2099-01-01", Fault.DAY),
        ("bring it by 1/11", Fault.PAST),
        ("by friday", Fault.NOTHING),
        ("", Fault.NOTHING),
        (f"{'x' * (LONGEST_WORDS + 1)} by friday", Fault.LONG),
        ("x" * 3000, Fault.LONG),
    ],
)
def test_what_is_not_clear_says_why(said, fault):
    assert read_promise(said, TODAY) is fault


@given(st.text(max_size=200))
def test_whatever_is_written_nothing_long_or_past_is_kept(said):
    found = read_promise(said, TODAY)

    if isinstance(found, Said):
        assert 0 < len(found.words) <= LONGEST_WORDS
        assert found.due_on is None or found.due_on >= TODAY


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("friday", FRIDAY),
        ("27/11", FRIDAY),
        ("1/11", Fault.PAST),
        ("31/2", Fault.DAY),
        ("next Tuesdayish", Fault.DAY),
        ("27/11-29/11", Fault.DAY),
    ],
)
def test_a_day_alone_is_read_too(said, day):
    assert read_day(said, TODAY) == day


def test_it_is_overdue_on_the_day_after_until_it_is_done():
    now = datetime(2026, 11, 23, tzinfo=UTC)
    kept = Promise(1, PersonId("c-1"), Who.CLIENT, "x", TODAY, now)
    done = Promise(1, PersonId("c-1"), Who.CLIENT, "x", TODAY, now, now)

    assert not kept.is_overdue(TODAY)
    assert kept.is_overdue(date(2026, 11, 24))
    assert not done.is_overdue(date(2026, 11, 24))
