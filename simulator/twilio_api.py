"""Twilio's REST API over HTTP."""

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web
from aiohttp.web_request import BaseRequest

from simulator.faults import Fault
from simulator.mishaps import go_wrong
from simulator.twilio_cloud import TwilioCloud
from simulator.twilio_listing import page_of
from simulator.twilio_outbound import Outbound
from simulator.twilio_refusal import TwilioRefusedError
from simulator.twilio_resource import API_VERSION, TwilioMessage

FAULT_CODES = {400: 20001, 401: 20003, 429: 20429, 500: 20500, 503: 20503}


class TwilioApi:
    """Answers requests to /2010-04-01/Accounts/<sid>/Messages."""

    def __init__(
        self, cloud: TwilioCloud, outbound: Outbound, closing: asyncio.Event
    ) -> None:
        self._cloud = cloud
        self._outbound = outbound
        self._closing = closing

    async def answer(self, request: BaseRequest, path: str, query: str) -> web.Response:
        """Answer one request; `path` is what follows /twilio/."""
        try:
            self._authenticate(request)
            return await self._route(request, unquote(path), query)
        except TwilioRefusedError as refusal:
            return refused(refusal)

    def _authenticate(self, request: BaseRequest) -> None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        try:
            user, _, password = (
                base64.b64decode(given, validate=True).decode().partition(":")
            )
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        known = self._cloud.keys.get(user, "")
        if scheme.lower() != "basic" or not known:
            raise TwilioRefusedError(401, 20003)
        if not compare_digest(known.encode(), password.encode()):
            raise TwilioRefusedError(401, 20003)

    async def _route(self, request: BaseRequest, path: str, query: str) -> web.Response:
        account = f"{API_VERSION}/Accounts/{self._cloud.account_sid}/"
        if not path.startswith(account):
            raise _missing(path)
        form = dict(parse_qsl((await request.text()), keep_blank_values=True))
        asked = dict(parse_qsl(query, keep_blank_values=True))
        rest = path[len(account) :]
        method, sid = request.method, ""
        if rest == "Messages.json":
            name = {"POST": "create", "GET": "list"}.get(method)
        elif rest.startswith("Messages/") and rest.endswith(".json"):
            sid = rest[len("Messages/") : -len(".json")]
            name = {"POST": "update", "GET": "fetch", "DELETE": "delete"}.get(method)
        else:
            raise _missing(path)
        if name is None:
            raise TwilioRefusedError(405, 20004)
        if self._cloud.record_calls:
            self._cloud.calls.append(
                (name, {**asked, **form, **({"Sid": sid} if sid else {})})
            )
        fault = self._cloud.faults.take(name, form.get("To") or asked.get("To"))
        if fault is None:
            return await self._act(name, sid, form, asked)
        return await go_wrong(
            request,
            fault,
            act=lambda: self._act(name, sid, form, asked),
            say=say,
            closing=self._closing,
        )

    async def _act(
        self, name: str, sid: str, form: Mapping[str, str], asked: Mapping[str, str]
    ) -> web.Response:
        cloud = self._cloud
        try:
            match name:
                case "create":
                    return _json(201, await self._outbound.create(form))
                case "list":
                    return _json(200, page_of(cloud, asked))
                case "update":
                    return _json(200, self._update(self._find(sid), form))
                case "delete":
                    self._delete(self._find(sid))
                    return web.Response(status=204)
            return _json(200, self._find(sid).resource(cloud.account_sid))
        except TwilioRefusedError as refusal:
            return refused(refusal)

    def _find(self, sid: str) -> TwilioMessage:
        message = self._cloud.messages.get(sid)
        if message is None:
            account = self._cloud.account_sid
            raise _missing(f"{API_VERSION}/Accounts/{account}/Messages/{sid}.json")
        return message

    def _update(
        self, message: TwilioMessage, form: Mapping[str, str]
    ) -> dict[str, Any]:
        if form.get("Status") == "canceled":
            raise TwilioRefusedError(400, 30409)
        if form.get("Body") == "":
            if not message.final:
                raise TwilioRefusedError(409, 20009)
            message.body = ""
            message.updated_at = self._cloud.clock()
        elif "Body" in form:
            raise TwilioRefusedError(
                400, 20001, "Body must be empty to redact a message"
            )
        return message.resource(self._cloud.account_sid)

    def _delete(self, message: TwilioMessage) -> None:
        if not message.final:
            raise TwilioRefusedError(409, 20009)
        del self._cloud.messages[message.sid]


def refused(refusal: TwilioRefusedError) -> web.Response:
    """Return Twilio's error JSON."""
    answer = _json(
        refusal.status,
        {
            "code": refusal.code,
            "message": refusal.message,
            "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
            "status": refusal.status,
        },
    )
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def say(fault: Fault) -> web.Response:
    """Return the error that this fault stands for."""
    if fault.kind == "rate_limit":
        answer = refused(TwilioRefusedError(429, 20429))
        answer.headers["Retry-After"] = str(fault.retry_after)
        return answer
    status = fault.status
    code = fault.code or FAULT_CODES.get(status, 20500)
    if fault.kind == "code" and status == 500:
        status = 400
    return refused(TwilioRefusedError(status, code, fault.description))


def _json(status: int, content: Mapping[str, Any]) -> web.Response:
    return web.Response(
        status=status,
        body=json.dumps(content).encode(),
        content_type="application/json",
    )


def _missing(path: str) -> TwilioRefusedError:
    return TwilioRefusedError(
        404, 20404, f"The requested resource /{path} was not found"
    )
