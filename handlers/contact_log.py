"""Contact that was elsewhere, noted in a line: `/log K7 visit 45 min`, or by SMS."""

from dataclasses import replace
from datetime import datetime

from casework.contact_line import read_contact, split_by_client
from casework.contacts import ContactForm, Said, Starter
from casework.people import CaseId, Person
from casework.profiles import RecordPolicy
from casework.rights import Act
from handlers import (
    contact_words,
    entries,
    goal_words,
    log_dialog,
    named_client,
    notices,
    owing_notes,
)
from handlers.caseload import clients_of
from handlers.office import Office
from storage import cases, contacts
from storage.contacts import Contact
from storage.records import NewEntry
from storage.transaction import Transaction

_DIRECTIONS = {Starter.CLIENT: "in", Starter.WORKER: "out"}


def begin(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> None:
    """Note what is said of one or several, or ask for it step by step."""
    if not text.strip():
        if clients_of(tx, worker):
            log_dialog.ask_who(tx, office, worker, now)
        else:
            notices.say(tx, office, worker, "log_how", now)
        return
    parts = split_by_client(text)
    if len(parts) == 1 and len(parts[0][0]) == 1:
        (called,), words = parts[0]
        _one(tx, office, worker, called, words, now)
    else:
        _several(tx, office, worker, parts, now)


def note(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    said: Said,
    now: datetime,
) -> str:
    """Write a contact into the case, and return what to say of it.

    Words are kept only where the kind of help keeps what a worker writes.
    """
    case = cases.of_client(tx, client.id)
    spoken = worker.language
    if case is None or RecordPolicy(cases.policy_of(tx, case)) is RecordPolicy.NONE:
        return office.say("log_nothing_kept", spoken, client=client.label)
    said = replace(
        said,
        form=said.form or ContactForm.CONVERSATION,
        goals=tuple(goal_words.read(office, each) for each in said.goals),
    )
    moment = when(office, said, now)
    if moment is None:
        return office.say("log_no_day", spoken, client=client.label)
    loses_words = bool(said.note or said.own_words) and not (
        entries.keeps_notes(tx, case)
    )
    if loses_words:
        said = replace(said, note="", own_words="")
    number = _write_down(tx, office, worker, case, client, said, moment, now)
    if said.note:
        owing_notes.settle_all(tx, client, now)
    what = contact_words.dated(office, said, moment, spoken)
    answer = office.say(
        "log_noted", spoken, client=client.label, number=number, what=what
    )
    if loses_words:
        answer += " " + office.say("log_no_words", spoken)
    return answer


def when(office: Office, said: Said, now: datetime) -> datetime | None:
    """Return when it was; nothing for what is no day, is to come, or too long ago."""
    return now if said.was is None else said.was.moment(now, office.zone)


def _write_down(
    tx: Transaction,
    office: Office,
    worker: Person,
    case: CaseId,
    client: Person,
    said: Said,
    moment: datetime,
    now: datetime,
) -> int:
    what = contact_words.dated(office, said, moment, office.language)
    lines = [f"{what}: {said.note}" if said.note else what]
    body = {
        "author": worker.name,
        "form": said.form,
        "parties": list(said.parties),
        "minutes": said.minutes,
        "started_by": said.started_by,
        "goals": list(said.goals),
        "note": said.note,
        "own_words": said.own_words,
        "happened_at": "" if said.was is None else moment.isoformat(),
    }
    if said.own_words:
        lines.append(f'{client.name}: "{said.own_words}"')
    body = {name: value for name, value in body.items() if value}
    direction = "" if said.started_by is None else _DIRECTIONS.get(said.started_by, "")
    entry = NewEntry(
        kind="contact",
        at=now,
        direction=direction,
        channel="",
        author=worker.id,
        body={**body, "text": "\n".join(lines)},
    )
    number = entries.write(tx, case, entry) or 0
    contact = Contact(
        number,
        worker.id,
        said.form or ContactForm.CONVERSATION,
        moment,
        minutes=said.minutes,
        parties=said.parties,
        started_by=said.started_by,
    )
    contacts.add(tx, case, contact)
    return number


def _one(
    tx: Transaction,
    office: Office,
    worker: Person,
    called: str,
    words: str,
    now: datetime,
) -> None:
    """Note it, or ask what is missing where it is about one person alone."""
    named = named_client.behind(tx, office, worker, called, Act.WRITE_TO, now)
    if named is None:
        return
    said = _read(office, words, now)
    if when(office, said, now) is None:
        values = {"client": named[0].label}
        notices.say(tx, office, worker, "log_no_day", now, **values)
        return
    if said.form is None:
        log_dialog.ask_form(tx, office, worker, named[0], said, now)
        return
    notices.answer(tx, worker.id, note(tx, office, worker, named[0], said, now), now)


def _several(
    tx: Transaction,
    office: Office,
    worker: Person,
    parts: list[tuple[tuple[str, ...], str]],
    now: datetime,
) -> None:
    """Note each line, and answer all of them at once; who is not known was told."""
    said_back = []
    for names, words in parts:
        for called in names:
            named = named_client.behind(tx, office, worker, called, Act.WRITE_TO, now)
            if named is None:
                continue
            said = _read(office, words, now)
            said_back.append(note(tx, office, worker, named[0], said, now))
    if said_back:
        notices.answer(tx, worker.id, "\n".join(said_back), now)


def _read(office: Office, words: str, now: datetime) -> Said:
    return read_contact(words, now.astimezone(office.zone).date())


def _lines(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> None:
    _several(tx, office, worker, split_by_client(text), now)


by_sms = named_client.word_by_sms("log|logf(?:ø|oe|o|ö)r|logga|logg", _lines)
