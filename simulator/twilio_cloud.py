"""Twilio as one account meets it: numbers, messages, opt-outs."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, Protocol, Unpack
from urllib.parse import urlsplit

from simulator.changes import Changes
from simulator.faults import FaultKind, FaultOptions, Faults, fault_of
from simulator.twilio_resource import TwilioMessage, new_sid
from simulator.webhooks import Form, WebhookAnswer, Webhooks

CallbackMode = Literal["normal", "none", "duplicate", "reversed", "before_response"]
InboundMode = Literal["normal", "lost"]


class Handset(Protocol):
    """A phone that can receive SMS."""

    @property
    def on(self) -> bool:
        """Whether it can be reached."""

    def expect(self) -> None:
        """Know that one waits until the phone is on."""

    def receive(self, message: TwilioMessage) -> None:
        """Show it."""

    def told(self, text: str) -> None:
        """Show what Twilio itself has to say."""


class TwilioCloud:
    """Everything that Twilio remembers of one account."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        changes: Changes,
        *,
        record_calls: bool = True,
    ) -> None:
        self.account_sid = new_sid("AC")
        self.auth_token = secrets.token_hex(16)
        self.number = "+4552000111"
        self.service_sid = new_sid("MG")
        self.keys = {self.account_sid: self.auth_token}  # user -> password
        self.webhook_base = "http://127.0.0.1:8080"
        self.callbacks: CallbackMode = "normal"
        self.inbound: InboundMode = "normal"
        self.faults = Faults()
        self.record_calls = record_calls
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.alerts: list[tuple[int, str]] = []  # Twilio's debugger: code, path
        self.messages: dict[str, TwilioMessage] = {}
        self.opted_out: set[tuple[str, str]] = set()  # (our sender, person)
        self.handsets: dict[str, Handset] = {}
        self.webhooks = Webhooks(self.auth_token)
        self.clock = clock
        self.changes = changes
        self._outcomes: dict[str, list[tuple[str, int | None]]] = {}

    def fault(self, kind: FaultKind, **options: Unpack[FaultOptions]) -> None:
        """Let calls go wrong: see `FaultOptions` for whom, how often and how."""
        self.faults.add(fault_of(kind, options))
        self.changes.tell("faults")

    def clear(self) -> None:
        """Let everything work again."""
        self.faults.clear()
        self.changes.tell("faults")

    def outcome(self, number: str, status: str, error_code: int | None = None) -> None:
        """Decide what becomes of the next delivery to this number."""
        self._outcomes.setdefault(number, []).append((status, error_code))

    async def post_raw(
        self,
        form: Form,
        *,
        url: str | None = None,
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> WebhookAnswer:
        """Post anything as if it were Twilio; an empty signature leaves it out."""
        target = f"{self.webhook_base}/sms/twilio" if url is None else url
        return await self.webhooks.post(target, form, sign=signature, headers=headers)

    def next_outcome(self, number: str) -> tuple[str, int | None]:
        """Return what is to become of a delivery to this number, and forget it."""
        planned = self._outcomes.get(number)
        return planned.pop(0) if planned else ("delivered", None)

    def alert(self, answer: WebhookAnswer, url: str) -> None:
        """Note in Twilio's debugger that a webhook failed."""
        self.alerts.append((11200 if answer.status else 11205, urlsplit(url).path))
