"""SMS and calls from people to the service's number."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree as ET

from simulator.errands import Errands
from simulator.segments import segments
from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_outbound import Outbound
from simulator.twilio_resource import API_VERSION, TwilioMessage, new_sid
from simulator.webhooks import WebhookAnswer

STOP = frozenset(
    (
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
    )
)
START = frozenset(("START", "YES", "UNSTOP"))
HELP = frozenset(("HELP", "INFO"))
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
TWIML_TYPES = frozenset(("text/xml", "application/xml", "text/html"))


@dataclass(frozen=True, slots=True)
class Call:
    """What a caller heard."""

    said: tuple[tuple[str, str], ...] = field(repr=False)  # (language, words)
    ended: Literal["hangup", "rejected", "end", "fault"]
    verbs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that was said."""
        return " ".join(words for _, words in self.said)


class Inbound:
    """Takes what people send and brings it to the service."""

    def __init__(
        self, cloud: TwilioCloud, outbound: Outbound, errands: Errands
    ) -> None:
        self._cloud = cloud
        self._outbound = outbound
        self._errands = errands
        self._lanes: dict[str, asyncio.Lock] = {}

    def text(self, number: str, body: str, *, sid: str, media: int = 0) -> None:
        """Take an SMS, answer Twilio's own words, and pass it on."""
        now = self._cloud.clock()
        message = TwilioMessage(
            sid=sid,
            direction="inbound",
            sender=number,
            to=self._cloud.number,
            body=body,
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            segments=segments(body),
            media=media,
        )
        self._cloud.messages[message.sid] = message
        self._obey(number, body.strip().upper())
        if self._cloud.inbound == "normal":
            self._errands.start(self._pass_on(message))

    async def call(self, number: str) -> Call:
        """Ring, and listen to what the service has to say."""
        cloud = self._cloud
        form = {
            "AccountSid": cloud.account_sid,
            "ApiVersion": API_VERSION,
            "CallSid": new_sid("CA"),
            "CallStatus": "ringing",
            "Called": cloud.number,
            "CalledCountry": "DK",
            "Caller": number,
            "CallerCountry": "DK",
            "Direction": "inbound",
            "From": number,
            "FromCountry": "DK",
            "To": cloud.number,
            "ToCountry": "DK",
        }
        url = f"{cloud.webhook_base}/voice/twilio"
        answer = await cloud.webhooks.post(url, form)
        if not 200 <= answer.status < 300:
            cloud.alert(answer, url)
            return Call((), "fault")
        root = _twiml(answer)
        if root is None or root.tag != "Response":
            cloud.alerts.append((12100, "/voice/twilio"))
            return Call((), "fault")
        return _heard(root)

    def _obey(self, number: str, word: str) -> None:
        cloud = self._cloud
        pair = (cloud.number, number)
        answer = None
        if word in STOP and pair not in cloud.opted_out:
            cloud.opted_out.add(pair)
            answer = STOPPED
        elif word in START and pair in cloud.opted_out:
            cloud.opted_out.remove(pair)
            answer = STARTED
        elif word in HELP:
            answer = HELPED
        handset = cloud.handsets.get(number)
        if answer is not None and handset is not None:
            handset.told(answer)

    async def _pass_on(self, message: TwilioMessage) -> None:
        number = message.sender or ""
        # One person's messages go in the order they were written.
        async with self._lanes.setdefault(number, asyncio.Lock()):
            url = f"{self._cloud.webhook_base}/sms/twilio"
            answer = await self._cloud.webhooks.post(url, self.form(message))
        if not 200 <= answer.status < 300:
            self._cloud.alert(answer, url)
            return
        for words in self._words(answer):
            self._outbound.reply(number, words)

    def _words(self, answer: WebhookAnswer) -> list[str]:
        """Return what this answer makes Twilio send to the person."""
        if answer.status == 204 or not answer.text.strip():
            return []
        if answer.content_type == "text/plain":
            return [answer.text]
        if answer.content_type not in TWIML_TYPES:
            self._cloud.alerts.append((12300, "/sms/twilio"))
            return []
        root = _twiml(answer)
        if root is None:
            self._cloud.alerts.append((12100, "/sms/twilio"))
            return []
        return ["".join(found.itertext()).strip() for found in root.iter("Message")]

    def form(self, message: TwilioMessage) -> Mapping[str, str]:
        """Return the fields that Twilio posts for an inbound message."""
        form = {
            "ToCountry": "DK",
            "ToState": "",
            "SmsMessageSid": message.sid,
            "NumMedia": str(message.media),
            "ToCity": "",
            "FromZip": "",
            "SmsSid": message.sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": message.body,
            "FromCountry": "DK",
            "To": message.to,
            "ToZip": "",
            "NumSegments": str(message.segments),
            "MessageSid": message.sid,
            "AccountSid": self._cloud.account_sid,
            "From": message.sender or "",
            "ApiVersion": API_VERSION,
        }
        for number in range(message.media):
            media = f"{API_VERSION}/Accounts/{self._cloud.account_sid}/Messages"
            form[f"MediaContentType{number}"] = "image/jpeg"
            form[f"MediaUrl{number}"] = (
                f"https://api.twilio.com/{media}/{message.sid}/Media/"
                f"ME{secrets.token_hex(16)}"
            )
        return form


def _twiml(answer: WebhookAnswer) -> ET.Element | None:
    try:
        return ET.fromstring(answer.text)  # noqa: S314 - it is the service's own answer
    except ET.ParseError:
        return None


def _heard(root: ET.Element) -> Call:
    said = []
    for verb in root:
        if verb.tag == "Reject":
            return Call((), "rejected", ("Reject",))
        for node in (verb, *verb):
            if node.tag == "Say":
                words = " ".join("".join(node.itertext()).split())
                said.append((node.get("language", "en-US"), words))
    verbs = tuple(verb.tag for verb in root)
    return Call(tuple(said), "hangup" if "Hangup" in verbs else "end", verbs)
