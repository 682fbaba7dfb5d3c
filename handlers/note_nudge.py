"""Once a week the message of the day says how much contact no note stands for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.people import Person
from handlers import entries
from handlers.caseload import clients_of
from handlers.office import Office
from storage import cases, contacts, owed_notes
from storage.transaction import Transaction

A_WEEK = timedelta(days=7)

FROM = 5
"""So many contacts without a note are worth a word."""


def in_digest(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return for whom a note might be due, each once a week at most."""
    today = now.astimezone(office.zone).date()
    lines = []
    for client in clients_of(tx, worker):
        case = cases.of_client(tx, client.id)
        if case is None or not entries.keeps_notes(tx, case):
            continue
        told = owed_notes.nudged_on(tx, client.id)
        if told is not None and today - told < A_WEEK:
            continue
        count = contacts.without_note(tx, case)
        if count < FROM:
            continue
        owed_notes.set_nudged(tx, client.id, today)
        key, spoken = "digest_no_note", worker.language
        lines.append(office.say(key, spoken, client=client.label, count=count))
    return lines
