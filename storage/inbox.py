"""What was taken in, in order, until it is dealt with."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casework.people import Address, Channel
from storage.inbox_rows import Raw
from storage.times import from_ms, to_ms
from storage.transaction import Transaction
from storage.vault import Place, VaultError

TAKE_IN = """
    INSERT INTO inbox (channel, external_id, lane, sealed_body, state, received_at)
    VALUES (:channel, :external_id, :lane, :sealed, 'new', :now)
    ON CONFLICT (channel, external_id) DO NOTHING
"""
NEXT = """
    SELECT id, channel, external_id, lane, sealed_body, attempts, received_at
    FROM inbox WHERE state = 'new' AND id > :after ORDER BY id LIMIT :most
"""
COUNT_ATTEMPT = """
    UPDATE inbox SET attempts = attempts + 1
    WHERE state = 'new' AND id >= :first AND id <= :last
"""
COUNT_ONE_ATTEMPT = "UPDATE inbox SET attempts = attempts + 1 WHERE id = :id"
SET_DONE = """
    UPDATE inbox SET state = 'done', sealed_body = NULL WHERE id = :id AND state = 'new'
"""
SET_DEAD = "UPDATE inbox SET state = 'dead' WHERE id = :id"
IS_NEW = "SELECT state = 'new' FROM inbox WHERE id = :id"
COUNTS = """
    SELECT state, count(*) AS count, min(received_at) AS oldest FROM inbox
    WHERE state <> 'done' GROUP BY state
"""
LAST = """
    SELECT received_at FROM inbox WHERE channel = :channel ORDER BY id DESC LIMIT 1
"""
NEWEST = "SELECT max(id) FROM inbox"
HAS_EARLIER = """
    SELECT 1 FROM inbox WHERE state = 'new' AND id < :id AND lane = :lane LIMIT 1
"""
STILL_COMES = """
    SELECT 1 FROM inbox WHERE state = 'new' AND lane = :lane LIMIT 1
"""
SEEN = """
    SELECT 1 FROM inbox WHERE channel = :channel AND external_id = :external_id
"""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """Something that waits to be dealt with; `attempts` counts this one as well."""

    id: int
    channel: Channel
    lane: bytes
    body: bytes = field(repr=False)
    attempts: int
    received_at: datetime


def take_in(tx: Transaction, rows: Sequence[Raw], now: datetime) -> int:
    """Keep what is new of these rows and return how many that were."""
    new = 0
    moment = to_ms(now)
    for raw in rows:
        place = Place("inbox", "sealed_body", f"{raw.channel}/{raw.external_id}")
        new += tx.run(
            TAKE_IN,
            channel=raw.channel,
            external_id=raw.external_id,
            lane=tx.vault.fingerprint(raw.channel, raw.lane),
            sealed=tx.vault.seal(place, raw.body),
            now=moment,
        )
    return new


def next_rows(tx: Transaction, after: int, most: int) -> list[InboxRow]:
    """Return the oldest rows behind `after` and count an attempt at each.

    Counted before the attempt, not after it: what kills the program is counted too.
    A body that does not open is empty: it must not keep the others from being read.
    """
    rows = tx.all(NEXT, after=after, most=most)
    if rows:
        tx.run(COUNT_ATTEMPT, first=rows[0]["id"], last=rows[-1]["id"])
    found = []
    for row in rows:
        channel = Channel(row["channel"])
        found.append(
            InboxRow(
                id=row["id"],
                channel=channel,
                lane=row["lane"],
                body=_body(tx, row),
                attempts=row["attempts"] + 1,
                received_at=from_ms(row["received_at"]),
            )
        )
    return found


def has_earlier(tx: Transaction, lane: bytes, row_id: int) -> bool:
    """Tell whether something of the same chat came before and still waits."""
    return tx.one_or_none(HAS_EARLIER, lane=lane, id=row_id) is not None


def still_comes(tx: Transaction, chat: Address) -> bool:
    """Tell whether something was written in this chat that nobody has dealt with."""
    lane = tx.vault.fingerprint(chat.channel, chat.value)
    return tx.one_or_none(STILL_COMES, lane=lane) is not None


def newest(tx: Transaction) -> int:
    """Return the id of what was taken in last; 0 if nothing ever was."""
    return int(tx.value(NEWEST) or 0)


def count_attempt(tx: Transaction, row_id: int) -> None:
    """Count one more attempt at a row."""
    tx.run(COUNT_ONE_ATTEMPT, id=row_id)


def is_new(tx: Transaction, row_id: int) -> bool:
    """Tell whether nobody has dealt with the row yet."""
    return bool(tx.value(IS_NEW, id=row_id))


def set_done(tx: Transaction, row_id: int) -> bool:
    """Drop the body: it is dealt with in this transaction; tell if that was new."""
    return tx.run(SET_DONE, id=row_id) > 0


def set_dead(tx: Transaction, row_id: int) -> None:
    """Set a poison row aside, body and all, so that its lane goes on."""
    tx.run(SET_DEAD, id=row_id)


def was_seen(tx: Transaction, channel: Channel, external_id: str) -> bool:
    """Tell whether this was taken in before."""
    return tx.one_or_none(SEEN, channel=channel, external_id=external_id) is not None


def last_taken_in(tx: Transaction, channel: Channel) -> datetime | None:
    """Return when something last came by this channel."""
    moment = tx.value(LAST, channel=channel)
    return None if moment is None else from_ms(moment)


def waiting(tx: Transaction) -> dict[str, tuple[int, datetime]]:
    """Return how many rows are `new` and `dead`, and since when."""
    return {
        row["state"]: (row["count"], from_ms(row["oldest"])) for row in tx.all(COUNTS)
    }


def _body(tx: Transaction, row: sqlite3.Row) -> bytes:
    place = Place("inbox", "sealed_body", f"{row['channel']}/{row['external_id']}")
    try:
        return tx.vault.open(place, row["sealed_body"])
    except VaultError:
        return b""
