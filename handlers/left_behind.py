"""What could not be carried as it was: both sides are told, in words."""

from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft
from casework.messages import Form
from casework.people import Channel, Person
from casework.reasons import Reason
from handlers import notices, receipts, speaking
from handlers.copies import SAID_IN_WORDS
from handlers.office import Office
from storage import messages, outbox, people
from storage.messages import Message
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

A_WHILE = timedelta(minutes=10)
"""How long somebody remembers what they were told of their last picture."""

OF_ITSELF = frozenset({Reason.NOT_CARRIED, Reason.TOO_LARGE, Reason.GONE})
"""Why a copy is refused that no other try and no other address would help."""


def stayed(delivery: Delivery, message: Message | None) -> bool:
    """Tell whether only words about it went, by SMS."""
    return (
        delivery.draft.form is Form.COPY
        and delivery.channel is Channel.SMS
        and message is not None
        and message.kind not in SAID_IN_WORDS
    )


def tell_sender(
    tx: Transaction, office: Office, delivery: Delivery, message: Message, now: datetime
) -> None:
    """Tell the sender that SMS cannot carry what they sent; the other side knows."""
    sender = receipts.sender_of(tx, delivery)
    if sender is None:
        return
    recipient = people.known(tx, delivery.draft.recipient)
    if not sender.role.is_staff:
        if not messages.wrote_media_since(tx, message, now - A_WHILE):
            _answer(tx, office, delivery, sender, recipient, now)
        return
    kind = _kind(office, delivery, message, recipient)
    bare = speaking.say(
        tx,
        office,
        recipient,
        "media_not_by_sms_client",
        worker=sender.name,
        kind=kind,
    )
    had_words = delivery.draft.sms_text != bare
    key = "media_words_by_sms_staff" if had_words else "media_not_by_sms_staff"
    kind = _kind(office, delivery, message, sender)
    receipts.in_words(tx, office, delivery, sender, key, now, kind=kind)


def refused(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    """Tell both sides that it cannot be passed on at all."""
    sender = receipts.sender_of(tx, delivery)
    message = _message(tx, delivery)
    if sender is None or message is None:
        return
    recipient = people.known(tx, delivery.draft.recipient)
    kind = _kind(office, delivery, message, recipient)
    if not sender.role.is_staff:
        _answer(
            tx, office, delivery, sender, recipient, now, "media_not_carried_client"
        )
        key, values = "media_not_carried_staff", {"client": sender.label}
    else:
        why = office.say(f"reason_{reason}", sender.language)
        receipts.in_words(
            tx, office, delivery, sender, "receipt_not_delivered", now, reason=why
        )
        key, values = "media_not_carried_to_client", {"worker": sender.name}
    text = speaking.say(tx, office, recipient, key, kind=kind, **values)
    _tell_other_side(tx, delivery, text, now)


def partly(
    tx: Transaction, office: Office, delivery: Delivery, left_out: int, now: datetime
) -> None:
    """Tell both sides that some of an album is missing."""
    sender, copy = receipts.sender_of(tx, delivery), delivery.draft.copy
    if sender is None or copy is None:
        return
    recipient = people.known(tx, delivery.draft.recipient)
    missing = {"count": left_out, "total": len(set(copy.message_ids))}
    if not sender.role.is_staff:
        text = speaking.say(
            tx,
            office,
            sender,
            "album_partly_client",
            worker=recipient.name,
            **missing,
        )
        notices.answer(
            tx,
            sender.id,
            text,
            now,
            case_id=delivery.draft.case_id,
            reply_to=receipts.own_message(tx, delivery),
        )
        key, values = "album_partly_staff", {"client": sender.label}
    else:
        receipts.in_words(
            tx, office, delivery, sender, "album_partly_staff", now, **missing
        )
        key, values = "album_partly_to_client", {"worker": sender.name}
    text = speaking.say(tx, office, recipient, key, **missing, **values)
    _tell_other_side(tx, delivery, text, now)


def _message(tx: Transaction, delivery: Delivery) -> Message | None:
    message_id = delivery.draft.message_id
    return None if message_id is None else messages.find(tx, message_id)


def _kind(office: Office, delivery: Delivery, message: Message, reader: Person) -> str:
    pictures = message.kind in ("photo", "video")
    in_album = delivery.draft.album is not None and pictures
    key = "kind_album" if in_album else f"kind_{message.kind}"
    return office.say(key, reader.language)


def _answer(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    sender: Person,
    recipient: Person,
    now: datetime,
    key: str = "media_not_shown_client",
) -> None:
    message = _message(tx, delivery)
    if message is None:
        return
    kind = _kind(office, delivery, message, sender)
    text = speaking.say(tx, office, sender, key, worker=recipient.name, kind=kind)
    notices.answer(
        tx,
        sender.id,
        text,
        now,
        case_id=delivery.draft.case_id,
        reply_to=receipts.own_message(tx, delivery),
    )


def _tell_other_side(
    tx: Transaction, delivery: Delivery, text: str, now: datetime
) -> None:
    """Say it where the message would have stood, so that an answer finds its way."""
    draft = delivery.draft
    said = Draft(
        draft.recipient,
        DeliveryKind.RELAY,
        text,
        case_id=draft.case_id,
        message_id=draft.message_id,
        reply_to=draft.reply_to,
    )
    outbox.add(tx, said, now)
