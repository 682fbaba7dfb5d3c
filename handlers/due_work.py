"""Doing what is due at its hour: planned ahead, claimed by one hand, done once.

Rows are the truth; the clock only rings. Whatever rings twice, or late, or after a
crash in the middle, finds in the rows what is still to be done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework import local_time, rhythm
from casework.people import PersonId
from casework.reasons import Reason
from handlers.office import Office
from storage import alarms, due, outbox, rules
from storage.due import Due
from storage.outbox_rows import Delivery
from storage.rules import Rule
from storage.transaction import Transaction

AHEAD = timedelta(hours=48)
"""How far ahead it is planned: far enough to be shown, near enough to be changed."""

RENEWED = timedelta(hours=1)
"""How much of that may be used up before it is planned anew."""

LEASE = timedelta(minutes=2)
"""Longer than doing one thing ever takes."""

AT_ONCE = 1000
"""So many are claimed in one go."""

TRIES = 5
"""What broke so often is left out, and somebody is called."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was done, with this delivery in the outbox if there is one."""

    delivery: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """It is left out, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Later:
    """It waits until then."""

    until: datetime
    reason: Reason | None = None


Result = Done | Skip | Later

Deed = Callable[[Transaction, Office, Due, datetime], Result]
"""Does what is due; it looks whether that still makes sense."""

Missed = Callable[[Transaction, Office, Due, Reason, datetime], None]
"""Tells a human that something was left out, and looks for what comes instead."""


@dataclass(frozen=True, slots=True)
class DueKind:
    """What is to be done of this kind, and how late it may still be done.

    `lateness` counts from the due time; nothing: late is better than never. `missed` is
    told whatever did not come to its recipient: too late, not allowed, not delivered.
    """

    do: Deed
    lateness: timedelta | None = None
    missed: Missed | None = None


def until(what: Due) -> datetime | None:
    """Return until when it is worth sending (`Draft.until`)."""
    lateness = _kinds()[what.kind].lateness
    return None if lateness is None else what.at + lateness


def put(
    tx: Transaction,
    office: Office,
    kind: str,
    subject: int,
    person: PersonId,
    at: datetime,
    *,
    revision: int = 0,
) -> None:
    """Let something be done once, at this moment; said twice, it is there once."""
    local = local_time.local_of(at, office.zone)
    due.plan(tx, kind, subject, person, local, at, revision=revision)


def cancel(
    tx: Transaction, kind: str, subject: int, now: datetime, reason: Reason
) -> None:
    """Let nothing more come of a subject, nor what has not left the outbox yet."""
    for identity in due.cancel(tx, kind, subject, now):
        delivery = outbox.find(tx, identity)
        if delivery is not None and delivery.state in ("held", "ready"):
            outbox.settle(tx, delivery, "skipped", now, reason=reason)
            tx.touch(delivery.lane)


def change_rule(
    tx: Transaction,
    rule: Rule,
    changed: rhythm.Rhythm,
    zone: ZoneInfo,
    set_by: str,
    now: datetime,
) -> None:
    """Let another rhythm count; of the old one comes nothing more."""
    cancel(tx, rule.kind, rule.id, now, Reason.WITHDRAWN)
    rules.change(tx, rule, changed, zone, set_by, now)
    plan_rule(tx, rule.id, now)


def end_rule(tx: Transaction, rule: Rule, now: datetime) -> None:
    """Let nothing more come of a rule."""
    cancel(tx, rule.kind, rule.id, now, Reason.WITHDRAWN)
    rules.end(tx, rule, now)


def begin(tx: Transaction, now: datetime) -> None:
    """Take over what a dead run held: whatever it did not finish is to be done."""
    due.release_all(tx, now)


def to_plan(tx: Transaction, now: datetime) -> list[int]:
    """Return the rules of which not all is planned that is due within 48 hours."""
    return rules.to_plan(tx, now + AHEAD - RENEWED, AT_ONCE)


def plan_rule(tx: Transaction, identity: int, now: datetime) -> None:
    """Plan what a rule makes due within 48 hours.

    What was due while the service stood still for longer is planned as well, and then
    left out with its reason: nothing is missing without a word.
    """
    rule = rules.find(tx, identity)
    if rule is None or rule.ended_at is not None:
        return
    planned_until = now + AHEAD
    after = rule.planned_until
    for local, at in rhythm.occurrences(rule.rhythm, rule.zone, after, planned_until):
        due.plan(tx, rule.kind, rule.id, rule.person, local, at, revision=rule.revision)
    rules.set_planned(tx, rule, planned_until)


def claim(tx: Transaction, now: datetime) -> list[int]:
    """Hold what is due now, the oldest first; nobody else gets it meanwhile."""
    return due.claim(tx, now, now + LEASE, AT_ONCE)


def do(tx: Transaction, office: Office, identity: int, now: datetime) -> None:
    """Do one thing that is held, or leave it out, and write down which."""
    what = due.find(tx, identity)
    if what is None or what.state != "claimed":
        return
    kind = _kinds().get(what.kind)
    if kind is None or what.attempts > TRIES:
        alarms.raise_alarm(tx, "due", now)
        due.settle(tx, what, "skipped", now, reason=Reason.TRIED_TOO_OFTEN)
        return
    if _rule_is_paused(tx, what):
        due.settle(tx, what, "skipped", now, reason=Reason.PAUSED)
        return
    if kind.lateness is not None and now - what.at > kind.lateness:
        _leave_out(tx, office, kind, what, Reason.TOO_OLD, now)
        return
    match kind.do(tx, office, what, now):
        case Done(delivery):
            due.settle(tx, what, "done", now, delivery=delivery)
        case Skip(reason):
            _leave_out(tx, office, kind, what, reason, now)
        case Later(moment, why):
            due.postpone(tx, what, moment, why)


def not_delivered(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    """Write down that what was due did not come to its recipient."""
    what = due.by_delivery(tx, delivery.id)
    if what is not None and what.state == "done":
        _leave_out(tx, office, _kinds()[what.kind], what, reason, now)


def _leave_out(
    tx: Transaction,
    office: Office,
    kind: DueKind,
    what: Due,
    reason: Reason,
    now: datetime,
) -> None:
    due.settle(tx, what, "skipped", now, reason=reason, delivery=what.delivery_id)
    if kind.missed is not None:
        kind.missed(tx, office, what, reason, now)


def _rule_is_paused(tx: Transaction, what: Due) -> bool:
    """Tell whether it comes of a rule that rests at that moment."""
    if not what.revision:
        return False
    rule = rules.find(tx, what.subject)
    return rule is not None and rule.kind == what.kind and rule.is_paused(what.at)


def _kinds() -> Mapping[str, DueKind]:
    # Imported late: each kind stands with its subject, which plans through here.
    from handlers.due_kinds import KINDS  # noqa: PLC0415 - see above

    return KINDS
