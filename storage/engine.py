"""The one connection to the store, and the transactions that run on it.

A unit of work is a plain function `(tx, ...) -> value`. Units that wait at the same
moment share one transaction and one hop into the database thread; a unit that raises
is undone alone, and a commit that fails fails them all.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import aiosqlite

from storage.connection import connect, empty_log
from storage.errors import StoreError, StoreUnwritableError, told_plainly
from storage.group import Done
from storage.group import run as run_group
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Unit = Callable[Concatenate[Transaction, P], T]
Listener = Callable[[frozenset[str], tuple[str, ...]], None]
"""Told the lanes that have work: where somebody waits for it, and the others."""

MOST_UNITS_AT_ONCE = 200
# How far the write-ahead log may grow while units keep coming; a checkpoint between
# two groups costs about 5 ms (measured), so it waits for a quiet moment until then.
QUIET_CHECKPOINT_PAGES = 1_000
FORCED_CHECKPOINT_PAGES = 16_000
GROUPS_BETWEEN_LOOKS = 64


class _Connection(aiosqlite.Connection):
    """The only place that knows how a function gets into the database thread.

    aiosqlite 0.22 reads (future, function) pairs from `_tx`; its own methods hop once
    per statement, which is 29 times slower than one hop per group (measured).
    """

    async def opened(self) -> None:
        """Open the connection, or leave no thread behind."""
        try:
            await self
        except BaseException:
            # aiosqlite tells its thread to end and does not wait; ending later than
            # the loop, it would print a traceback under a command's one line.
            while self._thread.is_alive():  # noqa: ASYNC110 - a thread has no event
                await asyncio.sleep(0.001)
            raise

    def submit(self, function: Callable[[], Any]) -> asyncio.Future[Any]:
        """Run the function in the database thread."""
        if not self._running or self._connection is None:
            reason = "closed"
            raise StoreUnwritableError(reason)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, function))
        return future

    @property
    def raw(self) -> sqlite3.Connection:
        """Return the driver's connection, for use inside the thread."""
        return self._conn


@dataclass(slots=True)
class _Waiting:
    """A unit that waits for its group, and who waits for it.

    Neither shows itself: the driver logs what it is about to run.
    """

    unit: Callable[[Transaction], Any] = field(repr=False)
    future: asyncio.Future[Any] = field(repr=False)


