"""The simulated world, and the real libraries that talk to it."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from telegram import Bot
from telegram.request import HTTPXRequest
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.server import Simulator

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
TELEGRAM_SPEC = SPECS / "telegram_bot_api_10_1.json"
TWILIO_SPEC = SPECS / "twilio_messages.json"


class TelegramSpec:
    """The published types of the Bot API, as an oracle for objects."""

    def __init__(self, path: Path) -> None:
        spec = json.loads(path.read_text())
        self.types = spec["types"]
        self.methods = {name.lower(): m for name, m in spec["methods"].items()}

    def check_result(self, method: str, result: Any) -> None:
        """Complain unless the result is of a type that this method returns."""
        if method.lower() == "getupdates":
            self.check(result, "Array of Update", method)
            return
        problems = []
        for kind in self.methods[method.lower()]["returns"]:
            try:
                self.check(result, kind, method)
            except AssertionError as problem:
                problems.append(str(problem))
            else:
                return
        raise AssertionError("; ".join(problems))

    def check(self, value: Any, kind: str, where: str) -> None:
        """Complain unless the value is of this type, all the way down."""
        if kind.startswith("Array of "):
            assert isinstance(value, list), f"{where}: no array"
            for item in value:
                self.check(item, kind.removeprefix("Array of "), f"{where}[]")
            return
        plain = {
            "Integer": int,
            "String": str,
            "Boolean": bool,
            "True": bool,
            "Float": (int, float),
        }.get(kind)
        if plain is not None:
            right = isinstance(value, plain)
            if kind in ("Integer", "Float"):
                right = right and not isinstance(value, bool)
            assert right, f"{where}: {value!r} is no {kind}"
            return
        self._check_object(value, kind, where)

    def _check_object(self, value: Any, kind: str, where: str) -> None:
        described = self.types[kind]
        assert isinstance(value, dict), f"{where}: {value!r} is no {kind}"
        if described.get("subtypes"):
            self._check_any(value, described["subtypes"], where)
            return
        fields = {field["name"]: field for field in described.get("fields", [])}
        unknown = value.keys() - fields.keys()
        assert not unknown, f"{where}: {kind} has no {unknown}"
        for name, field_ in fields.items():
            if name not in value:
                assert not field_["required"], f"{where}: {kind} lacks {name}"
                continue
            self._check_any(value[name], field_["types"], f"{where}.{name}")

    def _check_any(self, value: Any, kinds: list[str], where: str) -> None:
        problems = []
        for kind in kinds:
            try:
                self.check(value, kind, where)
            except AssertionError as problem:
                problems.append(str(problem))
            else:
                return
        raise AssertionError("; ".join(problems))


class CheckedRequest(HTTPXRequest):
    """PTB's own HTTP, with every answer held against the published types."""

    def __init__(self, spec: TelegramSpec | None, **more: Any) -> None:
        super().__init__(**more)
        self.spec = spec
        self.checked: set[str] = set()

    async def do_request(
        self, url: str, method: str, request_data: Any = None, **more: Any
    ) -> tuple[int, bytes]:
        code, payload = await super().do_request(url, method, request_data, **more)
        name = url.rsplit("/", 1)[-1]
        if self.spec is not None and "/file/" not in url:
            answer = json.loads(payload)
            if answer["ok"]:
                assert set(answer) == {"ok", "result"}
                self.spec.check_result(name, answer["result"])
            else:
                assert isinstance(answer["error_code"], int)
                assert isinstance(answer["description"], str)
            self.checked.add(name)
        return code, payload


class CheckedTwilio(AsyncHttpClient):
    """HTTP for the real twilio client, every answer held against Twilio's schema."""

    def __init__(self, base: str, oracle: OpenAPI | None) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=True)
        self.base = base
        self.oracle = oracle
        self.session = aiohttp.ClientSession()
        self.checked = 0

    async def request(
        self,
        method,
        url,
        params=None,
        data=None,
        headers=None,
        auth=None,
        timeout=None,  # noqa: ARG002 - the signature is twilio's
        allow_redirects=False,  # noqa: ARG002, FBT002 - the signature is twilio's
    ):
        path = url.removeprefix("https://api.twilio.com")
        headers = {"Authorization": aiohttp.encode_basic_auth(*auth), **(headers or {})}
        async with self.session.request(
            method, self.base + path, params=params, data=data, headers=headers
        ) as response:
            text = await response.text()
            status = response.status
        if self.oracle is not None and status < 400:
            self._check(method, path, params or {}, data or {}, headers, status, text)
        return Response(status, text)

    def _check(self, method, path, params, data, headers, status, text):
        path, _, query = path.partition("?")
        arguments = dict(params)
        for pair in query.split("&") if query else ():
            name, _, value = pair.partition("=")
            arguments[name] = value
        request = MockRequest(
            "https://api.twilio.com",
            method.lower(),
            path,
            args={name: str(value) for name, value in arguments.items()},
            headers=headers,
            content_type="application/x-www-form-urlencoded",
            data=urlencode(
                {k: str(v) for k, v in data.items() if v is not None}
            ).encode(),
        )
        answer = MockResponse(
            data=text.encode(),
            status_code=status,
            content_type="application/json",
        )
        self.oracle.validate_response(request, answer)
        self.checked += 1


@dataclass
class Service:
    """A service of the simplest kind: takes every webhook and notes it."""

    url: str
    token: str
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    raw: list[tuple[str, bytes, Any]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    answer: Callable[[], web.StreamResponse] = lambda: web.Response(
        text="<Response/>", content_type="text/xml"
    )

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.raw.append((request.path, body, request.headers))
        fields = await request.post()
        form = {key: str(value) for key, value in fields.items()}
        signature = request.headers.get("X-Twilio-Signature", "")
        validator = RequestValidator(self.token)
        if form and not validator.validate(str(request.url), fields, signature):
            self.forged.append(request.path)
        self.seen.append((request.path, form))
        return self.answer()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def world(clock):
    async with Simulator(clock=clock) as simulated:
        yield simulated


@pytest.fixture(scope="session")
def telegram_spec():
    return TelegramSpec(TELEGRAM_SPEC) if TELEGRAM_SPEC.exists() else None


@pytest.fixture(scope="session")
def twilio_oracle():
    if not TWILIO_SPEC.exists():
        return None
    return OpenAPI.from_dict(json.loads(TWILIO_SPEC.read_text()))


@pytest.fixture
async def bot(world, telegram_spec):
    async with Bot(
        world.bot_token,
        base_url=f"{world.telegram_url}/bot",
        base_file_url=f"{world.telegram_url}/file/bot",
        request=CheckedRequest(telegram_spec),
        get_updates_request=CheckedRequest(telegram_spec),
    ) as real:
        yield real


@pytest.fixture
def alma(world):
    phone = world.telegram_phone("Alma", language_code="da")
    phone.start()
    return phone


@pytest.fixture
async def twilio(world, twilio_oracle):
    http = CheckedTwilio(world.twilio_url, twilio_oracle)
    yield Client(world.account_sid, world.auth_token, http_client=http)
    await http.session.close()


@pytest.fixture
async def service(world):
    app = web.Application()
    noted = Service("", world.auth_token)
    app.router.add_route("*", "/{path:.*}", noted.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    noted.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    world.webhook_base = noted.url
    yield noted
    await runner.cleanup()


@pytest.fixture
async def http(world):
    async with aiohttp.ClientSession(world.url) as session:
        yield session
