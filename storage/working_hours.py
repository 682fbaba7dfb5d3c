"""The hours in which somebody works, if they have hours of their own."""

from datetime import datetime

from casework import hours
from casework.hours import NotHours
from casework.people import PersonId
from casework.safe_contact import Week
from storage.times import to_ms
from storage.transaction import Transaction

FIND = "SELECT hours FROM worker_hours WHERE person_id = :person"
SET = """
    INSERT INTO worker_hours (person_id, hours, set_at) VALUES (:person, :hours, :now)
    ON CONFLICT (person_id)
    DO UPDATE SET hours = excluded.hours, set_at = excluded.set_at
"""
DROP = "DELETE FROM worker_hours WHERE person_id = :person"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def find(tx: Transaction, person: PersonId) -> Week | None:
    """Return somebody's own hours; nothing: they are the organisation's."""
    return tx.remembered(("working hours", person), _find, person)


def _find(tx: Transaction, person: PersonId) -> Week | None:
    row = tx.one_or_none(FIND, person=person)
    week = None if row is None else hours.read(row["hours"])
    return None if isinstance(week, NotHours) else week


def set_hours(
    tx: Transaction, person: PersonId, week: Week | None, now: datetime
) -> None:
    """Write down somebody's own hours, or that they have none of their own."""
    tx.forget(("working hours", person))
    if week is None:
        tx.run(DROP, person=person)
    else:
        tx.run(SET, person=person, hours=hours.write(week, _DAYS), now=to_ms(now))
