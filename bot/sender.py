"""Sending what is to go out: many conversations at once, each in its own order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

from bot.channel_health import Answers, ChannelHealth
from bot.limits import Limits
from bot.telegram_ingest import Switch
from casework.messages import Later, Never, NotThere, Outcome, Sent
from casework.people import Channel
from casework.reasons import Reason
from casework.retries import READINGS, pause_after
from handlers import delivery
from handlers.broken import DeliveryBrokenError, set_aside
from handlers.delivery import Claimed, Wait
from handlers.gateways import Gateway
from handlers.office import Office
from storage import outbox
from storage.engine import Store
from storage.errors import StoreUnwritableError

log = logging.getLogger(__name__)

HANDS = 100
"""How many deliveries are on their way at the same time; they also share commits."""

LOOK_AGAIN = timedelta(seconds=2)
"""How often the outbox is searched for what other commands put there."""

STORE_PAUSE = 1.0
LOOK_UP_PAUSE = timedelta(seconds=30)
MOST_LOOK_UPS = 20

Sleep = Callable[[float], Awaitable[object]]


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
        answers: Mapping[Channel, Answers] = MappingProxyType({}),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._office = office
        self._gateways = gateways
        self._limits = limits
        self._now = now
        self._sleep = sleep
        self._health = {
            channel: ChannelHealth(
                channel, switch, now=now, answers=answers.get(channel)
            )
            for channel in gateways
        }
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._turns: dict[str, _Turn] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._broken: dict[str, int] = {}
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
        with suppress(StoreUnwritableError):
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
            pause = await self._guarded(lane)
            turn = self._turns.pop(lane)
            self._one_ended.set()
            if turn is _Turn.SERVED_WITH_NEWS and not self._stopping:
                self.wake([lane])
            elif pause is not None:
                self._wake_after(lane, pause)

    async def _guarded(self, lane: str) -> float | None:
        """Serve a conversation; what breaks is tried again, and ends, by itself."""
        try:
            pause = await self._serve(lane)
        except StoreUnwritableError:
            return STORE_PAUSE
        except DeliveryBrokenError as broken:
            failures = self._failed(lane, broken.__cause__ or broken)
            if failures > READINGS:
                return await self._set_aside(lane, broken.delivery_id)
            return pause_after(failures).total_seconds() / 10
        except Exception as error:  # noqa: BLE001 - the other lanes go on
            failures = self._failed(lane, error)
            return pause_after(failures).total_seconds() / 10
        self._broken.pop(lane, None)
        return pause

    def _failed(self, lane: str, error: BaseException) -> int:
        """Return how often serving the conversation has failed by now."""
        failures = self._broken[lane] = self._broken.get(lane, 0) + 1
        log.error(
            "conversation failed",
            extra={"error": type(error).__name__, "attempt": failures},
        )
        return failures

    async def _set_aside(self, lane: str, delivery_id: int) -> float:
        """Take a delivery out of the way of those behind it.

        Where telling its author breaks, the supervisors are told all the same.
        """
        for tells_author in (True, False):
            try:
                await self._store.run(
                    set_aside,
                    self._office,
                    delivery_id,
                    self._now(),
                    tells_author=tells_author,
                )
            except StoreUnwritableError:
                break
            except Exception as error:  # noqa: BLE001 - then it is tried again
                log.error(  # noqa: TRY400 - a traceback may quote the message
                    "delivery not set aside",
                    extra={"delivery": delivery_id, "error": type(error).__name__},
                )
            else:
                self._broken.pop(lane, None)
                return 0.0
        return LOOK_UP_PAUSE.total_seconds()

    async def _serve(self, lane: str) -> float | None:
        """Send what may go now; return the seconds to the next look, if any."""
        found = await self._store.run(
            delivery.claim_next, self._office, lane, self._now(), self._permit
        )
        while isinstance(found, Claimed):
            outcome = await self._try(found)
            if outcome is None:
                return LOOK_UP_PAUSE.total_seconds()
            found = await self._settled(found, outcome)
        if isinstance(found, Wait):
            return max((found.until - self._now()).total_seconds(), 0.05)
        return None

    async def _settled(
        self, claimed: Claimed, outcome: Outcome | NotThere
    ) -> Claimed | Wait | None:
        """Write down what came of a try, and claim the next of the conversation.

        What came of it is known here and nowhere else: forgetting it because the disk
        is full, or because the next one is broken, would send the words once more.
        """
        settle = (self._office, claimed, outcome)
        while True:
            try:
                if not self._stopping:
                    return await self._store.run(
                        delivery.settle_and_claim, *settle, self._now(), self._permit
                    )
                await self._store.run(delivery.settle, *settle, self._now())
            except StoreUnwritableError:
                await self._sleep(STORE_PAUSE)
            except Exception:
                await self._settled_alone(claimed, outcome)
                raise
            else:
                return None

    async def _settled_alone(
        self, claimed: Claimed, outcome: Outcome | NotThere
    ) -> None:
        try:
            await self._store.run(
                delivery.settle, self._office, claimed, outcome, self._now()
            )
        except StoreUnwritableError:
            pass
        except Exception:  # noqa: BLE001 - whatever it is, it must not go out again
            await self._set_aside(claimed.delivery.lane, claimed.delivery.id)

    def _permit(self, recipient: str, now: datetime) -> float:
        return self._limits.wait(recipient, now.timestamp())

    async def _try(self, claimed: Claimed) -> Outcome | NotThere | None:
        """Hand a delivery over; nothing is returned if it stays unknown for now."""
        gateway = self._gateways.get(claimed.channel)
        if gateway is None:
            return Never(Reason.NOT_CARRIED)
        health = self._health[claimed.channel]
        closed_for = health.closed_for()
        if closed_for is not None:
            if claimed.look_up_since is None and not claimed.was_unknown:
                return Later(Reason.RATE_LIMITED, closed_for)
            await self._leave_unknown(claimed, closed_for)
            return None
        if claimed.look_up_since is not None:
            return await self._look_up(gateway, claimed, claimed.look_up_since)
        if claimed.was_unknown:
            if not await health.answers():
                await self._leave_unknown(claimed, LOOK_UP_PAUSE)
                return None
            await self._store.run(outbox.set_maybe_twice, claimed.delivery.id)
        outcome = await gateway.send(claimed.outgoing)
        # A line for each one that went well says nothing and costs 5 % of its time.
        if not isinstance(outcome, Sent) or log.isEnabledFor(logging.DEBUG):
            log.info(
                "delivery tried",
                extra={
                    "delivery": claimed.delivery.id,
                    "attempt": claimed.delivery.attempts + 1,
                    "outcome": type(outcome).__name__.lower(),
                },
            )
        self.sent += isinstance(outcome, Sent)
        return health.note(outcome)

    async def _leave_unknown(self, claimed: Claimed, pause: timedelta) -> None:
        """Ask later what became of it; nothing was tried."""
        await self._store.run(
            delivery.wait_for_word, claimed, self._now(), pause, counts=False
        )

    async def _look_up(
        self, gateway: Gateway, claimed: Claimed, since: datetime
    ) -> Sent | Never | NotThere | None:
        """Ask what became of it; nothing if that is to be asked again."""
        taken = await self._store.run(delivery.taken_ids, claimed)
        found = await gateway.look_up(claimed.outgoing, since, taken)
        if found is not None:
            return found
        if claimed.delivery.attempts < MOST_LOOK_UPS:
            await self._store.run(
                delivery.wait_for_word, claimed, self._now(), LOOK_UP_PAUSE
            )
            return None
        # Nobody ever finds out: it goes once more, and is marked.
        await self._store.run(outbox.set_maybe_twice, claimed.delivery.id)
        return NotThere()

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
