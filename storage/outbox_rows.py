"""A delivery as a row: its columns, and what is sealed in its body."""

import json
import sqlite3
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.drafts import DeliveryKind, Draft, Target
from casework.made_files import LARGEST_KEPT, MadeFile
from casework.messages import Button, Copy, Form
from casework.people import Address, Channel, Topic
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction
from storage.vault import VaultError

COLUMNS = """
    id, lane, recipient_id, case_id, message_id, sender_id, kind, form, sealed_body,
    state, reason, not_before, attempts, maybe_twice, in_words, notice_id, album,
    channel, address_id, provider_id, created_at
"""

BEHIND = "behind"
"""Stands as the reason where only what goes before it waits: it has none of its own."""

# Made once, because `json.dumps` makes one each time that it is asked for this.
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it stands in the store; `draft` is empty once it is settled.

    It is empty as well where its words do not open, and then not readable.
    """

    id: int
    state: str
    reason: str | None
    not_before: datetime
    attempts: int
    maybe_twice: bool
    notice_id: int | None
    address_id: int | None
    channel: Channel | None
    provider_id: str | None
    created_at: datetime
    draft: Draft
    part: int = 0
    lane: str = field(default="", repr=False)
    is_readable: bool = True

    def is_due(self, now: datetime) -> bool:
        """Tell whether it may be looked at, if nothing that waits goes before it."""
        return self.not_before <= now or self.reason == BEHIND


def seal(tx: Transaction, identity: int, draft: Draft, *, part: int = 0) -> bytes:
    """Return the body of a delivery as it may stand in its row."""
    body: dict[str, Any] = {"text": draft.text}
    if draft.entities:
        body["entities"] = [dict(entity) for entity in draft.entities]
    if draft.buttons:
        body["buttons"] = [
            [[button.id, button.label] for button in row] for row in draft.buttons
        ]
    if draft.copy is not None:
        chat = draft.copy.chat
        body["copy"] = [chat.channel, chat.value, list(draft.copy.message_ids)]
    if draft.sms_text is not None:
        body["sms_text"] = draft.sms_text
    if draft.to is not None:
        body["to"] = [draft.to.channel, draft.to.value]
    targets = {"target": draft.target, "reply_to": draft.reply_to}
    body |= {name: _target_list(at) for name, at in targets.items() if at is not None}
    if draft.media is not None:
        body["media"] = list(draft.media)
    if draft.topic is not Topic.MESSAGES:
        body["topic"] = draft.topic
    if draft.until is not None:
        body["until"] = to_ms(draft.until)
    if (file := draft.file) is not None:
        body["file"] = _file_list(file)
    small = {
        "ahead": draft.ahead,
        "by": draft.by,
        "silent": draft.silent,
        "overridden": draft.overridden,
        "asks": draft.asks,
        "checks_number": draft.checks_number,
        "was_doubted": draft.was_doubted,
        "with_record": draft.with_record,
        "part": part,
    }
    body |= {name: value for name, value in small.items() if value}
    return tx.seal("delivery", "sealed_body", identity, _AS_JSON(body))


def _file_list(file: MadeFile) -> list[str]:
    if len(file.content) > LARGEST_KEPT:
        raise ValueError(f"what lies in the outbox has {LARGEST_KEPT} bytes at most")
    return [file.name, file.media_type, b64encode(file.content).decode()]


def _target_list(target: Target) -> list[Any]:
    external = None if target.external is None else list(target.external)
    return [external, target.message, target.delivery]


def _target(values: list[Any] | None) -> Target | None:
    if values is None:
        return None
    external, message, delivery = values
    return Target(
        None if external is None else (external[0], external[1]), message, delivery
    )


def of_row(tx: Transaction, row: sqlite3.Row) -> Delivery:
    """Return the delivery of a row with these columns."""
    (
        identity,
        lane,
        recipient,
        case,
        message,
        sender,
        kind,
        form,
        sealed,
        state,
        reason,
        not_before,
        attempts,
        maybe_twice,
        in_words,
        notice,
        album,
        channel,
        address,
        provider_id,
        created_at,
    ) = row
    body = _body(tx, identity, sealed)
    is_readable = body is not None
    body = body or {}
    copy, to, media = body.get("copy"), body.get("to"), body.get("media")
    file = body.get("file")
    draft = Draft(
        recipient=recipient,
        kind=DeliveryKind(kind),
        text=body.get("text", ""),
        form=Form(form),
        entities=tuple(body.get("entities", ())),
        buttons=tuple(
            tuple(Button(identity, label) for identity, label in line)
            for line in body.get("buttons", ())
        ),
        copy=None
        if copy is None
        else Copy(Address(Channel(copy[0]), copy[1]), tuple(copy[2])),
        media=None if media is None else (media[0], media[1]),
        ahead=body.get("ahead", False),
        sms_text=body.get("sms_text"),
        case_id=case,
        message_id=message,
        sender=sender,
        target=_target(body.get("target")),
        reply_to=_target(body.get("reply_to")),
        in_words=bool(in_words),
        silent=body.get("silent", False),
        album=album,
        topic=Topic(body.get("topic", Topic.MESSAGES)),
        overridden=body.get("overridden", False),
        until=from_ms_or_none(body.get("until")),
        by=Channel(body["by"]) if "by" in body else None,
        file=None if file is None else MadeFile(file[0], file[1], b64decode(file[2])),
        asks=body.get("asks", False),
        checks_number=body.get("checks_number", False),
        was_doubted=body.get("was_doubted", False),
        with_record=body.get("with_record", False),
        to=None if to is None else Address(Channel(to[0]), to[1]),
    )
    return Delivery(
        id=identity,
        state=state,
        reason=reason,
        not_before=from_ms(not_before),
        attempts=attempts,
        maybe_twice=bool(maybe_twice),
        notice_id=notice,
        address_id=address,
        channel=None if channel is None else Channel(channel),
        provider_id=provider_id,
        created_at=from_ms(created_at),
        draft=draft,
        part=body.get("part", 0),
        lane=lane,
        is_readable=is_readable,
    )


def with_news(claimed: Delivery, row: sqlite3.Row) -> Delivery:
    """Return what was claimed, with what others may have changed meanwhile."""
    state, attempts, twice, notice = row
    return replace(
        claimed,
        state=state,
        attempts=attempts,
        maybe_twice=bool(twice),
        notice_id=notice,
    )


def _body(
    tx: Transaction, identity: int, sealed: bytes | None
) -> dict[str, Any] | None:
    """Return what was sealed; nothing for words that do not open."""
    if sealed is None:
        return {}
    try:
        text = tx.open("delivery", "sealed_body", identity, sealed)
    except VaultError:
        return None
    body: dict[str, Any] = json.loads(text)
    return body
