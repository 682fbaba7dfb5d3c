"""What is due, each thing once: planned, claimed by one hand, done or left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.people import PersonId
from casework.reasons import Reason
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, kind, subject, revision, local_time, person_id, due_at, not_before, state,
    attempts, reason, delivery_id
"""
PLAN = """
    INSERT INTO due (kind, subject, revision, local_time, person_id, due_at, not_before,
                     urgent, state)
    VALUES (:kind, :subject, :revision, :local_time, :person, :due_at, :due_at,
            :urgent, 'planned')
    ON CONFLICT (kind, subject, revision, local_time) DO NOTHING
"""
DID = """
    INSERT INTO due (kind, subject, revision, local_time, person_id, due_at, not_before,
                     state, delivery_id, settled_at)
    VALUES (:kind, :subject, :revision, :local_time, :person, :now, :now,
            'done', :delivery, :now)
    ON CONFLICT (kind, subject, revision, local_time) DO UPDATE
    SET state = 'done', reason = NULL, delivery_id = excluded.delivery_id,
        settled_at = excluded.settled_at
"""
# A lease that ran out is claimed anew: the hand that held it is dead.
_NEXT = """
    FROM due
    WHERE urgent = :urgent AND state IN ('planned', 'claimed') AND not_before <= :now
    ORDER BY not_before, id LIMIT :most
"""
NEXT = f"SELECT attempts {_NEXT}"
CLAIM = f"""
    UPDATE due SET state = 'claimed', attempts = attempts + 1, not_before = :until
    WHERE id IN (SELECT id {_NEXT})
    RETURNING id, due_at
"""
# Their turn is still the one that they had.
RELEASE_ALL = """
    UPDATE due SET state = 'planned', not_before = due_at WHERE state = 'claimed'
"""
FIND = f"SELECT {_COLUMNS} FROM due WHERE id = :id"
BY_DELIVERY = f"SELECT {_COLUMNS} FROM due WHERE delivery_id = :delivery"
POSTPONE = """
    UPDATE due SET state = 'planned', not_before = :until, reason = :reason,
                   attempts = 0
    WHERE id = :id
"""
SETTLE = """
    UPDATE due SET state = :state, reason = :reason, delivery_id = :delivery,
                   settled_at = :now
    WHERE id = :id
"""
CANCEL = """
    UPDATE due SET state = 'cancelled', reason = :reason, settled_at = :now
    WHERE kind = :kind AND subject = :subject
      AND (state IN ('planned', 'claimed') OR state = 'done' AND EXISTS (
               SELECT 1 FROM delivery
               WHERE delivery.id = due.delivery_id
                 AND delivery.state IN ('held', 'ready', 'claimed', 'unknown')))
    RETURNING delivery_id
"""
WITHDRAWN = """
    SELECT reason FROM due WHERE delivery_id = :delivery AND state = 'cancelled'
"""
OF_SUBJECT = f"""
    SELECT {_COLUMNS} FROM due
    WHERE kind = :kind AND subject = :subject ORDER BY due_at, id
"""
OF_PERSON = f"""
    SELECT {_COLUMNS} FROM due
    WHERE person_id = :person AND due_at >= :since AND due_at < :until
    ORDER BY due_at, id
"""
BEHIND = """
    SELECT count(*) AS count, min(not_before) AS oldest FROM due
    WHERE urgent IN (0, 1) AND state IN ('planned', 'claimed') AND not_before <= :now
"""

