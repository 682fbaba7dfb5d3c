"""What becomes of a meeting, kept with it and written into the case."""

from datetime import datetime

from casework.appointments import Appointment, AppointmentState
from casework.people import Person
from casework.profiles import RecordPolicy
from handlers import entries
from handlers.appointment_texts import day_and_time
from handlers.office import Office
from storage import appointments, cases
from storage.records import NewEntry
from storage.transaction import Transaction


def set_state(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    state: AppointmentState,
    by: Person | None,
    now: datetime,
) -> Appointment:
    """Let it stand like this, and write into the case who said so."""
    author = None if by is None else by.id
    changed = appointments.set_state(tx, appointment, state, author, now)
    write_down(tx, office, changed, state, by, now)
    return changed


def write_down(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    what: str,
    by: Person | None,
    now: datetime,
) -> None:
    """Write into the case what became of a meeting, where anything is kept."""
    by_client = by is not None and by.id == appointment.client
    said = day_and_time(office, appointment, office.language)
    body = {
        "author": "" if by is None else by.name,
        "text": office.say(f"appt_log_{what}", office.language, **said),
        "appointment": appointment.uid,
        "state": appointment.state,
        "meeting": appointment.kind,
        "minutes": appointment.minutes,
        "starts_at": appointment.starts_at.isoformat(),
    }
    if RecordPolicy(cases.policy_of(tx, appointment.case)).keeps_words:
        body["place"] = appointment.place
    entry = NewEntry(
        kind="appointment",
        at=now,
        direction="in" if by_client else "out",
        channel="",
        author="" if by is None else by.id,
        body=body,
    )
    entries.write(tx, appointment.case, entry)
