"""Giving the fields a new key: a turn of the service key that can be interrupted.

The new key joins the ring, every field is sealed again under it in small transactions,
and the old key leaves the ring once no field needs it. Whatever was done when it is
killed stays done; the next call goes on from there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from storage import migrations, service_keys, shred
from storage.connection import FILE, refuse_exposed
from storage.errors import (
    StoreError,
    StoreKeyError,
    StoreMissingError,
    told_plainly,
)
from storage.service_keys import ServiceKeys
from storage.transaction import FIELD_KEY, key_check
from storage.vault import Place, Vault, VaultError, key_id

BATCH: Final = 200
"""Fields in one transaction."""

PATIENCE: Final = 10.0
"""Seconds to wait for a command that is just being done."""


REMEMBER = f"""
    INSERT INTO store_fact (name, value) VALUES ('{FIELD_KEY}', :newest)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""


class RekeyError(StoreError):
    """The keys cannot be turned now; the text is one sentence that says why."""


class BrokenFieldsError(RekeyError):
    """Some fields open with no key. The old keys stay; restore those rows."""

    def __init__(self, places: Sequence[Place]) -> None:
        first = places[0]
        super().__init__(
            f"{len(places)} fields open with no key of the ring, the first is "
            f"{first.table}.{first.column} of row {first.row}: all others were moved "
            "and the old keys stay; restore these rows from a backup"
        )
        self.places = tuple(places)


@dataclass(frozen=True, slots=True)
class SealedColumns:
    """The sealed columns of a table, and the row that each field is bound to."""

    table: str
    columns: tuple[str, ...]
    key: str = "id"
    row: str = "id"
    """What `Place.row` is, in SQL."""


STORE: Final = (
    SealedColumns("person", ("sealed_ref", "sealed_name", "sealed_birth")),
    SealedColumns("address", ("sealed_value",), row="person_id || '/' || channel"),
    SealedColumns("inbox", ("sealed_body",), row="channel || '/' || external_id"),
    SealedColumns("delivery", ("sealed_body",)),
    SealedColumns("unaddressed", ("sealed_event",)),
    SealedColumns("assignment", ("sealed_purpose", "sealed_decision")),
    SealedColumns(
        "absence_line",
        ("sealed_line",),
        key="rowid",
        row="absence_id || '/' || client_id",
    ),
    SealedColumns("dialog", ("sealed_state",), key="person_id", row="person_id"),
    SealedColumns(
        "safe_contact", ("sealed_profile",), key="person_id", row="person_id"
    ),
    SealedColumns("shared_line", ("sealed_event",)),
    SealedColumns("private_line", ("sealed_event",)),
    SealedColumns("number_check", ("sealed_value",)),
    SealedColumns("task", ("sealed_note",)),
    SealedColumns("scheduled", ("sealed_event",)),
    SealedColumns("appointment", ("sealed_place",)),
    SealedColumns("meeting_series", ("sealed_place",)),
    SealedColumns("attempt", ("sealed_note",)),
    SealedColumns("promise", ("sealed_words",)),
    SealedColumns("goal", ("sealed_words",)),
    SealedColumns("request", ("sealed_words",)),
    SealedColumns("retention_mark", ("sealed_reason",)),
    SealedColumns("check_in", ("sealed_answer", "sealed_words")),
    SealedColumns("look", ("sealed_reason",)),
)
SHRED: Final = (
    SealedColumns("shred_key", ("sealed_key",), key="case_id", row="case_id"),
)
"""Every column named sealed_…; those of the record are sealed to cases instead."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What was done: the key in use now, those that went, and the fields moved."""

    newest: int
    dropped: tuple[int, ...]
    fields: int


