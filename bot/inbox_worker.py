"""Dealing with what was taken in: in order for each chat, none waiting for another."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from casework.messages import Event, File, Incoming, Kind
from casework.people import Channel
from casework.retries import READINGS, pause_after
from handlers import messages
from handlers.gateways import FetchError, FileGoneError, Gateway
from handlers.office import Office
from storage import addresses, attachments, inbox
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.inbox import InboxRow
from storage.records import Attachment
from storage.sealing import SealError
from storage.transaction import Transaction

log = logging.getLogger(__name__)

AT_ONCE = 200
LOOK_AGAIN = 1.0
"""Seconds after which the inbox is looked at even if nobody said that it has news."""

SUSPICIOUS = 3
"""Readings after which a row is dealt with alone: one of these may kill the program."""

NEVER_AGAIN = 2 * READINGS
"""Readings after which a row is not even tried: it was there at every crash."""

FETCH_TRIES = 5
LARGEST_KEPT = 20 * 1024 * 1024
"""Bytes; the Bot API gives no larger file to a bot."""

Parse = Callable[[bytes, datetime], Event]
Sleep = Callable[[float], Awaitable[object]]


class _NotItsTurnError(Exception):
    """Something of the same chat came before and still waits."""


class InboxWorker:
    """Takes rows from the inbox and has each dealt with in its own transaction.

    A chat whose row has a file to be fetched, or failed and waits, is served by a task
    of its own; all others go on meanwhile.
    """

    def __init__(
        self,
        store: Store,
        office: Office,
        parsers: Mapping[Channel, Parse],
        gateways: Mapping[Channel, Gateway],
        *,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._office = office
        self._parsers = parsers
        self._gateways = gateways
        self._now = now
        self._sleep = sleep
        self._tasks: asyncio.TaskGroup | None = None
        self._after = 0
        self._lanes: dict[bytes, deque[InboxRow]] = {}
        self._news = asyncio.Event()
        self._held_back: list[InboxRow] | None = None
        self._release: tuple[int, Mapping[str, int]] | None = None
        self._alone = asyncio.Lock()

    def wake(self) -> None:
        """Say that something was taken in."""
        self._news.set()

    def hold_sms(self) -> None:
        """Let SMS wait until `release_sms`, so that missed ones get in their order."""
        self._held_back = []

    async def release_sms(self, listed: Sequence[str] = ()) -> None:
        """Deal with the SMS that waited, in the order in which they were written.

        `listed` are the ids that the provider named, in its own order; what was taken
        in until now is read before, so that nothing overtakes it.
        """
        places = {identity: place for place, identity in enumerate(listed)}
        self._release = (await self._store.run(inbox.newest), places)
        self.wake()

    async def run(self) -> None:
        """Deal with the inbox until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            while True:
                try:
                    await self._turn()
                except StoreUnwritableError:
                    await self._sleep(LOOK_AGAIN)
                except Exception as error:  # noqa: BLE001 - the next turn comes
                    log.error(  # noqa: TRY400 - a traceback may quote a message
                        "inbox not read", extra={"error": type(error).__name__}
                    )
                    await self._sleep(LOOK_AGAIN)

    async def _turn(self) -> None:
        self._news.clear()
        rows = await self._store.run(inbox.next_rows, self._after, AT_ONCE)
        if rows:
            self._after = rows[-1].id
            await self._deal_with(rows)
        if self._release is not None and (not rows or self._after >= self._release[0]):
            self._let_sms_go(self._release[1])
        elif not rows:
            await self._wait_for_news()

    def _let_sms_go(self, places: Mapping[str, int]) -> None:
        held, self._held_back, self._release = self._held_back, None, None
        for row in in_their_order(held or (), places, self._parse):
            self._queue(row)

    async def _wait_for_news(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _deal_with(self, rows: list[InboxRow]) -> None:
        begun: list[tuple[InboxRow, asyncio.Future[None]]] = []
        for row in rows:
            if self._held_back is not None and row.channel is Channel.SMS:
                self._held_back.append(row)
                continue
            if row.lane in self._lanes:
                self._lanes[row.lane].append(row)
                continue
            event = self._parse(row)
            if event is None or _has_file(event) or row.attempts > SUSPICIOUS:
                self._queue(row)
                continue
            now = self._now()
            future = self._store.submit(_receive_in_turn, self._office, row, event, now)
            begun.append((row, future))
        for row, future in begun:
            try:
                await future
            except _NotItsTurnError:
                self._queue(row)
            except Exception as error:  # noqa: BLE001 - any failure is retried in its lane
                log.warning(
                    "inbox row failed",
                    extra={"inbox_id": row.id, "error": type(error).__name__},
                )
                self._queue(row)

    def _queue(self, row: InboxRow) -> None:
        """Let a task of its own deal with this row and what comes behind it."""
        waiting = self._lanes.get(row.lane)
        if waiting is not None:
            waiting.append(row)
            return
        self._lanes[row.lane] = deque([row])
        assert self._tasks is not None  # noqa: S101 - rows only come while we run
        self._tasks.create_task(self._serve(row.lane))

    async def _serve(self, lane: bytes) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._until_done(waiting[0])
            waiting.popleft()
        del self._lanes[lane]

    async def _until_done(self, row: InboxRow) -> None:
        attempt, tries = row.attempts, 0
        while True:
            event = self._parse(row)
            if event is None or attempt > (READINGS if tries else NEVER_AGAIN):
                await self._set_aside(row, event)
                return
            try:
                await self._try(row, event)
            except SealError:
                await self._set_aside(row, event)
                return
            except StoreUnwritableError:
                await self._sleep(LOOK_AGAIN)
            except Exception as error:  # noqa: BLE001 - counted, and set aside in the end
                log.warning(
                    "inbox row failed again",
                    extra={
                        "inbox_id": row.id,
                        "attempt": attempt,
                        "error": type(error).__name__,
                    },
                )
                await self._sleep(pause_after(attempt).total_seconds() / 10)
                attempt, tries = attempt + 1, tries + 1
            else:
                return

    async def _try(self, row: InboxRow, event: Event) -> None:
        kept, not_kept = await self._kept_files(event)
        async with contextlib.AsyncExitStack() as stack:
            if row.attempts > SUSPICIOUS:
                await stack.enter_async_context(self._alone)
            await self._store.run(inbox.count_attempt, row.id)
            await self._store.run(
                messages.receive,
                self._office,
                row.id,
                event,
                self._now(),
                kept,
                not_kept=not_kept,
            )

    async def _set_aside(self, row: InboxRow, event: Event | None) -> None:
        log.error("inbox row set aside", extra={"inbox_id": row.id})
        while True:
            try:
                await self._store.run(
                    messages.set_aside, self._office, row.id, event, self._now()
                )
            except StoreUnwritableError:
                await self._sleep(LOOK_AGAIN)
            except Exception as error:  # noqa: BLE001 - the lane goes on whatever it was
                log.error(  # noqa: TRY400 - a traceback may quote the message
                    "inbox row could not be sealed",
                    extra={"inbox_id": row.id, "error": type(error).__name__},
                )
                if event is None:
                    return
                event = None
            else:
                return

    def _parse(self, row: InboxRow) -> Event | None:
        """Return what the row says, or nothing where nobody can tell."""
        try:
            return self._parsers[row.channel](row.body, row.received_at)
        except Exception as error:  # noqa: BLE001 - what cannot be read is set aside
            log.error(  # noqa: TRY400 - a traceback may quote the message
                "inbox row not understood",
                extra={"inbox_id": row.id, "error": type(error).__name__},
            )
            return None

    async def _kept_files(self, event: Event) -> tuple[list[Attachment], bool]:
        """Return the sealed copies of a message's files, and whether one is missing."""
        if not _has_file(event) or not isinstance(event, Incoming):
            return [], False
        author = await self._store.run(_author_of, event)
        if author is None:
            return [], False
        kept: list[Attachment] = []
        for file in event.files:
            one = await self._kept_file(event, file, author)
            if one is None:
                return kept, True
            kept.append(one)
        return kept, False

    async def _kept_file(
        self, event: Incoming, file: File, author: str
    ) -> Attachment | None:
        if file.size is not None and file.size > LARGEST_KEPT:
            return None
        gateway = self._gateways.get(event.sender.channel)
        if gateway is None:
            return None
        for attempt in range(1, FETCH_TRIES + 1):
            try:
                return await attachments.keep(
                    self._store,
                    gateway.fetch(file),
                    bound_to=author,
                    name=file.name,
                    media_type=file.media_type,
                    now=self._now(),
                )
            except FileGoneError:
                return None
            except FetchError:
                pause: timedelta = pause_after(attempt) / 5
                await self._sleep(pause.total_seconds())
        return None


def in_their_order(
    rows: Iterable[InboxRow],
    places: Mapping[str, int],
    parse: Callable[[InboxRow], Event | None],
) -> list[InboxRow]:
    """Return rows in the order in which they were written.

    The provider's list says it of those that are in it; the others go by the time
    that they carry.
    """
    marked: list[tuple[datetime, int, InboxRow]] = []
    for row in rows:
        event = parse(row)
        at = getattr(event, "at", row.received_at)
        identity = getattr(event, "external_id", "")
        marked.append((at, places.get(identity, -1), row))
    marked.sort(key=lambda one: (one[0], one[2].id))
    listed = iter(sorted((one for one in marked if one[1] >= 0), key=itemgetter(1)))
    return [(one if one[1] < 0 else next(listed))[2] for one in marked]


def _receive_in_turn(
    tx: Transaction, office: Office, row: InboxRow, event: Event, now: datetime
) -> None:
    if inbox.has_earlier(tx, row.lane, row.id):
        raise _NotItsTurnError
    messages.receive(tx, office, row.id, event, now)


def _has_file(event: Event) -> bool:
    return (
        isinstance(event, Incoming)
        and bool(event.files)
        and not (event.is_edit and event.kind is Kind.TEXT)
    )


def _author_of(tx: Transaction, event: Incoming) -> str | None:
    known = addresses.find(tx, event.sender)
    return None if known is None else known.person_id
