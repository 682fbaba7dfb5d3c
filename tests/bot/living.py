"""The house of the handlers' tests, for parts of the program that move in it."""

import asyncio
from contextlib import asynccontextmanager, suppress

from tests.handlers import conftest

empty_store = conftest.empty_store
linked_store = conftest.linked_store
house = conftest.house


@asynccontextmanager
async def at_work(*workers):
    """Let what has a `run` run, until the end of the block."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(worker.run()) for worker in workers]
    try:
        yield
        assert [task for task in tasks if task.done()] == []
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def until(holds, seconds=10):
    """Wait until something holds; it may be a coroutine function."""
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.005)


async def at_once(_seconds):
    """Pause as long as it takes others to have their turn."""
    await asyncio.sleep(0)


async def read_only(store, *, on):
    """Have SQLite refuse every write, as on a disk that became read-only."""
    connection = store._connection
    pragma = f"PRAGMA query_only = {int(on)}"
    await connection.submit(lambda: connection.raw.execute(pragma).fetchall())


class Switches:
    """Alarms that were switched, in order."""

    def __init__(self) -> None:
        self.on = set()
        self.told = []

    def __call__(self, name, *, on) -> None:
        if on != (name in self.on):
            self.told.append((name, on))
        (self.on.add if on else self.on.discard)(name)