def rotate(
    directory: Path, keys: Path, progress: Callable[[int], None] = lambda _: None
) -> Turned:
    """Seal every field under a new key, or finish what an earlier call began.

    The caller has seen to it that no service runs. While this works, nobody else gets
    into the store: a command that still had the old ring would write fields that
    nobody could read later.
    """
    refuse_exposed(directory)
    with told_plainly(), ExitStack() as stack:
        store = stack.enter_context(_alone(directory / FILE))
        beside = stack.enter_context(_alone(directory / shred.FILE))
        migrations.require_current(store)
        held = ServiceKeys.load(keys)
        _require_own_keys(store, held)
        if len(held.ring) == 1:
            service_keys.add_field_key(keys)
            held = ServiceKeys.load(keys)
        move = _Move(held.vault(), progress)
        store.execute(REMEMBER, {"newest": str(move.vault.newest_key_id)})
        for connection, tables in ((store, STORE), (beside, SHRED)):
            for sealed in tables:
                move.all(connection, sealed)
            # The old texts still stand in the log, and nobody else is connected.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if move.broken:
            raise BrokenFieldsError(move.broken)
        newest = move.vault.newest_key_id
        old = [key.id for key in held.ring if key.id != newest]
        for number in old:
            service_keys.drop_field_key(keys, number)
    return Turned(newest, tuple(old), move.fields)


def count_by_key(
    ask: Callable[[str], Iterable[Sequence[Any]]], tables: Sequence[SealedColumns]
) -> dict[int, int]:
    """Return how many fields each key of the ring holds; `ask` runs a statement."""
    counts: dict[int, int] = {}
    for sealed in tables:
        for column in sealed.columns:
            for prefix, count in ask(
                f"SELECT substr({column}, 1, 2), count(*) FROM {sealed.table} "
                f"WHERE {column} IS NOT NULL GROUP BY 1"
            ):
                number = key_id(prefix)
                counts[number] = counts.get(number, 0) + count
    return counts


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that nobody else has one beside."""
    if not path.exists():
        raise StoreMissingError
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    with closing(connection):
        try:
            # Before the first access: from then on the file is ours until it is closed.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            connection.execute("PRAGMA synchronous=FULL").fetchall()
            connection.execute("PRAGMA secure_delete=ON").fetchall()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise RekeyError(
                "somebody else works with the store: try again when that is done"
            ) from None
        yield connection


def _require_own_keys(store: sqlite3.Connection, keys: ServiceKeys) -> None:
    row = store.execute(
        "SELECT value FROM store_fact WHERE name = 'key_check'"
    ).fetchone()
    if row is None or row["value"] != key_check(keys):
        raise StoreKeyError


@dataclass(slots=True)
class _Move:
    """Sealing fields anew, and what came of it."""

    vault: Vault
    progress: Callable[[int], None]
    fields: int = 0
    broken: list[Place] = field(default_factory=list)

    def all(self, connection: sqlite3.Connection, sealed: SealedColumns) -> None:
        """Seal each field of a table anew that is not under the newest key yet."""
        newest = self.vault.newest_key_id.to_bytes(2, "big")
        for column in sealed.columns:
            waiting = connection.execute(
                f"SELECT {sealed.key} FROM {sealed.table} "
                f"WHERE {column} IS NOT NULL AND substr({column}, 1, 2) <> :newest",
                {"newest": newest},
            ).fetchall()
            for start in range(0, len(waiting), BATCH):
                connection.execute("BEGIN IMMEDIATE")
                for row in waiting[start : start + BATCH]:
                    self._one(connection, sealed, column, row[0])
                connection.execute("COMMIT")
                self.progress(self.fields)

    def _one(
        self,
        connection: sqlite3.Connection,
        sealed: SealedColumns,
        column: str,
        key: str | int,
    ) -> None:
        text, row = connection.execute(
            f"SELECT {column}, {sealed.row} FROM {sealed.table} "
            f"WHERE {sealed.key} = :key",
            {"key": key},
        ).fetchone()
        place = Place(sealed.table, column, row)
        try:
            plain = self.vault.open(place, text)
        except VaultError:
            self.broken.append(place)
            return
        connection.execute(
            f"UPDATE {sealed.table} SET {column} = :text WHERE {sealed.key} = :key",
            {"key": key, "text": self.vault.seal(place, plain)},
        )
        self.fields += 1
