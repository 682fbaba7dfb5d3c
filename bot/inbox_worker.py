"""Dealing with what was taken in: in order for each chat, none waiting for another."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

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

FETCH_TRIES = 5
LARGEST_KEPT = 20 * 1024 * 1024
"""Bytes; the Bot API gives no larger file to a bot."""

Parse = Callable[[bytes, datetime], Event]


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
    ) -> None:
        self._store = store
        self._office = office
        self._parsers = parsers
        self._gateways = gateways
        self._now = now
        self._tasks: asyncio.TaskGroup | None = None
        self._after = 0
        self._lanes: dict[bytes, deque[InboxRow]] = {}
        self._news = asyncio.Event()
        self._held_back: list[InboxRow] | None = None

    def wake(self) -> None:
        """Say that something was taken in."""
        self._news.set()

    def hold_sms(self) -> None:
        """Let SMS wait until `release_sms`, so that missed ones get in their order."""
        self._held_back = []

    def release_sms(self) -> None:
        """Deal with the SMS that waited, in the order in which they were written."""
        held, self._held_back = self._held_back, None
        if held:
            moments = {row.id: self._moment(row) for row in held}
            for row in sorted(held, key=lambda row: (moments[row.id], row.id)):
                self._queue(row)
        self.wake()

    async def run(self) -> None:
        """Deal with the inbox until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            while True:
                await self._turn()

    async def _turn(self) -> None:
        self._news.clear()
        try:
            rows = await self._store.run(inbox.next_rows, self._after, AT_ONCE)
        except StoreUnwritableError:
            await asyncio.sleep(LOOK_AGAIN)
            return
        if not rows:
            await self._wait_for_news()
            return
        self._after = rows[-1].id
        await self._deal_with(rows)

    async def _wait_for_news(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _deal_with(self, rows: list[InboxRow]) -> None:
        begun: list[tuple[InboxRow, Event, asyncio.Future[None]]] = []
        for row in rows:
            if self._held_back is not None and row.channel is Channel.SMS:
                self._held_back.append(row)
                continue
            if row.lane in self._lanes:
                self._lanes[row.lane].append(row)
                continue
            event = self._parse(row)
            if event is None or _has_file(event):
                self._queue(row)
                continue
            now = self._now()
            future = self._store.submit(
                messages.receive, self._office, row.id, event, now
            )
            begun.append((row, event, future))
        for row, _, future in begun:
            try:
                await future
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
        attempt = row.attempts
        while True:
            event = self._parse(row)
            if event is None or attempt > READINGS:
                await self._set_aside(row, event if attempt > READINGS else None)
                return
            try:
                kept, not_kept = await self._kept_files(event)
                await self._store.run(
                    messages.receive,
                    self._office,
                    row.id,
                    event,
                    self._now(),
                    kept,
                    not_kept=not_kept,
                )
            except SealError:
                await self._set_aside(row, event)
                return
            except StoreUnwritableError:
                await asyncio.sleep(LOOK_AGAIN)
            except Exception as error:  # noqa: BLE001 - counted, and set aside in the end
                log.warning(
                    "inbox row failed again",
                    extra={
                        "inbox_id": row.id,
                        "attempt": attempt,
                        "error": type(error).__name__,
                    },
                )
                await asyncio.sleep(pause_after(attempt).total_seconds() / 10)
                attempt += 1
                await self._store.run(inbox.count_attempt, row.id)
            else:
                return

    async def _set_aside(self, row: InboxRow, event: Event | None) -> None:
        log.error("inbox row set aside", extra={"inbox_id": row.id})
        while True:
            try:
                await self._store.run(
                    messages.set_aside, self._office, row.id, event, self._now()
                )
            except StoreUnwritableError:
                await asyncio.sleep(LOOK_AGAIN)
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

    def _moment(self, row: InboxRow) -> datetime:
        event = self._parse(row)
        return (
            row.received_at if event is None else getattr(event, "at", row.received_at)
        )

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
                await asyncio.sleep(pause.total_seconds())
        return None


def _has_file(event: Event) -> bool:
    return (
        isinstance(event, Incoming)
        and bool(event.files)
        and not (event.is_edit and event.kind is Kind.TEXT)
    )


def _author_of(tx: Transaction, event: Incoming) -> str | None:
    known = addresses.find(tx, event.sender)
    return None if known is None else known.person_id
