"""Work that goes on beside the answers, such as webhooks on their way."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Errands:
    """The tasks of one simulated world; the first failure comes out at the end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None

    def start(self, errand: Coroutine[Any, Any, None]) -> None:
        """Let this run beside everything else."""
        # The world is entered and left in different tasks by test fixtures,
        # which a TaskGroup does not allow.
        task = asyncio.get_running_loop().create_task(errand)
        self._running.add(task)
        task.add_done_callback(self._done)

    async def finished(self) -> None:
        """Wait until nothing is under way any more."""
        while self._running:
            await asyncio.wait(self._running)
        self._complain()

    async def stop(self) -> None:
        """End what is still under way."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._complain()

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled() and self._failure is None:
            self._failure = task.exception()

    def _complain(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
