"""SMS out, through Twilio."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from casework import segments
from casework.messages import (
    File,
    Form,
    Later,
    Never,
    NotThere,
    Outcome,
    Outgoing,
    Reason,
    Sent,
    Unknown,
)
from casework.people import Channel
from handlers.gateways import FileGoneError
from sms_gateway import codes, listing
from sms_gateway.account import STATUS_PATH, TwilioAccount
from sms_gateway.failures import RefusedError, TransportError, TwilioError
from sms_gateway.listing import Listed

LONGEST_VALIDITY = timedelta(seconds=36_000)
"""As long as Twilio tries at most, and by default."""

LONGEST_LOOK: Final = 1000
"""Messages of one number that are looked through."""

PAGE = 100
STILL_MOVING = 20009
"""The message is not in a final state, so its body cannot be removed."""

NOT_FOUND = 20404
EDGES = {"ie1": "dublin", "au1": "sydney"}


class TwilioGateway:
    """Sends SMS through Twilio and looks up what became of them.

    Creating a message is not idempotent at Twilio. So nothing is sent twice here: an
    outcome that is not certain is `Unknown`, and the caller decides.
    """

    channel = Channel.SMS

    def __init__(self, account: TwilioAccount, *, now: Callable[[], datetime]) -> None:
        self.account = account
        self._now = now

    async def close(self) -> None:
        """Close the connections."""
        if "_http" in vars(self):
            await self._http.close()

    def renew(self, auth_tokens: tuple[str, ...]) -> TwilioAccount:
        """Ask with the first of these tokens from now on; return the account."""
        self.account = replace(self.account, auth_tokens=auth_tokens)
        vars(self).pop("_library", None)
        return self.account

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Hand the text to Twilio, once."""
        text = segments.normalised(outgoing.text)
        refusal = _refusal(outgoing, text)
        if refusal is not None:
            return refusal
        try:
            message = await self._messages.create_async(
                to=outgoing.to.value,
                body=text,
                smart_encoded=False,
                **self._sender,
                **self._options(outgoing),
            )
        except RefusedError as refused:
            return codes.outcome_of(refused)
        except TransportError as failure:
            if failure.written:
                return Unknown(Reason.NETWORK)
            return Later(Reason.NETWORK, everywhere=True)
        except Exception:  # noqa: BLE001 - it was taken, and the answer is not Twilio's
            return Unknown(Reason.PROVIDER)
        sid = str(message.sid)
        if not listing.MESSAGE_SID.fullmatch(sid):
            return Unknown(Reason.PROVIDER)
        if message.status in listing.FAILED:
            return Never(codes.reason_of(message.error_code))
        return Sent((sid,))

    async def look_up(
        self, outgoing: Outgoing, since: datetime, taken: Collection[str] = ()
    ) -> Sent | Never | NotThere | None:
        """Return what Twilio's list says about a message that was handed over.

        Twilio tries for ten hours at most, and lists by the time of sending: so the
        list is read until one that was made long before.
        """
        earliest = since - LONGEST_VALIDITY - listing.CLOCK_SKEW
        found: list[Listed] = []
        try:
            async with aclosing(self._list(to=outgoing.to.value)) as messages:
                async for message in messages:
                    if message.at is not None and message.at < earliest:
                        break
                    found.append(message)
                    if len(found) >= LONGEST_LOOK:
                        return None
        except TwilioError:
            return None
        return listing.find(
            found,
            segments.normalised(outgoing.text),
            account=self.account,
            since=since,
            now=self._now(),
            taken=taken,
        )

    async def fetch(self, file: File) -> AsyncIterator[bytes]:
        """Raise `FileGoneError`: pictures by SMS are not taken."""
        raise FileGoneError
        yield file.name.encode()  # unreached: it makes this a generator

    async def redact(self, sid: str) -> Sent | Later | Never:
        """Remove the words of a message from Twilio, once it is in a final state."""
        try:
            await self._messages(sid).update_async(body="")
        except RefusedError as refused:
            if refused.code == NOT_FOUND:
                return Never(Reason.GONE)
            if refused.code == STILL_MOVING:
                return Later(Reason.PROVIDER)
            outcome = codes.outcome_of(refused)
            # Removing twice does no harm, so nothing is unknown here.
            return Later(outcome.reason) if isinstance(outcome, Unknown) else outcome
        except TransportError:
            return Later(Reason.NETWORK)
        except Exception:  # noqa: BLE001 - an answer that is not Twilio's
            return Later(Reason.PROVIDER)
        return Sent((sid,))

    async def received(self, since: datetime) -> list[Listed]:
        """Return the messages that people sent us since then, newest first.

        Raise `TwilioError` where the list could not be read to its end.
        """
        asked: dict[str, Any] = {"date_sent_after": since.astimezone(UTC)}
        if not self.account.messaging_service_sid:
            asked["to"] = self.account.sender
        return [
            message
            async for message in self._list(**asked)
            if message.is_inbound and self._is_to_us(message)
        ]

    async def with_words(self, since: datetime, until: datetime) -> list[Listed]:
        """Return our messages, both ways, whose words are in Twilio's log.

        Raise `TwilioError` where the list could not be read to its end.
        """
        return [
            message
            async for message in self._list(
                date_sent_after=since.astimezone(UTC),
                date_sent_before=until.astimezone(UTC),
            )
            if message.body and self._is_ours(message)
        ]

    def _is_ours(self, message: Listed) -> bool:
        if message.is_inbound:
            return self._is_to_us(message)
        return listing.is_ours(message, self.account)

    async def _list(self, **asked: Any) -> AsyncGenerator[Listed]:
        try:
            records = await self._messages.stream_async(**asked, page_size=PAGE)
            async for record in records:
                yield listing.of_record(record)
        except TwilioError:
            raise
        except Exception:  # noqa: BLE001 - an answer that is not Twilio's
            raise TransportError(written=True) from None

    def _is_to_us(self, message: Listed) -> bool:
        service = self.account.messaging_service_sid
        return message.recipient == self.account.sender or (
            bool(service) and message.service == service
        )

    def _options(self, outgoing: Outgoing) -> dict[str, Any]:
        options: dict[str, Any] = {}
        # An alarm is no delivery of ours: nobody asks later what became of it.
        if self.account.public_url and outgoing.delivery:
            options["status_callback"] = self.account.address_of(
                f"{STATUS_PATH}{outgoing.delivery}"
            )
        if outgoing.valid_for is not None:
            valid_for = min(outgoing.valid_for, LONGEST_VALIDITY)
            options["validity_period"] = int(valid_for.total_seconds())
        return options

    @property
    def _sender(self) -> dict[str, str]:
        if self.account.messaging_service_sid:
            return {"messaging_service_sid": self.account.messaging_service_sid}
        return {"from_": self.account.sender}

    @property
    def _messages(self) -> Any:
        return self._library.messages

    @cached_property
    def _http(self) -> Any:
        from sms_gateway.twilio_http import TwilioHttp  # noqa: PLC0415 - slow to load

        return TwilioHttp(self.account.api_url)

    @cached_property
    def _library(self) -> Any:
        # Imported late: 80 ms and 19 MiB that only those pay who send by SMS.
        from twilio.rest import Client  # noqa: PLC0415 - slow to load

        account = self.account
        region = "" if account.region == "us1" else account.region
        return Client(
            account.account_sid,
            account.auth_tokens[0],
            region=region or None,
            edge=EDGES.get(region),
            http_client=self._http,
            # Otherwise TWILIO_REGION and TWILIO_EDGE of the machine would count.
            environment={"TWILIO_ACCOUNT_SID": account.account_sid},
        )


def _refusal(outgoing: Outgoing, text: str) -> Never | None:
    if outgoing.form not in {Form.TEXT, Form.EDIT} or not text.strip():
        return Never(Reason.NOT_CARRIED)
    if outgoing.to.channel is not Channel.SMS:
        return Never(Reason.NO_ADDRESS)
    if len(segments.pages(text)) > 1:
        return Never(Reason.TOO_LARGE)
    if outgoing.valid_for is not None and outgoing.valid_for < timedelta(seconds=1):
        return Never(Reason.TOO_OLD)
    return None
