"""What the buttons of who works here do, and what becomes of those beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from casework.addressing import How
from casework.people import Person, PersonId
from handlers import (
    appointment_outcomes,
    appointment_staff,
    appointments,
    calendar_files,
    check_in_staff,
    commands,
    danger_alerts,
    danger_list,
    goals,
    held,
    later,
    meet,
    meet_why,
    notes,
    notices,
    numbers,
    owing_notes,
    private_lines,
    promises,
    relaying,
    review_dialog,
    series_list,
    shared_numbers,
    staff,
    task_list,
    tasks,
    undoing,
)
from handlers.caseload import CHOOSE, conversation_with
from handlers.office import Office
from storage import people, unaddressed
from storage.buttons import Meaning
from storage.transaction import Transaction


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Do it, and tell whether there was still something to do."""
    match DEEDS_OF_STAFF.get(meaning.action):
        case None:
            return False
        case Noted(press):
            noted = press(tx, office, worker, meaning, now)
            notices.put_away(tx, meaning, now, noted or "")
            return noted is not None
        case Deed(press, keeps_buttons):
            if not keeps_buttons:
                notices.put_away(tx, meaning, now)
            return press(tx, office, worker, meaning, now)


def _propose(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Propose a meeting at which everybody looks at the help."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        return False
    meet.begin_follow_up(tx, office, worker, client, now)
    return True


def _choose(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Let the client whose name was pressed have the next lines."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        notices.say(tx, office, worker, "to_no_clients", now)
    else:
        commands.choose(tx, office, worker, client, now)
    return True


def _address(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Let the client whose name was pressed have what waits."""
    client = _theirs(tx, worker, meaning)
    if client is None:
        notices.put_away(tx, meaning, now)
        notices.say(tx, office, worker, "to_no_clients", now)
        return True
    asked = office.say("who_is_this_for", worker.language)
    notices.put_away(tx, meaning, now, f"{asked} {client.label}")
    staff.address_waiting(tx, office, worker, client, now, How.BUTTON)
    return True


def _drop(
    tx: Transaction, office: Office, worker: Person, _meaning: Meaning, _now: datetime
) -> str | None:
    """Drop what waits for a recipient; return what is noted."""
    dropped = unaddressed.take_all(tx, worker.id)
    return office.say("dropped", worker.language) if dropped else None


def _theirs(tx: Transaction, worker: Person, meaning: Meaning) -> Person | None:
    """Return whom a button names, if this worker answers them."""
    client = people.find(tx, PersonId(meaning.subject))
    if client is None or conversation_with(tx, worker, client) is None:
        return None
    return client


Press = Callable[[Transaction, Office, Person, Meaning, datetime], bool]
"""Does what a button asks for, and tells whether there was anything to do."""

Note = Callable[[Transaction, Office, Person, Meaning, datetime], str | None]
"""Does it, and returns what is to be read instead; nothing: there was nothing to do."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of staff does; those beside it are taken away first."""

    press: Press
    keeps_buttons: bool = False
    """What it does puts something in their place itself, or they may be pressed on."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a button of staff does; what came of it stands where the question stood."""

    press: Note


DEEDS_OF_STAFF: Mapping[str, Deed | Noted] = MappingProxyType(
    {
        CHOOSE: Deed(_choose),
        staff.ADDRESS: Deed(_address, keeps_buttons=True),
        staff.DROP: Noted(_drop),
        undoing.UNDO: Deed(undoing.press, keeps_buttons=True),
        undoing.SEND_NOW: Deed(undoing.press, keeps_buttons=True),
        held.DIALOG: Deed(held.press, keeps_buttons=True),
        private_lines.SEND: Deed(private_lines.press),
        private_lines.DROP: Deed(private_lines.press),
        later.SEND: Deed(later.press),
        later.HOLD: Deed(later.press),
        later.DROP: Deed(later.press),
        later.ASK: Deed(later.press),
        numbers.SEEN: Noted(numbers.press),
        numbers.NOT_THEM: Noted(numbers.press),
        shared_numbers.WHOSE: Noted(shared_numbers.press),
        danger_alerts.TAKE: Deed(danger_list.press_take, keeps_buttons=True),
        danger_alerts.DONE: Deed(danger_list.press_done, keeps_buttons=True),
        tasks.DONE: Noted(tasks.press),
        task_list.DONE: Deed(task_list.press, keeps_buttons=True),
        tasks.PROPOSE: Deed(_propose),
        tasks.REVIEW: Deed(review_dialog.press),
        check_in_staff.ACTION: Deed(check_in_staff.press),
        appointments.NEW_TIME: Deed(meet.press),
        appointments.KEEP: Deed(appointment_staff.press),
        appointments.OFF: Deed(appointment_staff.press),
        appointment_outcomes.OUTCOME: Noted(appointment_outcomes.press),
        meet_why.WHY: Deed(meet_why.press),
        calendar_files.ACTION: Deed(calendar_files.press),
        series_list.CHANGE: Deed(series_list.press),
        series_list.END: Deed(series_list.press),
        promises.DONE: Deed(promises.press),
        owing_notes.WRITE: Deed(notes.press, keeps_buttons=True),
        relaying.KEEP: Deed(notes.press_to_keep),
        goals.ADD: Deed(goals.press),
        goals.END: Deed(goals.press),
    }
)
