"""A promise in words: to those who work here, to who is helped, for the case."""

from casework.people import CaseId, Person
from casework.promises import Promise, Who
from handlers import entries, speaking
from handlers.contact_gaps import day
from handlers.office import Office
from storage import assignments, people, promises
from storage.transaction import Transaction

MOST = 10
"""Promises in one message to somebody who is helped."""


def line(
    tx: Transaction, office: Office, one: Promise, client: Person, language: str
) -> str:
    """Return who does what by when: `K7 Alma: bring the form, by Fri 27 Nov`."""
    return _line(office, one, who_of(tx, office, one, client, language), language)


def who_of(
    tx: Transaction, office: Office, one: Promise, client: Person, language: str
) -> str:
    """Return who promised it, as those who work here call them."""
    if one.who is Who.CLIENT:
        return client.label
    assignment = assignments.current(tx, client.id)
    if one.who is Who.WORKER and assignment is not None:
        return people.known(tx, assignment.answering).name
    return office.say("agreement_other", language)


def to_client(tx: Transaction, office: Office, client: Person, worker: Person) -> str:
    """Return everything that is open, as somebody who is helped reads it."""
    language = client.language
    names = {
        Who.CLIENT: office.say("agreement_you", language),
        Who.WORKER: speaking.first_name(worker.name),
        Who.OTHER: office.say("agreement_other", language),
    }
    found = promises.open_of(tx, client.id)[:MOST]
    if not found:
        return speaking.say(tx, office, client, "agreements_yours_none")
    lines = [_line(office, each, names[each.who], language) for each in found]
    return speaking.say(tx, office, client, "agreements_yours", list="\n".join(lines))


def for_case(
    tx: Transaction,
    office: Office,
    one: Promise,
    client: Person,
    case: CaseId | None,
) -> str:
    """Return what the case keeps of it: the words only where words are kept."""
    kept = entries.keeps_notes(tx, case)
    if kept:
        return line(tx, office, one, client, office.language)
    who = who_of(tx, office, one, client, office.language)
    if one.due_on is None:
        return who
    return f"{who}: {day(office, one.due_on, office.language)}"


def _line(office: Office, one: Promise, who: str, language: str) -> str:
    if one.due_on is None:
        return office.say("agreement_line", language, who=who, what=one.words)
    due = day(office, one.due_on, language)
    return office.say("agreement_line_by", language, who=who, what=one.words, date=due)
