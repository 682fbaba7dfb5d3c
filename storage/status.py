"""What waits, since when, and what is wrong: numbers and ids, nobody's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.people import Channel
from storage import alarms, danger, inbox, outbox
from storage.alarms import Alarm
from storage.times import from_ms, from_ms_or_none
from storage.transaction import Transaction

LATELY = timedelta(days=1)

INBOX_STATES = ("new", "dead")
OUTBOX_STATES = ("held", "ready", "claimed", "unknown")

# Looked for among the newest rows only: a channel that was quiet for longer is known
# from its addresses.
LAST_INBOUND = """
    SELECT channel, max(received_at) AS last FROM (
        SELECT channel, received_at FROM inbox ORDER BY id DESC LIMIT 1000
    ) AS newest
    GROUP BY channel
    UNION ALL
    SELECT channel, max(last_inbound_at) FROM address
    WHERE last_inbound_at IS NOT NULL GROUP BY channel
"""
# A client waits whose newest message is newer than every one from whoever answers
# them; one that was taken back or never arrived is no answer.
UNANSWERED = """
    SELECT person.alias, newest.created_at
    FROM assignment
    JOIN person ON person.id = assignment.client_id
    JOIN message AS newest ON newest.id = (
        SELECT max(id) FROM message WHERE author_id = assignment.client_id
    )
    WHERE assignment.ends_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM person AS worker
        JOIN message AS answer
          ON answer.author_id = worker.id AND answer.id > newest.id
        WHERE worker.role NOT IN ('client', 'guardian')
          AND answer.case_id = newest.case_id
          AND NOT EXISTS (
              SELECT 1 FROM delivery
              WHERE delivery.message_id = answer.id AND delivery.kind = 'relay'
                AND delivery.state IN ('skipped', 'failed')
          )
    )
    ORDER BY newest.created_at, person.alias
"""


@dataclass(frozen=True, slots=True)
class Status:
    """How the service stands at one moment."""

    at: datetime
    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    oldest_unsent: datetime | None
    unanswered: int
    oldest_unanswered: datetime | None
    """Since when the client waits who has waited longest for their contact person."""
    longest_waiting: str | None
    """That client's short name."""
    last_inbound: Mapping[str, datetime | None]
    failed_last_day: int
    maybe_twice: int
    danger_open: int
    """How many may be in danger, until a human has dealt with it."""
    alarms: tuple[Alarm, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it, with times as RFC 3339."""
        return {
            "at": self.at.isoformat(),
            "inbox": dict(self.inbox),
            "outbox": dict(self.outbox),
            "oldest_unsent": _text(self.oldest_unsent),
            "unanswered": self.unanswered,
            "oldest_unanswered": _text(self.oldest_unanswered),
            "longest_waiting": self.longest_waiting,
            "last_inbound": {
                channel: _text(moment) for channel, moment in self.last_inbound.items()
            },
            "failed_last_day": self.failed_last_day,
            "maybe_twice": self.maybe_twice,
            "danger_open": self.danger_open,
            "alarms": [
                {"name": each.name, "since": _text(each.since), "count": each.count}
                for each in self.alarms
            ],
        }


def read(tx: Transaction, now: datetime) -> Status:
    """Return how things stand."""
    taken_in, going_out = inbox.waiting(tx), outbox.waiting(tx)
    unanswered = tx.all(UNANSWERED)
    first = unanswered[0] if unanswered else None
    return Status(
        at=now,
        inbox=_counts(taken_in, INBOX_STATES),
        outbox=_counts(going_out, OUTBOX_STATES),
        # What is held waits for its recipient's sake: nothing is stuck.
        oldest_unsent=min(
            (since for state, (_, since) in going_out.items() if state != "held"),
            default=None,
        ),
        unanswered=len(unanswered),
        oldest_unanswered=None if first is None else from_ms(first["created_at"]),
        longest_waiting=None if first is None else str(first["alias"]),
        last_inbound=_last_inbound(tx),
        failed_last_day=outbox.failed_since(tx, now - LATELY),
        maybe_twice=outbox.maybe_twice(tx),
        danger_open=danger.count_open(tx),
        alarms=tuple(alarms.current(tx)),
    )


def _counts(
    waiting: Mapping[str, tuple[int, datetime]], states: Sequence[str]
) -> dict[str, int]:
    return {state: waiting[state][0] if state in waiting else 0 for state in states}


def _last_inbound(tx: Transaction) -> dict[str, datetime | None]:
    found: dict[str, int | None] = dict.fromkeys(map(str, Channel))
    for row in tx.all(LAST_INBOUND):
        found[row["channel"]] = max(found.get(row["channel"]) or 0, row["last"])
    return {channel: from_ms_or_none(moment) for channel, moment in found.items()}


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
