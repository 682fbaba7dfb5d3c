"""Who took the calendar file of a meeting, and so hears of it when it changes."""

from casework.people import PersonId
from storage.transaction import Transaction

ADD = """
    INSERT INTO appointment_file (appointment_id, person_id) VALUES (:id, :person)
    ON CONFLICT DO NOTHING
"""
TAKERS = """
    SELECT person_id FROM appointment_file WHERE appointment_id = :id
    ORDER BY person_id
"""
REMOVE = """
    DELETE FROM appointment_file WHERE appointment_id = :id AND person_id = :person
"""


def add(tx: Transaction, appointment: int, person: PersonId) -> None:
    """Remember that somebody has it in their calendar."""
    tx.run(ADD, id=appointment, person=person)


def takers(tx: Transaction, appointment: int) -> list[PersonId]:
    """Return who has it in their calendar, as far as we know."""
    return [PersonId(row["person_id"]) for row in tx.all(TAKERS, id=appointment)]


def remove(tx: Transaction, appointment: int, person: PersonId) -> None:
    """Forget that somebody had it."""
    tx.run(REMOVE, id=appointment, person=person)
