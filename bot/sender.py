"""Sending what is to go out: many conversations at once, each in its own order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from bot.channel_health import Answers, ChannelHealth
from bot.limits import Limits
from bot.telegram_ingest import Switch
from bot.turns import Again, Turns
from casework.made_files import MadeFile
from casework.messages import Later, Never, NotThere, Outcome, Outgoing, Sent
from casework.people import CaseId, Channel
from casework.reasons import Reason
from casework.retries import READINGS, pause_after
from handlers import delivery
from handlers.broken import DeliveryBrokenError, set_aside
from handlers.delivery import Claimed, Permit, Wait
from handlers.gateways import Gateway
from handlers.office import Office
from storage import lanes as lane_rows
from storage import outbox
from storage.engine import Store
from storage.errors import StoreUnwritableError

log = logging.getLogger(__name__)

HANDS = 100
"""How many deliveries are on their way at the same time; they also share commits."""

QUIET_HANDS = 25
"""How many more there are for what starts from our side: enough for its rate."""

FAR_AWAY = timedelta(days=3650)
"""What goes out later than that need not be known of."""

LOOK_AGAIN = timedelta(seconds=2)
"""How often the outbox is searched for what other commands put there."""

STORE_PAUSE = 1.0
LOOK_UP_PAUSE = timedelta(seconds=30)
MOST_LOOK_UPS = 20

Sleep = Callable[[float], Awaitable[object]]
MakeCaseFile = Callable[[CaseId], Awaitable[MadeFile | Never | Later]]
"""Returns the sealed case as a file, or why it cannot go along."""


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
        case_file: MakeCaseFile,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._office = office
        self._gateways = gateways
        self._limits = limits
        self._case_file = case_file
        self._now = now
        self._sleep = sleep
        self._health = {
            channel: ChannelHealth(
                channel, switch, now=now, answers=answers.get(channel)
            )
            for channel in gateways
        }
        self._turns = Turns()
        self._one_by_one = asyncio.Semaphore()
        self._broken: dict[str, int] = {}
        self._stopping = False
        self.sent = 0

    def wake(self, lanes: Iterable[str], quiet: Iterable[str] = ()) -> None:
        """Say that these conversations have something to go out.

        In `quiet` ones only messages wait that start from our side.
        """
        self._turns.wake(lanes, quiet)

    async def run(self) -> None:
        """Send until cancelled."""
        with suppress(StoreUnwritableError):
            await self._look(self._now() + FAR_AWAY)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(HANDS):
                tasks.create_task(self._serve_lanes())
            for _ in range(QUIET_HANDS):
                tasks.create_task(self._serve_quiet_lanes())
            while True:
                await asyncio.sleep(LOOK_AGAIN.total_seconds())
                try:
                    await self.look_again()
                except StoreUnwritableError:
                    continue

    async def look_again(self) -> None:
        """Serve every conversation that has something due."""
        await self._look(self._now())

    async def _look(self, until: datetime) -> None:
        self.wake(*await self._store.run(lane_rows.due, until))

    def stop(self) -> None:
        """Begin nothing new; what is on its way is still settled."""
        self._stopping = True
        self._turns.stop()

    async def until_idle(self) -> None:
        """Return when nothing is on its way any more."""
        await self._turns.until_idle()

    async def _serve_lanes(self) -> None:
        while True:
            lane = await self._turns.take()
            self._turns.end(lane, await self._guarded(lane, quiet=False))

    async def _serve_quiet_lanes(self) -> None:
        while True:
            # Whoever holds it waits for room; `_serve` lets go of it when something
            # is claimed, and the next one waits while that is sent.
            await self._one_by_one.acquire()
            lane = await self._turns.take_quiet(self._room_in)
            self._turns.end(lane, await self._guarded(lane, quiet=True))

    async def _guarded(self, lane: str, *, quiet: bool) -> Again | None:
        """Serve a conversation; what breaks is tried again, and ends, by itself."""
        try:
            again = await self._serve(lane, quiet=quiet)
        except StoreUnwritableError:
            return Again(STORE_PAUSE, quiet)
        except DeliveryBrokenError as broken:
            failures = self._failed(lane, broken.__cause__ or broken)
            if failures > READINGS:
                return Again(await self._set_aside(lane, broken.delivery_id), quiet)
            return Again(pause_after(failures).total_seconds() / 10, quiet)
        except Exception as error:  # noqa: BLE001 - the other lanes go on
            failures = self._failed(lane, error)
            return Again(pause_after(failures).total_seconds() / 10, quiet)
        self._broken.pop(lane, None)
        return again

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

    async def _serve(self, lane: str, *, quiet: bool) -> Again | None:
        """Send what may go now; return when to look next, if at all."""
        permit = partial(self._permit, quiet=quiet)
        try:
            found = await self._store.run(
                delivery.claim_next, self._office, lane, self._now(), permit
            )
        finally:
            if quiet:
                self._one_by_one.release()
        while isinstance(found, Claimed):
            outcome = await self._try(found)
            if outcome is None:
                return Again(LOOK_UP_PAUSE.total_seconds(), quiet)
            found = await self._settled(found, outcome, permit)
        if isinstance(found, Wait):
            seconds = (found.until - self._now()).total_seconds()
            return Again(max(seconds, 0.05), found.quiet)
        return None

    async def _settled(
        self, claimed: Claimed, outcome: Outcome | NotThere, permit: Permit
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
                        delivery.settle_and_claim, *settle, self._now(), permit
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

    def _permit(self, recipient: str, now: datetime, *, quiet: bool) -> float:
        return self._limits.wait(recipient, now.timestamp(), quiet=quiet)

    def _room_in(self) -> float:
        return self._limits.room_in(self._now().timestamp())

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
        outcome = await self._send(gateway, claimed.outgoing)
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

    async def _send(self, gateway: Gateway, outgoing: Outgoing) -> Outcome:
        """Hand it over, with the case that is to go along."""
        if outgoing.record_of is not None:
            made = await self._case_file(outgoing.record_of)
            if not isinstance(made, MadeFile):
                return made
            outgoing = replace(outgoing, file=made, record_of=None)
        return await gateway.send(outgoing)

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
