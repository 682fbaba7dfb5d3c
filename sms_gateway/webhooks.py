"""What Twilio posts to us: messages, calls, and reports about what we sent.

An answer never carries plain text, because Twilio would send it to the person as an
SMS. A message is acknowledged only after it is stored; where that fails Twilio hears
503, and the message is found again in its list.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from xml.sax.saxutils import escape

from aiohttp import StreamReader, web

from casework.people import Language
from sms_gateway import forms, inbound, reports, signatures
from sms_gateway.account import CALL_PATH, MESSAGE_PATH, STATUS_PATH, TwilioAccount
from sms_gateway.forms import Grammar
from sms_gateway.reports import Report
from storage.inbox_rows import Raw

LARGEST_FORM = 64 * 1024
SLOWEST_FORM = 10.0
"""Seconds that a form may take to arrive; Twilio itself gives up after 15."""

ONCE_A_MINUTE = timedelta(minutes=1)
FORM_TYPE = "application/x-www-form-urlencoded"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
NO_REPLY = f"{XML}<Response/>"
SPOKEN = {
    Language.DANISH: "da-DK",
    Language.ENGLISH: "en-GB",
    Language.SWEDISH: "sv-SE",
}
LONGEST_SPEECH = 4000
DELIVERY = re.compile(r"[1-9][0-9]{0,17}")
UNSPEAKABLE = re.compile(r"[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

log = logging.getLogger(__name__)


class _RefusedError(Exception):
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class TwilioWebhooks:
    """Answers what Twilio posts.

    `take_in` stores a message or a call and returns when that is committed; `report`
    does the same for a report. `answer_call` is told the caller's number and returns
    what they are to hear, in `language`.
    """

    def __init__(
        self,
        account: TwilioAccount,
        *,
        take_in: Callable[[Raw], Awaitable[None]],
        report: Callable[[Report], Awaitable[None]],
        answer_call: Callable[[str], Awaitable[str]],
        now: Callable[[], datetime],
        language: Language = Language.DANISH,
    ) -> None:
        self.account = account
        """Replaced when its tokens are."""

        self._take_in = take_in
        self._report = report
        self._answer_call = answer_call
        self._now = now
        self._language = language
        self._unsigned = 0
        self._told_of_unsigned: datetime | None = None

    def add_routes(self, app: web.Application) -> None:
        """Add the three addresses that Twilio posts to."""
        app.router.add_route("*", MESSAGE_PATH, self._on_message)
        app.router.add_route("*", STATUS_PATH + "{delivery}", self._on_status)
        app.router.add_route("*", CALL_PATH, self._on_call)

    async def _on_message(self, request: web.Request) -> web.Response:
        try:
            fields = await self._form(request, MESSAGE_PATH, forms.INBOUND)
        except _RefusedError as refused:
            return _refusal(refused.status)
        try:
            await self._take_in(inbound.message(fields, self._now()))
        except Exception as error:  # noqa: BLE001 - whatever it is, Twilio must hear it
            return _failure("sms not stored", fields["MessageSid"], error)
        return _xml(NO_REPLY)

    async def _on_status(self, request: web.Request) -> web.Response:
        delivery = request.match_info["delivery"]
        if not DELIVERY.fullmatch(delivery):
            return _refusal(HTTPStatus.FORBIDDEN)
        try:
            fields = await self._form(request, STATUS_PATH + delivery, forms.STATUS)
        except _RefusedError as refused:
            return _refusal(refused.status)
        try:
            await self._report(reports.of_form(int(delivery), fields))
        except Exception as error:  # noqa: BLE001 - whatever it is, Twilio must hear it
            return _failure("sms report not stored", fields["MessageSid"], error)
        return _xml(NO_REPLY)

    async def _on_call(self, request: web.Request) -> web.Response:
        try:
            fields = await self._form(request, CALL_PATH, forms.VOICE)
        except _RefusedError as refused:
            return _refusal(refused.status)
        try:
            await self._take_in(inbound.call(fields, self._now()))
            words = await self._answer_call(fields["From"])
        except Exception as error:  # noqa: BLE001 - whatever it is, Twilio must hear it
            return _failure("call not stored", fields["CallSid"], error)
        return _xml(_speech(words, SPOKEN[self._language]))

    async def _form(
        self, request: web.Request, path: str, grammar: Grammar
    ) -> Mapping[str, str]:
        body = await _body(request)
        fields = forms.read(body)
        # The address is ours: what the request says of its host may be anybody's.
        _, mark, query = request.raw_path.partition("?")
        url = self.account.address_of(path) + mark + query
        if fields is None or not signatures.is_signed(
            url, fields, request.headers, self.account.auth_tokens
        ):
            self._note_unsigned()
            raise _RefusedError(HTTPStatus.FORBIDDEN)
        fault = forms.fault(fields, grammar, self.account)
        if fault is not None:
            log.warning("webhook refused", extra={"path": path, "fault": str(fault)})
            raise _RefusedError(HTTPStatus.FORBIDDEN)
        return fields

    def _note_unsigned(self) -> None:
        """Say it once a minute: who is not Twilio must not fill the disk."""
        self._unsigned += 1
        told, now = self._told_of_unsigned, self._now()
        if told is not None and abs(now - told) < ONCE_A_MINUTE:
            return
        log.info("webhook not signed", extra={"count": self._unsigned})
        self._unsigned, self._told_of_unsigned = 0, now


async def _body(request: web.Request) -> bytes:
    if request.method != "POST":
        raise _RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
    if request.content_type != FORM_TYPE:
        raise _RefusedError(HTTPStatus.FORBIDDEN)
    if (request.content_length or 0) > LARGEST_FORM:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        async with asyncio.timeout(SLOWEST_FORM):
            body = await _beginning(request.content)
    except TimeoutError:
        raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT) from None
    except Exception:  # noqa: BLE001 - a broken encoding, a connection that ended
        raise _RefusedError(HTTPStatus.BAD_REQUEST) from None
    if len(body) > LARGEST_FORM:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return body


async def _beginning(content: StreamReader) -> bytes:
    """Return the whole body, or a beginning that is longer than a form may be."""
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > LARGEST_FORM:
            break
    return bytes(body)


def _xml(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/xml")


def _refusal(status: HTTPStatus) -> web.Response:
    headers = {"Allow": "POST"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
    answer = web.Response(status=status, content_type="text/xml", headers=headers)
    if status in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT}:
        answer.force_close()
    return answer


def _failure(what: str, sid: str, error: Exception) -> web.Response:
    # The error's own words may quote what it could not store.
    log.error(what, extra={"sid": sid, "error": type(error).__name__})
    return _refusal(HTTPStatus.SERVICE_UNAVAILABLE)


def _speech(words: str, language: str) -> str:
    said = escape(UNSPEAKABLE.sub(" ", words)[:LONGEST_SPEECH])
    return f'{XML}<Response><Say language="{language}">{said}</Say></Response>'
