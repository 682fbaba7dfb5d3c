"""Chats that are over: two hours after the last message they become one contact."""

from collections.abc import Sequence
from datetime import datetime

from casework.chats import SILENCE, split
from casework.contacts import ContactForm, Starter
from casework.people import CaseId, Channel
from handlers import entries
from handlers.duty import Duty
from handlers.office import Office
from storage import cases, chats, contacts
from storage.chats import Line
from storage.contacts import Contact
from storage.records import NewEntry
from storage.transaction import Transaction


def _due(tx: Transaction, _office: Office, now: datetime) -> Sequence[CaseId]:
    return chats.quiet_since(tx, now - SILENCE)


def _close(
    tx: Transaction, office: Office, due: Sequence[CaseId], _now: datetime
) -> None:
    for case in due:
        for lines in split(chats.take_all(tx, case), lambda line: line.at):
            _close_one(tx, office, case, lines)


CLOSE = Duty("chats", _due, _close)


def _close_one(
    tx: Transaction, office: Office, case: CaseId, lines: Sequence[Line]
) -> None:
    """Write one chat into the case: when, which way and how much, no words."""
    client = cases.client_of(tx, case)
    first, last = lines[0], lines[-1]
    came = sum(line.author == client for line in lines)
    went = len(lines) - came
    by_telegram = any(line.channel is Channel.TELEGRAM for line in lines)
    form = ContactForm.CHAT if by_telegram else ContactForm.SMS
    begun = Starter.CLIENT if first.author == client else Starter.WORKER
    minutes = round((last.at - first.at).total_seconds() / 60)
    text = office.say(
        "chat_was",
        office.language,
        since=office.texts.clock(first.at, office.zone, office.language),
        until=office.texts.clock(last.at, office.zone, office.language),
        came=came,
        went=went,
    )
    body = {
        "author": "",
        "text": text,
        "form": form,
        "since": first.at.isoformat(),
        "until": last.at.isoformat(),
        "came": came,
        "went": went,
        "started_by": begun,
    }
    number = entries.write(tx, case, NewEntry("chat", last.at, "", "", "", body))
    if number is not None:
        contact = Contact(
            number, None, form, last.at, minutes=minutes, started_by=begun
        )
        contacts.add(tx, case, contact)