class Store:
    """The store, open."""

    def __init__(
        self, connection: _Connection, keys: ServiceKeys, path: Path, *, owner: bool
    ) -> None:
        self._connection = connection
        self._owner = owner
        self._groups_since_checkpoint = 0
        self._transaction: Transaction | None = None
        self._shred: ShredKeys | None = None
        self._keys = keys
        self._waiting: list[_Waiting] = []
        self._busy = False
        self._flush_planned = False
        self.listener: Listener | None = None
        self.path = path
        self.groups = 0
        self.units = 0

    @classmethod
    async def open(
        cls, path: Path, keys: ServiceKeys, *, owner: bool = True
    ) -> "Store":
        """Open the store in this directory.

        The `owner` is the running service: it alone writes checkpoints. Commands that
        work beside it never do, because SQLite 3.7.0 to 3.51.2 can lose commits when
        one connection resets the log while another one checkpoints.
        """
        with told_plainly():
            connection = _Connection(partial(connect, path), 64)
            await connection.opened()
            store = cls(connection, keys, path, owner=owner)
            try:
                await store.run(_nothing)  # the keys belong to it, or we stop here
            except BaseException:
                await store.close()
                raise
        return store

    async def close(self) -> None:
        """Finish what waits, then close; both files, even where nothing can be kept."""
        try:
            while self._busy or self._waiting or self._flush_planned:
                await asyncio.sleep(0)
                if self._busy or self._waiting:
                    await self.run(_nothing)
        finally:
            try:
                if self._shred is not None:
                    self._shred.close()
            finally:
                await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def run(self, unit: "Unit[P, T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the unit in a transaction and return its value once that is durable.

        Raises what the unit raised (then nothing of it is kept), or
        `StoreUnwritableError` where nothing could be committed.
        """
        return await self.submit(unit, *args, **kwargs)

    def submit(
        self, unit: "Unit[P, T]", *args: P.args, **kwargs: P.kwargs
    ) -> "asyncio.Future[T]":
        """Begin what `run` waits for: units run in the order they are submitted."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        call = partial(_call, unit, args, kwargs)
        self._waiting.append(_Waiting(call, future))
        if not self._busy and not self._flush_planned:
            self._flush_planned = True
            # One turn of the loop later, so that everybody who is about to ask in
            # this turn shares the group.
            loop.call_soon(self._flush)
        return future

    def _flush(self) -> None:
        self._flush_planned = False
        if self._busy or not self._waiting:
            return
        group, self._waiting = (
            self._waiting[:MOST_UNITS_AT_ONCE],
            self._waiting[MOST_UNITS_AT_ONCE:],
        )
        try:
            done = self._connection.submit(partial(self._run_group, group))
        except StoreError as error:
            for waiting in (*group, *self._waiting):
                _fail(waiting.future, error)
            self._waiting = []
            return
        self._busy = True
        done.add_done_callback(partial(self._group_done, group))

    def _group_done(self, group: list[_Waiting], done: "asyncio.Future[Any]") -> None:
        self._busy = False
        error = done.exception()
        if error is not None:
            for waiting in group:
                _fail(waiting.future, error)
        else:
            results, touched, quiet = done.result()
            for waiting, result in zip(group, results, strict=True):
                if result.error is not None:
                    _fail(waiting.future, result.error)
                elif not waiting.future.done():
                    waiting.future.set_result(result.value)
            if (touched or quiet) and self.listener is not None:
                self.listener(touched, quiet)
        self._flush()

    def _run_group(
        self, group: list[_Waiting]
    ) -> tuple[list[Done], frozenset[str], tuple[str, ...]]:
        connection = self._connection.raw
        tx = self._transaction
        if tx is None:
            self._shred = ShredKeys.open(self.path, owner=self._owner)
            tx = self._transaction = Transaction(connection, self._keys, self._shred)
        held = {key.id for key in tx.keys.ring}
        results = run_group(connection, tx, [waiting.unit for waiting in group])
        touched, quiet = tx.end_group(), tx.quiet_lanes()
        self.groups += 1
        self.units += len(group)
        if self._owner:
            if tx.clears_log or not held <= {key.id for key in tx.keys.ring}:
                self._drop_logs(connection, tx.shred)
            self._checkpoint(connection, quiet=not self._waiting)
        return results, touched, quiet

    def _drop_logs(self, connection: sqlite3.Connection, shred: ShredKeys) -> None:
        """Empty the logs: what must be gone still stands in them.

        Where somebody just reads, the logs are written over in time instead.
        """
        with suppress(sqlite3.Error):  # the group is durable, whatever comes of this
            empty_log(connection)
            shred.empty_log()

    def _checkpoint(self, connection: sqlite3.Connection, *, quiet: bool) -> None:
        """Write the log back into the file when it is long enough."""
        self._groups_since_checkpoint += 1
        if self._groups_since_checkpoint < GROUPS_BETWEEN_LOOKS:
            return
        self._groups_since_checkpoint = 0
        if self._shred is not None:
            # Commands destroy keys, and may not empty the log beside the service.
            self._shred.empty_log()
        pages = _log_pages(self.path)
        if pages > (QUIET_CHECKPOINT_PAGES if quiet else FORCED_CHECKPOINT_PAGES):
            # The group is durable already, in the log. If the disk is full, the next
            # group says so to those whose words are not kept.
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _log_pages(path: Path) -> int:
    log = path / "store.db-wal"
    try:
        return log.stat().st_size // 4096
    except FileNotFoundError:
        return 0


def _call(unit: Any, args: Any, kwargs: Any, tx: Transaction) -> Any:
    return unit(tx, *args, **kwargs)


def _nothing(_: Transaction) -> None:
    """Do nothing, in turn."""


def _fail(future: "asyncio.Future[Any]", error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
