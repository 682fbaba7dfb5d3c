"""Sending what is to go out: many conversations at once, each in its own order."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum

from bot.limits import Limits
from bot.telegram_ingest import Switch
from casework.messages import Later, Never, NotThere, Outcome, Sent
from casework.people import Channel
from casework.reasons import Reason
from casework.retries import pause_after
from handlers import delivery
from handlers.delivery import Claimed, Wait
from handlers.gateways import Gateway
from handlers.office import Office
from storage import outbox
from storage.engine import Store
from storage.errors import StoreUnwritableError

log = logging.getLogger(__name__)

HANDS = 32
"""How many deliveries are on their way at the same time."""

LOOK_AGAIN = timedelta(seconds=2)
"""How often the outbox is searched for what other commands put there."""

STORE_PAUSE = 1.0
EVERYWHERE_PAUSE = timedelta(seconds=5)
LOOK_UP_PAUSE = timedelta(seconds=30)
MOST_LOOK_UPS = 20
DOWN_AFTER = 3


class _Turn(Enum):
    QUEUED = "queued"
    SERVED = "served"
    SERVED_WITH_NEWS = "served with news"


class Sender:
    """Serves every conversation that has something to go out."""

    def __init__(
        self,
        store: Store,
        office: Office,
        gateways: Mapping[Channel, Gateway],
        limits: Limits,
        *,
        now: Callable[[], datetime],
        switch: Switch,
    ) -> None:
        self._store = store
        self._office = office
        self._gateways = gateways
        self._limits = limits
        self._now = now
        self._switch = switch
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._turns: dict[str, _Turn] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._closed_until: dict[Channel, datetime] = {}
        self._failures: dict[Channel, int] = {}
        self._stopping = False
        self._one_ended = asyncio.Event()
        self.sent = 0

    def wake(self, lanes: Iterable[str]) -> None:
        """Say that these conversations have something to go out."""
        for lane in lanes:
            turn = self._turns.get(lane)
            if turn is None:
                self._turns[lane] = _Turn.QUEUED
                timer = self._timers.pop(lane, None)
                if timer is not None:
                    timer.cancel()
                self._queue.put_nowait(lane)
            elif turn is _Turn.SERVED:
                self._turns[lane] = _Turn.SERVED_WITH_NEWS

    async def run(self) -> None:
        """Send until cancelled."""
        self.wake(await self._store.run(outbox.open_lanes))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(HANDS):
                tasks.create_task(self._serve_lanes())
            while True:
                await asyncio.sleep(LOOK_AGAIN.total_seconds())
                try:
                    await self.look_again()
                except StoreUnwritableError:
                    continue

    async def look_again(self) -> None:
        """Serve every conversation that has something due."""
        self.wake(await self._store.run(outbox.due_lanes, self._now()))

    def stop(self) -> None:
        """Begin nothing new; what is on its way is still settled."""
        self._stopping = True

    async def until_idle(self) -> None:
        """Return when nothing is on its way any more."""
        while any(turn is not _Turn.QUEUED for turn in self._turns.values()):
            self._one_ended.clear()
            await self._one_ended.wait()

    async def _serve_lanes(self) -> None:
        while True:
            lane = await self._queue.get()
            if self._stopping:
                self._turns.pop(lane, None)
                continue
            self._turns[lane] = _Turn.SERVED
            pause: float | None = None
            try:
                pause = await self._serve(lane)
            except StoreUnwritableError:
                pause = STORE_PAUSE
            except Exception as error:  # noqa: BLE001 - the other lanes go on
                log.error(  # noqa: TRY400 - a traceback may quote the message
                    "conversation failed", extra={"error": type(error).__name__}
                )
                pause = STORE_PAUSE
            turn = self._turns.pop(lane)
            self._one_ended.set()
            if turn is _Turn.SERVED_WITH_NEWS and not self._stopping:
                self.wake([lane])
            elif pause is not None:
                self._wake_after(lane, pause)

    async def _serve(self, lane: str) -> float | None:
        """Send what may go now; return the seconds to the next look, if any."""
        found = await self._store.run(
            delivery.claim_next, self._office, lane, self._now(), self._permit
        )
        while isinstance(found, Claimed):
            outcome = await self._try(found)
            if outcome is None:
                return LOOK_UP_PAUSE.total_seconds()
            if self._stopping:
                await self._store.run(
                    delivery.settle, self._office, found, outcome, self._now()
                )
                return None
            found = await self._store.run(
                delivery.settle_and_claim,
                self._office,
                found,
                outcome,
                self._now(),
                self._permit,
            )
        if isinstance(found, Wait):
            return max((found.until - self._now()).total_seconds(), 0.05)
        return None

    def _permit(self, recipient: str, now: datetime) -> float:
        return self._limits.wait(recipient, now.timestamp())

    async def _try(self, claimed: Claimed) -> Outcome | None:
        """Hand a delivery over; nothing is returned if it stays unknown for now."""
        gateway = self._gateways.get(claimed.channel)
        if gateway is None:
            return Never(Reason.NOT_CARRIED)
        closed = self._closed_until.get(claimed.channel)
        if closed is not None and closed > self._now():
            return Later(Reason.RATE_LIMITED, closed - self._now())
        if claimed.look_up_since is not None:
            resolved = await self._resolve(gateway, claimed)
            if resolved is None:
                return None
            if not isinstance(resolved, Claimed):
                return resolved
        elif claimed.was_unknown:
            await self._store.run(outbox.set_maybe_twice, claimed.delivery.id)
        outcome = await gateway.send(claimed.outgoing)
        self._note(claimed, outcome)
        return outcome

    async def _resolve(
        self, gateway: Gateway, claimed: Claimed
    ) -> Claimed | Sent | Never | None:
        since = claimed.look_up_since or claimed.delivery.created_at
        taken = await self._store.run(delivery.taken_ids, claimed)
        found = await gateway.look_up(claimed.outgoing, since, taken)
        if isinstance(found, Sent | Never):
            return found
        if isinstance(found, NotThere):
            return claimed
        if claimed.delivery.attempts < MOST_LOOK_UPS:
            await self._store.run(
                delivery.wait_for_word, claimed, self._now(), LOOK_UP_PAUSE
            )
            return None
        await self._store.run(outbox.set_maybe_twice, claimed.delivery.id)
        return claimed

    def _note(self, claimed: Claimed, outcome: Outcome) -> None:
        """Pause a channel that refuses everything, and say when it is down or back."""
        channel = claimed.channel
        log.info(
            "delivery tried",
            extra={
                "delivery": claimed.delivery.id,
                "attempt": claimed.delivery.attempts + 1,
                "outcome": type(outcome).__name__.lower(),
            },
        )
        name = f"{channel}_down"
        if isinstance(outcome, Later) and outcome.everywhere:
            failures = self._failures[channel] = self._failures.get(channel, 0) + 1
            pause = outcome.after or min(
                EVERYWHERE_PAUSE * failures, pause_after(failures)
            )
            self._closed_until[channel] = self._now() + pause
            if outcome.reason is Reason.UNAUTHORISED or failures >= DOWN_AFTER:
                self._switch(name, on=True)
        elif isinstance(outcome, Sent):
            self.sent += 1
            if self._failures.pop(channel, 0):
                self._switch(name, on=False)

    def _wake_after(self, lane: str, seconds: float) -> None:
        if self._stopping or lane in self._turns:
            return
        old = self._timers.pop(lane, None)
        if old is not None:
            old.cancel()
        loop = asyncio.get_running_loop()
        self._timers[lane] = loop.call_later(seconds, self._ring, lane)

    def _ring(self, lane: str) -> None:
        self._timers.pop(lane, None)
        self.wake([lane])
