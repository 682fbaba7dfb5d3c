"""Messages that matter for the case: a note is owed, and reminded of after a day."""

from datetime import datetime, timedelta

from casework.people import Person, PersonId
from casework.reasons import Reason
from casework.rights import Act
from handlers import due_work, entries, notices, permissions, working_hours
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.notices import Choice
from handlers.office import Office
from storage import assignments, cases, messages, owed_notes, people
from storage.due import Due
from storage.messages import Message
from storage.records import NewEntry
from storage.transaction import Transaction

KIND = "note_owed"
WRITE = "note_write"
"""What the button under a reminder does."""

WITHIN = timedelta(hours=24)


def mark(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    message: Message,
    now: datetime,
) -> None:
    """Mark a message as important for the case; a note is owed from now on."""
    case = cases.of_client(tx, client.id)
    if case is None or not entries.keeps_notes(tx, case):
        _answer(tx, office, worker, "note_no_words", client, now)
        return
    if owed_notes.mark(tx, message.id, client.id, worker.id, now):
        due_work.put(tx, office, KIND, message.id, client.id, now + WITHIN)
        body = {"author": worker.name, "text": ""}
        entry = NewEntry(
            "important", now, "", "", worker.id, body, refers_to=message.entry or None
        )
        entries.write(tx, case, entry)
    notices.answer(
        tx,
        worker.id,
        office.say("note_marked", worker.language, client=client.label),
        now,
        case_id=case,
        choices=[[write_button(office, worker, message.id)]],
    )


def write_button(office: Office, worker: Person, message: int) -> Choice:
    """Return the button that asks for the note of a message."""
    return Choice(office.say("btn_note", worker.language), WRITE, str(message))


def settle(tx: Transaction, message: int, now: datetime) -> None:
    """Owe no note of a message any more; it has been written."""
    if owed_notes.settle(tx, message, now):
        due_work.cancel(tx, KIND, message, now, Reason.OVER)


def settle_all(tx: Transaction, client: Person, now: datetime) -> None:
    """Owe no note about somebody: what was just written stands for all of it."""
    for owed in owed_notes.open_of(tx, client.id):
        settle(tx, owed.message, now)


def _remind(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Remind whoever answers by now, in their hours."""
    owed = owed_notes.find(tx, due.subject)
    assignment = None if owed is None else assignments.current(tx, owed.client)
    if owed is None or assignment is None:
        return Skip(Reason.OVER)
    worker = people.known(tx, _who(tx, office, owed.by, owed.client, now))
    opens = working_hours.next_working(tx, office, worker.id, now)
    if opens > now:
        return Later(opens)
    message = messages.find(tx, owed.message)
    client = people.known(tx, owed.client)
    text = office.say(
        "note_owed",
        worker.language,
        client=client.label,
        entry="?" if message is None else message.entry,
    )
    delivery = notices.answer(
        tx,
        worker.id,
        text,
        now,
        case_id=cases.of_client(tx, client.id),
        choices=[[write_button(office, worker, owed.message)]],
    )
    return Done(delivery)


def _who(
    tx: Transaction, office: Office, by: PersonId, client: PersonId, now: datetime
) -> PersonId:
    """Return who marked it, while they still may write; or else who answers."""
    marked = people.known(tx, by)
    helped = people.known(tx, client)
    if permissions.is_allowed(tx, office, marked, Act.WRITE_TO, helped, now):
        return by
    assignment = assignments.current(tx, client)
    return by if assignment is None else assignment.answering


def _answer(
    tx: Transaction,
    office: Office,
    worker: Person,
    key: str,
    client: Person,
    now: datetime,
) -> None:
    notices.say(tx, office, worker, key, now, client=client.label)


DUE = DueKind(_remind)
"""Late is better than never: the law asks for the note, not for its hour."""
