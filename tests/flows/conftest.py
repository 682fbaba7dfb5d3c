"""Phones, providers and the real service between them, over real HTTP on loopback."""

import asyncio
import random
import shutil
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from bot.app import Service
from bot.cli_service import set_up
from bot.config import Settings
from bot.office import office_of
from bot.opening import Opened, opened_with
from casework.people import Language, Role
from handlers import enrolment
from handlers.enrolment import NewPerson
from simulator.server import Simulator
from storage import due, inbox
from storage.times import to_ms

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = """
    SELECT count(*) FROM delivery
    WHERE (state = 'claimed'
           OR state IN ('held', 'ready') AND not_before <= :now)
      AND NOT EXISTS (
          SELECT 1 FROM delivery AS ahead
          WHERE ahead.lane = delivery.lane AND ahead.id < delivery.id
            AND ahead.state IN ('held', 'ready', 'claimed', 'unknown'))
"""
BO = "+4520123456"
KIRSTEN = "+4520222222"
DAN = "+4520333333"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self, now=MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


def free_port():
    """Return a port that nobody has, and that no connection gets by itself."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def person(ref, role, name, **more):
    given = {"line": 2, "language": Language.ENGLISH, "profile": "dk_youth"} | more
    return NewPerson(ref=ref, role=role, name=name, **given)


PEOPLE = (
    person("mette", Role.CONTACT_PERSON, "Mette"),
    person("kirsten", Role.CONTACT_PERSON, "Kirsten", phone=KIRSTEN),
    person("sanne", Role.SUPERVISOR, "Sanne"),
    person(
        "alma",
        Role.CLIENT,
        "Alma",
        born_before=datetime(2006, 12, 31).date(),
        contact_person="mette",
    ),
    person("bo", Role.CLIENT, "Bo", phone=BO, contact_person="mette"),
    person(
        "cleo",
        Role.CLIENT,
        "Cleo",
        born_before=datetime(2006, 12, 31).date(),
        contact_person="kirsten",
    ),
    person("dan", Role.CLIENT, "Dan", phone=DAN, contact_person="kirsten"),
)


@dataclass
class Stage:
    """The world, the service in it, and everybody's phones."""

    world: Simulator
    directory: Path
    clock: Clock
    people: tuple = PEOPLE
    invitations: dict = field(default_factory=dict)
    phones: dict = field(default_factory=dict)
    sleep: Callable = asyncio.sleep
    opened: Opened | None = None
    service: Service | None = None
    _running: asyncio.Task | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def settings(self):
        return Settings.read(self.directory / "config.toml")

    @property
    def store(self):
        return self.opened.store

    async def open(self):
        self.opened = await self._stack.enter_async_context(
            opened_with(self.settings, owner=True)
        )

    async def start(self):
        """Start the service in this process."""
        if self.opened is None:
            await self.open()
        self.service = Service(
            self.settings,
            self.opened,
            now=self.clock,
            poll=timedelta(seconds=5),
            sleep=self.sleep,
            config=self.directory / "config.toml",
        )
        loop = asyncio.get_running_loop()
        self._running = loop.create_task(self.service.run())
        waiting = loop.create_task(self._has_begun())
        await asyncio.wait(
            {self._running, waiting}, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        if self._running.done():
            await self._running

    async def _has_begun(self):
        await self.service.ready.wait()
        await self.service.begun()

    async def ready(self):
        """Wait until the service, in whichever process, says that it is ready."""
        url = f"{self.world.webhook_base}/health/ready"
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(url) as answer:
                        if answer.status == HTTPStatus.OK:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    async def stop(self):
        """Stop the service politely and close its store."""
        if self._running is not None:
            self.service.stop.set()
            await self._running
            self._running = None
        await self._stack.aclose()
        self._stack, self.opened = AsyncExitStack(), None

    async def restart(self):
        await self.stop()
        await self.start()

    async def enrol(self, people=PEOPLE):
        self.people = people
        office = await office_of(self.settings)
        invited = await self.store.run(enrolment.enrol, office, people, self.clock())
        self.invitations |= {each.ref: each.secrets for each in invited}

    async def link(self, *refs):
        """Give each a phone and link it, as the invitation says."""
        for ref in refs:
            listed = next(each for each in self.people if each.ref == ref)
            if listed.phone:
                phone = self.world.sms_phone(listed.phone, name=listed.name)
                phone.text(self.invitations[ref].code)
            else:
                phone = self.world.telegram_phone(listed.name)
                phone.start(self.invitations[ref].token)
            self.phones[ref] = phone
            await phone.wait_for(lambda message: not message.from_me)

    async def agree(self, *refs):
        """Have each say yes to the one question."""
        for ref in refs:
            phone = self.phones[ref]
            if hasattr(phone, "text"):
                phone.text("OK")
            else:
                question = next(each for each in phone.chat if each.buttons)
                phone.press(question, "Yes")
            await phone.wait_for(lambda message: "Thank you" in message.text)

    async def quiet(self):
        """Wait until all that was written is dealt with, and all that is due is out."""
        calm = 0
        while calm < 2:
            await self.world.settled()
            pending = len(self.world.telegram.updates.waiting)
            waiting = await self.store.run(inbox.waiting)
            leaving = await self.store.run(_due, self.clock())
            if await self.store.run(_behind, self.clock()):
                await self.service.look_again()
                leaving += 1
            if leaving:
                # What starts from our side waits for room, which comes with time.
                self.clock.move(microseconds=200)
            busy = pending or leaving or "new" in waiting
            calm = 0 if busy else calm + 1
            await asyncio.sleep(0.005)

    async def later(self, **by):
        """Move the clock once all is quiet, and let everybody notice."""
        await self.quiet()
        self.clock.move(**by)
        await self.service.look_again()


def _due(tx, now):
    """Count what should have left by now, or is on its way."""
    return tx.value(DUE, now=to_ms(now))


def _behind(tx, now):
    """Tell whether anything is due that nobody has done."""
    return due.behind(tx, now)[0] > 0


def given_settings(world, port):
    return {
        "organisation": {"name": "Testby", "phone": "+4570101010", "language": "en"},
        "telegram": {"token": world.bot_token, "api_url": world.telegram_url},
        "sms": {"gateway": "twilio", "sender": world.sms_number},
        "sms.twilio": {
            "account_sid": world.account_sid,
            "auth_token": world.auth_token,
            "api_url": world.twilio_url,
        },
        "http": {"bind": f"127.0.0.1:{port}"},
        "limits": {"per_chat": 1000.0, "burst": 1000, "overall": 10000.0},
    }


@pytest.fixture
def clock():
    return Clock()


@asynccontextmanager
async def set_up_in(directory, clock):
    """A world with a set-up installation and a service that is not running yet."""
    async with Simulator(clock=clock) as world:
        port = free_port()
        world.webhook_base = f"http://127.0.0.1:{port}"
        set_up(directory, given_settings(world, port))
        stage = Stage(world, directory, clock)
        try:
            yield stage
        finally:
            await stage.stop()


async def link_everybody(stage):
    """Have all enrolled, and Mette, Kirsten, Alma, Bo and Cleo link and agree."""
    await stage.open()
    await stage.enrol()
    await stage.start()
    await stage.link("mette", "kirsten", "alma", "bo", "cleo")
    await stage.agree("alma", "bo", "cleo")


@asynccontextmanager
async def copy_of(made, directory, clock):
    """The same world and installation once more, at other ports."""
    clock.now = made.clock.now
    known = {id(made.clock): clock}
    world, phones = deepcopy((made.world, made.phones), known)
    shutil.copytree(made.directory, directory)
    path = directory / "config.toml"
    async with world:
        port = free_port()
        before = made.world.url, made.world.webhook_base.removeprefix("http://")
        world.webhook_base = f"http://127.0.0.1:{port}"
        content = path.read_text()
        for old, new in zip(before, (world.url, f"127.0.0.1:{port}"), strict=True):
            content = content.replace(old, new)
        path.write_text(content)
        stage = Stage(
            world,
            directory,
            clock,
            invitations=dict(made.invitations),
            phones=phones,
        )
        try:
            yield stage
        finally:
            await stage.stop()


@pytest.fixture
async def empty_stage(tmp_path, clock):
    """A world with a set-up installation and a service that is not running yet."""
    async with set_up_in(tmp_path / "fastkontakt", clock) as stage:
        yield stage


@pytest.fixture(scope="session")
def linked_stage(tmp_path_factory):
    """What `stage` is a copy of: all has happened, and nothing runs any more."""

    async def made():
        directory = tmp_path_factory.mktemp("linked") / "fastkontakt"
        async with set_up_in(directory, Clock()) as stage:
            await link_everybody(stage)
            await stage.quiet()
        return stage

    with asyncio.Runner() as runner:
        return runner.run(made())


@pytest.fixture
async def stage(linked_stage, tmp_path, clock):
    """Everybody enrolled, Mette, Kirsten, Alma, Bo and Cleo linked and agreed."""
    directory = tmp_path / "fastkontakt"
    if isinstance(clock, Clock):
        async with copy_of(linked_stage, directory, clock) as copied:
            await copied.start()
            yield copied
    else:  # in a real process there is no other time than now
        async with set_up_in(directory, clock) as made:
            await link_everybody(made)
            yield made
