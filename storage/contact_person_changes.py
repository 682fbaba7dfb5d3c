"""When somebody got another contact person."""

from dataclasses import dataclass
from datetime import datetime

from casework.people import PersonId
from storage import store_facts
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

SINCE = "changes_since"
"""The fact from when on they are written down, where an earlier version did not."""

ADD = """
    INSERT INTO contact_person_change (assignment_id, from_id, to_id, at)
    VALUES (:assignment, :from, :to, :at)
"""
EVERY = """
    SELECT assignment_id, from_id, to_id, at FROM contact_person_change ORDER BY at, id
"""


@dataclass(frozen=True, slots=True)
class Change:
    """From whom to whom somebody was handed over, and when."""

    assignment: int
    before: PersonId
    after: PersonId
    at: datetime


def add(tx: Transaction, change: Change) -> None:
    """Write down that somebody has another contact person from now on."""
    tx.run(
        ADD,
        **{
            "assignment": change.assignment,
            "from": change.before,
            "to": change.after,
            "at": to_ms(change.at),
        },
    )


def every(tx: Transaction) -> list[Change]:
    """Return every change, the first first."""
    return [
        Change(
            row["assignment_id"],
            PersonId(row["from_id"]),
            PersonId(row["to_id"]),
            from_ms(row["at"]),
        )
        for row in tx.all(EVERY)
    ]


def known_since(tx: Transaction) -> datetime | None:
    """Return since when they are written down; nothing: from the beginning."""
    since = store_facts.recall(tx, SINCE)
    return None if since is None else from_ms(int(since))
