"""Giving the fields a new key: a turn of the service key that can be interrupted.

It works beside the service. The new key joins the ring, and from then on everybody
seals with it; every field is sealed again under it in small transactions, and the old
key leaves the ring once no field needs it. Whatever was done when it is killed stays
done; the next call goes on from there.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from storage import service_keys, store_facts
from storage.beside import Beside, beside
from storage.errors import StoreError
from storage.transaction import FIELD_KEY, ONLY_FIELD_KEY, Transaction
from storage.vault import Place, VaultError, key_id

BATCH: Final = 200
"""Fields in one transaction."""

PAUSE: Final = 0.01
"""Seconds after each, which belong to the service: a batch takes about as long."""


class BrokenFieldsError(StoreError):
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

    ask: Callable[[Transaction], Callable[..., list[sqlite3.Row]]] = lambda tx: tx.all
    """What runs a statement on the database that the table is in."""


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
    SealedColumns("tag_key", ("sealed_key",)),
)
SHRED: Final = (
    SealedColumns(
        "shred_key",
        ("sealed_key",),
        key="case_id",
        row="case_id",
        ask=lambda tx: tx.shred.all,
    ),
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
    """Seal every field under a new key, or finish what an earlier call began."""
    with beside(directory, keys) as work:
        work.run(_begin)
        move = _Move(progress)
        for sealed in (*STORE, *SHRED):
            move.all(work, sealed)
        if move.broken:
            raise BrokenFieldsError(move.broken)
        newest, dropped = work.run(_finish)
    return Turned(newest, dropped, move.fields)


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


def _begin(tx: Transaction) -> None:
    """Let everybody seal with the newest key, and make one unless there is."""
    newest = max(tx.keys.ring, key=lambda key: key.id)
    if len(tx.keys.ring) == 1:
        newest = service_keys.add_field_key(tx.keys.directory)
    # Whoever read the ring before reads it again when they see this, and they see it
    # before they seal anything.
    store_facts.remember(tx, FIELD_KEY, str(newest.id))
    tx.check_keys()


def _finish(tx: Transaction) -> tuple[int, tuple[int, ...]]:
    """Drop the old keys, and have everybody forget them; return which."""
    newest = tx.vault.newest_key_id
    old = tuple(key.id for key in tx.keys.ring if key.id != newest)
    for number in old:
        service_keys.drop_field_key(tx.keys.directory, number)
    store_facts.remember(tx, ONLY_FIELD_KEY, str(newest))
    return newest, old


@dataclass(slots=True)
class _Move:
    """Sealing fields anew, and what came of it."""

    progress: Callable[[int], None]
    fields: int = 0
    broken: list[Place] = field(default_factory=list)

    def all(self, work: Beside, sealed: SealedColumns) -> None:
        """Seal each field of a table anew that is not under the newest key yet."""
        for column in sealed.columns:
            waiting = work.run(_waiting, sealed, column)
            for start in range(0, len(waiting), BATCH):
                work.run(self._some, sealed, column, waiting[start : start + BATCH])
                self.progress(self.fields)
                time.sleep(PAUSE)

    def _some(
        self,
        tx: Transaction,
        sealed: SealedColumns,
        column: str,
        waiting: Sequence[str | int],
    ) -> None:
        with tx.shred.at_once():
            places = [_move(tx, sealed, column, key) for key in waiting]
        broken = [place for place in places if place is not None]
        self.fields += len(places) - len(broken)
        self.broken += broken


def _waiting(tx: Transaction, sealed: SealedColumns, column: str) -> list[Any]:
    """Return the rows that have this column under an older key."""
    rows = sealed.ask(tx)(
        f"SELECT {sealed.key} FROM {sealed.table} "
        f"WHERE {column} IS NOT NULL AND substr({column}, 1, 2) <> :newest",
        newest=tx.vault.newest_key_id.to_bytes(2, "big"),
    )
    return [row[0] for row in rows]


def _move(
    tx: Transaction, sealed: SealedColumns, column: str, key: str | int
) -> Place | None:
    """Seal one field anew; return its place where it opens with no key."""
    ask = sealed.ask(tx)
    found = ask(
        f"SELECT {column}, {sealed.row} FROM {sealed.table} WHERE {sealed.key} = :key",
        key=key,
    )
    if not found or found[0][0] is None:
        return None  # the service was done with it meanwhile
    text, row = found[0]
    place = Place(sealed.table, column, row)
    try:
        plain = tx.vault.open(place, text)
    except VaultError:
        return place
    ask(
        f"UPDATE {sealed.table} SET {column} = :text WHERE {sealed.key} = :key",
        key=key,
        text=tx.vault.seal(place, plain),
    )
    return None
