"""How a channel carries a delivery."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from casework import segments
from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Outgoing
from casework.people import Address, Channel, KnownAddress
from handlers.office import Office
from storage import messages, people
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

LONGEST_SMS = 1_530
"""Ten segments: beyond that phones and networks begin to lose parts."""


ROOM_FOR_HINT = 160
"""Characters kept free for saying that there is a file."""

CHANGES = (Form.EDIT, Form.EDIT_CAPTION)


@dataclass(frozen=True, slots=True)
class Way:
    """The address that was chosen; a stranger's has no row."""

    address: Address = field(repr=False)
    known: KnownAddress | None = None
    to_staff: bool = False


def outgoing_of(
    tx: Transaction, office: Office, delivery: Delivery, way: Way, now: datetime
) -> Outgoing | None:
    """Return the delivery as its channel can carry it, if it can at all."""
    draft, channel = delivery.draft, way.address.channel
    outgoing = Outgoing(
        delivery=delivery.id,
        to=way.address,
        form=draft.form,
        text=draft.text,
        entities=draft.entities,
        buttons=draft.buttons,
        copy=draft.copy,
        media=draft.media,
        ahead=draft.ahead,
        silent=draft.silent
        or (draft.kind is DeliveryKind.RELAY and office.is_night(now)),
        # What is protected cannot be saved.
        protected=way.to_staff and not _is_to_be_kept(draft),
        file=draft.file,
        record_of=draft.case_id if draft.with_record else None,
        asks=draft.asks,
    )
    if channel is Channel.SMS:
        return _as_sms(tx, office, delivery, outgoing)
    address_id = 0 if way.known is None else way.known.id
    if draft.form in CHANGES:
        return _as_change(outgoing, draft, _places(tx, draft.target, address_id))
    if draft.form in (Form.DELETE, Form.REACTION):
        places = _places(tx, draft.target, address_id)
        if not places:
            return None
        also = places[1:] if draft.copy is None else draft.copy.message_ids
        return replace(outgoing, target=places[0], also=tuple(also), copy=None)
    if draft.form is Form.COPY and (
        draft.copy is None or draft.copy.chat.channel is not channel
    ):
        text = draft.sms_text or draft.text
        return replace(outgoing, form=Form.TEXT, text=text, entities=(), copy=None)
    answered = _places(tx, draft.reply_to, address_id)
    return replace(outgoing, reply_to=answered[-1]) if answered else outgoing


def _as_change(outgoing: Outgoing, draft: Draft, places: list[str]) -> Outgoing | None:
    """Change a message in its place; say it anew where that is not one message.

    A picture stands behind the line that says whose it is.
    """
    if len(places) == 1 or (places and draft.form is Form.EDIT_CAPTION):
        return replace(outgoing, target=places[-1])
    text = draft.sms_text or draft.text
    if not text:
        return None
    return replace(
        outgoing,
        form=Form.TEXT,
        text=text,
        entities=(),
        reply_to=places[0] if places else None,
    )


def _as_sms(
    tx: Transaction, office: Office, delivery: Delivery, outgoing: Outgoing
) -> Outgoing | None:
    draft = delivery.draft
    if draft.form in (Form.DELETE, Form.REACTION):
        return None
    parts = _parts(draft)
    text = parts[min(delivery.part, len(parts) - 1)]
    if _hints_at_file(draft) and delivery.part + 1 >= len(parts):
        reader = people.known(tx, draft.recipient)
        hint = office.say("file_not_by_sms", reader.language)
        text = segments.normalised("\n".join(filter(None, (text, hint))))
    if not text.strip():
        return None
    return replace(
        outgoing,
        form=Form.TEXT,
        text=text,
        entities=(),
        buttons=(),
        copy=None,
        file=None,
        record_of=None,
        asks=False,
    )


def _places(tx: Transaction, target: Target | None, address_id: int) -> list[str]:
    """Return where a target stands in the chat that this delivery goes to."""
    if target is None:
        return []
    if target.external is not None:
        return [target.external[1]] if target.external[0] == address_id else []
    if target.delivery is not None:
        return messages.copies_of_delivery(tx, target.delivery, address_id)
    if target.message is None:
        return []
    message = messages.find(tx, target.message)
    if message is not None and message.address_id == address_id:
        return [message.external_id]
    return messages.copies_of(tx, target.message, address_id)


def more_parts(delivery: Delivery) -> bool:
    """Tell whether something of a long SMS is still to be sent."""
    if delivery.channel is not Channel.SMS:
        return False
    draft = delivery.draft
    text = draft.text if draft.sms_text is None else draft.sms_text
    if len(text) <= LONGEST_SMS // 3:
        return False
    return delivery.part + 1 < len(_parts(draft))


def _parts(draft: Draft) -> list[str]:
    """Return the words as SMS carry them, one after the other."""
    text = draft.text if draft.sms_text is None else draft.sms_text
    longest = LONGEST_SMS - ROOM_FOR_HINT if _hints_at_file(draft) else LONGEST_SMS
    return segments.pages(segments.normalised(text), longest)


def _hints_at_file(draft: Draft) -> bool:
    """Tell whether a reader by SMS must hear that there is a file."""
    has_file = draft.file is not None or draft.with_record
    return has_file and draft.sms_text is None


def _is_to_be_kept(draft: Draft) -> bool:
    """Tell whether a document goes along: who gets one is meant to save it."""
    is_picture = draft.file is not None and draft.file.is_picture
    return draft.with_record or (draft.file is not None and not is_picture)
