"""Passing on what is not text: as a copy on Telegram, in words by SMS."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from casework.drafts import Draft
from casework.messages import Copy, Form, Incoming, Kind
from casework.people import Channel
from handlers.labels import Side, bold, labelled
from handlers.office import Office
from handlers.speaking import DISCREET
from storage import inbox, outbox
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

ALBUM_WAITS = timedelta(seconds=1.5)
"""How long the next part of an album may take; Telegram sends them one by one."""

ALBUM_IS_FULL = 10

AFTER_START = timedelta(seconds=5)
"""How long an album waits for pictures that came while nobody was here."""

SLOWEST_ALBUM = timedelta(minutes=5)
"""Then what there is of it leaves, even if a picture is still being fetched."""

NO_CAPTION = frozenset(
    {Kind.STICKER, Kind.VIDEO_NOTE, Kind.LOCATION, Kind.CONTACT, Kind.OTHER}
)

SAID_IN_WORDS = frozenset({Kind.STICKER, Kind.LOCATION, Kind.CONTACT})
"""What a text message can carry after all: an emoji, a place, a number."""


def as_copy(draft: Draft, office: Office, side: Side, incoming: Incoming) -> Draft:
    """Return the draft as a copy, and what stands in for it where there is none."""
    copy = None
    if incoming.sender.channel is Channel.TELEGRAM:
        copy = Copy(incoming.sender, (incoming.message_id,))
    kind = office.say(kind_key(incoming), side.language)
    told = _as_sms(office, side, incoming, kind)
    draft = replace(draft, form=Form.COPY, copy=copy, ahead=False, sms_text=told)
    if incoming.kind in NO_CAPTION or incoming.album is not None:
        return _behind_a_line(draft, side, incoming, kind)
    return _under_a_caption(draft, office, side, incoming)


def join_album(
    tx: Transaction, draft: Draft, incoming: Incoming, now: datetime
) -> int | None:
    """Keep the parts of an album together: they leave as one, when no more come.

    Nothing is returned for a further part, which joins the first one.
    """
    first = outbox.open_album(tx, draft.lane, incoming.album or "")
    if first is None or not _has_room(first.draft) or draft.copy is None:
        waits = max(draft.hold or ALBUM_WAITS, ALBUM_WAITS)
        return outbox.add(tx, replace(draft, album=incoming.album, hold=waits), now)
    ids = (*_parts(first.draft), *draft.copy.message_ids)
    told = f"{first.draft.sms_text}\n{incoming.text}".rstrip()
    joined = replace(first.draft, copy=Copy(draft.copy.chat, ids), sms_text=told)
    outbox.replace(tx, first, joined)
    waits = timedelta() if len(ids) >= ALBUM_IS_FULL else ALBUM_WAITS
    moment = max(first.not_before, now + waits)
    outbox.postpone(tx, first, moment, None, state="held")
    tx.touch(first.lane)
    return None


def is_incomplete(tx: Transaction, delivery: Delivery, now: datetime) -> bool:
    """Tell whether more pictures of an album may be among what was taken in."""
    draft = delivery.draft
    if delivery.state != "held" or draft.album is None or draft.copy is None:
        return False
    is_fresh = now - delivery.created_at < SLOWEST_ALBUM
    return is_fresh and _has_room(draft) and inbox.still_comes(tx, draft.copy.chat)


def _has_room(album: Draft) -> bool:
    return album.copy is not None and len(_parts(album)) < ALBUM_IS_FULL


def _parts(album: Draft) -> tuple[str, ...]:
    return () if album.copy is None else album.copy.message_ids


def kind_key(incoming: Incoming) -> str:
    """Return the name of the text that says what it is."""
    pictures = incoming.kind in (Kind.PHOTO, Kind.VIDEO)
    if incoming.album is not None and pictures:
        return "kind_album"
    return f"kind_{incoming.kind}"


def in_words(incoming: Incoming) -> str:
    """Return what a text message can carry of it.

    >>> from casework.people import Address
    >>> from datetime import UTC, datetime
    >>> chat, now = Address(Channel.TELEGRAM, "1"), datetime(2026, 11, 23, tzinfo=UTC)
    >>> card = {"first_name": "Ida", "last_name": "", "phone_number": "+4520123456"}
    >>> in_words(Incoming("1", chat, "1", now, kind=Kind.CONTACT, details=card))
    'Ida, +4520123456'
    """
    given: Mapping[str, Any] = incoming.details
    match incoming.kind:
        case Kind.LOCATION:
            place = f"{given['latitude']:.5f}, {given['longitude']:.5f}"
            parts = [given.get("title", ""), given.get("place", ""), place]
        case Kind.CONTACT:
            name = f"{given.get('first_name', '')} {given.get('last_name', '')}"
            parts = [name.strip(), given["phone_number"]]
        case Kind.STICKER:
            parts = [given.get("emoji", "")]
        case _:
            parts = [incoming.text]
    return ", ".join(part for part in parts if part)


def _as_sms(office: Office, side: Side, incoming: Incoming, kind: str) -> str:
    said = in_words(incoming)
    if side.is_staff:
        return f"{side.label}: [{kind}] {said}".strip()
    values = {"worker": side.label, "kind": kind, "text": said}
    if incoming.kind in SAID_IN_WORDS and said:
        values["text"] = f"[{kind}] {said}"
        key = "relay_to_client"
    else:
        key = "media_words_by_sms_client" if said else "media_not_by_sms_client"
    key = DISCREET[key] if side.is_unnamed else key
    return office.say(key, side.language, **values)


def _behind_a_line(draft: Draft, side: Side, incoming: Incoming, kind: str) -> Draft:
    """Let a line say whose it is, and what it answers where an album cannot."""
    if not side.is_staff and (draft.reply_to is None or incoming.album is None):
        return draft
    if side.is_unnamed:
        return replace(draft, ahead=True, text=f"[{kind}]")
    line = f"{side.label}: [{kind}]"
    return replace(draft, ahead=True, text=line, entities=(bold(side.label),))


def _under_a_caption(
    draft: Draft, office: Office, side: Side, incoming: Incoming
) -> Draft:
    text, entities = labelled(office, side, incoming)
    return replace(draft, text=text, entities=entities)
