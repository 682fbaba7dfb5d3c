"""Calls for help to those who run the service.

An alarm is a state with a fixed name, not a message: it is told once when it begins
and once when it is over, on every way out. A way that fails is an alarm by itself,
told on the others, and catches up as soon as it works again.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

WAY_SECONDS: Final = 15.0
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")

Send = Callable[[str], Awaitable[None]]
"""Sends one sentence; raises if that certainly or possibly failed."""


class Tell(Protocol):
    """Tells an alarm by its name, and whether it is over."""

    async def __call__(self, name: str, *, over: bool) -> None:
        """Tell it; raises if that certainly or possibly failed."""


log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Way:
    """A way out: which alarms it has told of as begun, and when to try it again."""

    tell: Tell
    told: set[str] = field(default_factory=set)
    failures: int = 0
    not_before: float = 0.0


class Alarms:
    """What is wrong now, and who has been told."""

    def __init__(
        self, ways: Mapping[str, Tell], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ways = {name: _Way(tell) for name, tell in ways.items()}
        self._raised: set[str] = set()
        self._clock = clock
        self._telling = asyncio.Lock()

    @property
    def raised(self) -> tuple[str, ...]:
        """Return the names of the alarms that are on."""
        return tuple(sorted(self._raised))

    def switch(self, name: str, *, on: bool) -> None:
        """Raise an alarm, or lower it; what is so already is told to nobody."""
        if not _NAME.fullmatch(name):
            raise ValueError("an alarm has a fixed name of small letters")
        if on and name not in self._raised:
            self._raised.add(name)
            log.error("alarm raised", extra={"alarm": name})
        elif not on and name in self._raised:
            self._raised.discard(name)
            log.warning("alarm over", extra={"alarm": name})

    async def tell(self) -> None:
        """Tell on every way what has changed; call it after `switch` and every minute.

        A second round lets the ways that work speak of those that have just failed.
        """
        async with self._telling:
            for _ in range(2):
                await asyncio.gather(
                    *(self._tell_on(name, way) for name, way in self._ways.items())
                )

    async def _tell_on(self, name: str, way: _Way) -> None:
        """Bring one way up to date, unless it failed a moment ago."""
        own = _down(name)
        # A way cannot tell that it is down; that it is up again it tells by itself.
        due = self._raised - {own}
        changes = sorted(way.told ^ due) or [own] * bool(way.failures)
        if not changes or self._clock() < way.not_before:
            return
        for alarm in changes:
            if not await self._told(name, way, alarm, over=alarm not in due):
                way.failures += 1
                way.not_before = self._clock() + pause_after(way.failures)
                self.switch(own, on=True)
                return
            if alarm != own:
                way.told ^= {alarm}
        way.failures = 0
        self.switch(own, on=False)

    async def _told(self, name: str, way: _Way, alarm: str, *, over: bool) -> bool:
        try:
            async with asyncio.timeout(WAY_SECONDS):
                await way.tell(alarm, over=over)
        except Exception as error:  # noqa: BLE001 - a broken way must not stop the others
            log.error(  # noqa: TRY400 - the trace may quote a number
                "alarm not told",
                extra={"alarm": alarm, "way": name, "error_type": error},
            )
            return False
        return True


def pause_after(failures: int) -> float:
    """Return the seconds until a failing way is tried again, doubling up to 30 min.

    >>> [pause_after(n) for n in (1, 2, 3, 50)]
    [50.0, 100.0, 200.0, 1800.0]
    """
    return min(50.0 * 2.0 ** min(failures - 1, 10), 1800.0)


def by_sentence(send: Send, sentence: Callable[[str, bool], str]) -> Tell:
    """Return the way that sends a sentence, by Telegram or SMS."""

    async def tell(name: str, *, over: bool) -> None:
        await send(sentence(name, over))

    return tell


def by_command(program: Path) -> Tell:
    """Return the way that starts a program with the alarm's name and `on` or `off`."""

    async def tell(name: str, *, over: bool) -> None:
        process = await asyncio.create_subprocess_exec(
            program,
            name,
            "off" if over else "on",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if code != 0:
            raise CommandFailedError(code)

    return tell


class CommandFailedError(Exception):
    """The alarm program did not end with 0."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ended with {code}")
        self.code = code


def _down(way: str) -> str:
    return f"alarm_way_{way}_down"
