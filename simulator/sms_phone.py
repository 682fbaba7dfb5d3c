"""A plain phone that can text and ring, in one person's hand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from simulator.changes import Lookout
from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_inbound import Call, Inbound
from simulator.twilio_outbound import Outbound
from simulator.twilio_resource import TwilioMessage, new_sid


@dataclass(frozen=True, slots=True)
class SmsText:
    """One SMS as the person sees it."""

    id: str
    from_me: bool
    text: str = field(repr=False)
    at: datetime
    state: str = "delivered"  # own texts: "queued" while the phone is off
    sender: str | None = field(default=None, repr=False)
    automatic: bool = False  # written by Twilio itself
    media: int = 0


@dataclass(frozen=True, slots=True)
class Carrier:
    """The two ways between a plain phone and Twilio."""

    cloud: TwilioCloud
    inbound: Inbound
    outbound: Outbound


class SmsPhone:
    """What one person texts and reads."""

    kind = "sms"

    def __init__(
        self,
        carrier: Carrier,
        *,
        phone_id: str,
        number: str,
        name: str,
        role: str,
    ) -> None:
        self.phone_id = phone_id
        self.number = number
        self.name = name
        self.role = role
        self.label = f"{name}, SMS"
        self._cloud = carrier.cloud
        self._inbound = carrier.inbound
        self._outbound = carrier.outbound
        self._changes = carrier.cloud.changes
        self._on = True
        self._texts: list[SmsText] = []
        self._typed: list[SmsText] = []
        self._sent_as: dict[str, str] = {}
        self._lookout: Lookout[SmsText] = Lookout()
        carrier.cloud.handsets[number] = self

    @property
    def on(self) -> bool:
        """Whether the phone is on."""
        return self._on

    @property
    def arriving(self) -> int:
        """How many SMS wait until the phone is on."""
        return self._outbound.waiting(self.number)

    @property
    def address(self) -> str:
        """The number."""
        return self.number

    @property
    def messages(self) -> list[SmsText]:
        """Every SMS on this phone, oldest first; the last ones may wait to be sent."""
        return self._texts + self._typed

    def text(self, body: str, media: int = 0) -> str:
        """Send an SMS, or an MMS with pictures; return its sid."""
        if self._on:
            return self._send(body, media)
        sid = new_sid("SM")
        waiting = SmsText(
            sid, from_me=True, text=body, at=self._cloud.clock(), state="queued"
        )
        self._typed.append(replace(waiting, media=media))
        self._tell()
        return sid

    def sent_as(self, sid: str) -> str:
        """Return the sid under which a text that had to wait was sent."""
        return self._sent_as.get(sid, sid)

    async def call(self, *, withheld: bool = False) -> Call:
        """Ring the service and return what is heard; `withheld` hides the number."""
        return await self._inbound.call("anonymous" if withheld else self.number)

    async def wait_for(
        self,
        wanted: Callable[[SmsText], object],
        timeout: float = 10.0,  # noqa: ASYNC109 - a person's patience, part of the test language
    ) -> SmsText:
        """Return the first wanted SMS; raise TimeoutError that shows the phone."""
        try:
            return await self._lookout.first(wanted, self.messages, timeout)
        except TimeoutError:
            story = "\n".join(
                f"  {'me ' if text.from_me else 'sms'} {text.text!r}"
                for text in self.messages
            )
            raise TimeoutError(
                f"not seen on this phone:\n{story or '(nothing)'}"
            ) from None

    def switch_off(self) -> None:
        """Turn it off: Twilio keeps what comes, the phone keeps what is typed."""
        self._on = False
        self._tell()

    def switch_on(self) -> None:
        """Turn it on: everything that waited comes and goes."""
        if self._on:
            return
        self._on = True
        self._outbound.reachable(self.number)
        typed, self._typed = self._typed, []
        for text in typed:
            self._sent_as[text.id] = self._send(text.text, text.media)
        self._tell()

    def expect(self) -> None:
        """Know that one more SMS waits until the phone is on."""
        self._tell()

    def receive(self, message: TwilioMessage) -> None:
        """Show an SMS that was delivered."""
        self._show(
            SmsText(
                message.sid,
                from_me=False,
                text=message.body,
                at=self._cloud.clock(),
                sender=message.sender,
                media=message.media,
            )
        )

    def told(self, text: str) -> None:
        """Show what Twilio itself answers to STOP, START and HELP."""
        self._show(
            SmsText(
                new_sid("SM"),
                from_me=False,
                text=text,
                at=self._cloud.clock(),
                sender=self._cloud.number,
                automatic=True,
            )
        )

    def _send(self, body: str, media: int) -> str:
        sid = new_sid("MM" if media else "SM")
        mine = SmsText(sid, from_me=True, text=body, at=self._cloud.clock())
        self._show(replace(mine, media=media))
        self._inbound.text(self.number, body, sid=sid, media=media)
        return sid

    def _show(self, text: SmsText) -> None:
        self._texts.append(text)
        self._lookout.show(text)
        self._tell()

    def _tell(self) -> None:
        self._changes.tell("phone", id=self.phone_id)
