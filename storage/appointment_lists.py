"""Meetings of everybody that are still to come."""

from datetime import datetime

from casework.appointments import Appointment
from storage import appointments
from storage.times import to_ms
from storage.transaction import Transaction

_UPCOMING = """
    SELECT id FROM appointment
    WHERE starts_at > :now AND state IN ('proposed', 'confirmed', 'move_asked')
"""
UPCOMING = f"{_UPCOMING} ORDER BY starts_at, id"
IMPORTED = f"{_UPCOMING} AND import_fingerprint IS NOT NULL ORDER BY starts_at, id"


def upcoming(tx: Transaction, now: datetime) -> list[Appointment]:
    """Return every meeting that is still to come, the next first."""
    return _known(tx, UPCOMING, now)


def imported(tx: Transaction, now: datetime) -> list[Appointment]:
    """Return those of them that came from a file."""
    return _known(tx, IMPORTED, now)


def _known(tx: Transaction, sql: str, now: datetime) -> list[Appointment]:
    rows = tx.all(sql, now=to_ms(now))
    return [appointments.known(tx, row["id"]) for row in rows]
