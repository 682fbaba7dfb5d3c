"""Twilio's message resource."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

API_VERSION = "2010-04-01"
FINAL = frozenset(
    ("delivered", "undelivered", "failed", "received", "read", "canceled")
)


@dataclass(slots=True, eq=False)
class TwilioMessage:
    """One message in Twilio's log."""

    sid: str
    direction: str
    sender: str | None = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    service_sid: str | None = None
    error_code: int | None = None
    error_message: str | None = None
    segments: int = 1
    media: int = 0
    callback_url: str | None = field(default=None, repr=False)
    validity: int = 36_000  # seconds; Twilio's default and most
    posting: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINAL

    def resource(self, account_sid: str) -> dict[str, Any]:
        """Return it as the REST API writes it."""
        uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{self.sid}"
        return {
            "body": self.body,
            "num_segments": str(self.segments),
            "direction": self.direction,
            "from": self.sender,
            "date_updated": _rfc2822(self.updated_at),
            "price": None,
            "error_message": self.error_message,
            "uri": f"{uri}.json",
            "account_sid": account_sid,
            "num_media": str(self.media),
            "to": self.to,
            "date_created": _rfc2822(self.created_at),
            "status": self.status,
            "sid": self.sid,
            "date_sent": None if self.sent_at is None else _rfc2822(self.sent_at),
            "messaging_service_sid": self.service_sid,
            "error_code": self.error_code,
            "price_unit": "USD",
            "api_version": API_VERSION,
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


def new_sid(prefix: str) -> str:
    """Return a sid: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)
