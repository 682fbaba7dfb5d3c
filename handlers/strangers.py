"""Who writes without being known: kept sealed, answered once, told to a human."""

from datetime import datetime, timedelta

from casework.danger import ANEW_AFTER
from casework.drafts import DeliveryKind, Draft
from casework.messages import Called, Incoming
from casework.people import Channel, Person, PersonId, Role
from handlers import danger_alerts, notices
from handlers.office import Office
from handlers.relaying import Written, words_of
from storage import cases, outbox, people, records, strangers
from storage.cases import INTAKE
from storage.records import NewEntry
from storage.transaction import Transaction

ANSWERED_ONCE_IN = timedelta(hours=24)

STRANGER = PersonId("stranger")
"""Stands in for a recipient who has no person here; the draft names the address."""


def receive(tx: Transaction, office: Office, incoming: Incoming, now: datetime) -> None:
    """Keep a stranger's words, tell the supervisors, and answer once a day.

    The answer is the same whatever was written, and says nothing about anybody. Words
    that may mean danger are told of however much was told before: it may be somebody
    of ours on another phone.
    """
    keep_words(tx, incoming, "", now)
    is_first, channel = answer_once(tx, office, incoming, now), _channel_name(incoming)
    if _may_mean_danger(tx, office, incoming, now):
        strangers.set_danger_told(tx, incoming.sender, now)
        danger_alerts.tell_of_stranger(tx, office, channel, now)
    elif is_first:
        notices.notify_supervisors(
            tx, office, "staff_unknown_sender", now, channel=channel
        )


def _may_mean_danger(
    tx: Transaction, office: Office, incoming: Incoming, now: datetime
) -> bool:
    """Tell whether the words may mean danger, and nobody was told of it lately."""
    told = strangers.danger_told_at(tx, incoming.sender)
    is_new = told is None or now - told >= ANEW_AFTER
    return is_new and office.danger.words.are_in(incoming.text)


def answer_once(
    tx: Transaction, office: Office, incoming: Incoming, now: datetime
) -> bool:
    """Say that we do not know who writes; tell whether it was not said today yet."""
    if not _is_first_today(tx, incoming, now):
        return False
    strangers.set_answered(tx, incoming.sender, now)
    key = "unknown_number" if incoming.sender.channel is Channel.SMS else "unknown_chat"
    answer(tx, office, incoming, key, now)
    return True


def called(tx: Transaction, office: Office, call: Called, now: datetime) -> None:
    """Note who called, who heard no names; tell the supervisors once a day."""
    intake(tx, now)
    noted = NewEntry(
        kind="call",
        at=call.at,
        direction="in",
        channel=call.sender.channel,
        author="",
        body={"author": "", "text": "", "from": call.sender.value},
    )
    records.add(tx, INTAKE, noted)
    told = strangers.called_at(tx, call.sender)
    if told is None or now - told >= ANSWERED_ONCE_IN:
        strangers.set_called(tx, call.sender, now)
        notices.notify_supervisors(tx, office, "staff_unknown_caller", now)


def answer(
    tx: Transaction,
    office: Office,
    incoming: Incoming,
    key: str,
    now: datetime,
    language: str | None = None,
    **values: object,
) -> None:
    """Answer an address that belongs to nobody here."""
    spoken = language or incoming.language_hint or office.language
    outbox.add(
        tx,
        Draft(
            STRANGER,
            DeliveryKind.ANSWER,
            office.say(key, spoken, **values),
            to=incoming.sender,
        ),
        now,
    )


def keep(
    tx: Transaction,
    office: Office,
    written: Written,
    now: datetime,
    *,
    person: Person,
) -> None:
    """Keep the words of a client who has nobody, and tell the supervisors."""
    keep_sealed(tx, written, now, person=person)
    key = "staff_no_contact_person"
    notices.notify_supervisors(tx, office, key, now, client=person.label)


def keep_sealed(
    tx: Transaction, written: Written, now: datetime, *, person: Person
) -> None:
    """Seal the words of somebody whom nobody answers to the intake."""
    keep_words(tx, written.incoming, person.id, now, written)


def intake(tx: Transaction, now: datetime) -> None:
    """Make sure that there is an intake to seal to."""
    if not cases.exists(tx, INTAKE):
        from storage import readers  # noqa: PLC0415 - only for the very first stranger

        supervisors = {each.id for each in people.with_role(tx, Role.SUPERVISOR)}
        holders = [
            reader for reader in readers.current(tx) if reader.person_id in supervisors
        ]
        cases.begin(tx, None, "full", holders, now)


def keep_words(
    tx: Transaction,
    incoming: Incoming,
    author: str,
    now: datetime,
    written: Written | None = None,
) -> None:
    """Seal words to the intake, which only supervisors open."""
    intake(tx, now)
    body = words_of(incoming) | {"from": incoming.sender.value, "author": ""}
    records.add(
        tx,
        INTAKE,
        NewEntry(
            kind="intake",
            at=incoming.at,
            direction="in",
            channel=incoming.sender.channel,
            author=author,
            body=body,
            attachments=() if written is None else written.attachments,
        ),
    )


def _is_first_today(tx: Transaction, incoming: Incoming, now: datetime) -> bool:
    answered = strangers.answered_at(tx, incoming.sender)
    return answered is None or now - answered >= ANSWERED_ONCE_IN


def _channel_name(incoming: Incoming) -> str:
    return "Telegram" if incoming.sender.channel is Channel.TELEGRAM else "SMS"
