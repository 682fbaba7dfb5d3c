"""Files of attachments that nothing needs any more, and how they go.

Those of destroyed cases, and those that no entry took: of words that were dropped, or
of somebody whose words are not kept. A file goes after the commit that makes it
unneeded, never before; cut short between the two, it goes the next time.
"""

import asyncio
import errno
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from storage import tombstones
from storage.beside import alone
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.keyfiles import sync_directory
from storage.setup import ATTACHMENT_NAME, ATTACHMENTS
from storage.times import to_ms
from storage.transaction import Transaction
from storage.verify_entries import split

STILL_ARRIVING: Final = timedelta(days=1)
"""For so long after it was fetched, a file may still get its entry."""

WAITING: Final = ("unaddressed", "shared_line", "private_line", "scheduled")
"""Tables of words that get their entry later, and their files with it."""

KNOWN = "SELECT id FROM attachment"
UNUSED = "SELECT id FROM attachment WHERE entry IS NULL AND created_at <= :before"
EVERY_UNUSED = "SELECT id FROM attachment WHERE entry IS NULL"
DROP = "DELETE FROM attachment WHERE id = :id"
OF_DESTROYED = """
    SELECT attachment.id, attachment.case_id, attachment.hash, entry.attachments
    FROM retention_item AS item
    JOIN contact_entry AS stone ON stone.global_sequence = item.tombstone
        AND stone.case_id = item.case_id AND stone.kind = :kind
    JOIN attachment ON attachment.case_id = item.case_id
    JOIN contact_entry AS entry ON entry.global_sequence = attachment.entry
        AND entry.case_id = item.case_id
"""


async def remove(store: Store, now: datetime) -> int:
    """Remove the files that nothing needs any more; return how many lay there.

    Raise `NotAloneError` while somebody takes a backup: it would have entries whose
    files it no longer finds. Raise `StoreUnwritableError` where the disk does not let
    them go.
    """
    with alone(store.path):
        names = await store.run(_unneeded, now)
        return await asyncio.to_thread(_unlink, store.path / ATTACHMENTS, names)


async def remove_at_start(store: Store) -> int:
    """Do the same while nothing is arriving: what a crash left goes as well."""
    with alone(store.path):
        names = await store.run(_unneeded_at_start, store.path / ATTACHMENTS)
        return await asyncio.to_thread(_unlink, store.path / ATTACHMENTS, names)


def _unneeded(tx: Transaction, now: datetime) -> set[str]:
    before = to_ms(now - STILL_ARRIVING)
    unused = {row["id"] for row in tx.all(UNUSED, before=before)}
    return _named_by_us(_dropped(tx, unused) | _of_destroyed(tx))


def _unneeded_at_start(tx: Transaction, directory: Path) -> set[str]:
    _dropped(tx, {row["id"] for row in tx.all(EVERY_UNUSED)})
    known = {row["id"] for row in tx.all(KNOWN)}
    found = {path.name for path in directory.iterdir() if path.name.startswith("a-")}
    return (found - known) | _named_by_us(_of_destroyed(tx))


def _dropped(tx: Transaction, unused: set[str]) -> set[str]:
    """Drop the rows of what no entry will take, and return what they stood for."""
    dropped = unused - _waiting(tx) if unused else unused
    for each in dropped:
        tx.run(DROP, id=each)
    return dropped


def _waiting(tx: Transaction) -> set[str]:
    return {
        kept[0]
        for table in WAITING
        for row in tx.all(f"SELECT id, sealed_event FROM {table}")
        if row["sealed_event"] is not None
        for kept in json.loads(
            tx.open(table, "sealed_event", row["id"], row["sealed_event"])
        ).get("attachments", ())
    }


def _of_destroyed(tx: Transaction) -> set[str]:
    """Return what belonged to cases that are gone: by the chain, and by the key.

    After a restore with older keys a case may have its key again: then it is not gone.
    """
    rows = tx.all(OF_DESTROYED, kind=tombstones.KIND)
    gone = {case for case in {row["case_id"] for row in rows} if not tx.shred.has(case)}
    return {
        row["id"]
        for row in rows
        if row["case_id"] in gone and row["hash"] in split(row["attachments"])
    }


def _named_by_us(names: Iterable[str]) -> set[str]:
    # Whoever changed a row must not make us remove something else.
    return {name for name in names if ATTACHMENT_NAME.fullmatch(name)}


def _unlink(directory: Path, names: Iterable[str]) -> int:
    there = [path for path in map(directory.joinpath, names) if path.is_file()]
    try:
        for path in there:
            path.unlink(missing_ok=True)
        if there:
            sync_directory(directory)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        raise StoreUnwritableError(reason) from None
    return len(there)
