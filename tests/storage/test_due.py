from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import PersonId
from casework.reasons import Reason
from storage import due, outbox
from storage.times import to_ms
from tests.storage.stores import NOW

ALMA, BO = PersonId("c-alma"), PersonId("c-bo")
MINUTE = timedelta(minutes=1)
LEASE = NOW + 2 * MINUTE


def plan(tx, subject=1, at=NOW, person=ALMA, **more):
    """Plan something; return it as it stands."""
    local = at.replace(tzinfo=None)
    due.plan(tx, "reminder", subject, person, local, at, **more)
    return due.of_subject(tx, "reminder", subject)[-1]


def claim(tx, now=NOW, most=10, *, urgent=False):
    return due.claim(tx, now, now + 2 * MINUTE, most, urgent=urgent)


def put_into_outbox(tx, what):
    """Be done with something that puts a message into the outbox."""
    draft = Draft(ALMA, DeliveryKind.AUTOMATIC, "Tomorrow at 10.")
    delivery = outbox.find(tx, outbox.add(tx, draft, NOW))
    due.settle(tx, what, "done", NOW, delivery=delivery.id)
    return delivery


def test_planned_twice_it_is_there_once_and_stays_as_it_is(tx):
    first = plan(tx)
    due.settle(tx, first, "done", NOW)

    again = plan(tx)
    moved = plan(tx, revision=1)

    assert again.id == first.id
    assert again.state == "done"
    assert (moved.state, moved.revision, moved.at) == ("planned", 1, NOW)
    assert len(due.of_subject(tx, "reminder", 1)) == 2


def test_it_is_claimed_once_and_not_before_it_is_due(tx):
    later, first = plan(tx, 1, NOW + MINUTE), plan(tx, 2)

    assert claim(tx, NOW - MINUTE) == []
    assert claim(tx, NOW) == [first.id]
    assert claim(tx, NOW + MINUTE) == [later.id]
    assert claim(tx, NOW + MINUTE) == []
    held = due.find(tx, first.id)
    assert (held.state, held.attempts) == ("claimed", 1)


def test_the_oldest_are_claimed_first_and_no_more_than_asked_for(tx):
    planned = [plan(tx, number, NOW - number * MINUTE) for number in range(4)]

    assert claim(tx, most=3) == [each.id for each in planned[:0:-1]]
    assert claim(tx, most=0) == []
    assert claim(tx, most=-5) == []
    assert claim(tx, most=3) == [planned[0].id]


def test_what_was_said_at_once_is_found_by_its_delivery_and_can_be_cancelled(tx):
    said = ("reminder", 7, ALMA, NOW.replace(tzinfo=None), NOW)

    due.did(tx, *said, 41, revision=2)
    due.did(tx, *said, 42, revision=2)

    found = due.by_delivery(tx, 42)
    assert (found.state, found.subject, found.revision) == ("done", 7, 2)
    assert due.by_delivery(tx, 41) is None
    assert claim(tx) == []


def test_what_is_urgent_is_claimed_apart_from_what_is_not(tx):
    plan(tx, 1, NOW - MINUTE)
    urgent = plan(tx, 2, urgent=True)

    assert claim(tx, urgent=True) == [urgent.id]


def test_what_a_dead_hand_held_is_claimed_anew_when_its_time_is_over(tx):
    what = plan(tx)
    claim(tx)

    assert claim(tx, LEASE - MINUTE) == []
    assert claim(tx, LEASE) == [what.id]
    assert due.find(tx, what.id).attempts == 2


def test_a_new_run_takes_over_at_once_in_the_old_order(tx):
    planned = [plan(tx, number, NOW - number * MINUTE) for number in range(3)]
    due.settle(tx, plan(tx, 9), "done", NOW)
    claim(tx)

    due.release_all(tx)

    assert claim(tx) == [each.id for each in reversed(planned)]


def test_what_may_have_ended_two_runs_is_held_alone(tx):
    planned = [plan(tx, number, NOW - number * MINUTE) for number in range(3)]
    for _ in range(2):
        claim(tx)
        due.release_all(tx)
    new = plan(tx, 9, NOW - 9 * MINUTE)

    assert claim(tx) == [new.id]
    assert claim(tx) == [planned[2].id]
    assert claim(tx) == [planned[1].id]


