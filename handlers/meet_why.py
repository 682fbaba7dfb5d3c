"""Why a contact person called a meeting off: for the record, where they want to say."""

from datetime import datetime

from casework.appointments import Appointment, AppointmentState
from casework.people import Person
from handlers import dialogs, entries, notices
from handlers.appointment_texts import day_and_time
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.office import Office
from storage import appointments, people
from storage.buttons import Meaning
from storage.dialogs import Dialog
from storage.records import NewEntry
from storage.transaction import Transaction

DIALOG = "meet_why"
WHY = "appt_why"
"""What the button under `it is off` does."""

LONGEST = 500
"""Characters; what needs more belongs into a note of its own."""


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Ask why; tell if the meeting is theirs, and off."""
    one = _theirs(tx, worker, int(meaning.subject))
    if one is None:
        return False
    text = office.say("meet_why", worker.language)
    state = {"meeting": one.id}
    dialogs.ask(tx, worker, DIALOG, "why", state, Ask(text, takes_words=True), now)
    return True


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Write the reason into the case; it goes to nobody."""
    dialogs.end(tx, worker)
    one = _theirs(tx, worker, int(dialog.state["meeting"]))
    if one is None:
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    said = day_and_time(office, one, office.language)
    off = office.say("appt_log_cancelled", office.language, **said)
    body = {
        "author": worker.name,
        "text": f"{off}. {' '.join(answer.split())[:LONGEST]}",
        "appointment": one.uid,
    }
    entry = NewEntry("appointment", now, "", "", worker.id, body)
    is_kept = entries.write(tx, one.case, entry) is not None
    key = "meet_why_noted" if is_kept else "meet_why_not_kept"
    notices.say(tx, office, worker, key, now)


def _theirs(tx: Transaction, worker: Person, identity: int) -> Appointment | None:
    one = appointments.find(tx, identity)
    if one is None or one.state is not AppointmentState.CANCELLED:
        return None
    client = people.known(tx, one.client)
    return one if conversation_with(tx, worker, client) is not None else None
