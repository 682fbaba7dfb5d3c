"""When each who works here is next told what the day brings."""

from datetime import date, datetime

from casework.people import PersonId, Role
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

# Who came since, and nobody who has left.
UNPLANNED = """
    SELECT id FROM person
    WHERE role IN (:contact_person, :supervisor) AND left_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM digest WHERE person_id = person.id)
    ORDER BY id
"""
DUE = """
    SELECT person_id FROM digest JOIN person ON person.id = digest.person_id
    WHERE next_at <= :now AND left_at IS NULL ORDER BY next_at, person_id
"""
FIND = "SELECT next_at, told_on FROM digest WHERE person_id = :person"
PLAN = """
    INSERT INTO digest (person_id, next_at) VALUES (:person, :next_at)
    ON CONFLICT (person_id) DO UPDATE SET next_at = excluded.next_at
"""
PLAN_ANEW = "UPDATE digest SET next_at = 0 WHERE person_id = :person"
SET_TOLD = "UPDATE digest SET told_on = :day WHERE person_id = :person"


def unplanned(tx: Transaction) -> list[PersonId]:
    """Return who works here and was never planned to be told."""
    rows = tx.all(
        UNPLANNED, contact_person=Role.CONTACT_PERSON, supervisor=Role.SUPERVISOR
    )
    return [PersonId(row["id"]) for row in rows]


def due(tx: Transaction, now: datetime) -> list[PersonId]:
    """Return whose day has begun."""
    return [PersonId(row["person_id"]) for row in tx.all(DUE, now=to_ms(now))]


def next_at(tx: Transaction, person: PersonId) -> datetime | None:
    """Return when somebody is told next."""
    row = tx.one_or_none(FIND, person=person)
    return None if row is None else from_ms(row["next_at"])


def told_on(tx: Transaction, person: PersonId) -> date | None:
    """Return the last day on which somebody was told."""
    row = tx.one_or_none(FIND, person=person)
    told = None if row is None else row["told_on"]
    return None if told is None else date.fromisoformat(told)


def plan(tx: Transaction, person: PersonId, moment: datetime) -> None:
    """Let somebody be told at that moment next."""
    tx.run(PLAN, person=person, next_at=to_ms(moment))


def plan_anew(tx: Transaction, person: PersonId) -> None:
    """Let it be looked at once more when somebody is told next."""
    tx.run(PLAN_ANEW, person=person)


def set_told(tx: Transaction, person: PersonId, day: date) -> None:
    """Write down that somebody was told that day."""
    tx.run(SET_TOLD, person=person, day=day.isoformat())
