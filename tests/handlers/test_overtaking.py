"""What goes past words that are held back, and what stays behind them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.gates import NotNow
from casework.messages import Form
from casework.people import PersonId
from casework.reasons import Reason
from handlers.overtaking import HeldBack
from storage.outbox_rows import Delivery

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
MORNING = NOW + timedelta(hours=9)
RELAY, ANSWER, NOTICE, RECEIPT, AUTOMATIC, NEWS = DeliveryKind


def delivery(kind=RELAY, identity=1, **draft):
    return Delivery(
        identity,
        "ready",
        None,
        NOW,
        0,
        maybe_twice=False,
        notice_id=None,
        address_id=None,
        channel=None,
        provider_id=None,
        created_at=NOW,
        draft=Draft(PersonId("c-alma"), kind, **draft),
    )


def waiting(kind=RELAY, reason=Reason.SAFE_HOURS, until=MORNING):
    return replace(delivery(kind), reason=reason, not_before=until)


@pytest.mark.parametrize(
    ("first", "then", "goes"),
    [
        (RELAY, RELAY, False),
        (RELAY, ANSWER, True),
        (RELAY, RECEIPT, True),
        (RELAY, AUTOMATIC, False),
        (RELAY, NEWS, False),
        (AUTOMATIC, RELAY, True),
        (AUTOMATIC, NEWS, True),
        (AUTOMATIC, AUTOMATIC, False),
        (NEWS, RELAY, True),
        (NEWS, NEWS, False),
    ],
)
def test_an_answer_goes_past_everything_and_words_never_past_words(first, then, goes):
    held_back = HeldBack()

    assert held_back.is_behind(waiting(first), NOW)
    assert held_back.is_behind(delivery(then, 2), NOW) is not goes
    assert held_back.last == (1 if goes else 2)
    assert held_back.first() == MORNING


@pytest.mark.parametrize("more", [{"overridden": True}, {"form": Form.DELETE}])
def test_what_must_go_now_goes_past_words(more):
    held_back = HeldBack()
    held_back.is_behind(waiting(), NOW)

    assert not held_back.is_behind(delivery(RELAY, 2, **more), NOW)


@pytest.mark.parametrize("reason", [Reason.NETWORK, Reason.RATE_LIMITED, None])
def test_nothing_goes_past_what_is_stuck_for_another_reason(reason):
    held_back = HeldBack()

    assert not held_back.is_behind(waiting(reason=reason), NOW)
    assert not held_back.takes(delivery(), NotNow(MORNING, Reason.RATE_LIMITED))
    assert held_back.first() is None


@pytest.mark.parametrize("reason", [Reason.SAFE_HOURS, Reason.PAUSED, Reason.STALE])
def test_what_has_just_been_held_back_is_gone_behind(reason):
    held_back = HeldBack()

    assert held_back.takes(delivery(), NotNow(MORNING, reason))
    assert held_back.is_behind(delivery(RELAY, 2), NOW)


def test_what_is_due_is_looked_at_and_the_earliest_time_counts():
    held_back = HeldBack()
    held_back.is_behind(waiting(until=MORNING), NOW)

    assert not HeldBack().is_behind(waiting(until=NOW), NOW)
    assert held_back.first(NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert held_back.first(MORNING + timedelta(hours=1)) == MORNING


def test_what_is_unknown_and_waits_for_their_sake_keeps_back_no_answer():
    held_back = HeldBack()
    unknown = replace(waiting(), state="unknown")

    assert held_back.is_behind(unknown, NOW)
    assert not held_back.is_behind(delivery(ANSWER, 2), NOW)
