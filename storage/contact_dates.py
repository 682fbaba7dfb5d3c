"""When and how there was contact in a case: dates, forms and counts, never words."""

from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId
from storage.times import from_ms
from storage.transaction import Transaction

COUNTS = """
    SELECT kind, direction, channel, count(*) AS count, min(at) AS first,
           max(at) AS last
    FROM contact_entry WHERE case_id = :case
    GROUP BY kind, direction, channel ORDER BY min(at), kind, direction, channel
"""
LATEST = """
    SELECT at, kind, direction, channel FROM contact_entry
    WHERE case_id = :case ORDER BY sequence DESC LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often there was contact of one form, and between which days."""

    kind: str
    direction: str
    channel: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """That there was contact, when and how."""

    at: datetime
    kind: str
    direction: str
    channel: str


def counts(tx: Transaction, case: CaseId) -> list[Counted]:
    """Return how much contact there was, by form."""
    return [
        Counted(
            row["kind"],
            row["direction"],
            row["channel"],
            row["count"],
            from_ms(row["first"]),
            from_ms(row["last"]),
        )
        for row in tx.all(COUNTS, case=case)
    ]


def latest(tx: Transaction, case: CaseId, most: int) -> list[Contact]:
    """Return the last contacts, the newest first."""
    return [
        Contact(from_ms(row["at"]), row["kind"], row["direction"], row["channel"])
        for row in tx.all(LATEST, case=case, most=most)
    ]
