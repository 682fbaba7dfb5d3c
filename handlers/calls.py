"""A call to the number that takes texts: told to a human, answered in words."""

from dataclasses import replace
from datetime import datetime

from casework.messages import Called
from casework.people import Address, Channel, KnownAddress
from casework.tasks import TaskKind
from handlers import (
    aftercare,
    clients,
    entries,
    notices,
    reading_aloud,
    shared_numbers,
    speaking,
    strangers,
    tasks,
)
from handlers.office import Office
from storage import addresses, choices, people
from storage.records import NewEntry
from storage.transaction import Transaction


def receive(
    tx: Transaction,
    office: Office,
    called: Called,
    address: KnownAddress | None,
    now: datetime,
) -> None:
    """Write a client's call down and ask their contact person to ring back."""
    if reading_aloud.called(tx, office, called, address, now):
        return
    if address is None:
        if not shared_numbers.called(tx, office, called, now):
            strangers.called(tx, office, called, now)
        return
    person = people.known(tx, address.person_id)
    conversation = None if person.role.is_staff else clients.conversation_of(tx, person)
    if conversation is None:
        if not person.role.is_staff and not aftercare.called(tx, office, person, now):
            notices.notify_supervisors(
                tx, office, "staff_no_contact_person", now, client=person.label
            )
        return
    if not address.is_in_doubt(now):
        addresses.heard_from(tx, address, now)
    choices.close_others(tx, conversation.other.id, person.id)
    entry = NewEntry(
        kind="call",
        at=called.at,
        direction="in",
        channel=Channel.SMS,
        author=person.id,
        body={"author": person.name, "text": ""},
    )
    entries.write(tx, conversation.case_id, entry)
    tasks.put(tx, office, TaskKind.CALL, person, now)


def what_the_caller_hears(
    tx: Transaction, office: Office, number: str, now: datetime
) -> str:
    """Return the words for a caller; who is not known for sure hears no names."""
    address = addresses.find(tx, Address(Channel.SMS, number))
    if address is None or address.is_in_doubt(now):
        return office.say("voice_unknown", office.language)
    person = people.find(tx, address.person_id)
    if person is not None and not person.role.is_staff:
        conversation = clients.conversation_of(tx, person)
        if conversation is not None:
            worker = conversation.other.name
            caller = replace(person, language=office.language)
            return speaking.say(tx, office, caller, "voice_known", worker=worker)
    return office.say("voice_unknown", office.language)
