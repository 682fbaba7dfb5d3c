"""Who had a case taken out to be read, and when."""

from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = "INSERT INTO look (case_id, person_id, at) VALUES (:case, :person, :now)"
OF_CASE = "SELECT person_id, at FROM look WHERE case_id = :case ORDER BY at, id"


@dataclass(frozen=True, slots=True)
class Look:
    """A case was taken out for this person, or for nobody who was named."""

    person: PersonId | None
    at: datetime


def add(tx: Transaction, case: CaseId, person: PersonId | None, now: datetime) -> None:
    """Write down that the case is taken out."""
    tx.run(ADD, case=case, person=person, now=to_ms(now))


def of_case(tx: Transaction, case: CaseId) -> list[Look]:
    """Return every time that the case was taken out, the first first."""
    return [
        Look(row["person_id"], from_ms(row["at"])) for row in tx.all(OF_CASE, case=case)
    ]
