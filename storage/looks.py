"""Who had a case taken out to be read, when, in which way, and why."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.people import CaseId, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO look (id, case_id, person_id, by_id, way, entry, sealed_reason, at)
    VALUES (:id, :case, :person, :by, :way, :entry, :reason, :now)
"""
_COLUMNS = "id, case_id, person_id, by_id, way, entry, sealed_reason, at"
OF_CASE = f"SELECT {_COLUMNS} FROM look WHERE case_id = :case ORDER BY at, id"


class Way(StrEnum):
    """By which way it left: a command on the machine, or as a file in the chat."""

    COMMAND = "command"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Look:
    """A case was taken out for this person, or for nobody who was named.

    `by` is who took it out, if somebody else did; `entry` its place in the case, where
    a record is kept of anybody.
    """

    case: CaseId
    person: PersonId | None
    at: datetime
    by: PersonId | None = None
    way: Way = Way.COMMAND
    entry: int | None = None
    reason: str = field(default="", repr=False)


def add(tx: Transaction, look: Look) -> None:
    """Write down that the case is taken out."""
    identity = tx.next_id("look")
    tx.run(
        ADD,
        id=identity,
        case=look.case,
        person=look.person,
        by=look.by,
        way=look.way,
        entry=look.entry,
        reason=tx.seal("look", "sealed_reason", identity, look.reason)
        if look.reason
        else None,
        now=to_ms(look.at),
    )


def of_case(tx: Transaction, case: CaseId) -> list[Look]:
    """Return every time that the case was taken out, the first first."""
    return [
        Look(
            case=CaseId(row["case_id"]),
            person=row["person_id"],
            at=from_ms(row["at"]),
            by=row["by_id"],
            way=Way(row["way"]),
            entry=row["entry"],
            reason=reason_of(tx, row["id"], row["sealed_reason"]),
        )
        for row in tx.all(OF_CASE, case=case)
    ]


def reason_of(tx: Transaction, identity: int, sealed: bytes | None) -> str:
    """Return why it was taken out; nothing where nobody said."""
    return "" if sealed is None else tx.open("look", "sealed_reason", identity, sealed)
