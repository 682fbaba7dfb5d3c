"""What waits in the outbox until its recipient may safely be written to."""

from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, PersonId
from casework.reasons import Reason
from storage import held_back, lanes, outbox
from tests.storage.stores import NOW

ALMA, METTE, KIRSTEN = PersonId("c-alma"), PersonId("w-mette"), PersonId("w-kirsten")
CASE = CaseId("k-1")
LANE = "c-alma/k-1"
LATER = NOW + timedelta(hours=9)


def add(tx, sender=METTE, kind=DeliveryKind.RELAY, **more):
    draft = Draft(ALMA, kind, "hello", case_id=CASE, sender=sender, **more)
    return outbox.find(tx, outbox.add(tx, draft, NOW))


def test_somebodys_own_words_that_have_not_left_are_found_in_their_order(tx):
    first, gone = add(tx), add(tx)
    outbox.settle(tx, gone, "sent", NOW)
    held = add(tx, hold=timedelta(seconds=8))
    add(tx, KIRSTEN)
    add(tx, kind=DeliveryKind.NEWS)

    found = held_back.of_sender(tx, LANE, METTE)

    assert [each.id for each in found] == [first.id, held.id]


@pytest.mark.parametrize("reason", [Reason.SAFE_HOURS, Reason.PAUSED])
def test_what_waits_for_a_safe_time_is_looked_at_anew(tx, reason):
    waiting = add(tx)
    outbox.postpone(tx, waiting, LATER, reason)

    held_back.wake(tx, LANE, NOW)

    assert outbox.find(tx, waiting.id).not_before == NOW


@pytest.mark.parametrize("reason", [Reason.NETWORK, Reason.STALE, None])
def test_what_waits_for_something_else_goes_on_waiting(tx, reason):
    waiting = add(tx)
    outbox.postpone(tx, waiting, LATER, reason)

    held_back.wake(tx, LANE, NOW)

    assert outbox.find(tx, waiting.id).not_before == LATER


def test_words_in_another_conversation_go_on_waiting(tx):
    waiting = add(tx)
    outbox.postpone(tx, waiting, LATER, Reason.SAFE_HOURS)

    held_back.wake(tx, "c-bo/k-2", NOW)

    assert outbox.find(tx, waiting.id).not_before == LATER


def test_what_is_unknown_is_looked_at_anew_and_stays_unknown(tx):
    waiting = add(tx)
    outbox.postpone(tx, waiting, LATER, Reason.SAFE_HOURS, state="unknown")

    held_back.wake(tx, LANE, NOW)

    found = outbox.find(tx, waiting.id)
    assert (found.state, found.not_before) == ("unknown", NOW)


def test_what_waits_behind_something_keeps_nobody_busy_and_has_no_time_of_its_own(tx):
    behind = add(tx)

    held_back.wait_behind(tx, behind, LATER)

    found = outbox.find(tx, behind.id)
    assert lanes.due(tx, NOW) == ([], [])
    assert (found.state, found.not_before) == ("ready", LATER)
    assert found.is_due(NOW)
