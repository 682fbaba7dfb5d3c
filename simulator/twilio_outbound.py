"""SMS on their way to a phone, and the callbacks that tell how far they came."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulator.errands import Errands
from simulator.segments import segments
from simulator.twilio_checks import callback_url, check, validity
from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_refusal import MESSAGES
from simulator.twilio_resource import API_VERSION, TwilioMessage, new_sid
from simulator.webhooks import Fields

UNKNOWN_HANDSET = 30005
UNREACHABLE_HANDSET = 30003


class Outbound:
    """Takes what the service sends and brings it to the phones."""

    def __init__(self, cloud: TwilioCloud, errands: Errands) -> None:
        self._cloud = cloud
        self._errands = errands
        self._undelivered: dict[str, list[TwilioMessage]] = {}  # phone off

    async def create(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Accept a message; return the resource as it is before anything happened."""
        message = self._accepted(form)
        self._cloud.messages[message.sid] = message
        answer = message.resource(self._cloud.account_sid)
        statuses = self._advance(message)
        if self._cloud.callbacks == "before_response":
            await self._call_back(message, statuses)
        elif message.callback_url:
            self._errands.start(self._call_back(message, statuses))
        return answer

    def reply(self, to: str, body: str) -> None:
        """Bring what a webhook was answered with to the person."""
        message = self._new("outbound-reply", self._cloud.number, to, body)
        self._cloud.messages[message.sid] = message
        self._advance(message)

    def waiting(self, number: str) -> int:
        """Return how many messages wait for a phone that is off."""
        return len(self._undelivered.get(number, ()))

    def reachable(self, number: str) -> None:
        """Deliver what waited for this phone, unless it is too old by now."""
        for message in self._undelivered.pop(number, ()):
            age = self._cloud.clock() - message.created_at
            if age > timedelta(seconds=message.validity):
                self._fail(message, "undelivered", UNREACHABLE_HANDSET)
            else:
                self._deliver(message)
            if message.callback_url:
                self._errands.start(self._call_back(message, [message.status]))

    def _accepted(self, form: Mapping[str, str]) -> TwilioMessage:
        check(self._cloud, form)
        service = form.get("MessagingServiceSid")
        sender = None if service else form["From"]
        message = self._new("outbound-api", sender, form["To"], form["Body"])
        message.callback_url = callback_url(form)
        message.validity = validity(form)
        if service:
            message.service_sid, message.status = service, "accepted"
            message.segments = 0
        return message

    def _new(
        self, direction: str, sender: str | None, to: str, body: str
    ) -> TwilioMessage:
        now = self._cloud.clock()
        return TwilioMessage(
            sid=new_sid("SM"),
            direction=direction,
            sender=sender,
            to=to,
            body=body,
            status="queued",
            created_at=now,
            updated_at=now,
            segments=segments(body),
        )

    def _advance(self, message: TwilioMessage) -> list[str]:
        """Bring it as far as it comes today; return every status on the way."""
        statuses = []
        if message.service_sid is not None:
            message.sender = message.sender or self._cloud.number
            message.segments = segments(message.body)
            statuses.append("queued")
        status, code = self._cloud.next_outcome(message.to)
        if status == "failed":
            self._fail(message, status, code)
            return [*statuses, status]
        message.status = "sent"
        message.sent_at = message.updated_at = self._cloud.clock()
        statuses.append("sent")
        handset = self._cloud.handsets.get(message.to)
        if status == "undelivered":
            self._fail(message, status, code)
        elif status == "sent":
            return statuses
        elif handset is None:
            self._fail(message, "undelivered", UNKNOWN_HANDSET)
        elif not handset.on:
            self._undelivered.setdefault(message.to, []).append(message)
            handset.expect()
            return statuses
        else:
            self._deliver(message)
        return [*statuses, message.status]

    def _deliver(self, message: TwilioMessage) -> None:
        message.status = "delivered"
        message.updated_at = self._cloud.clock()
        handset = self._cloud.handsets.get(message.to)
        if handset is not None:
            handset.receive(message)

    def _fail(self, message: TwilioMessage, status: str, code: int | None) -> None:
        message.status = status
        message.error_code = code
        message.error_message = None if code is None else MESSAGES.get(code)
        message.updated_at = self._cloud.clock()

    async def _call_back(self, message: TwilioMessage, statuses: list[str]) -> None:
        match self._cloud.callbacks:
            case "none":
                return
            case "reversed":
                statuses.reverse()
            case "duplicate":
                statuses = [status for status in statuses for _ in (1, 2)]
        url = message.callback_url
        if url is None:
            return
        async with message.posting:
            for status in statuses:
                answer = await self._cloud.webhooks.post(
                    url, self._status_form(message, status)
                )
                if not 200 <= answer.status < 300:
                    self._cloud.alert(answer, url)

    def _status_form(self, message: TwilioMessage, status: str) -> Fields:
        form = {
            "ApiVersion": API_VERSION,
            "AccountSid": self._cloud.account_sid,
            "From": message.sender or "",
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
        }
        if message.service_sid is not None:
            form["MessagingServiceSid"] = message.service_sid
        if status in ("failed", "undelivered") and message.error_code is not None:
            form["ErrorCode"] = str(message.error_code)
            form["ErrorMessage"] = message.error_message or ""
        if status == "delivered":
            form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
        return list(form.items())
