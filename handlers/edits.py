"""A message that was changed: the other side sees it, the record keeps all."""

from dataclasses import replace
from datetime import datetime

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Kind
from handlers.office import Office
from handlers.relaying import (
    NO_CAPTION,
    Conversation,
    Written,
    label_for,
    with_words,
    write_down,
)
from storage import messages, outbox
from storage.transaction import Transaction


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
    entry = write_down(
        tx, conversation, written, kind="edit", refers_to=message.entry or None
    )
    if entry:
        messages.set_entry(tx, message.id, entry)
    if incoming.kind in NO_CAPTION:
        return True
    waiting = outbox.open_of_message(tx, message.id)
    if waiting is not None and waiting.draft.form is Form.TEXT:
        changed = with_words(waiting.draft, office, conversation, incoming)
        outbox.replace(tx, waiting, changed)
        return True
    draft = with_words(
        Draft(
            recipient=conversation.other.id,
            kind=DeliveryKind.RELAY,
            case_id=conversation.case_id,
            message_id=message.id,
            sender=None,
        ),
        office,
        conversation,
        incoming,
    )
    outbox.add(
        tx,
        replace(
            draft,
            form=Form.EDIT if incoming.kind is Kind.TEXT else Form.EDIT_CAPTION,
            target=Target(message=message.id),
            sms_text=_as_sms(office, conversation, written),
        ),
        now,
    )
    return True


def _as_sms(office: Office, conversation: Conversation, written: Written) -> str:
    other, text = conversation.other, written.incoming.text
    if other.role.is_staff:
        label = label_for(conversation)
        said = office.say(
            "correction_to_staff", other.language, client=label, text=text
        )
    else:
        said = office.say("correction", other.language, text=text)
    return said
