"""What people send us, as it is kept until it is handled, and as it is read then."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.messages import Called, Event, Incoming
from casework.people import Address, Channel
from sms_gateway.listing import Listed
from storage.inbox_rows import Raw

# What Twilio guesses about the person (town, postal code) is not kept.
KEPT_OF_MESSAGE = ("MessageSid", "From", "To", "Body", "NumMedia", "OptOutType")
KEPT_OF_CALL = ("CallSid", "From", "To")

ENCODED = re.compile(r"[A-Za-z0-9+/]{56,}[A-Za-z0-9+/=]{4}")


def message(fields: Mapping[str, str], at: datetime) -> Raw:
    """Return an accepted message form as the inbox takes it."""
    return _raw("message", "MessageSid", _only(KEPT_OF_MESSAGE, fields), at)


def listed(found: Listed, now: datetime) -> Raw:
    """Return a message from Twilio's list as its form would have come."""
    fields = {
        "MessageSid": found.sid,
        "From": found.sender,
        "To": found.recipient,
        "Body": found.body,
        "NumMedia": str(found.media_count),
    }
    return _raw("message", "MessageSid", fields, found.at or now)


def call(fields: Mapping[str, str], at: datetime) -> Raw:
    """Return an accepted call form as the inbox takes it."""
    return _raw("call", "CallSid", _only(KEPT_OF_CALL, fields), at)


def parse(body: bytes) -> Event:
    """Return the message or the call that one of these functions wrote down."""
    fields = json.loads(body)
    sender = Address(Channel.SMS, fields["From"])
    at = datetime.fromisoformat(fields["at"])
    if fields["type"] == "call":
        return Called(fields["CallSid"], sender, at)
    words = fields["Body"]
    text = decoded(words)
    details = {"as_received": words} if text != words else {}
    if fields.get("OptOutType"):
        details["opt_out_type"] = fields["OptOutType"]
    return Incoming(
        fields["MessageSid"],
        sender,
        message_id=fields["MessageSid"],
        at=at,
        text=text,
        details=details,
        media_count=int(fields.get("NumMedia") or 0),
    )


def decoded(words: str) -> str:
    """Return what stands in a body that arrived as base64, as some long ones do.

    Nobody writes sixty letters without a space that spell a text with spaces in it:
    anything else is left as it is.

    >>> decoded("SmVnIGtvbW1lciBsaWR0IHNlbmVyZSBpIGRhZywgYnVzc2VuIGVyIGZvcnNpbmtldC4=")
    'Jeg kommer lidt senere i dag, bussen er forsinket.'
    """
    if len(words) % 4 or not ENCODED.fullmatch(words):
        return words
    try:
        text = base64.b64decode(words, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return words
    plain = text.replace("\r", "").replace("\n", "")
    return text if " " in plain and plain.isprintable() else words


def _raw(kind: str, sid: str, fields: Mapping[str, str], at: datetime) -> Raw:
    content: dict[str, Any] = {"type": kind, "at": at.isoformat(), **fields}
    return Raw(
        Channel.SMS,
        external_id=fields[sid],
        lane=fields["From"],
        body=json.dumps(content, ensure_ascii=False).encode(),
    )


def _only(names: tuple[str, ...], fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in names if name in fields}
