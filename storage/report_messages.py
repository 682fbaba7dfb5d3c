"""Which messages went between whom, when, and what became of what we sent: no words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.people import CaseId, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

# What was only meant for the program, taken back or not sent is no message between two
# people. Of an album only the first part has a delivery.
_WRITTEN = """
    SELECT message.case_id, message.author_id, message.created_at,
           person.role NOT IN ('client', 'guardian') AS by_staff
    FROM message JOIN person ON person.id = message.author_id
    WHERE message.created_at >= :since AND message.created_at < :until AND (
        message.album IS NOT NULL OR EXISTS (
            SELECT 1 FROM delivery
            WHERE delivery.message_id = message.id AND delivery.kind = 'relay'
              AND (CASE WHEN person.role IN ('client', 'guardian')
                   THEN coalesce(delivery.reason, '') <> 'withdrawn'
                   ELSE delivery.state NOT IN ('skipped', 'failed') END)
        )
    )
"""
_IN_ORDER = "ORDER BY message.created_at, message.id"
WRITTEN = f"{_WRITTEN} {_IN_ORDER}"
WRITTEN_IN = f"{_WRITTEN} AND message.case_id = :case {_IN_ORDER}"
# What its author took back was not to arrive.
SENT = """
    SELECT recipient_id, delivery.sender_id, delivery.state, delivery.channel,
           delivery.created_at
    FROM delivery JOIN person ON person.id = delivery.recipient_id
    WHERE person.role IN ('client', 'guardian')
      AND delivery.kind IN ('relay', 'automatic', 'news')
      AND delivery.created_at >= :since AND delivery.created_at < :until
      AND coalesce(delivery.reason, '') <> 'withdrawn'
    ORDER BY delivery.id
"""
HOW_MANY = """
    SELECT (SELECT count(*) FROM message WHERE created_at >= :since
                                           AND created_at < :until)
         + (SELECT count(*) FROM delivery WHERE created_at >= :since
                                            AND created_at < :until)
"""


@dataclass(frozen=True, slots=True)
class Written:
    """That somebody wrote, in whose case, when."""

    case: CaseId
    author: PersonId
    at: datetime
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """That something was to go to somebody, and how it stands."""

    to: PersonId
    sender: PersonId | None
    state: str
    channel: str | None
    at: datetime


def how_many(tx: Transaction, since: datetime, until: datetime) -> int:
    """Return how many rows the two below read at most."""
    return int(tx.value(HOW_MANY, since=to_ms(since), until=to_ms(until)))


def written(tx: Transaction, since: datetime, until: datetime) -> Iterator[Written]:
    """Yield what people wrote to each other, in its order."""
    rows = tx.each(WRITTEN, since=to_ms(since), until=to_ms(until))
    yield from map(_written, rows)


def written_in(
    tx: Transaction, case: CaseId, since: datetime, until: datetime
) -> Iterator[Written]:
    """Yield what was written in one case; nobody else's messages are looked at."""
    rows = tx.each(WRITTEN_IN, case=case, since=to_ms(since), until=to_ms(until))
    yield from map(_written, rows)


def sent(tx: Transaction, since: datetime, until: datetime) -> Iterator[Sent]:
    """Yield what was to go to those who are helped."""
    for row in tx.each(SENT, since=to_ms(since), until=to_ms(until)):
        yield Sent(
            PersonId(row["recipient_id"]),
            row["sender_id"],
            row["state"],
            row["channel"],
            from_ms(row["created_at"]),
        )


def _written(row: Any) -> Written:
    return Written(
        CaseId(row["case_id"]),
        PersonId(row["author_id"]),
        from_ms(row["created_at"]),
        bool(row["by_staff"]),
    )
