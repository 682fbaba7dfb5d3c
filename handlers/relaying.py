"""Passing a message on: one entry in the record, one delivery to the other side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Copy, Form, Incoming, Kind
from casework.people import CaseId, Channel, KnownAddress, Person
from casework.profiles import RecordPolicy
from handlers.office import Office
from storage import cases, messages, outbox, records
from storage.records import Attachment, NewEntry
from storage.transaction import Transaction

ALBUM_WAITS = timedelta(seconds=1.5)
"""How long the next part of an album may take; Telegram sends them one by one."""

ALBUM_IS_FULL = 10

NO_CAPTION = frozenset({Kind.STICKER, Kind.VIDEO_NOTE, Kind.LOCATION, Kind.CONTACT})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two people, and the case that their words belong to."""

    author: Person
    other: Person
    client: Person
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, where it came from, and what was kept of its files."""

    incoming: Incoming
    address: KnownAddress
    attachments: Sequence[Attachment] = field(default=())
    not_kept: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """How it leaves: after a hold, and with what kind of receipt."""

    hold: timedelta | None = None
    in_words: bool = False


AT_ONCE = Leaving()


def pass_on(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    written: Written,
    now: datetime,
    leaving: Leaving = AT_ONCE,
) -> int | None:
    """Write the message down and send it to the other side; return its delivery.

    Nothing is returned for a further part of an album, which joins the first one.
    """
    incoming = written.incoming
    entry = write_down(tx, conversation, written, kind="message")
    message = messages.add(
        tx,
        case_id=conversation.case_id,
        author=conversation.author.id,
        address_id=written.address.id,
        external_id=incoming.message_id,
        kind=incoming.kind,
        entry=entry,
        album=incoming.album,
        now=now,
    )
    reply_to = _answered(tx, written)
    draft = Draft(
        recipient=conversation.other.id,
        kind=DeliveryKind.RELAY,
        case_id=conversation.case_id,
        message_id=message,
        sender=conversation.author.id,
        reply_to=reply_to,
        hold=leaving.hold,
        in_words=leaving.in_words,
    )
    if incoming.kind is Kind.TEXT:
        return outbox.add(tx, with_words(draft, office, conversation, incoming), now)
    draft = _as_copy(draft, office, conversation, written)
    if incoming.album is not None:
        return _join_album(tx, draft, incoming.album, leaving, now)
    return outbox.add(tx, draft, now)


def with_words(
    draft: Draft, office: Office, conversation: Conversation, incoming: Incoming
) -> Draft:
    """Return the draft with the author's words as the other side sees them."""
    label = label_for(conversation)
    if conversation.other.role.is_staff:
        head = f"{label}\n"
        entities = (
            {"type": "bold", "offset": 0, "length": utf16_length(label)},
            *shifted(incoming.entities, utf16_length(head)),
        )
        return replace(
            draft,
            text=head + incoming.text,
            entities=entities,
            sms_text=f"{label}: {incoming.text}",
        )
    text = office.say(
        "relay_to_client",
        conversation.other.language,
        worker=label,
        text=incoming.text,
    )
    ahead = utf16_length(text) - utf16_length(incoming.text)
    return replace(draft, text=text, entities=shifted(incoming.entities, ahead))


def label_for(conversation: Conversation) -> str:
    """Return what the other side calls the author: staff see the short name as well."""
    author = conversation.author
    return author.label if conversation.other.role.is_staff else author.name


def write_down(
    tx: Transaction,
    conversation: Conversation,
    written: Written,
    *,
    kind: str,
    refers_to: int | None = None,
) -> int:
    """Write a contact entry and return its place in the case; 0 if none is kept."""
    policy = RecordPolicy(cases.policy_of(tx, conversation.case_id))
    if policy is RecordPolicy.NONE:
        return 0
    incoming, author = written.incoming, conversation.author
    body: dict[str, Any] = {"author": author.name, "form": str(incoming.kind)}
    if policy.keeps_words:
        body |= words_of(incoming)
        if written.not_kept:
            body["not_kept"] = True
    return records.add(
        tx,
        conversation.case_id,
        NewEntry(
            kind=kind,
            at=incoming.at,
            direction="out" if author.role.is_staff else "in",
            channel=incoming.sender.channel,
            author=author.id,
            body=body,
            refers_to=refers_to,
            attachments=written.attachments if policy.keeps_words else (),
        ),
    )


def words_of(incoming: Incoming) -> dict[str, Any]:
    """Return what a reader will see of a message."""
    body: dict[str, Any] = {"text": incoming.text}
    if incoming.entities:
        body["entities"] = [dict(entity) for entity in incoming.entities]
    if incoming.details:
        body["details"] = dict(incoming.details)
    if incoming.album is not None:
        body["album"] = incoming.album
    if incoming.media_count:
        body["pictures_not_received"] = incoming.media_count
    return body


def _answered(tx: Transaction, written: Written) -> Target | None:
    """Return which message this one answers, wherever it stands on the other side."""
    reply_to = written.incoming.reply_to
    if reply_to is None:
        return None
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    if pointed is None or pointed.message_id is None:
        return None
    return Target(message=pointed.message_id)


def _as_copy(
    draft: Draft, office: Office, conversation: Conversation, written: Written
) -> Draft:
    incoming, other = written.incoming, conversation.other
    label = label_for(conversation)
    kind = office.say(f"kind_{incoming.kind}", other.language)
    if other.role.is_staff:
        told = f"{label}: [{kind}]"
    else:
        told = office.say(
            "media_not_by_sms_client", other.language, worker=label, kind=kind
        )
    text, entities = "", incoming.entities
    if incoming.kind not in NO_CAPTION:
        head = f"{label}\n" if other.role.is_staff else f"{label}: "
        text = head + incoming.text if incoming.text else label
        entities = shifted(incoming.entities, utf16_length(head))
    return replace(
        draft,
        form=Form.COPY,
        text=text,
        entities=entities,
        copy=Copy(incoming.sender, (incoming.message_id,))
        if incoming.sender.channel is Channel.TELEGRAM
        else None,
        sms_text=f"{told} {incoming.text}".strip(),
    )


def _join_album(
    tx: Transaction, draft: Draft, album: str, leaving: Leaving, now: datetime
) -> int | None:
    """Keep the parts of an album together: they leave as one, when no more come."""
    waits = max(leaving.hold or ALBUM_WAITS, ALBUM_WAITS)
    first = outbox.open_album(tx, draft.lane, album)
    if first is None or first.draft.copy is None or draft.copy is None:
        return outbox.add(tx, replace(draft, album=album, hold=waits), now)
    ids = (*first.draft.copy.message_ids, *draft.copy.message_ids)
    joined = replace(
        first.draft,
        copy=Copy(draft.copy.chat, ids),
        sms_text=first.draft.sms_text if not draft.text else f"{first.draft.sms_text}",
    )
    outbox.replace(tx, first, joined)
    if len(ids) >= ALBUM_IS_FULL and leaving.hold is None:
        outbox.release(tx, first, now)
    else:
        moment = max(first.not_before, now + ALBUM_WAITS)
        outbox.postpone(tx, first, moment, None, state="held")
        tx.touch(first.lane)
    return None


def shifted(
    entities: Sequence[Mapping[str, Any]], by: int
) -> tuple[Mapping[str, Any], ...]:
    """Return the entities behind a prefix of this many UTF-16 units."""
    return tuple(
        {**entity, "offset": int(entity["offset"]) + by} for entity in entities
    )


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it.

    >>> utf16_length("hej 🙂")
    6
    """
    return len(text.encode("utf-16-le")) // 2