ALONE_AFTER = 2
"""Claimed so often and never settled, it may be what ended the run: it is held alone.

What was only held together with it is thus not counted among its victims for ever.
"""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do at one moment, and how it stands."""

    id: int
    kind: str
    subject: int
    revision: int
    local_time: datetime
    person: PersonId
    at: datetime
    state: str
    attempts: int
    reason: str | None
    delivery_id: int | None


def plan(
    tx: Transaction,
    kind: str,
    subject: int,
    person: PersonId,
    local_time: datetime,
    at: datetime,
    *,
    revision: int = 0,
    urgent: bool = False,
) -> None:
    """Plan it; what is planned already, or over, stays as it is.

    `local_time` is the wall clock without a zone, `at` the moment that it means.
    """
    tx.run(
        PLAN,
        kind=kind,
        subject=subject,
        revision=revision,
        local_time=local_time.isoformat(),
        person=person,
        due_at=to_ms(at),
        urgent=urgent,
    )


def did(
    tx: Transaction,
    kind: str,
    subject: int,
    person: PersonId,
    local_time: datetime,
    now: datetime,
    delivery: int,
    *,
    revision: int = 0,
) -> None:
    """Write down what was done at this moment, and what went into the outbox for it."""
    tx.run(
        DID,
        kind=kind,
        subject=subject,
        revision=revision,
        local_time=local_time.isoformat(),
        person=person,
        now=to_ms(now),
        delivery=delivery,
    )


def claim(
    tx: Transaction, now: datetime, until: datetime, most: int, *, urgent: bool
) -> list[int]:
    """Hold what is due, up to so many, until then; return the ids, oldest first."""
    sought = {"urgent": urgent, "now": to_ms(now)}
    tried = [row["attempts"] for row in tx.all(NEXT, most=max(most, 0), **sought)]
    if not tried:
        return []
    suspect = (place for place, times in enumerate(tried) if times >= ALONE_AFTER)
    most = max(next(suspect, len(tried)), 1)
    rows = tx.all(CLAIM, until=to_ms(until), most=most, **sought)
    return [
        row["id"] for row in sorted(rows, key=lambda row: (row["due_at"], row["id"]))
    ]


def release_all(tx: Transaction) -> None:
    """Let go of everything that a dead run held."""
    tx.run(RELEASE_ALL)


def find(tx: Transaction, identity: int) -> Due | None:
    """Return it as it stands."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _due(row)


def by_delivery(tx: Transaction, delivery: int) -> Due | None:
    """Return what this delivery was put into the outbox for."""
    row = tx.one_or_none(BY_DELIVERY, delivery=delivery)
    return None if row is None else _due(row)


def postpone(tx: Transaction, due: Due, until: datetime, reason: Reason | None) -> None:
    """Let it wait until then."""
    tx.run(POSTPONE, id=due.id, until=to_ms(until), reason=reason)


def settle(
    tx: Transaction,
    due: Due,
    state: str,
    now: datetime,
    *,
    reason: Reason | None = None,
    delivery: int | None = None,
) -> None:
    """Be done with it: `done`, with what went into the outbox, or `skipped`."""
    tx.run(
        SETTLE, id=due.id, state=state, reason=reason, delivery=delivery, now=to_ms(now)
    )


def cancel(
    tx: Transaction, kind: str, subject: int, now: datetime, reason: Reason
) -> list[int]:
    """Let nothing more come of a subject; return what of it is in the outbox.

    Who calls this takes back those that have not left, in the same transaction.
    """
    rows = tx.all(CANCEL, kind=kind, subject=subject, now=to_ms(now), reason=reason)
    return [row["delivery_id"] for row in rows if row["delivery_id"] is not None]


def why_withdrawn(tx: Transaction, delivery: int) -> Reason | None:
    """Return why this delivery was cancelled while it was on its way, if it was."""
    reason = tx.value(WITHDRAWN, delivery=delivery)
    return None if reason is None else Reason(reason)


def of_subject(tx: Transaction, kind: str, subject: int) -> list[Due]:
    """Return all that was ever planned for a subject, in order of time."""
    return [_due(row) for row in tx.all(OF_SUBJECT, kind=kind, subject=subject)]


def of_person(
    tx: Transaction, person: PersonId, since: datetime, until: datetime
) -> list[Due]:
    """Return what was, is and will be due about somebody between two moments."""
    rows = tx.all(OF_PERSON, person=person, since=to_ms(since), until=to_ms(until))
    return [_due(row) for row in rows]


def behind(tx: Transaction, now: datetime) -> tuple[int, datetime | None]:
    """Return how much is due and held by nobody, and since when."""
    row = tx.one_or_none(BEHIND, now=to_ms(now))
    if row is None or not row["count"]:
        return 0, None
    return row["count"], from_ms(row["oldest"])


def _due(row: Any) -> Due:
    return Due(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        revision=row["revision"],
        local_time=datetime.fromisoformat(row["local_time"]),
        person=PersonId(row["person_id"]),
        at=from_ms(row["due_at"]),
        state=row["state"],
        attempts=row["attempts"],
        reason=row["reason"],
        delivery_id=row["delivery_id"],
    )
