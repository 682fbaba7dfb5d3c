"""An account, forms signed by Twilio's own validator, and a far end that misbehaves."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

from casework.messages import Form, Outgoing
from casework.people import Address, Channel
from simulator.server import Simulator
from sms_gateway.account import MESSAGE_PATH, TwilioAccount
from sms_gateway.reports import Report
from sms_gateway.twilio_gateway import TwilioGateway
from sms_gateway.webhooks import TwilioWebhooks
from storage.inbox_rows import Raw

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNT_SID = "AC" + "0a" * 16
SERVICE_SID = "MG" + "0b" * 16
SID = "SM" + "1c" * 16
CALL_SID = "CA" + "2d" * 16
OUR_NUMBER = "+4552000111"
ALMA = "+4520123456"
TOKENS = ("the-new-token", "the-old-token")
PUBLIC_URL = "https://sms.example.org/kontakt"


def _message_form(**changes: str) -> dict[str, str]:
    """Return a form as Twilio posts it for an SMS, captured from a real one."""
    return {
        "ToCountry": "DK",
        "ToState": "",
        "SmsMessageSid": SID,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": SID,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": "hej, jeg kommer lidt senere",
        "FromCountry": "DK",
        "To": OUR_NUMBER,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": SID,
        "AccountSid": ACCOUNT_SID,
        "From": ALMA,
        "ApiVersion": "2010-04-01",
    } | changes


def _status_form(**changes: str) -> dict[str, str]:
    return {
        "ApiVersion": "2010-04-01",
        "AccountSid": ACCOUNT_SID,
        "From": OUR_NUMBER,
        "To": ALMA,
        "MessageSid": SID,
        "SmsSid": SID,
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
    } | changes


def _call_form(**changes: str) -> dict[str, str]:
    return {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": CALL_SID,
        "CallStatus": "ringing",
        "Called": OUR_NUMBER,
        "CalledCountry": "DK",
        "Caller": ALMA,
        "CallerCountry": "DK",
        "Direction": "inbound",
        "From": ALMA,
        "FromCountry": "DK",
        "StirVerstat": "TN-Validation-Passed-A",
        "To": OUR_NUMBER,
        "ToCountry": "DK",
    } | changes


def _sign(form: Mapping[str, str], url: str, token: str = TOKENS[0]) -> str:
    """Return what Twilio's own library signs this form with."""
    return RequestValidator(token).compute_signature(url, dict(form))


def _sms(text: str = "hej Alma", **changes: object) -> Outgoing:
    settings: dict[str, object] = {
        "delivery": 7,
        "to": Address(Channel.SMS, ALMA),
        "form": Form.TEXT,
        "text": text,
    }
    return Outgoing(**(settings | changes))


@dataclass
class House:
    """The webhooks over real HTTP, and what they handed on."""

    url: str
    session: aiohttp.ClientSession
    raws: list[Raw] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failure: Exception | None = None
    storing: Callable[[Raw], Awaitable[None]] | None = None
    callers: list[str] = field(default_factory=list)
    speech: str = "Dette nummer tager kun imod sms."

    async def take_in(self, raw: Raw) -> None:
        if self.failure is not None:
            raise self.failure
        if self.storing is not None:
            await self.storing(raw)
        self.raws.append(raw)

    async def report(self, report: Report) -> None:
        if self.failure is not None:
            raise self.failure
        self.reports.append(report)

    async def answer_call(self, number: str) -> str:
        self.callers.append(number)
        return self.speech

    async def post(
        self,
        form: Mapping[str, str] | bytes,
        path: str = MESSAGE_PATH,
        *,
        signature: str | None = None,
        signed_url: str | None = None,
        token: str = TOKENS[0],
        method: str = "POST",
        **headers: str,
    ) -> tuple[int, str, str]:
        """Post a form, signed as Twilio would, and return the answer."""
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        if signature is None and not isinstance(form, bytes):
            signature = _sign(form, signed_url or PUBLIC_URL + path, token)
        sent = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        if signature:
            sent["X-Twilio-Signature"] = signature
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, self.url + path, data=body, headers=sent
        ) as answer:
            return answer.status, answer.content_type, await answer.text()


