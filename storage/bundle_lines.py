"""The lines of a bundle: rows of the record as JSON, and back."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from types import NoneType
from typing import Any, Final

from storage.chain import HASH_BYTES, Entry, EntryHeader, Head
from storage.framing import Field
from storage.signing_keys import HandOver
from storage.wraps import WrapBinding

DAMAGED: Final = "the bundle is damaged or cut short; export it again"

_COLUMN: Final = range(-(2**63), 2**63)
"""The whole numbers that a column holds."""

_HEADER_COLUMNS: Final = tuple(column.name for column in fields(EntryHeader))
_KINDS: Final[dict[str, frozenset[type]]] = {
    "refers_to": frozenset({int, NoneType}),
    **dict.fromkeys(
        ("attachments", "previous_hash", "previous_global_hash"), frozenset({bytes})
    ),
    **dict.fromkeys(
        ("global_sequence", "sequence", "epoch", "suite", "at"), frozenset({int})
    ),
    **dict.fromkeys(
        ("case_id", "kind", "direction", "channel", "author"), frozenset({str})
    ),
}


class BundleError(Exception):
    """A bundle cannot be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row that the service signed with `sign_row`, as it lies in the store."""

    tag: str
    fields: tuple[Field, ...]
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class InnerWrap:
    """A case key that only its reader's key still locks."""

    belongs: WrapBinding
    inner: bytes = field(repr=False)


def to_line(row: dict[str, Any]) -> bytes:
    """Return one line of the file."""
    return json.dumps(row, separators=(",", ":")).encode("ascii") + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """Return what stands in one line of the file."""
    try:
        row = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise BundleError(DAMAGED) from None
    if not isinstance(row, dict) or not line.endswith(b"\n"):
        raise BundleError(DAMAGED)
    return row


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return every column of an entry."""
    header = entry.header
    return {
        **{name: field_to_json(getattr(header, name)) for name in _HEADER_COLUMNS},
        "sealed": field_to_json(entry.sealed),
        "hash": field_to_json(entry.hash),
        "signature": field_to_json(entry.signature),
    }


def entry_from_json(row: dict[str, Any]) -> Entry:
    """Return the entry that `entry_to_json` wrote."""
    columns: dict[str, Any] = {}
    for name in _HEADER_COLUMNS:
        value = row[name]
        if type(value) is dict:
            value = _from_base64(value["b64"])
        if type(value) not in _KINDS[name]:  # exactly: True is no number
            raise BundleError(DAMAGED)
        columns[name] = value
    if len(columns["attachments"]) % HASH_BYTES:
        raise BundleError(DAMAGED)
    return Entry(
        EntryHeader(**columns),
        raw_from_json(row["sealed"]),
        raw_from_json(row["hash"]),
        raw_from_json(row["signature"]),
    )


def row_to_json(row: SignedRow) -> dict[str, Any]:
    """Return a signed row."""
    return {
        "tag": row.tag,
        "fields": [field_to_json(value) for value in row.fields],
        "signature": field_to_json(row.signature),
    }


def row_from_json(row: dict[str, Any]) -> SignedRow:
    """Return the row that `row_to_json` wrote."""
    return SignedRow(
        str(row["tag"]),
        tuple(field_from_json(value) for value in row["fields"]),
        raw_from_json(row["signature"]),
    )


def wrap_to_json(wrap: InnerWrap) -> dict[str, Any]:
    """Return an inner wrap."""
    return {
        "epoch": wrap.belongs.epoch,
        "reader": wrap.belongs.reader_id,
        "suite": wrap.belongs.suite,
        "inner": field_to_json(wrap.inner),
    }


def wrap_from_json(case_id: str, row: dict[str, Any]) -> InnerWrap:
    """Return the inner wrap that `wrap_to_json` wrote."""
    belongs = WrapBinding(
        case_id, int(row["epoch"]), str(row["reader"]), int(row["suite"])
    )
    return InnerWrap(belongs, raw_from_json(row["inner"]))


def head_to_json(head: Head) -> dict[str, Any]:
    """Return the last link of a chain."""
    return {"sequence": head.sequence, "hash": field_to_json(head.hash)}


def head_from_json(row: dict[str, Any]) -> Head:
    """Return the head that `head_to_json` wrote."""
    return Head(int(row["sequence"]), raw_from_json(row["hash"]))


def hand_overs_to_json(hand_overs: Sequence[HandOver]) -> dict[str, Any]:
    """Return how one signing key led to the next; nothing where there was only one."""
    if not hand_overs:
        return {}
    return {
        "hand_overs": [
            {
                "fields": [field_to_json(value) for value in each.fields()],
                "old_signature": field_to_json(each.old_signature),
                "new_signature": field_to_json(each.new_signature),
            }
            for each in hand_overs
        ]
    }


def hand_overs_from_json(header: dict[str, Any]) -> tuple[HandOver, ...]:
    """Return the hand-overs that `hand_overs_to_json` wrote."""
    found = []
    for row in header.get("hand_overs", ()):
        number, old, new, last, hashed, at = row["fields"]
        if not all(
            type(each) is int and each in _COLUMN for each in (number, last, at)
        ):
            raise BundleError(DAMAGED)
        keys = raw_from_json(old), raw_from_json(new)
        head = Head(last, raw_from_json(hashed))
        signatures = (
            raw_from_json(row["old_signature"]),
            raw_from_json(row["new_signature"]),
        )
        found.append(HandOver(number, *keys, head, at, *signatures))
    return tuple(found)


def field_to_json(value: Field) -> Any:
    """Return a column: bytes as {"b64": …}, anything else as it is."""
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode("ascii")}
    return value


def field_from_json(value: Any) -> Any:
    """Return the column that `field_to_json` wrote."""
    if isinstance(value, dict):
        return _from_base64(value["b64"])
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise BundleError(DAMAGED)


def _from_base64(text: str) -> bytes:
    return binascii.a2b_base64(text, strict_mode=True)


def raw_from_json(value: Any) -> bytes:
    """Return bytes that `field_to_json` wrote."""
    raw = field_from_json(value)
    if not isinstance(raw, bytes):
        raise BundleError(DAMAGED)
    return raw
