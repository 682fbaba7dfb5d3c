"""Who can read a case from here on: written into it, and told to those who read it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.people import CaseId, Person, PersonId
from handlers import entries, notices
from handlers.office import Office
from storage import cases, duty_keys, people, readers
from storage.readers import Reader
from storage.records import NewEntry
from storage.transaction import Transaction

ADDED, REMOVED, HISTORY = "reader_added", "reader_removed", "history_given"
"""The kinds of entries that tell of it."""

MOST_NAMED = 12
"""So many people a message names."""


@dataclass(frozen=True, slots=True)
class Change:
    """Which keys open a case since now, and which did already."""

    case: CaseId
    added: tuple[Reader, ...]
    stayed: tuple[Reader, ...]


def begin_epoch(
    tx: Transaction, case: CaseId, holders: Sequence[Reader], now: datetime
) -> Change:
    """Seal what comes from now on to these readers, and write down who is new or gone.

    Those words are sealed to the new key: who stayed reads them, and who came.
    """
    before = cases.readers_of(tx, case)
    cases.begin_epoch(tx, case, list(holders), now)
    holding = {each.id for each in holders}
    for gone in before:
        if gone not in holding:
            _write(tx, case, REMOVED, readers.find(tx, gone), now)
    added = tuple(each for each in holders if each.id not in before)
    for each in added:
        _write(tx, case, ADDED, each, now)
    stayed = tuple(each for each in holders if each.id in before)
    return Change(case, added, stayed)


def tell(
    tx: Transaction, office: Office, changes: Sequence[Change], now: datetime
) -> None:
    """Tell those whose key opened a case already who can read it as well, quietly.

    In one message for each new reader; a second key of their own they hear of, too.
    """
    told: defaultdict[tuple[PersonId, str], list[CaseId]] = defaultdict(list)
    added = {each.id: each for change in changes for each in change.added}
    for change in changes:
        for new in change.added:
            for hearer in dict.fromkeys(each.person_id for each in change.stayed):
                told[hearer, new.id].append(change.case)
    for (hearer, new_id), about in told.items():
        _tell(tx, office, "staff_reader_added", hearer, added[new_id], about, now)


def history_given(
    tx: Transaction, office: Office, case: CaseId, reader: Reader, now: datetime
) -> None:
    """Write down that a reader can open what was before them, and tell the others."""
    _write(tx, case, HISTORY, reader, now)
    others = (readers.find(tx, each) for each in cases.readers_of(tx, case))
    hearers = [each.person_id for each in others if each and each.id != reader.id]
    for hearer in dict.fromkeys(hearers):
        _tell(tx, office, "staff_past_opened", hearer, reader, [case], now)


def _tell(
    tx: Transaction,
    office: Office,
    key: str,
    hearer: PersonId,
    reader: Reader,
    about: Sequence[CaseId],
    now: datetime,
) -> None:
    """Tell somebody in the chat what a reader can read of these cases."""
    who = people.known(tx, hearer)
    text = office.say(
        key,
        who.language,
        reader=_called(tx, office, who, reader),
        clients=_named(tx, office, who, about),
    )
    draft = Draft(hearer, DeliveryKind.NOTICE, text, silent=True, sms_text="")
    notices.tell(tx, draft, now)


def _called(tx: Transaction, office: Office, who: Person, reader: Reader) -> str:
    """Return whose key it is; of a team's, who keeps it."""
    name = people.known(tx, reader.person_id).name
    if duty_keys.is_one(tx, reader.id):
        return office.say("record_duty_key", who.language, keeper=name)
    return name


def _named(
    tx: Transaction, office: Office, who: Person, about: Sequence[CaseId]
) -> str:
    clients = [cases.client_of(tx, case) for case in about]
    known = [None if each is None else people.find(tx, each) for each in clients]
    labels = [
        office.say("record_of_nobody", who.language) if each is None else each.label
        for each in known
    ]
    named = ", ".join(dict.fromkeys(labels[:MOST_NAMED]))
    more = len(labels) - MOST_NAMED
    return f"{named} +{more}" if more > 0 else named


def _write(
    tx: Transaction, case: CaseId, kind: str, reader: Reader | None, now: datetime
) -> None:
    person = None if reader is None else people.find(tx, reader.person_id)
    body: dict[str, str | bool] = {
        "author": "" if person is None else person.name,
        "text": "",
        "reader": "" if reader is None else reader.id,
    }
    if reader is not None and duty_keys.is_one(tx, reader.id):
        body["duty"] = True
    author = "" if reader is None else reader.person_id
    entries.write(tx, case, NewEntry(kind, now, "", "", author, body))
