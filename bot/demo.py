"""The demo: a simulated world on loopback, and the real service against it.

The service runs as a process of its own, started as an operator would start it, so that
it can be killed from the page. Its clock and that of the simulated world can be moved
ahead together. Readers are made and cases opened by the same commands that a reader
types.
"""

import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot import demo_people, demo_processes, demo_scenes
from bot.cli_service import set_up
from bot.demo_backstage import READER_WORDS, Backstage, read_invitations
from bot.demo_clock import DemoClock
from simulator.server import Simulator


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
    clock = DemoClock()
    zone = demo_scenes.zone_by_day(clock())
    backstage = Backstage(directory, clock, zone)
    async with Simulator(
        port, clock=clock, backstage=backstage, record_calls=False
    ) as world:
        service_port = _free_port()
        world.webhook_base = f"http://127.0.0.1:{service_port}"
        given: dict[str, dict[str, Any]] = {
            "organisation": {
                "name": "The demo",
                "phone": "+4570101010",
                "timezone": zone,
                # In the demo it is day, and somebody is there.
                "working_hours": "mon-sun 8-20",
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
        backstage.phones = {name: each.phone_id for name, each in phones.items()}
        invitations = await _enrol(backstage)
        try:
            await backstage.start()
            async with backstage.watching():
                await backstage.as_agreed(*demo_people.ASKED)
                await demo_people.link(phones, invitations, backstage.invite)
                yield world.url
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
    words = await demo_processes.printed(
        "reader", "keygen", "--output", str(directory / "reader.key")
    )
    secret = directory / READER_WORDS
    secret.touch(0o600)
    secret.write_text(words)
    await backstage.command(
        "reader", "add", str(directory / "reader.key.pub"), "--person", "mette"
    )
    return {row["ref"]: row for row in read_invitations(printed)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
