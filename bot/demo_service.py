"""The service of the demo: the real one, by a clock that is moved ahead.

It is a program of its own, so that nothing in `fastkontakt run` knows of such a clock.
The demo writes to it how many seconds it is to be ahead, and reads the same line back
once what is due by then was looked at.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.app import Service
from bot.cli_options import run
from bot.config import Settings
from bot.demo_clock import DemoClock
from bot.serving import prepared


async def serve(settings: Settings, clock: DemoClock) -> None:
    """Run the service by this clock until SIGTERM."""
    async with prepared(settings, now=clock) as service, asyncio.TaskGroup() as tasks:
        following = tasks.create_task(_follow(service, clock))
        await service.run()
        following.cancel()


async def _follow(service: Service, clock: DemoClock) -> None:
    """Move the clock as told, and look at once at what is due."""
    told = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(told), sys.stdin.buffer
    )
    await service.ready.wait()
    while line := await told.readline():
        clock.set_ahead(timedelta(seconds=float(line)))
        await service.look_again()
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    # The demo is gone, however it ended: nobody else would end this.
    service.stop.set()


def main() -> None:
    """Serve by the configuration named first, so many seconds ahead."""
    config, ahead = sys.argv[1:]
    settings = Settings.read(Path(config))
    logs.install(
        level=settings.log.level, form=settings.log.format, secrets=settings.secrets()
    )
    run(serve(settings, DemoClock(timedelta(seconds=float(ahead)))))


if __name__ == "__main__":
    main()
