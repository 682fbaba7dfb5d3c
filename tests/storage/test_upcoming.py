"""What comes next by itself, as far ahead as it may be."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import Channel, PersonId
from casework.rhythm import Rhythm
from storage import due, inbox, outbox, rules, upcoming
from storage.inbox_rows import Raw
from tests.storage.stores import NOW, add_person

ALMA = PersonId("c-alma")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE = ZoneInfo("Europe/Copenhagen")


def plan(tx, at, subject=1, *, urgent=False):
    local = at.replace(tzinfo=None)
    due.plan(tx, "reminder", subject, ALMA, local, at, urgent=urgent)


def put(tx, at=NOW):
    """Put something into the outbox that may leave then."""
    draft = Draft(ALMA, DeliveryKind.AUTOMATIC, "Tomorrow at 10.")
    delivery = outbox.find(tx, outbox.add(tx, draft, NOW))
    if at > NOW:
        outbox.postpone(tx, delivery, at, None)
    return outbox.find(tx, delivery.id)


def test_where_nothing_is_planned_nothing_comes(tx):
    assert upcoming.next_moment(tx, NOW) is None
    assert not upcoming.is_busy(tx, NOW)
    assert upcoming.gone_out(tx) == 0


@pytest.mark.parametrize("urgent", [False, True])
def test_the_first_of_what_is_planned_comes_next(tx, urgent):
    plan(tx, NOW + 2 * DAY)
    plan(tx, NOW + DAY, subject=2, urgent=urgent)

    assert upcoming.next_moment(tx, NOW) == NOW + DAY
    assert upcoming.next_moment(tx, NOW + DAY) == NOW + 2 * DAY


def test_what_is_due_by_now_is_being_done_and_does_not_come_next(tx):
    plan(tx, NOW)

    assert upcoming.is_busy(tx, NOW)
    assert upcoming.next_moment(tx, NOW) is None
    due.claim(tx, NOW, NOW + HOUR, 10, urgent=False)
    [what] = due.of_subject(tx, "reminder", 1)
    due.settle(tx, what, "done", NOW)
    assert not upcoming.is_busy(tx, NOW)


def test_a_rule_counts_however_far_ahead(tx):
    rhythm = Rhythm(
        at=time(10), weekdays=frozenset({1}), every=2, starts=date(2027, 3, 1)
    )
    alma = add_person(tx).id
    identity = rules.add(tx, alma, "check_in", rhythm, HERE, alma, NOW)

    assert upcoming.next_moment(tx, NOW) == datetime(2027, 3, 2, 9, tzinfo=UTC)
    rules.end(tx, rules.find(tx, identity), NOW)
    assert upcoming.next_moment(tx, NOW) is None


def test_what_is_in_the_outbox_leaves_next_or_is_on_its_way(tx):
    put(tx)

    assert upcoming.is_busy(tx, NOW)
    assert upcoming.next_moment(tx, NOW - HOUR) == NOW


def test_what_waits_in_the_outbox_comes_when_it_may(tx):
    put(tx, NOW + HOUR)

    assert not upcoming.is_busy(tx, NOW)
    assert upcoming.next_moment(tx, NOW) == NOW + HOUR


def test_what_was_sent_has_gone_out_and_what_was_not_has_not(tx):
    sent, dropped = put(tx), put(tx)

    outbox.settle(tx, sent, "sent", NOW)
    outbox.settle(tx, dropped, "skipped", NOW)

    assert upcoming.gone_out(tx) == 1
    assert not upcoming.is_busy(tx, NOW)


def test_what_came_in_and_was_not_read_keeps_it_busy(tx):
    inbox.take_in(tx, [Raw(Channel.TELEGRAM, "1", "700", b"{}")], NOW)

    assert upcoming.is_busy(tx, NOW)
