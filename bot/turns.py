"""Whose turn it is: conversations in which somebody's words wait go first."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count

LONGEST_WAIT_FOR_ROOM = 1.0


class _Turn(IntEnum):
    QUIET = 0
    QUEUED = 1
    SERVED = 2
    SERVED_WITH_QUIET_NEWS = 3
    SERVED_WITH_NEWS = 4


@dataclass(frozen=True, slots=True)
class Again:
    """A conversation is to be served again after so many seconds.

    `quiet`: only messages wait in it that start from our side.
    """

    seconds: float
    quiet: bool = False


class Turns:
    """Conversations that wait to be served, each by one hand at a time.

    Quiet ones, in which only messages wait that start from our side, are served in
    the order in which they came, and one after the other waits for room: a hundred
    thousand reminders ask no oftener whether they may leave than one of them does.
    """

    def __init__(self) -> None:
        self._first: asyncio.Queue[str] = asyncio.Queue()
        self._quiet: asyncio.PriorityQueue[tuple[int, str]] = asyncio.PriorityQueue()
        self._turns: dict[str, _Turn] = {}
        self._places: dict[str, int] = {}
        self._numbers = count()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._stopped = False
        self._one_ended = asyncio.Event()

    def wake(self, lanes: Iterable[str], quiet: Iterable[str] = ()) -> None:
        """Say that these conversations have something to go out."""
        for lane in lanes:
            self._wake(lane, quiet=False)
        for lane in quiet:
            self._wake(lane, quiet=True)

    def _wake(self, lane: str, *, quiet: bool) -> None:
        turn = self._turns.get(lane)
        if turn is None or (turn is _Turn.QUIET and not quiet):
            timer = self._timers.pop(lane, None)
            if timer is not None:
                timer.cancel()
            if quiet:
                place = self._places.setdefault(lane, next(self._numbers))
                self._turns[lane] = _Turn.QUIET
                self._quiet.put_nowait((place, lane))
            else:
                self._turns[lane] = _Turn.QUEUED
                self._first.put_nowait(lane)
        elif turn >= _Turn.SERVED:
            news = _Turn.SERVED_WITH_QUIET_NEWS if quiet else _Turn.SERVED_WITH_NEWS
            self._turns[lane] = max(turn, news)

    async def take(self) -> str:
        """Return the next conversation in which somebody's words wait."""
        while True:
            lane = await self._first.get()
            if not self._stopped:
                self._turns[lane] = _Turn.SERVED
                return lane
            self._turns.pop(lane, None)

    async def take_quiet(self, room_in: Callable[[], float]) -> str:
        """Return the next of the others, as soon as there is room for a message.

        Where somebody's words come meanwhile, it is left to those who serve these.
        """
        while True:
            _, lane = await self._quiet.get()
            pause = room_in()
            if pause > 0:
                await asyncio.sleep(min(pause, LONGEST_WAIT_FOR_ROOM))
            if self._turns.get(lane) is not _Turn.QUIET:
                continue
            if not self._stopped:
                self._turns[lane] = _Turn.SERVED
                return lane
            self._turns.pop(lane)

    def end(self, lane: str, again: Again | None) -> None:
        """Say that it was served, and when it is to be served again."""
        turn = self._turns.pop(lane)
        self._one_ended.set()
        if again is None or not again.quiet:
            self._places.pop(lane, None)
        if self._stopped:
            return
        if turn is not _Turn.SERVED:
            self._wake(lane, quiet=turn is _Turn.SERVED_WITH_QUIET_NEWS)
        elif again is not None:
            old = self._timers.pop(lane, None)
            if old is not None:
                old.cancel()
            loop = asyncio.get_running_loop()
            self._timers[lane] = loop.call_later(again.seconds, self._ring, lane, again)

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopped = True

    async def until_idle(self) -> None:
        """Return when nothing is on its way any more."""
        while any(turn >= _Turn.SERVED for turn in self._turns.values()):
            self._one_ended.clear()
            await self._one_ended.wait()

    def _ring(self, lane: str, again: Again) -> None:
        self._timers.pop(lane, None)
        self._wake(lane, quiet=again.quiet)
