"""Emptying a chat on a phone that others may see."""

from datetime import datetime, timedelta
from typing import Final

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Copy, Form
from casework.people import CaseId, Channel, Person
from handlers import notices, profiles, speaking
from handlers.office import Office
from handlers.relaying import Conversation, Written
from storage import messages, outbox
from storage.transaction import Transaction

REMOVABLE_FOR: Final = timedelta(hours=47, minutes=45)
"""Telegram lets a bot remove messages of 48 hours; the rest is for the way there."""


def clear(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> None:
    """Empty the client's chat, and tell their contact person."""
    client, case = conversation.client, conversation.case_id
    if not empty(tx, office, client, case, written, now):
        return
    notices.notify_about(
        tx,
        office,
        "staff_cleared",
        about=client,
        recipient=conversation.other,
        case_id=case,
        now=now,
    )


def empty(
    tx: Transaction,
    office: Office,
    client: Person,
    case: CaseId | None,
    written: Written,
    now: datetime,
) -> bool:
    """Remove from the chat what Telegram lets us, from both sides, and say what stays.

    The contact person's chat and the record stay as they are. Text messages nobody
    can take back: whoever asks by SMS is told how to do it themself. Nothing stands
    in the way of it, a STOP neither: it goes where the wish came from.
    """
    address, since = written.address, now - REMOVABLE_FOR
    where = address.address
    if where.channel is not Channel.TELEGRAM:
        text = speaking.say(tx, office, client, "clear_by_sms")
        notices.answer(tx, client.id, text, now, case_id=case)
        return False
    found = messages.standing_since(tx, address.id, since)
    rest = tuple(each for each in found if each != written.incoming.message_id)
    removal = Draft(
        client.id,
        DeliveryKind.ANSWER,
        form=Form.DELETE,
        case_id=case,
        target=Target(external=(address.id, written.incoming.message_id)),
        copy=Copy(where, rest),
        to=where,
    )
    outbox.add(tx, removal, now)
    messages.forget_copies(tx, address.id, found)
    is_all = not messages.stands_longer(tx, address.id, since)
    text = speaking.say(tx, office, client, "cleared" if is_all else "cleared_partly")
    answer = Draft(client.id, DeliveryKind.ANSWER, text, case_id=case, to=where)
    outbox.add(tx, answer, now)
    return True


def suggest_timer(
    tx: Transaction, office: Office, client: Person, channel: Channel, now: datetime
) -> None:
    """Say how Telegram empties the chat by itself, where the kind of help wants it.

    No bot can set that timer: only the person can.
    """
    if channel is not Channel.TELEGRAM:
        return
    profile = profiles.of_assignment(tx, office, client, now)
    if profile is None or profile.auto_delete_days is None:
        return
    days = profile.auto_delete_days
    text = speaking.say(tx, office, client, "auto_delete_hint", days=days)
    notices.answer(tx, client.id, text, now)
