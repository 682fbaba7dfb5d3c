"""What was said of whose birthday, so that it is said once."""

from dataclasses import dataclass
from datetime import date, datetime
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
_OPEN = """
    SELECT id, client_id, starts_at FROM assignment
    WHERE ends_at IS NULL AND coalesce({column}, '') <> :today {more}
    ORDER BY id LIMIT :most
"""
NOT_LOOKED_AT = _OPEN.format(column="ages_looked_on", more="")
GUARDIANS_NOT_LOOKED_AT = _OPEN.format(
    column="guardians_looked_on",
    more="""
        AND EXISTS (SELECT 1 FROM participant
                    WHERE assignment_id = assignment.id AND kind = 'guardian'
                      AND ends_at IS NULL)
    """,
)
LOOKED_AT = "UPDATE assignment SET ages_looked_on = :today WHERE id = :id"
GUARDIANS_LOOKED_AT = """
    UPDATE assignment SET guardians_looked_on = :today WHERE id = :id
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


def not_looked_at(tx: Transaction, today: date, most: int) -> list[Looked]:
    """Return open assignments that nobody looked at today, the oldest first."""
    rows = tx.all(NOT_LOOKED_AT, today=today.isoformat(), most=most)
    return [_looked(row) for row in rows]


def guardians_not_looked_at(tx: Transaction, today: date, most: int) -> list[Looked]:
    """Return those with a guardian of which nobody looked today whether it ends."""
    rows = tx.all(GUARDIANS_NOT_LOOKED_AT, today=today.isoformat(), most=most)
    return [_looked(row) for row in rows]


def looked_at(tx: Transaction, assignment: int, today: date) -> None:
    """Remember that it was looked at today."""
    tx.run(LOOKED_AT, id=assignment, today=today.isoformat())


def guardians_looked_at(tx: Transaction, assignment: int, today: date) -> None:
    """Remember that it was looked today whether a guardian's part ends."""
    tx.run(GUARDIANS_LOOKED_AT, id=assignment, today=today.isoformat())


def _looked(row: Any) -> Looked:
    return Looked(row["id"], PersonId(row["client_id"]), from_ms(row["starts_at"]))
