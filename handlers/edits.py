"""A message that was changed: the other side sees it, the record keeps all."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Incoming, Kind
from casework.people import Channel
from handlers import copies, notices, undoing
from handlers.labels import labelled
from handlers.office import Office
from handlers.relaying import (
    Conversation,
    Written,
    carrying_all,
    label_for,
    side_of,
    write_down,
)
from storage import messages, outbox
from storage.messages import Message
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

REPLACEABLE = frozenset(
    {Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION, Kind.AUDIO, Kind.DOCUMENT}
)
"""What Telegram lets one put another file in the place of."""

OPEN = ("held", "ready")

MOVES_SHOWN_EVERY = {
    Channel.TELEGRAM: timedelta(minutes=1),
    Channel.SMS: timedelta(minutes=15),
}
"""How often somebody who shares where they go is shown anew; the record has all."""


def receive(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
) -> bool:
    """Bring the change to the other side; tell whether there was something to change.

    A change of what we never passed on is a message like any other.
    """
    incoming = written.incoming
    message = messages.written_at(tx, written.address.id, incoming.message_id)
    if message is None or message.case_id != conversation.case_id:
        return False
    passed_on = outbox.of_message(tx, message.id)
    if passed_on is not None and undoing.was_taken_back(passed_on):
        # It may have been taken back because it was for somebody else.
        text = office.say("undone", conversation.author.language)
        notices.answer(tx, conversation.author.id, text, now)
        return True
    entry = write_down(
        tx, conversation, written, kind="edit", refers_to=message.entry or None
    )
    if entry:
        messages.set_entry(tx, message.id, entry)
    if incoming.kind is Kind.LOCATION:
        _follow(tx, office, conversation, message, incoming, now)
    elif incoming.kind not in copies.NO_CAPTION:
        _change(tx, office, conversation, message, incoming, now)
    return True


def _change(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    message: Message,
    incoming: Incoming,
    now: datetime,
) -> None:
    """Change what still waits to leave, or else what stands on the other side."""
    draft = _edit(office, conversation, message, incoming)
    waiting = outbox.open_of_message(tx, message.id)
    changed = _in_its_place(office, conversation, waiting, draft, incoming)
    if waiting is not None and changed is not None:
        outbox.replace(tx, waiting, changed)
        return
    first = outbox.of_message(tx, message.id)
    edit = outbox.add(tx, draft, now)
    if first is not None and first.notice_id is not None:
        # What is said of the correction stands where the message was spoken of.
        outbox.set_notice(tx, edit, first.notice_id)


def _edit(
    office: Office, conversation: Conversation, message: Message, incoming: Incoming
) -> Draft:
    side = side_of(conversation)
    text, entities = labelled(office, side, incoming)
    return Draft(
        recipient=conversation.other.id,
        kind=DeliveryKind.RELAY,
        text=text,
        form=Form.EDIT if incoming.kind is Kind.TEXT else Form.EDIT_CAPTION,
        entities=entities,
        case_id=conversation.case_id,
        message_id=message.id,
        sender=conversation.author.id,
        target=Target(message=message.id),
        media=_media(incoming),
        sms_text=_said_anew(office, conversation, incoming) if incoming.text else "",
    )


def _media(incoming: Incoming) -> tuple[str, str] | None:
    """Return the file as it is now: nobody tells whether it was replaced."""
    is_telegram = incoming.sender.channel is Channel.TELEGRAM
    if incoming.kind not in REPLACEABLE or not incoming.files or not is_telegram:
        return None
    return incoming.kind, incoming.files[0].file_id


def _in_its_place(
    office: Office,
    conversation: Conversation,
    waiting: Delivery | None,
    edit: Draft,
    incoming: Incoming,
) -> Draft | None:
    """Return what takes the place of a delivery that waits, if it can be changed."""
    if waiting is None or waiting.part:
        return None  # nothing waits, or the beginning of it has left already
    match waiting.draft.form:
        case Form.EDIT | Form.EDIT_CAPTION:
            return edit
        case Form.TEXT | Form.COPY if waiting.draft.album is None:
            # A picture may have been added to words since.
            return carrying_all(waiting.draft, office, conversation, incoming)
        case _:
            return None


def _said_anew(office: Office, conversation: Conversation, incoming: Incoming) -> str:
    other, text = conversation.other, incoming.text
    if other.role.is_staff:
        label = label_for(conversation)
        return office.say(
            "correction_to_staff", other.language, client=label, text=text
        )
    return office.say("correction", other.language, text=text)


def _follow(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    message: Message,
    incoming: Incoming,
    now: datetime,
) -> None:
    """Show where somebody is now: from time to time, silently, and at the end."""
    last = outbox.last_of_message(tx, message.id)
    if last is None:
        return
    as_copy = copies.as_copy(last.draft, office, side_of(conversation), incoming)
    if last.state in OPEN:
        outbox.replace(tx, last, as_copy)
        return
    every = MOVES_SHOWN_EVERY[last.channel or Channel.TELEGRAM]
    has_ended = not incoming.details.get("live")
    if now - last.created_at < every and not has_ended:
        return
    shown = replace(
        as_copy,
        text="",
        entities=(),
        ahead=False,
        sender=None,
        silent=True,
        hold=None,
        in_words=False,
        reply_to=Target(message=message.id),
    )
    outbox.add(tx, shown, now)
