"""When somebody was last told that nobody reads at night."""

from datetime import datetime

from casework.people import PersonId
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

TOLD_AT = "SELECT told_at FROM night_word WHERE person_id = :person"
SET_TOLD = """
    INSERT INTO night_word (person_id, told_at) VALUES (:person, :now)
    ON CONFLICT (person_id) DO UPDATE SET told_at = excluded.told_at
"""


def told_at(tx: Transaction, person: PersonId) -> datetime | None:
    """Return when somebody was last told."""
    return from_ms_or_none(tx.value(TOLD_AT, person=person))


def set_told(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Write down that somebody is told now."""
    tx.run(SET_TOLD, person=person, now=to_ms(now))
