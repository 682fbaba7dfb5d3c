"""Tags that only yesterday's key could make, as whoever reads the intake sees them.

Each day the head of the store is tagged with a key, and the key is replaced by what
follows from it. So a thief who takes today's keys, that of the signature as well, can
tag nothing as it would have been tagged yesterday. The first key is sealed to those who
read the intake; from it follow all others.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from storage.chain import Entry, Head
from storage.framing import encode
from storage.opened_entry import OpenedEntry

FIRST_KEY: Final = "first_tag_key"
TAG: Final = "daily_tag"
"""Kinds of entries."""

KEY_BYTES: Final = 32

_TAGGED: Final = "fastkontakt daily tag 1"
_NEXT: Final = "fastkontakt next tag key 1"


class UnprovenError(Exception):
    """A tag does not prove what was written before it; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A head of the store that nobody could have written anew since that day."""

    number: int
    at: int
    """Milliseconds since 1970, UTC."""
    head: Head


@dataclass(frozen=True, slots=True)
class Tags:
    """Every head that was tagged, and what the first key is known by."""

    first_key: str
    tagged: tuple[Tagged, ...] = field(default=())


def tag(key: bytes, number: int, head: Head) -> bytes:
    """Return the tag of this head."""
    return hmac.digest(key, encode(_TAGGED, number, head.sequence, head.hash), "sha256")


def key_after(key: bytes) -> bytes:
    """Return the key of the next tag; nobody finds this one from it."""
    return hmac.digest(key, encode(_NEXT), "sha256")


def known_by(key: bytes) -> str:
    """Return by what people compare a first key; it tells nothing of the key."""
    return sha256(encode(FIRST_KEY, key)).hexdigest()[:32]


def check(entries: Sequence[Entry], opened: Sequence[OpenedEntry]) -> Tags | None:
    """Return what was tagged, nothing where nothing ever was.

    Raises `UnprovenError` naming the first entry that is not what it should be.
    """
    words = {entry.sequence: entry for entry in opened}
    key, first, found = b"", "", list[Tagged]()
    for header in (entry.header for entry in entries):
        if header.kind not in {FIRST_KEY, TAG}:
            continue
        place, entry = f"entry {header.sequence}", words.get(header.sequence)
        if entry is None:
            raise UnprovenError(f"{place} is not sealed to this key; ask for a grant")
        if header.kind == FIRST_KEY:
            if key:
                raise UnprovenError(f"{place}: the tags begin a second time")
            key = _raw(entry, "key", place)
            first = known_by(key)
            continue
        number = len(found) + 1
        if not key or entry.more.get("number") != number:
            raise UnprovenError(f"{place}: a tag before it is missing")
        head = Head(header.global_sequence - 1, header.previous_global_hash)
        if not hmac.compare_digest(_raw(entry, "tag", place), tag(key, number, head)):
            raise UnprovenError(
                f"{place}: what stands before it in the store was written anew"
            )
        found.append(Tagged(number, header.at, head))
        key = key_after(key)
    return Tags(first, tuple(found)) if key else None


def _raw(entry: OpenedEntry, name: str, place: str) -> bytes:
    value: Any = entry.more.get(name)
    try:
        raw = bytes.fromhex(value)
    except (TypeError, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise UnprovenError(f"{place}: it is not as this service writes it")
    return raw
