"""Notes of who works here: `/note` as a reply or behind a name, by SMS, corrections."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.contact_line import read_note
from casework.people import CaseId, Person
from casework.rights import Act
from handlers import (
    dialogs,
    entries,
    goal_words,
    named_client,
    notices,
    owing_notes,
    permissions,
    turns,
)
from handlers.caseload import clients_of, names_of
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.relaying import Written
from handlers.turns import Turn
from storage import cases, messages, owed_notes, people
from storage.buttons import Meaning
from storage.messages import Message
from storage.records import NewEntry
from storage.transaction import Transaction

DIALOG = "note"
COMMANDS = ("/note", "/important")

_NUMBERED = re.compile(r"#?(\d{1,7})\b[\s:,.-]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class About:
    """What a note is about: somebody, and the message that it is made of, if any."""

    client: Person
    message: Message | None = None
    text: str = field(default="", repr=False)
    """What the message says, where Telegram told it."""
    meeting: str = ""
    """The meeting that it is a note of, by what its entries call it."""
    what: str = ""
    """What stands there where nothing was said beside goals."""
    goals: tuple[str, ...] = field(default=(), repr=False)
    """The goals that were tapped."""


def begin(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> None:
    """Make a note of what was replied to or typed, or mark it as important."""
    command, _, said = written.incoming.text.partition(" ")
    command, said = command.partition("@")[0].lower(), said.strip()
    about = _replied_to(tx, office, worker, written, now)
    if command == "/important":
        _mark(tx, office, worker, about, now)
        return
    if about is None:
        _behind_name(tx, office, worker, said, now)
        return
    if said.partition(" ")[0].casefold() in names_of(about.client):
        said = said.partition(" ")[2].strip()
    _note_of(tx, office, worker, about, said, now)


def correct(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Put a correction beside an entry, which stays as it is."""
    named = named_client.behind(
        tx, office, worker, said, Act.WRITE_TO, now, how="correct_how"
    )
    if named is None:
        return
    client, rest = named
    match = _NUMBERED.fullmatch(rest)
    case = _case_with_words(tx, office, worker, client, now)
    if case is None:
        return
    if match is None or not match[2].strip():
        notices.say(tx, office, worker, "correct_how", now)
        return
    entry = int(match[1])
    if not owed_notes.has_entry(tx, case, entry):
        values = {"client": client.label, "entry": entry}
        notices.say(tx, office, worker, "correct_unknown", now, **values)
        return
    body = {"author": worker.name, "text": match[2].strip()}
    new = NewEntry("correction", now, "", "", worker.id, body, refers_to=entry)
    number = entries.write(tx, case, new)
    values = {"client": client.label, "entry": entry, "number": number or 0}
    notices.say(tx, office, worker, "correct_noted", now, **values)


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Ask for the note of a message; tell whether it still can be written."""
    about = _pressed_about(tx, office, worker, meaning, now)
    if about is not None:
        _ask(tx, office, worker, about, now)
    return about is not None


def press_to_keep(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Make a note of the words under the button; tell whether it still can be."""
    about = _pressed_about(tx, office, worker, meaning, now)
    if about is not None:
        text = meaning.under.removeprefix(about.client.label).strip()
        _note_of(tx, office, worker, replace(about, text=text), "", now)
    return about is not None


