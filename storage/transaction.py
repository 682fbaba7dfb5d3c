"""An open transaction: the only thing that a unit of work is given."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.chain import Head
from storage.errors import StoreKeyError
from storage.keyfiles import KeyFileError
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.vault import Place

P = ParamSpec("P")
T = TypeVar("T")

KEY_CHECK = "key_check"
"""The fact that tells the look-up and signing keys of the store, as a keyed hash."""

FIELD_KEY = "field_key"
"""The fact that holds the newest field key's id, once keys were ever rotated."""

ONLY_FIELD_KEY = "only_field_key"
"""The fact that holds the same id once no field needs an older key any more."""

KEY_FACTS = f"""
    SELECT name, value FROM store_fact
    WHERE name IN ('{KEY_CHECK}', '{FIELD_KEY}', '{ONLY_FIELD_KEY}')
"""


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
        "_newest",
        "_next_ids",
        "_quiet",
        "_touched",
        "_version",
        "clears_log",
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
        self.shred = shred
        self._take(keys, None)
        # What was replaced here must not be found in the log either.
        self.clears_log = False
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
        self.clears_log = False
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._memory.clear()
            self.check_keys()
            self._version = version

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
        self._version = -1  # the keys may have been turned in what is undone

    def check_keys(self, *, anew: bool = False) -> None:
        """Work with the keys that the store is under now; `anew`: read the files.

        They may have been turned beside us since we read them; what is sealed or signed
        with the old ones would be worth nothing. Raises `StoreKeyError` where they are
        those of another store.
        """
        said = {row["name"]: row["value"] for row in self.all(KEY_FACTS)}
        keys = _fitting(self.keys, said)
        if keys is None or anew or _may_have_gone(keys, said):
            keys = _as_they_lie_now(self.keys, said) or keys
        if keys is None:
            raise StoreKeyError
        newest = _newest(said)
        if keys is not self.keys or newest != self._newest:
            self._take(keys, newest)

    def _take(self, keys: ServiceKeys, newest: int | None) -> None:
        self.keys, self._newest = keys, newest
        # Before any rotation was noted, the first key is the one that all know.
        self.vault = keys.vault(newest or min(key.id for key in keys.ring))
        self.verifying = keys.signing.public_key()


def key_check(keys: ServiceKeys) -> str:
    """Return what a store remembers of its look-up and signing keys: a keyed hash."""
    public = keys.signing.public_key().public_bytes_raw().hex()
    return keys.vault().fingerprint("key_check", public).hex()


def keys_for(check: str, keys: ServiceKeys) -> ServiceKeys | None:
    """Return the keys as they were when the store remembered this `key_check`.

    While one signing key takes over from another, either may be the one in use.
    """
    both = (keys, keys.signing_with_other())
    return next((each for each in both if each and key_check(each) == check), None)


def _fitting(keys: ServiceKeys, said: dict[str, str]) -> ServiceKeys | None:
    """Return the keys as the store says that they are, if it was made with them."""
    if _newest(said) not in {None, *(key.id for key in keys.ring)}:
        return None
    return keys_for(said.get(KEY_CHECK, ""), keys)


def _as_they_lie_now(keys: ServiceKeys, said: dict[str, str]) -> ServiceKeys | None:
    try:
        return _fitting(ServiceKeys.load(keys.directory), said)
    except KeyFileError:
        return None


def _newest(said: dict[str, str]) -> int | None:
    return int(said[FIELD_KEY]) if FIELD_KEY in said else None


def _may_have_gone(keys: ServiceKeys, said: dict[str, str]) -> bool:
    """Tell whether keys are held that may not be needed any more."""
    is_moved = said.get(ONLY_FIELD_KEY) == said.get(FIELD_KEY)
    return keys.other is not None or (len(keys.ring) > 1 and is_moved)
