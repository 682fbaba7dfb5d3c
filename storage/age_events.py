"""What was said of whose birthday, so that it is said once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.ages import What
from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO age_event (person_id, age, what, at) VALUES (:person, :age, :what, :now)
    ON CONFLICT (person_id, age, what) DO NOTHING
"""
SAID = "SELECT age, what FROM age_event WHERE person_id = :person"
NEXT = """
    SELECT id, client_id, starts_at FROM assignment
    WHERE ends_at IS NULL AND id > :after ORDER BY id LIMIT :most
"""
NEXT_WITH_GUARDIAN = """
    SELECT id, client_id, starts_at FROM assignment
    WHERE ends_at IS NULL AND id > :after AND EXISTS (
        SELECT 1 FROM participant
        WHERE assignment_id = assignment.id AND kind = 'guardian' AND ends_at IS NULL
    )
    ORDER BY id LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """An open assignment whose client's age is to be looked at."""

    assignment: int
    client: PersonId
    since: datetime


def said(tx: Transaction, person: PersonId) -> set[tuple[int, What]]:
    """Return what was said of somebody's birthdays."""
    rows = tx.all(SAID, person=person)
    return {(row["age"], What(row["what"])) for row in rows}


def add(tx: Transaction, person: PersonId, age: int, what: What, now: datetime) -> bool:
    """Write down that it is said; tell whether it had not been."""
    return tx.run(ADD, person=person, age=age, what=what, now=to_ms(now)) > 0


def next_open(tx: Transaction, after: int, most: int) -> list[Looked]:
    """Return the next open assignments, the oldest first, behind the one last seen."""
    return [_looked(row) for row in tx.all(NEXT, after=after, most=most)]


def next_with_guardian(tx: Transaction, after: int, most: int) -> list[Looked]:
    """Return the next of those in which a guardian takes part."""
    return [_looked(row) for row in tx.all(NEXT_WITH_GUARDIAN, after=after, most=most)]


def _looked(row: Any) -> Looked:
    return Looked(row["id"], PersonId(row["client_id"]), from_ms(row["starts_at"]))
