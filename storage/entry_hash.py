"""The hash of an entry, as fast as a million rows need it.

The bytes are those of `framing.encode`, put together without looking at each field's
type; a value of another type raises.
"""

from functools import lru_cache
from hashlib import sha256
from struct import Struct
from struct import error as StructError  # noqa: N812 - a class, whatever its name
from typing import Final

from storage.framing import encode

TAG: Final = "fastkontakt entry 1"

MISTYPED: Final = (StructError, TypeError, AttributeError, UnicodeError)
"""What a value raises that has another type than its column."""

_FIRST: Final = encode(TAG) + b"I"
_NUMBER: Final = Struct(">q").pack
_REFERS: Final = Struct(">cq").pack
_COUNTS: Final = Struct(">cqcqcq").pack
_BLOB: Final = Struct(">cI").pack
_NOTHING: Final = b"N"
_WORDS_KEPT: Final = 16_384


def hash_columns(  # noqa: PLR0913, PLR0917 - a row has as many columns as it has
    global_sequence: int,
    case_id: str,
    sequence: int,
    epoch: int,
    suite: int,
    kind: str,
    at: int,
    direction: str,
    channel: str,
    author: str,
    refers_to: int | None,
    sealed: bytes,
    attachments: bytes,
    previous_hash: bytes,
    previous_global_hash: bytes,
) -> bytes:
    """Return the SHA-256 that links an entry to the next."""
    digest = sha256(sealed).digest()
    return sha256(
        b"".join(
            (
                _FIRST,
                _NUMBER(global_sequence),
                _text(case_id),
                _COUNTS(b"I", sequence, b"I", epoch, b"I", suite),
                _text(kind),
                _REFERS(b"I", at),
                _text(direction),
                _text(channel),
                _text(author),
                _NOTHING if refers_to is None else _REFERS(b"I", refers_to),
                b"B\0\0\0 ",
                digest,
                _BLOB(b"B", len(attachments)),
                attachments,
                _BLOB(b"B", len(previous_hash)),
                previous_hash,
                _BLOB(b"B", len(previous_global_hash)),
                previous_global_hash,
            )
        )
    ).digest()


@lru_cache(maxsize=_WORDS_KEPT)
def _text(value: str) -> bytes:
    raw = value.encode()
    return _BLOB(b"T", len(raw)) + raw
