"""A browser on the page, the world behind it, and a service that plays its part."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize

from simulator.server import Simulator
from simulator.sms_phone import SmsPhone
from simulator.telegram_phone import TelegramPhone

LAPTOP: ViewportSize = {"width": 1440, "height": 900}
HAND: ViewportSize = {"width": 390, "height": 844}


class StandIn:
    """What the page may see of a service: its state and its record."""

    def __init__(self) -> None:
        self.is_now = "running"
        self.obeyed: list[str] = []
        self.entries: list[dict[str, Any]] = []
        self.scenes: list[dict[str, Any]] = []
        self.clock: dict[str, Any] = {
            "now": "2026-11-22T09:30:00.000+00:00",
            "zone": "Europe/Copenhagen",
            "next": None,
        }
        self._callbacks: list[Callable[[str], None]] = []

    def state(self) -> str:
        return self.is_now

    async def kill(self) -> None:
        self._become("kill", "stopped")

    async def stop(self) -> None:
        self._become("stop", "stopped")

    async def start(self) -> None:
        self._become("start", "starting")

    def ready(self) -> None:
        self._become("ready", "running")

    def time(self) -> dict[str, Any]:
        return self.clock

    async def move(self, step: str) -> None:
        self.obeyed.append(step)
        self._tell("clock")

    async def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "sequence": entry["sequence"],
                "at": entry["at"],
                "case": entry["case"],
                "kind": entry["kind"],
                "direction": entry["direction"],
                "bytes": 1392,
                "hash": f"{entry['sequence']:016x}",
                "sealed": f"{entry['sequence']:02x}5e" * 12,
            }
            for entry in self.entries
        ]

    async def opened(self) -> dict[str, Any]:
        return {
            "entries": self.entries,
            "cases": [{"id": "c-7f3k", "label": "K7 Alma"}],
        }

    def subscribe(self, callback: Callable[[str], None]) -> None:
        self._callbacks.append(callback)

    def write_down(self, author: str, text: str) -> None:
        self.entries.append(
            {
                "sequence": len(self.entries) + 1,
                "at": "2025-11-22T10:15:30Z",
                "case": "c-7f3k",
                "kind": "message",
                "direction": "in",
                "author": author,
                "text": text,
            }
        )
        self._tell("record")

    def _become(self, order: str, state: str) -> None:
        self.obeyed.append(order)
        self.is_now = state
        self._tell("service")

    def _tell(self, what: str) -> None:
        for callback in self._callbacks:
            callback(what)


@dataclass
class Town:
    """Alma, Bo and Mette with their phones, and a bot that says what a test wants."""

    world: Simulator
    service: StandIn
    alma: TelegramPhone
    bo: SmsPhone
    mette: TelegramPhone
    http: aiohttp.ClientSession

    async def bot(self, method: str, **params: Any) -> Any:
        """Let the bot call Telegram."""
        url = f"{self.world.telegram_url}/bot{self.world.bot_token}/{method}"
        async with self.http.post(url, json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, phone: TelegramPhone, text: str, **more: Any) -> int:
        """Let the bot write to a phone; return the id of the message."""
        sent = await self.bot("sendMessage", chat_id=phone.id, text=text, **more)
        return int(sent["message_id"])

    async def state(self) -> Any:
        """Return what the simulator says about itself."""
        async with self.http.get(f"{self.world.url}/control/state") as response:
            return await response.json()

    async def updates(self) -> list[dict[str, Any]]:
        """Return what waits for the bot, without taking it."""
        return list(await self.bot("getUpdates", timeout=0))

    async def next_update(self, kind: str) -> Any:
        """Return the first update of a kind, waiting a little for it."""
        async with asyncio.timeout(5):
            while True:
                for update in await self.updates():
                    if kind in update:
                        return update[kind]
                await asyncio.sleep(0.02)

    async def updates_with(self, text: str) -> int:
        """Return how many messages with this text wait for the bot."""
        messages = [update.get("message", {}) for update in await self.updates()]
        return [message.get("text") for message in messages].count(text)

    async def sms(self, text: str) -> None:
        """Let the service text Bo."""
        account = self.world.account_sid
        async with self.http.post(
            f"{self.world.twilio_url}/2010-04-01/Accounts/{account}/Messages.json",
            data={
                "To": self.bo.number,
                "From": self.world.sms_number,
                "Body": text,
            },
            headers={
                "Authorization": aiohttp.encode_basic_auth(
                    account, self.world.auth_token
                )
            },
        ) as response:
            assert response.status == 201, await response.text()


@dataclass
class Watched:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def notes(self) -> dict[str, Callable[[Any], None]]:
        """Return what is to be done at which event of a page."""
        return {
            "request": self._asked,
            "pageerror": self._failed,
            "console": self._said,
        }

    def _asked(self, request: Any) -> None:
        self.requests.append(request.url)

    def _failed(self, error: Any) -> None:
        self.complaints.append(str(error))

    def _said(self, line: Any) -> None:
        self.complaints.append(line.text)


class Desk:
    """The page in a browser, by the names that a person uses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(f"Write as {name}", exact=True)

    async def write(self, name: str, text: str) -> None:
        await self.field(name).fill(text)
        await self.field(name).press("Enter")

    def message(self, name: str, text: str) -> Locator:
        return self.phone(name).locator(".message").filter(has_text=text)

    def record(self) -> Locator:
        return self.page.get_by_role("region", name="Case record")


@pytest_asyncio.fixture(loop_scope="session")
async def town() -> AsyncIterator[Town]:
    service = StandIn()
    async with (
        Simulator(backstage=service) as world,
        aiohttp.ClientSession() as http,
    ):
        alma = world.telegram_phone("Alma", role="client")
        bo = world.sms_phone("+4520123456", name="Bo", role="client")
        mette = world.telegram_phone("Mette", role="contact_person")
        alma.start()
        mette.start()
        yield Town(world, service, alma, bo, mette, http)


OpenDesk = Callable[..., Any]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture(scope="session")
def idle() -> dict[str, Page]:
    """Pages that are not in use, by what cannot be changed of them.

    To begin one in a process of its own would take most of a test's time.
    """
    return {}


@pytest_asyncio.fixture(loop_scope="session")
async def open_desk(
    browser: Browser, town: Town, watched: Watched, idle: dict[str, Page]
) -> AsyncIterator[OpenDesk]:
    """Open the page; at the end it asked nobody else and complained of nothing."""
    opened = []

    async def open_page(**options: Any) -> Desk:
        size = options.pop("viewport", LAPTOP)
        light = options.pop("color_scheme", "light")
        motion = options.pop("reduced_motion", "no-preference")
        kind = json.dumps(options, sort_keys=True)
        page = idle.pop(kind, None)
        if page is None:
            page = await (await browser.new_context(**options)).new_page()
        opened.append((kind, page))
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=light, reduced_motion=motion)
        for event, note in watched.notes.items():
            page.on(event, note)
        await page.goto(town.world.url)
        await page.get_by_label("Write as Mette").wait_for(state="attached")
        return Desk(page)

    yield open_page
    for kind, page in opened:
        # Each test has a world at an address of its own; one day two are the same.
        await page.evaluate("localStorage.clear()")
        for event, note in watched.notes.items():
            page.remove_listener(event, note)
        await page.goto("about:blank")
        if idle.setdefault(kind, page) is not page:
            await page.context.close()
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith(town.world.url)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def desk(open_desk: OpenDesk) -> Desk:
    """The page on a laptop."""
    opened: Desk = await open_desk()
    return opened
