"""Telling those who watch that something changed."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Change = dict[str, str]  # {"what": "phone" | "faults" | "service" | "record", ...}
Seen = TypeVar("Seen")


class Changes:
    """Everyone who wants to know of changes; nobody is kept waiting."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[Change], None]] = []

    def watch(self, watcher: Callable[[Change], None]) -> Callable[[], None]:
        """Call `watcher` at every change, until the returned function is called."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def tell(self, what: str, **more: str) -> None:
        """Tell all watchers."""
        for watcher in self._watchers:
            watcher({"what": what, **more})

    @property
    def watched(self) -> bool:
        """Whether anyone is looking."""
        return bool(self._watchers)


class Lookout(Generic[Seen]):
    """Those who wait until something in particular is seen on one phone."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[Seen], object], asyncio.Future[Seen]]] = []

    @property
    def idle(self) -> bool:
        """Whether nobody waits."""
        return not self._waiting

    async def first(
        self,
        wanted: Callable[[Seen], object],
        already: Iterable[Seen],
        seconds: float,
    ) -> Seen:
        """Return the first wanted thing among what is there or what comes."""
        for seen in already:
            if wanted(seen):
                return seen
        found: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()
        entry = (wanted, found)
        self._waiting.append(entry)
        try:
            return await asyncio.wait_for(found, seconds)
        finally:
            self._waiting.remove(entry)

    def show(self, seen: Seen) -> None:
        """Let those who wait have a look at something new or changed."""
        for wanted, found in self._waiting:
            if found.done():
                continue
            try:
                if wanted(seen):
                    found.set_result(seen)
            except Exception as error:  # noqa: BLE001 - it belongs to the one who waits
                found.set_exception(error)
