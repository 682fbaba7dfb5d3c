"""What the page of the demo can do with the service, and see of its record."""

import asyncio
import contextlib
import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import demo_processes, demo_scenes
from bot.case_files import gathered
from bot.config import Settings
from bot.demo_clock import DemoClock
from bot.demo_processes import DemoError
from bot.office import office_of
from bot.opening import opened_with
from casework.people import CaseId
from casework.safe_contact import SafeContact
from handlers.office import Office
from storage import people, safe_contacts, sealed_rows, upcoming
from storage.bundle import write_bundle
from storage.engine import Store
from storage.transaction import Transaction

READER_WORDS = "demo-reader.txt"
START_SECONDS = 20.0
LOOK_EVERY = 0.4
CALM_SECONDS = 5.0
"""So long the page waits for what became due; it arrives all the same."""

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
MOST_STOPS = 100
"""So many things are passed over of which nobody is told anything."""

A_MOMENT = timedelta(milliseconds=100)
A_WHILE = timedelta(minutes=5)
"""How far apart the stops on the way are at least."""


@dataclass(slots=True)
class Backstage:
    """What the page can do with the service, and see of its record."""

    directory: Path
    clock: DemoClock = field(default_factory=DemoClock)
    zone: str = "Etc/UTC"
    phones: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None
    _starting: bool = False
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _store: Store | None = None
    _next: datetime | None = None
    _listeners: list[Callable[[str], None]] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _taken_out: set[str] = field(default_factory=set)

    @property
    def config(self) -> Path:
        """Return the configuration of the demo's service."""
        return self.directory / "config.toml"

    @property
    def scenes(self) -> list[dict[str, Any]]:
        """Return what a visitor can try, with the days as they are by now."""
        today = self.clock().astimezone(ZoneInfo(self.zone)).date()
        return demo_scenes.shown(self.phones, today)

    async def as_agreed(self, *refs: str) -> None:
        """Note that these were asked when one may write, so that nobody asks again."""
        for ref in refs:
            await self._run(_was_asked, ref, self.clock())

    def subscribe(self, callback: Callable[[str], None]) -> None:
        """Call with "service", "record" or "clock" when it changed."""
        self._listeners.append(callback)

    def state(self) -> str:
        """Return running, stopped or starting."""
        if self._starting:
            return "starting"
        running = self._process is not None and self._process.returncode is None
        return "running" if running else "stopped"

    def time(self) -> dict[str, Any]:
        """Return what time it is in the demo, where, and when something is due."""
        return {
            "now": self.clock().isoformat(timespec="milliseconds"),
            "zone": self.zone,
            "next": None if self._next is None else self._next.isoformat(),
        }

    async def move(self, step: str) -> None:
        """Move the clock an hour or a day ahead, or until something happens.

        Whatever is due on the way is done in its own moment, unless the service is
        down: then it finds itself that much later.
        """
        async with self._moving:
            if step == "next":
                await self._move_until_something_happens()
            else:
                await self._move_past(self.clock() + STEPS[step])

    async def _move_past(self, goal: datetime) -> None:
        while self.state() == "running":
            stop = await self._next_after(self.clock())
            if stop is None or stop >= goal:
                break
            await self._move_to(max(stop, self.clock() + A_WHILE))
        await self._move_to(goal)

    async def _move_until_something_happens(self) -> None:
        before = await self._run(upcoming.gone_out)
        for _ in range(MOST_STOPS):
            stop = await self._next_after(self.clock())
            if stop is None:
                return
            await self._move_to(stop)
            if self.state() != "running" or await self._run(upcoming.gone_out) > before:
                return

    async def _move_to(self, moment: datetime) -> None:
        self.clock.move_to(moment + A_MOMENT)
        process = self._process
        if process is not None and self.state() == "running":
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(CALM_SECONDS):
                    await self._tell_service(process)
        self._next = await self._next_after(self.clock())
        self._tell("clock")

    async def _tell_service(self, process: asyncio.subprocess.Process) -> None:
        """Let the service know how late it is; return when all that is due is out."""
        assert process.stdin is not None  # noqa: S101 - it was started with pipes
        assert process.stdout is not None  # noqa: S101 - as above
        said = f"{self.clock.ahead.total_seconds()}\n".encode()
        process.stdin.write(said)
        while await process.stdout.readline() not in (said, b""):
            pass
        while await self._run(upcoming.is_busy, self.clock()):  # noqa: ASYNC110 - the store tells nobody in another process
            await asyncio.sleep(0.02)

    async def _next_after(self, moment: datetime) -> datetime | None:
        found: datetime | None = await self._run(upcoming.next_moment, moment)
        return found

    async def _run(self, unit: Callable[..., Any], *given: Any) -> Any:
        assert self._store is not None  # noqa: S101 - open as long as the page is
        return await self._store.run(unit, *given)

    async def start(self) -> None:
        """Start the service and wait until it is ready."""
        if self.state() != "stopped":
            return
        self._starting = True
        self._tell("service")
        try:
            self._process = await demo_processes.service(self.config, self.clock.ahead)
            await self._until_ready()
        finally:
            self._starting = False
            self._tell("service")

    async def kill(self) -> None:
        """Kill the service at once, as a power cut would."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._tell("service")

    async def stop(self) -> None:
        """Stop the service politely."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()
        self._tell("service")

    async def rows(self) -> list[dict[str, Any]]:
        """Return the sealed rows of the record, as they lie in the store."""
        return self._rows

    async def opened(self) -> dict[str, Any]:
        """Return what the contact person's own key opens, by the reader's commands."""
        cases = json.loads(await self.command("record", "list", "--json"))
        held = [case for case in cases if case.get("client") and case["entries"]]
        # Each is a command of its own, as a reader types them: side by side.
        found = await asyncio.gather(*(self._open(case["id"]) for case in held))
        entries = [entry for each in found for entry in each]
        labels = [{"id": case["id"], "label": case["client"]} for case in held]
        entries.sort(key=lambda entry: (entry["at"], entry["sequence"]))
        return {"entries": entries, "cases": labels}

    async def _open(self, case: str) -> list[dict[str, Any]]:
        bundle = self.directory / f"{case}.bundle"
        if case in self._taken_out:
            # The page reads anew whenever the record grows. An export of its own would
            # make it grow each time, without end: the first one stands in the case.
            office = await office_of(Settings.read(self.config))
            await asyncio.to_thread(self._write_again, office, CaseId(case), bundle)
        else:
            self._taken_out.add(case)
            words = ("--output", str(bundle), "--force", "--reason", "the demo")
            await self.command("record", "export", case, *words)
        text = await demo_processes.printed(
            *("reader", "open", str(bundle), "--format", "json"),
            *("--key", str(self.directory / "reader.key")),
            *("--passphrase-file", str(self.directory / READER_WORDS)),
        )
        return [entry | {"case": case} for entry in json.loads(text)]

    def _write_again(self, office: Office, case: CaseId, bundle: Path) -> None:
        bundle.unlink(missing_ok=True)
        settings, now = Settings.read(self.config), self.clock()
        with gathered(settings, office, case, now) as (collected, keys):
            write_bundle(bundle, collected.export, keys.signing)

    async def command(self, *words: str) -> str:
        """Run one of our own commands beside the service and return what it prints."""
        return await demo_processes.printed(*words, "--config", str(self.config))

    async def invite(self, ref: str) -> dict[str, str]:
        """Return one more invitation for somebody."""
        [invitation] = read_invitations(await self.command("people", "invite", ref))
        return invitation

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Tell the page meanwhile whenever something changed by itself."""
        async with (
            opened_with(Settings.read(self.config)) as found,
            asyncio.TaskGroup() as tasks,
        ):
            self._store = found.store
            watching = tasks.create_task(self._watch())
            try:
                yield
            finally:
                watching.cancel()

    async def _watch(self) -> None:
        """Tell the page whenever the record grew or the service died."""
        state = self.state()
        while True:
            rows = await self._run(sealed_rows.newest)
            if len(rows) != len(self._rows) or rows[-1:] != self._rows[-1:]:
                self._rows = rows
                self._tell("record")
            if self.state() != state:
                state = self.state()
                self._tell("service")
            following = await self._next_after(self.clock())
            if following != self._next:
                self._next = following
                self._tell("clock")
            await asyncio.sleep(LOOK_EVERY)

    async def _until_ready(self) -> None:
        host, _, port = Settings.read(self.config).http.bind.rpartition(":")
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await demo_processes.is_ready(host, int(port)):
                    if self._process is None or self._process.returncode is not None:
                        raise DemoError("the service of the demo did not start")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise DemoError("the service of the demo is not ready") from None

    def _tell(self, what: str) -> None:
        for listener in self._listeners:
            listener(what)


def _was_asked(tx: Transaction, ref: str, now: datetime) -> None:
    person = people.find_by_ref(tx, ref)
    assert person is not None  # noqa: S101 - the list of the demo names them
    said = SafeContact(checked_on=now.date())
    safe_contacts.set_profile(tx, person.id, said, person.id, now)


def read_invitations(printed: str) -> list[dict[str, str]]:
    """Return the invitations that a command printed."""
    return list(csv.DictReader(io.StringIO(printed)))
