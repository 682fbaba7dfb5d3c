"""The demo: a simulated world on loopback, and the real service against it.

The service runs as a process of its own, started as an operator would start it, so that
it can be killed from the page. Readers are made and cases opened by the same commands
that a reader types.
"""

import asyncio
import contextlib
import csv
import io
import json
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import clock, demo_people, demo_scenes
from bot.cli_service import set_up
from bot.config import Settings
from bot.errors import OperatorError
from bot.opening import opened_with
from storage import sealed_rows

READER_WORDS = "demo-reader.txt"
START_SECONDS = 20.0
LOOK_EVERY = 0.4


class DemoError(OperatorError):
    """The demo could not be set up."""


@dataclass(slots=True)
class Backstage:
    """What the page can do with the service, and see of its record."""

    directory: Path
    scenes: list[dict[str, Any]] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _starting: bool = False
    _listeners: list[Callable[[str], None]] = field(default_factory=list)
    _rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """Return the configuration of the demo's service."""
        return self.directory / "config.toml"

    def subscribe(self, callback: Callable[[str], None]) -> None:
        """Call with "service" or "record" when either changed."""
        self._listeners.append(callback)

    def state(self) -> str:
        """Return running, stopped or starting."""
        if self._starting:
            return "starting"
        running = self._process is not None and self._process.returncode is None
        return "running" if running else "stopped"

    async def start(self) -> None:
        """Start the service and wait until it is ready."""
        if self.state() != "stopped":
            return
        self._starting = True
        self._tell("service")
        try:
            log = (self.directory / "service.log").open("ab")
            with log:
                self._process = await _fastkontakt(
                    "run", "--config", str(self.config), stderr=log
                )
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
        await self.command("record", "export", case, "--output", str(bundle), "--force")
        text = await _output(
            *("reader", "open", str(bundle), "--format", "json"),
            *("--key", str(self.directory / "reader.key")),
            *("--passphrase-file", str(self.directory / READER_WORDS)),
        )
        return [entry | {"case": case} for entry in json.loads(text)]

    async def command(self, *words: str) -> str:
        """Run one of our own commands beside the service and return what it prints."""
        return await _output(*words, "--config", str(self.config))

    async def watch(self) -> None:
        """Tell the page whenever the record grew or the service died."""
        state = self.state()
        async with opened_with(Settings.read(self.config)) as found:
            while True:
                rows = await found.store.run(sealed_rows.newest)
                if len(rows) != len(self._rows) or rows[-1:] != self._rows[-1:]:
                    self._rows = rows
                    self._tell("record")
                if self.state() != state:
                    state = self.state()
                    self._tell("service")
                await asyncio.sleep(LOOK_EVERY)

    async def _until_ready(self) -> None:
        bind = Settings.read(self.config).http.bind
        host, _, port = bind.rpartition(":")
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await _is_ready(host, int(port)):
                    if self._process is None or self._process.returncode is not None:
                        raise DemoError("the service of the demo did not start")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise DemoError("the service of the demo is not ready") from None

    def _tell(self, what: str) -> None:
        for listener in self._listeners:
            listener(what)


async def demo(port: int, directory: Path | None = None) -> None:
    """Show the demo until told to end; its data goes too, unless a place is given."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine runs in a task
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    with contextlib.suppress(asyncio.CancelledError), contextlib.ExitStack() as stack:
        if directory is None:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="kontakt-"))
            directory = Path(name)
        async with staged(port, directory / "service") as url:
            sys.stdout.write(f"{url}\n")
            sys.stdout.flush()
            sys.stderr.write("Open this address in a browser. Ctrl-C ends the demo.\n")
            await asyncio.Event().wait()


@asynccontextmanager
async def staged(port: int, directory: Path) -> AsyncIterator[str]:
    """Yield the address of a world in which everybody is linked already."""
    # Only the demo starts the simulator; it shares no code with the service.
    from simulator.server import Simulator  # noqa: PLC0415

    backstage = Backstage(directory)
    async with Simulator(port, backstage=backstage, record_calls=False) as world:
        service_port = _free_port()
        world.webhook_base = f"http://127.0.0.1:{service_port}"
        zone = demo_scenes.zone_by_day(clock.now())
        given: dict[str, dict[str, Any]] = {
            "organisation": {
                "name": "The demo",
                "phone": "+4570101010",
                "timezone": zone,
            },
            "telegram": {"token": world.bot_token, "api_url": world.telegram_url},
            "sms": {"gateway": "twilio", "sender": world.sms_number},
            "sms.twilio": {
                "account_sid": world.account_sid,
                "auth_token": world.auth_token,
                "api_url": world.twilio_url,
            },
            "http": {"bind": f"127.0.0.1:{service_port}"},
            # The phones here are patient: nobody waits for a limit of Telegram's.
            "limits": {"per_chat": 20.0, "burst": 20, "overall": 25},
        }
        set_up(directory, given)
        phones = demo_people.hand_out(world)
        ids = {name: phone.phone_id for name, phone in phones.items()}
        backstage.scenes = demo_scenes.shown(
            ids, clock.now().astimezone(ZoneInfo(zone)).date()
        )
        invitations = await _enrol(backstage)
        try:
            await backstage.start()
            async with asyncio.TaskGroup() as tasks:
                watch = tasks.create_task(backstage.watch())
                await demo_people.link(phones, invitations)
                try:
                    yield world.url
                finally:
                    watch.cancel()
        finally:
            await backstage.stop()


async def _enrol(backstage: Backstage) -> dict[str, dict[str, str]]:
    """Import everybody and enrol the contact person as a reader."""
    directory = backstage.directory
    people = directory / "people.csv"
    people.write_text(demo_people.PEOPLE)
    printed = await backstage.command(
        "people", "import", str(people), "--shared-numbers"
    )
    words = await _output("reader", "keygen", "--output", str(directory / "reader.key"))
    secret = directory / READER_WORDS
    secret.touch(0o600)
    secret.write_text(words)
    await backstage.command(
        "reader", "add", str(directory / "reader.key.pub"), "--person", "mette"
    )
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(printed))}


async def _fastkontakt(*words: str, stderr: Any) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
    )


async def _output(*words: str) -> str:
    process = await _fastkontakt(*words, stderr=asyncio.subprocess.PIPE)
    out, problem = await process.communicate()
    if process.returncode:
        raise DemoError(problem.decode().strip() or f"fastkontakt {words[0]} failed")
    return out.decode()


async def _is_ready(host: str, port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.write(b"GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
    status = await reader.readline()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return b" 200 " in status


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
