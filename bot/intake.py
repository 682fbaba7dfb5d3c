"""Keeping what comes in from outside, before anybody hears that it arrived."""

from collections.abc import Callable
from datetime import datetime

from bot.health import StoreHealth
from storage import inbox
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.inbox_rows import Raw


class Intake:
    """The one way into the inbox; `wake` says that there is news in it."""

    def __init__(
        self,
        store: Store,
        health: StoreHealth,
        *,
        now: Callable[[], datetime],
        wake: Callable[[], object],
    ) -> None:
        self._store = store
        self._health = health
        self._now = now
        self._wake = wake

    async def take_in(self, raws: list[Raw]) -> None:
        """Keep raw things from outside; they are durable when this returns."""
        try:
            await self._store.run(inbox.take_in, raws, self._now())
        except StoreUnwritableError:
            self._health.failed()
            raise
        self._wake()
