"""Passing a message on: one entry in the record, one delivery to the other side."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from casework.consents import Purpose, is_refused
from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Form, Incoming, Kind
from casework.people import CaseId, KnownAddress, Person
from casework.profiles import RecordPolicy
from handlers import copies, notices
from handlers.labels import Side, labelled
from handlers.notices import Choice
from handlers.office import Office
from handlers.speaking import first_name
from storage import cases, consents, messages, outbox, records
from storage.records import Attachment, NewEntry
from storage.transaction import Transaction

KEEP = "keep_words"
"""What the button under a client's words does: it makes a note of them."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two people, and the case that their words belong to."""

    author: Person
    other: Person
    client: Person
    case_id: CaseId
    stands_for: str = field(default="", repr=False)
    """The contact person's name, where somebody else answers for a while."""
    is_unnamed: bool = False
    """The client has asked that nothing on their phone names anybody."""
    in_full: bool = False
    """They have asked for whole names; everybody else reads first names."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, where it came from, and what was kept of its files."""

    incoming: Incoming
    address: KnownAddress
    attachments: Sequence[Attachment] = field(default=())
    not_kept: bool = False
    may_mean_danger: bool = False


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
    message = keep(tx, conversation, written, now)
    is_text = incoming.kind is Kind.TEXT
    draft = Draft(
        recipient=conversation.other.id,
        kind=DeliveryKind.RELAY,
        case_id=conversation.case_id,
        message_id=message,
        sender=conversation.author.id,
        reply_to=_answered(tx, written),
        hold=leaving.hold,
        in_words=leaving.in_words,
        # At once, and not by `carrying_all`: a copy would cost 1 % of a message.
        **(_words(office, conversation, incoming) if is_text else {}),
    )
    if is_text:
        offered = _offered(tx, office, conversation, message)
        return notices.tell(tx, draft, now, offered)
    draft = carrying_all(draft, office, conversation, incoming)
    if incoming.album is not None:
        return copies.join_album(tx, draft, incoming, now)
    return outbox.add(tx, draft, now)


def _offered(
    tx: Transaction, office: Office, conversation: Conversation, message: int
) -> list[list[Choice]]:
    """Offer to keep a client's words where the record does so only in notes.

    Where it holds them anyway, a button under each message would only be in the way.
    """
    reader = conversation.other
    policy = cases.policy_of(tx, conversation.case_id)
    if not reader.role.is_staff or policy != RecordPolicy.SUMMARY:
        return []
    return [[Choice(office.say("btn_keep_note", reader.language), KEEP, str(message))]]


def keep(
    tx: Transaction, conversation: Conversation, written: Written, now: datetime
) -> int:
    """Write the message down and remember where it stands, without passing it on."""
    incoming = written.incoming
    return messages.add(
        tx,
        case_id=conversation.case_id,
        author=conversation.author.id,
        address_id=written.address.id,
        external_id=incoming.message_id,
        kind=incoming.kind,
        entry=write_down(tx, conversation, written, kind="message"),
        album=incoming.album,
        now=now,
    )


def carrying_all(
    draft: Draft, office: Office, conversation: Conversation, incoming: Incoming
) -> Draft:
    """Return the draft with what the author sent: the words, or a copy of the rest."""
    if incoming.kind is not Kind.TEXT:
        return copies.as_copy(draft, office, side_of(conversation), incoming)
    words = _words(office, conversation, incoming)
    return replace(draft, form=Form.TEXT, copy=None, ahead=False, **words)


def _words(
    office: Office, conversation: Conversation, incoming: Incoming
) -> dict[str, Any]:
    side = side_of(conversation)
    text, entities = labelled(office, side, incoming)
    sms_text = f"{side.label}: {incoming.text}" if side.is_staff else None
    return {"text": text, "entities": entities, "sms_text": sms_text}


def side_of(conversation: Conversation) -> Side:
    """Return how the other side of a conversation is told whose it is."""
    other = conversation.other
    to_staff = other.role.is_staff
    return Side(
        label_for(conversation),
        to_staff,
        other.language,
        stands_for="" if to_staff else conversation.stands_for,
        is_unnamed=not to_staff and conversation.is_unnamed,
    )


def label_for(conversation: Conversation) -> str:
    """Return what the other side calls the author: staff see the short name as well."""
    author = conversation.author
    if conversation.other.role.is_staff:
        return author.label
    return author.name if conversation.in_full else first_name(author.name)


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
    attachments: Sequence[Attachment] = ()
    if policy.keeps_words:
        body |= words_of(incoming)
        attachments = _kept_of(tx, conversation.client, written)
        if written.not_kept or len(attachments) < len(written.attachments):
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
            attachments=attachments,
        ),
    )


def _kept_of(tx: Transaction, client: Person, written: Written) -> Sequence[Attachment]:
    """Return the files that the record keeps: none where somebody said no to that.

    What was fetched lies sealed under a key that nobody has then, and goes at the next
    start.
    """
    if not written.attachments:
        return ()
    said = consents.of_person(tx, client.id)
    return () if is_refused(said, Purpose.MEDIA) else written.attachments


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
