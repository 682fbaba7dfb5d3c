"""Starting the service, once everything is found in order."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot import clock
from bot.app import Service
from bot.config import Settings
from bot.http_server import refuse_taken
from bot.lock import InstanceLock
from bot.logs import on_loop_error
from bot.opening import opened_with
from storage import migrations
from storage.connection import FILE, refuse_exposed
from storage.errors import StoreMissingError
from storage.service_keys import ServiceKeys

NEW_OBJECTS = 10_000
"""How many more there are before the collector of garbage looks at them."""


@asynccontextmanager
async def prepared(
    settings: Settings,
    *,
    now: Callable[[], datetime] = clock.now,
    config: Path | None = None,
) -> AsyncIterator[Service]:
    """Yield the service of this installation, which SIGTERM and SIGINT end.

    With `config`, SIGHUP has it read its tokens there again.

    Whatever the operator must put right is found before anything is written.
    """
    settings.require_for_run()
    path = settings.storage.path
    ServiceKeys.load(settings.storage.keys)
    refuse_exposed(path)
    if not (path / FILE).exists():
        raise StoreMissingError
    with InstanceLock(path):
        refuse_taken(settings.http.bind, settings.http.private_bind)
        migrations.apply(path / FILE)
        async with opened_with(settings, owner=True) as opened:
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(on_loop_error)
            service = Service(settings, opened, now=now, config=config)
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, service.stop.set)
            if config is not None:
                loop.add_signal_handler(signal.SIGHUP, service.renew.set)
            _pass_over_what_stays()
            yield service


async def serve(settings: Settings, config: Path | None = None) -> None:
    """Run the service until SIGTERM or SIGINT, by the clock of the machine."""
    async with prepared(settings, config=config) as service:
        await service.run()


def _pass_over_what_stays() -> None:
    """Let the collector of garbage look at what is new only, and less often.

    Libraries alone are some 200,000 objects; looking through them again and again took
    7 % of the time of a relayed message.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
