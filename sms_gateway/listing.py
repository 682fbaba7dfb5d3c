"""Messages as Twilio lists them, and which of them is the one we look for."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework.messages import Never, NotThere, Sent
from sms_gateway import codes
from sms_gateway.account import TwilioAccount

MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
FAILED = frozenset({"failed", "undelivered", "canceled"})

CLOCK_SKEW = timedelta(minutes=2)
"""How far Twilio's clock may be from ours."""

LISTING_DELAY = timedelta(minutes=5)
"""How long a message may take until it is listed; far longer than ever seen."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One message in Twilio's list."""

    sid: str
    direction: str
    state: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    service: str
    body: str = field(repr=False)
    media_count: int
    code: str
    at: datetime | None

    @property
    def is_inbound(self) -> bool:
        """Return whether somebody wrote it to us."""
        return self.direction == "inbound"


def of_record(record: Any) -> Listed:
    """Return what we use of the library's record."""
    media = str(record.num_media or "0")
    return Listed(
        sid=str(record.sid),
        direction=str(record.direction),
        state=str(record.status),
        sender=record.from_ or "",
        recipient=record.to or "",
        service=record.messaging_service_sid or "",
        body=record.body or "",
        media_count=int(media) if media.isdecimal() else 0,
        code="" if record.error_code is None else str(record.error_code),
        at=record.date_created or record.date_sent,
    )


def find(
    listed: Iterable[Listed],
    text: str,
    *,
    account: TwilioAccount,
    since: datetime,
    now: datetime,
    taken: Collection[str] = (),
) -> Sent | Never | NotThere | None:
    """Return what became of a text handed over at `since`, by a complete list.

    `taken` are ids that other deliveries have: the same words twice are two messages.
    Nothing is returned where the list cannot tell: too early, or a body that was
    already removed.
    """
    ours = sorted(
        (
            (message.at, message)
            for message in listed
            if message.at is not None
            and message.at >= since - CLOCK_SKEW
            and message.sid not in taken
            and not message.is_inbound
            and is_ours(message, account)
        ),
        key=lambda pair: pair[0],
    )
    for _, message in ours:
        if _plain(message.body) == _plain(text):
            if message.state in FAILED:
                return Never(codes.reason_of(message.code))
            return Sent((message.sid,))
    if now - since < LISTING_DELAY or any(not message.body for _, message in ours):
        return None
    return NotThere()


def is_ours(message: Listed, account: TwilioAccount) -> bool:
    """Tell whether it was sent by us."""
    if account.messaging_service_sid:
        return message.service == account.messaging_service_sid
    return message.sender == account.sender


def _plain(text: str) -> str:
    return " ".join(text.split())