def _pressed_about(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> About | None:
    """Return the message that a button names, where they may write about it."""
    message = messages.find(tx, int(meaning.subject))
    client = None if message is None else cases.client_of(tx, message.case_id)
    if client is None:
        return None
    helped = people.known(tx, client)
    may_write = turns.may_write(tx, office, worker, helped, now)
    return About(helped, message) if may_write else None


def step(turn: Turn, answer: str) -> None:
    """Take the words of a note."""
    turn.end()
    about = turn.state["message"]
    message = messages.find(turn.tx, about) if about else None
    said = About(turn.client, message)
    write(turn.tx, turn.office, turn.worker, said, answer, turn.now)


def _replied_to(
    tx: Transaction, office: Office, worker: Person, written: Written, now: datetime
) -> About | None:
    """Return what was replied to, where that is about somebody they may write to."""
    incoming = written.incoming
    if incoming.reply_to is None:
        return None
    pointed = messages.pointed_at(tx, written.address.id, incoming.reply_to)
    found = None
    if pointed is not None and pointed.case_id is not None:
        found = cases.client_of(tx, pointed.case_id)
    if pointed is None or found is None:
        return None
    client = people.known(tx, found)
    if not turns.may_write(tx, office, worker, client, now):
        permissions.note_denied(tx, worker, Act.WRITE_TO, client, now)
        return None
    if pointed.message_id is None:
        return About(client)
    message = messages.find(tx, pointed.message_id)
    text = incoming.answered_text
    if message is not None and message.author == client.id:
        text = text.removeprefix(client.label).strip()
    return About(client, message, text)


def _behind_name(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    named = named_client.behind(
        tx, office, worker, said, Act.WRITE_TO, now, how="note_how"
    )
    if named is not None:
        _note_of(tx, office, worker, About(named[0]), named[1], now)


def _at_once(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Write the note that stands behind a name; no words can be asked for by SMS."""
    if len(said.split(maxsplit=1)) > 1:
        _behind_name(tx, office, worker, said, now)
    else:
        notices.say(tx, office, worker, "note_how_sms", now, alias=said.strip().upper())


def _note_of(
    tx: Transaction,
    office: Office,
    worker: Person,
    about: About,
    said: str,
    now: datetime,
) -> None:
    if said or about.text:
        write(tx, office, worker, about, said, now)
    else:
        _ask(tx, office, worker, about, now)


def _ask(
    tx: Transaction, office: Office, worker: Person, about: About, now: datetime
) -> None:
    """Ask for the words, where neither Telegram nor anybody gave them."""
    if _case_with_words(tx, office, worker, about.client, now) is None:
        return
    state: dict[str, Any] = {
        "client": about.client.id,
        "message": None if about.message is None else about.message.id,
    }
    text = office.say("note_ask", worker.language, client=about.client.label)
    question = Ask(text, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "words", state, question, now)


def write(
    tx: Transaction,
    office: Office,
    worker: Person,
    about: About,
    said: str,
    now: datetime,
) -> None:
    """Write the note; what the message says stands apart from the worker's words."""
    client, message = about.client, about.message
    case = _case_with_words(tx, office, worker, client, now)
    if case is None:
        return
    given = read_note(said)
    own, note = given.own_words, given.note
    if about.text and message is not None and message.author == client.id:
        own = about.text
    elif about.text:
        note = f"{about.text}\n{note}".strip()
    goals = [*about.goals, *(goal_words.read(office, each) for each in given.goals)]
    lines = [note or about.what, f'{client.name}: "{own}"' if own else ""]
    body: dict[str, Any] = {
        "author": worker.name,
        "text": "\n".join(filter(None, lines)),
        "note": note,
        "own_words": own,
        "goals": list(dict.fromkeys(goals)),
        "appointment": about.meeting,
    }
    refers_to = message.entry if message and message.case_id == case else None
    entry = NewEntry(
        kind="note",
        at=now,
        direction="",
        channel="",
        author=worker.id,
        body={name: value for name, value in body.items() if value},
        refers_to=refers_to or None,
    )
    number = entries.write(tx, case, entry) or 0
    if message is None:
        owing_notes.settle_all(tx, client, now)
    else:
        owing_notes.settle(tx, message.id, now)
    values = {"client": client.label, "number": number}
    notices.say(tx, office, worker, "note_noted", now, **values)


def _mark(
    tx: Transaction,
    office: Office,
    worker: Person,
    about: About | None,
    now: datetime,
) -> None:
    if about is None or about.message is None:
        notices.say(tx, office, worker, "important_how", now)
    elif about.client.id not in {each.id for each in clients_of(tx, worker)}:
        notices.say(tx, office, worker, "to_no_clients", now)
    else:
        owing_notes.mark(tx, office, worker, about.client, about.message, now)


def _case_with_words(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> CaseId | None:
    """Return the case where it keeps a worker's words; if not, they are told so."""
    case = cases.of_client(tx, client.id)
    if case is None or not entries.keeps_notes(tx, case):
        notices.say(tx, office, worker, "note_no_words", now, client=client.label)
        return None
    return case


def _mark_last(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Mark the last message of whom is named: by SMS nothing can be replied to."""
    named = named_client.behind(tx, office, worker, said, Act.WRITE_TO, now)
    if named is None:
        return
    client = named[0]
    message = messages.last_passed_on_by(tx, client.id)
    if message is None:
        notices.say(tx, office, worker, "important_none_sms", now, client=client.label)
    else:
        _mark(tx, office, worker, About(client, message), now)


by_sms = named_client.word_by_sms("note|notat|not[eé]r|anteckning|anteckna", _at_once)
correct_by_sms = named_client.word_by_sms(
    "correct|ret|rättelse|rattelse|rätta", correct
)
important_by_sms = named_client.word_by_sms(
    "important|vigtigt?|viktigt?", _mark_last, behind=named_client.A_NAME
)
