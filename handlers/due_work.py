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
from storage import alarms, due, outbox, rules, started
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

MOST_WAITING = 1000
"""So many automatic messages wait to go out at most.

The others wait here, where they are in order of their time and cost nothing, and where
what is cancelled meanwhile is simply not done.
"""

TRIES = 5
"""What broke so often is left out, and somebody is called."""

SOONEST = timedelta(seconds=5)
"""What is put off is put off by as much at least: nothing goes round in circles."""


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
    `urgent` goes before all that is not, however long that has been due: a human is
    called, somebody waits. A kind belongs to rules or to single things, never to both.
    """

    do: Deed
    lateness: timedelta | None = None
    missed: Missed | None = None
    urgent: bool = False


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
    urgent = _is_urgent(kind)
    due.plan(tx, kind, subject, person, local, at, revision=revision, urgent=urgent)


def did(
    tx: Transaction,
    office: Office,
    kind: str,
    subject: int,
    person: PersonId,
    delivery: int,
    now: datetime,
    *,
    revision: int = 0,
) -> None:
    """Let what was said just now be cancelled, and be heard of where it cannot arrive.

    As if it had been due.
    """
    local = local_time.local_of(now, office.zone)
    due.did(tx, kind, subject, person, local, now, delivery, revision=revision)


def cancel(
    tx: Transaction, kind: str, subject: int, now: datetime, reason: Reason
) -> None:
    """Let nothing more come of a subject, nor what has not left the outbox yet.

    What is just being tried is not tried once more (`due.why_withdrawn`).
    """
    for identity in due.cancel(tx, kind, subject, now, reason):
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


def begin(tx: Transaction) -> None:
    """Take over what a dead run held: whatever it did not finish is to be done."""
    due.release_all(tx)


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
    planned_until = max(now + AHEAD, rule.planned_until)
    after = rule.planned_until
    for local, at in rhythm.occurrences(rule.rhythm, rule.zone, after, planned_until):
        due.plan(
            tx,
            rule.kind,
            rule.id,
            rule.person,
            local,
            at,
            revision=rule.revision,
            urgent=_is_urgent(rule.kind),
        )
    rules.set_planned(tx, rule, planned_until)


def claim(tx: Transaction, now: datetime) -> list[int]:
    """Hold what is due now, the oldest first; nobody else gets it meanwhile.

    No more of it than can leave soon: the rest stays where it is, in its order.
    """
    lease = now + LEASE
    urgent = due.claim(tx, now, lease, AT_ONCE, urgent=True)
    most = min(AT_ONCE - len(urgent), MOST_WAITING - started.count_waiting(tx, now))
    return urgent + due.claim(tx, now, lease, most, urgent=False)


def do(tx: Transaction, office: Office, identity: int, now: datetime) -> None:
    """Do one thing that is held, or leave it out, and write down which."""
    what = due.find(tx, identity)
    if what is None or what.state != "claimed":
        return
    kind = _kinds().get(what.kind)
    if kind is None or what.attempts > TRIES:
        _give_up(tx, office, kind, what, now)
        return
    rests = _why_rule_rests(tx, what)
    if rests is not None:
        due.settle(tx, what, "skipped", now, reason=rests)
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
            due.postpone(tx, what, max(moment, now + SOONEST), why)


def not_delivered(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    """Write down that what was due did not come to its recipient."""
    what = due.by_delivery(tx, delivery.id)
    kind = None if what is None else _kinds().get(what.kind)
    if what is not None and kind is not None and what.state == "done":
        _leave_out(tx, office, kind, what, reason, now)


def _give_up(
    tx: Transaction, office: Office, kind: DueKind | None, what: Due, now: datetime
) -> None:
    """Leave out what broke every try; what breaks even that is left without a word."""
    alarms.raise_alarm(tx, "due", now)
    if kind is not None and what.attempts == TRIES + 1:
        _leave_out(tx, office, kind, what, Reason.TRIED_TOO_OFTEN, now)
    else:
        due.settle(tx, what, "skipped", now, reason=Reason.TRIED_TOO_OFTEN)


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


def _why_rule_rests(tx: Transaction, what: Due) -> Reason | None:
    """Say why nothing comes just now of the rule that it belongs to, if to any."""
    rule = rules.find(tx, what.subject) if what.revision else None
    if rule is None or rule.kind != what.kind:
        return None
    if rule.ended_at is not None or rule.revision != what.revision:
        return Reason.WITHDRAWN
    return Reason.PAUSED if rule.is_paused(what.at) else None


def _is_urgent(kind: str) -> bool:
    known = _kinds().get(kind)
    return known is not None and known.urgent


def _kinds() -> Mapping[str, DueKind]:
    # Imported late: each kind stands with its subject, which plans through here.
    from handlers.due_kinds import KINDS  # noqa: PLC0415 - see above

    return KINDS