@pytest.fixture(scope="session")
def message_form() -> Callable[..., dict[str, str]]:
    """Return what makes the form of an SMS; named fields are changed or added."""
    return _message_form


@pytest.fixture(scope="session")
def status_form() -> Callable[..., dict[str, str]]:
    return _status_form


@pytest.fixture(scope="session")
def call_form() -> Callable[..., dict[str, str]]:
    return _call_form


@pytest.fixture(scope="session")
def sms() -> Callable[..., Outgoing]:
    """Return what makes a delivery to Alma."""
    return _sms


@pytest.fixture(scope="session")
def sign() -> Callable[..., str]:
    """Return what signs a form for a URL, as Twilio does."""
    return _sign


@pytest.fixture(scope="session")
def account() -> TwilioAccount:
    return TwilioAccount(ACCOUNT_SID, TOKENS, sender=OUR_NUMBER, public_url=PUBLIC_URL)


@pytest.fixture
async def open_house() -> AsyncIterator[Callable[..., Awaitable[House]]]:
    """Return what opens the webhooks of an account."""
    opened: list[tuple[TestServer, aiohttp.ClientSession]] = []

    async def opening(account: TwilioAccount, port: int | None = None) -> House:
        house = House("", aiohttp.ClientSession())
        app = web.Application()
        TwilioWebhooks(
            account,
            take_in=house.take_in,
            report=house.report,
            answer_call=house.answer_call,
            now=lambda: NOON,
        ).add_routes(app)
        server = TestServer(app, port=port)
        await server.start_server()
        house.url = str(server.make_url("")).rstrip("/")
        opened.append((server, house.session))
        return house

    yield opening
    for server, session in opened:
        await session.close()
        await server.close()


@pytest.fixture
async def house(
    account: TwilioAccount, open_house: Callable[..., Awaitable[House]]
) -> House:
    return await open_house(account)


@dataclass
class FarEnd:
    """An HTTP server in Twilio's place that answers as a test tells it to."""

    answer: Callable[[web.Request], Awaitable[web.StreamResponse]]
    url: str = ""
    asked: list[web.Request] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.forms.append({k: str(v) for k, v in (await request.post()).items()})
        return await self.answer(request)


@pytest.fixture
async def far_end() -> AsyncIterator[FarEnd]:
    async def silent(request: web.Request) -> web.StreamResponse:
        return web.Response(status=500)

    end = FarEnd(silent)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", end.serve)
    server = TestServer(app)
    await server.start_server(access_log=None)
    end.url = str(server.make_url("")).rstrip("/")
    yield end
    await server.close()


@pytest.fixture
async def gateway_to() -> AsyncIterator[Callable[..., TwilioGateway]]:
    """Return what makes a gateway to a far end."""
    made: list[TwilioGateway] = []

    def making(url: str, **changes: Any) -> TwilioGateway:
        settings = {
            "account_sid": ACCOUNT_SID,
            "auth_tokens": TOKENS,
            "sender": OUR_NUMBER,
            "public_url": PUBLIC_URL,
        } | changes
        account = TwilioAccount(api_url=url, **settings)
        made.append(TwilioGateway(account, now=lambda: NOON))
        return made[-1]

    yield making
    for gateway in made:
        await gateway.close()


@pytest.fixture
async def world() -> AsyncIterator[Simulator]:
    """Return a simulated Twilio that stands at noon."""
    async with Simulator(clock=lambda: NOON) as world:
        yield world


@pytest.fixture
def simulated(
    world: Simulator, gateway_to: Callable[..., TwilioGateway]
) -> TwilioGateway:
    """Return a gateway whose far end is the simulated Twilio."""
    return gateway_to(
        world.twilio_url,
        account_sid=world.account_sid,
        auth_tokens=(world.auth_token,),
        sender=world.sms_number,
        public_url="",
    )
