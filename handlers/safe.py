"""What somebody who is helped says of their own safety: leaving, hiding, good times."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from casework.messages import Kind
from casework.people import Person
from casework.safe_contact import Discreet
from handlers import notices
from handlers.office import Office
from handlers.relaying import Conversation, Written, keep
from storage import cases, choices, held_back, messages, safe_contacts
from storage.transaction import Transaction

MORNING = time(7)
"""When the next day begins for somebody who left."""


def leaves(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Close the talk where the whole message is the person's own word for it.

    Nothing answers it, not even a sign; their contact person is told. Any other words
    let go what waited.
    """
    client, incoming = conversation.client, written.incoming
    safe = safe_contacts.of(tx, client.id)
    is_text = incoming.kind is Kind.TEXT and not incoming.is_edit
    if not is_text or not is_word(incoming.text, safe.exit_word):
        is_back(tx, client, now)
        return False
    if messages.written_at(tx, written.address.id, incoming.message_id) is not None:
        return True
    keep(tx, conversation, written, now)
    until = next_morning(office, now)
    safe_contacts.set_left(tx, client.id, until)
    worker = conversation.other
    choice = choices.find(tx, worker.id)
    if choice is not None and choice.client == client.id:
        choices.close(tx, worker.id)
    notices.notify_about(
        tx,
        office,
        "staff_left_talk",
        about=client,
        recipient=worker,
        case_id=conversation.case_id,
        now=now,
        when=office.texts.when(until, now, office.zone, worker.language),
    )
    return True


def leaves_unheard(
    tx: Transaction, office: Office, client: Person, written: Written, now: datetime
) -> None:
    """Keep everything back from somebody who leaves and has nobody to be told."""
    safe = safe_contacts.of(tx, client.id)
    if is_word(written.incoming.text, safe.exit_word):
        safe_contacts.set_left(tx, client.id, next_morning(office, now))
    else:
        is_back(tx, client, now)


def is_word(text: str, word: str) -> bool:
    """Tell whether a whole message is this word, however it is written.

    >>> is_word(" BANANA! ", "banana"), is_word("banana cake", "banana")
    (True, False)
    """
    return bool(word) and _bare(text) == _bare(word)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,!?")


def is_back(tx: Transaction, client: Person, now: datetime) -> None:
    """Let go what waited: somebody who writes has begun to talk.

    Where the hours count in a talk as well, nothing is let go by it but the leaving.
    """
    safe = safe_contacts.of(tx, client.id)
    if not safe.is_bounded:
        return
    had_left = safe.left_until is not None
    if had_left:
        safe_contacts.set_left(tx, client.id, None)
    if safe.strict and not had_left:
        return
    held_back.wake(tx, f"{client.id}/{cases.of_client(tx, client.id) or ''}", now)


def next_morning(office: Office, now: datetime) -> datetime:
    """Return when tomorrow begins: today is over for whoever left."""
    tomorrow = now.astimezone(office.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, MORNING, office.zone)


def hide(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Write in a way that shows nothing from now on, and say so to both."""
    client = conversation.client
    safe = safe_contacts.of(tx, client.id)
    hidden = replace(safe, discreet=Discreet.DISCREET, others_see_phone=True)
    safe_contacts.set_profile(tx, client.id, hidden, client.id, now)
    text = office.say("discreet_ack", client.language)
    notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
    notices.notify_about(
        tx,
        office,
        "staff_hidden",
        about=client,
        recipient=conversation.other,
        case_id=conversation.case_id,
        now=now,
    )
