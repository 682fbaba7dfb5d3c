"""What happens when something comes in: one event, one transaction."""

from collections.abc import Sequence
from datetime import datetime

from casework.messages import Blocked, Called, Event, Ignored, Incoming, Pressed
from casework.people import AddressState, KnownAddress, PersonId
from casework.reasons import Reason
from handlers import (
    calls,
    clients,
    danger_list,
    linking,
    notices,
    presses,
    reading_aloud,
    shared_numbers,
    staff,
    strangers,
)
from handlers.office import Office
from handlers.relaying import Written, words_of
from storage import addresses, alarms, inbox, outbox, people, records
from storage.cases import INTAKE
from storage.records import Attachment, NewEntry
from storage.transaction import Transaction
from storage.vault import VaultError


def receive(
    tx: Transaction,
    office: Office,
    row_id: int,
    event: Event,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    *,
    not_kept: bool = False,
) -> None:
    """Deal with one row of the inbox, whatever it is, and be done with it."""
    if not inbox.set_done(tx, row_id):
        return
    match event:
        case Incoming():
            _incoming(tx, office, event, now, attachments, not_kept=not_kept)
        case Pressed():
            address = addresses.find(tx, event.sender)
            if address is not None:
                presses.receive(tx, office, event, address, now)
        case Blocked():
            address = addresses.find(tx, event.sender)
            if address is not None:
                _blocked(tx, office, event, address, now)
        case Called():
            address = addresses.find(tx, event.sender)
            calls.receive(tx, office, event, address, now)
        case Ignored():
            pass


def set_aside(
    tx: Transaction, office: Office, row_id: int, event: Event | None, now: datetime
) -> None:
    """Seal to the intake what its own case could not take, and raise the alarm.

    What nobody can read is told to the supervisors once: there may be thousands.
    """
    if not inbox.is_new(tx, row_id):
        return
    alarm = "intake_seal" if event is not None else "poison"
    is_new = alarms.raise_alarm(tx, alarm, now)
    if isinstance(event, Incoming):
        strangers.intake(tx, now)
        known = addresses.find(tx, event.sender)
        records.add(
            tx,
            INTAKE,
            NewEntry(
                kind="set_aside",
                at=event.at,
                direction="in",
                channel=event.sender.channel,
                author="" if known is None else known.person_id,
                body=words_of(event) | {"from": event.sender.value, "author": ""},
            ),
        )
        inbox.set_done(tx, row_id)
        if known is not None:
            _tell_set_aside(tx, office, known.person_id, now)
    else:
        inbox.set_dead(tx, row_id)
    if is_new or isinstance(event, Incoming):
        notices.notify_supervisors(tx, office, "staff_set_aside", now)


def _tell_set_aside(
    tx: Transaction, office: Office, author_id: PersonId, now: datetime
) -> None:
    """Tell who waits for a message, or who wrote it to a client, that it is missing."""
    try:
        author = people.known(tx, author_id)
        is_staff = author.role.is_staff
        conversation = None if is_staff else clients.conversation_of(tx, author)
    except VaultError:
        return  # it is their row that does not open: the supervisors are told
    if is_staff:
        text = office.say("staff_set_aside", author.language)
        notices.notify(tx, author.id, text, now)
        return
    if conversation is not None:
        notices.notify_about(
            tx,
            office,
            "staff_set_aside_from",
            about=author,
            recipient=conversation.other,
            case_id=conversation.case_id,
            now=now,
        )


def _incoming(
    tx: Transaction,
    office: Office,
    incoming: Incoming,
    now: datetime,
    attachments: Sequence[Attachment],
    *,
    not_kept: bool,
) -> None:
    if linking.receive(tx, office, incoming, now):
        return
    address = addresses.find(tx, incoming.sender)
    if address is None:
        if danger_list.from_duty(tx, office, incoming, now):
            return
        if addresses.find_all(tx, incoming.sender):
            shared_numbers.receive(tx, office, incoming, now)
        elif not reading_aloud.texted(tx, office, incoming, now):
            strangers.receive(tx, office, incoming, now)
        return
    person = people.known(tx, address.person_id)
    written = Written(incoming, address, attachments, not_kept)
    if not person.role.is_staff:
        clients.receive(tx, office, person, written, now)
    else:
        staff.receive(tx, office, person, written, now)


def _blocked(
    tx: Transaction,
    office: Office,
    event: Blocked,
    address: KnownAddress,
    now: datetime,
) -> None:
    """Let nothing go to a chat that blocked us, and tell the contact person."""
    person = people.known(tx, address.person_id)
    if not event.blocked:
        if address.frozen_for is Reason.BLOCKED:
            addresses.thaw(tx, address)
            outbox.wake(tx, person.id, now)
        return
    if address.state is AddressState.FROZEN:
        return  # it is known already, and a STOP stays a STOP
    addresses.freeze(tx, address, Reason.BLOCKED)
    conversation = None if person.role.is_staff else clients.conversation_of(tx, person)
    if conversation is not None:
        notices.notify_about(
            tx,
            office,
            "staff_blocked_bot",
            about=person,
            recipient=conversation.other,
            case_id=conversation.case_id,
            now=now,
        )