def test_what_is_put_off_is_as_good_as_new_then(tx):
    what = plan(tx)
    claim(tx)

    due.postpone(tx, what, NOW + MINUTE, Reason.TALKING)

    found = due.find(tx, what.id)
    assert (found.state, found.attempts, found.reason) == ("planned", 0, "talking")
    assert claim(tx) == []
    assert claim(tx, NOW + MINUTE) == [what.id]


def test_what_came_of_it_is_found_by_its_delivery(tx):
    what = plan(tx)

    delivery = put_into_outbox(tx, what)

    assert due.by_delivery(tx, delivery.id).id == what.id
    assert due.by_delivery(tx, delivery.id + 1) is None
    assert due.find(tx, what.id).delivery_id == delivery.id
    assert due.find(tx, 99) is None


def test_cancelling_ends_what_is_planned_or_held_and_nothing_else(tx):
    done = plan(tx, revision=1)
    due.settle(tx, done, "done", NOW)
    planned, held, other = plan(tx, revision=2), plan(tx, revision=3), plan(tx, 2)

    assert due.cancel(tx, "reminder", 1, NOW, Reason.PAUSED) == []

    for each in (planned, held):
        found = due.find(tx, each.id)
        assert (found.state, found.reason) == ("cancelled", "paused")
    assert due.find(tx, done.id).state == "done"
    assert due.find(tx, other.id).state == "planned"


@pytest.mark.parametrize("state", ["held", "ready", "claimed", "unknown"])
def test_cancelling_names_what_has_not_left_and_remembers_why(tx, state):
    what = plan(tx)
    delivery = put_into_outbox(tx, what)
    tx.run("UPDATE delivery SET state = :state", state=state)

    assert due.cancel(tx, "reminder", 1, NOW, Reason.WITHDRAWN) == [delivery.id]

    assert due.find(tx, what.id).state == "cancelled"
    assert due.why_withdrawn(tx, delivery.id) is Reason.WITHDRAWN


@pytest.mark.parametrize("state", ["sent", "delivered", "failed", "skipped"])
def test_cancelling_changes_nothing_of_what_has_left(tx, state):
    what = plan(tx)
    delivery = put_into_outbox(tx, what)
    outbox.settle(tx, delivery, state, NOW)

    assert due.cancel(tx, "reminder", 1, NOW, Reason.WITHDRAWN) == []

    assert due.find(tx, what.id).state == "done"
    assert due.why_withdrawn(tx, delivery.id) is None


def test_what_is_due_about_somebody_is_listed_in_order_of_time(tx):
    late, early = plan(tx, 1, NOW + MINUTE), plan(tx, 2)
    plan(tx, 3, NOW + 2 * MINUTE)
    plan(tx, 4, person=BO)

    found = due.of_person(tx, ALMA, NOW, NOW + 2 * MINUTE)

    assert [each.id for each in found] == [early.id, late.id]


def test_it_is_counted_how_much_is_due_and_since_when(tx):
    assert due.behind(tx, NOW) == (0, None)
    plan(tx, 1, NOW - MINUTE)
    plan(tx, 2, NOW, urgent=True)
    plan(tx, 3, NOW + MINUTE)

    assert due.behind(tx, NOW) == (2, NOW - MINUTE)

    claim(tx)
    assert due.behind(tx, NOW) == (1, NOW)


def plan_of(tx, sql, **values):
    rows = tx.all(f"EXPLAIN QUERY PLAN {sql}", **values)
    return " ".join(row["detail"] for row in rows)


@pytest.mark.parametrize(
    ("sql", "values", "index"),
    [
        (due.NEXT, {"urgent": 0, "now": to_ms(NOW), "most": 5}, "due_next"),
        (due.BEHIND, {"now": to_ms(NOW)}, "due_next"),
        (due.RELEASE_ALL, {}, "due_claimed"),
        (due.BY_DELIVERY, {"delivery": 1}, "due_by_delivery"),
        (due.WITHDRAWN, {"delivery": 1}, "due_by_delivery"),
    ],
)
def test_no_look_at_what_is_due_goes_through_all_rows(tx, sql, values, index):
    found = plan_of(tx, sql, **values)

    assert index in found
    assert "SCAN" not in found.replace(f"SCAN due USING INDEX {index}", "")
    assert "TEMP B-TREE" not in found
