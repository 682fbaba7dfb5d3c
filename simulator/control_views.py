"""What the page is shown of phones and messages."""

from datetime import datetime
from typing import Any

from simulator.sms_phone import SmsPhone, SmsText
from simulator.telegram_chat import ChatMessage
from simulator.telegram_phone import TelegramPhone

Phone = TelegramPhone | SmsPhone


SIGNATURES = (
    (0, b"\x89PNG", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "video/mp4"),
)


def shown_as(data: bytes) -> str | None:
    """Return the type under which a browser may show it, None if it may not."""
    for start, mark, kind in SIGNATURES:
        if data[start : start + len(mark)] == mark:
            return kind
    return None


def summary(phone: Phone) -> dict[str, Any]:
    """Return what a phone looks like from outside."""
    return {
        "id": phone.phone_id,
        "kind": phone.kind,
        "name": phone.name,
        "number": phone.number,
        "role": phone.role,
        "on": phone.on,
        "arriving": phone.arriving,
        "label": phone.label,
    }


def whole(phone: Phone) -> dict[str, Any]:
    """Return a phone with everything on its screen."""
    if isinstance(phone, SmsPhone):
        return {**summary(phone), "messages": [_sms(text) for text in phone.messages]}
    messages = [_chat_message(phone, message) for message in phone.chat]
    return {
        **summary(phone),
        "messages": messages,
        "keyboard": phone.keyboard,
        "answers": phone.answers[-3:],
        "blocked": phone.blocked,
    }


def _chat_message(phone: TelegramPhone, message: ChatMessage) -> dict[str, Any]:
    path = f"/control/phones/{phone.phone_id}/files/{message.id}"
    shown = message.file is not None and not message.deleted
    return {
        "id": message.id,
        "from_me": message.from_me,
        "text": message.text,
        "caption": message.caption,
        "kind": message.kind,
        "buttons": [
            [
                {"text": text, "id": f"{row}.{column}"}
                for column, (text, _) in enumerate(buttons)
            ]
            for row, buttons in enumerate(message.buttons)
        ],
        "asks": message.asks,
        "reply_to": message.reply_to,
        "quote": message.quote,
        "album": message.album,
        "edited": message.edited,
        "deleted": message.deleted,
        "reaction": message.reaction,
        "silent": message.silent,
        "protected": message.protected,
        "forwarded": message.forwarded,
        "waiting": message.waiting,
        "at": rfc3339(message.at),
        "state": "queued" if message.waiting else "delivered",
        "file_url": path if shown else None,
        "file_name": message.file_name,
    }


def _sms(text: SmsText) -> dict[str, Any]:
    return {
        "id": text.id,
        "from_me": text.from_me,
        "text": text.text,
        "caption": None,
        "kind": "photo" if text.media else "text",
        "buttons": [],
        "reply_to": None,
        "edited": False,
        "deleted": False,
        "reaction": None,
        "silent": False,
        "automatic": text.automatic,
        "waiting": text.state == "queued",
        "at": rfc3339(text.at),
        "state": text.state,
        "file_url": None,
    }


def rfc3339(moment: datetime) -> str:
    """Return a moment as the page reads it."""
    return moment.isoformat(timespec="milliseconds")
