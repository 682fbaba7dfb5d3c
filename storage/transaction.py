"""An open transaction: the only thing that a unit of work is given."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.chain import Head
from storage.errors import StoreKeyError
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.vault import Place

P = ParamSpec("P")
T = TypeVar("T")

FIELD_KEY = "field_key"
"""The fact that holds the newest field key's id, once keys were ever rotated."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far a transaction was before one of its units began."""

    touched: frozenset[str]
    quiet: tuple[str, ...]


MOST_REMEMBERED = 8_000
"""About 4 MB; a team has some hundred people."""


class Transaction:
    """SQL with named parameters on the open transaction, and the keys to its fields."""

    __slots__ = (
        "_connection",
        "_memory",
        "_next_ids",
        "_quiet",
        "_touched",
        "_version",
        "heads",
        "keys",
        "shred",
        "vault",
        "verifying",
    )

    def __init__(
        self, connection: sqlite3.Connection, keys: ServiceKeys, shred: ShredKeys
    ) -> None:
        self._connection = connection
        self._touched: set[str] = set()
        self._quiet: dict[str, None] = {}
        self.keys = keys
        self.shred = shred
        self.vault = keys.vault()
        self.verifying = keys.signing.public_key()
        # Heads of the chains, read once per group: nobody else can write meanwhile.
        self.heads: dict[str, Head] = {}
        # What was read of people, addresses, assignments and cases, for as long as
        # nobody else has written to the file: that saves half the statements of a
        # message. Whoever writes one of these says `forget`.
        self._memory: dict[tuple[str, ...], Any] = {}
        self._version = -1
        self._next_ids: dict[str, int] = {}

    def run(self, sql: str, **values: Any) -> int:
        """Run a statement and return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, **values: Any) -> int:
        """Run an INSERT and return the new row's id."""
        return self._connection.execute(sql, values).lastrowid or 0

    def one_or_none(self, sql: str, **values: Any) -> sqlite3.Row | None:
        """Return the first row, if there is one."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, **values: Any) -> list[sqlite3.Row]:
        """Return every row."""
        return self._connection.execute(sql, values).fetchall()

    def each(self, sql: str, **values: Any) -> Iterator[sqlite3.Row]:
        """Yield the rows one by one, for tables that do not fit into memory."""
        yield from self._connection.execute(sql, values)

    def value(self, sql: str, **values: Any) -> Any:
        """Return the first column of the first row, or nothing."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def next_id(self, table: str) -> int:
        """Return the id that the next row of the table gets.

        Needed before the insert, because a sealed field is bound to its row's id.
        """
        known = self._next_ids.get(table)
        if known is None:
            sql = f"SELECT coalesce(max(id), 0) + 1 FROM {table}"
            known = int(self._connection.execute(sql).fetchone()[0])
        self._next_ids[table] = known + 1
        return known

    def remembered(
        self,
        key: tuple[str, ...],
        find: "Callable[Concatenate[Transaction, P], T]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what `find` returned for this key before, or ask it now."""
        try:
            found: T = self._memory[key]
        except KeyError:
            if len(self._memory) >= MOST_REMEMBERED:
                self._memory.clear()
            found = self._memory[key] = find(self, *args, **kwargs)
        return found

    def forget(self, *keys: tuple[str, ...]) -> None:
        """Forget what these keys stood for; everything, if none is named."""
        if not keys:
            self._memory.clear()
        for key in keys:
            self._memory.pop(key, None)

    def seal(self, table: str, column: str, row: str | int, text: str) -> bytes:
        """Return the text as it may stand in this place."""
        return self.vault.seal(Place(table, column, row), text.encode())

    def open(self, table: str, column: str, row: str | int, sealed: bytes) -> str:
        """Return the text that stands in this place."""
        return self.vault.open(Place(table, column, row), sealed).decode()

    def touch(self, lane: str, *, quiet: bool = False) -> None:
        """Tell the senders, once this is committed, that a lane has work.

        `quiet`: it starts from our side, and goes behind what somebody waits for.
        """
        if quiet:
            self._quiet[lane] = None
        else:
            self._touched.add(lane)

    def begin_group(self) -> None:
        """Forget what only held while the last group was open.

        Called inside the transaction: from here on nobody else can write.
        """
        self.heads.clear()
        self._next_ids.clear()
        self._touched = set()
        self._quiet = {}
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self._memory.clear()

    def end_group(self) -> frozenset[str]:
        """Return the lanes that were touched, but for the quiet ones."""
        return frozenset(self._touched)

    def quiet_lanes(self) -> tuple[str, ...]:
        """Return the lanes that were only touched quietly, in order."""
        return tuple(lane for lane in self._quiet if lane not in self._touched)

    def mark(self) -> _Mark:
        """Remember where a unit begins."""
        return _Mark(frozenset(self._touched), tuple(self._quiet))

    def undo(self, mark: _Mark | None = None) -> None:
        """Go back to where the failed unit began, or to before the transaction."""
        self._touched = set() if mark is None else set(mark.touched)
        self._quiet = {} if mark is None else dict.fromkeys(mark.quiet)
        self.heads.clear()
        self._next_ids.clear()
        self._memory.clear()

    def check_keys(self) -> None:
        """Raise `StoreKeyError` unless the store was made with these keys."""
        row = self.one_or_none("SELECT value FROM store_fact WHERE name = 'key_check'")
        if row is None or row["value"] != key_check(self.keys):
            raise StoreKeyError
        # A ring from before a rotation would seal with a key that is gone by now.
        newest = self.value(f"SELECT value FROM store_fact WHERE name = '{FIELD_KEY}'")
        if newest is not None and int(newest) > self.vault.newest_key_id:
            raise StoreKeyError


def key_check(keys: ServiceKeys) -> str:
    """Return what a store remembers of its look-up and signing keys: a keyed hash."""
    public = keys.signing.public_key().public_bytes_raw().hex()
    return keys.vault().fingerprint("key_check", public).hex()
