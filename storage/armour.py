"""Small JSON files that people carry: keys and shares, with a check against damage."""

import base64
import binascii
import json
from hashlib import sha256
from typing import Any, Final

LARGEST_BYTES: Final = 64 * 1024


class ArmourError(Exception):
    """The file is not what it should be; the text is the end of a sentence."""


def to_text(kind: str, version: int, row: dict[str, Any]) -> bytes:
    """Return the file: readable names, and a checksum over all of it."""
    content = {"format": kind, "version": version, **row}
    return (json.dumps({**content, "checksum": _checksum(content)}, indent=1)).encode(
        "ascii"
    ) + b"\n"


def from_text(
    kind: str, version: int, content: bytes, *, largest: int = LARGEST_BYTES
) -> dict[str, Any]:
    """Return what stands in the file, or say what it is not."""
    if len(content) > largest:
        raise ArmourError(f"is not a {kind}")
    try:
        row = json.loads(content)
        found = row.pop("format"), row.pop("version")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArmourError(f"is not a {kind}, or is damaged") from None
    if found[0] != kind:
        raise ArmourError(f"is not a {kind}")
    if found[1] != version:
        raise ArmourError(f"is a {kind} of a later version; install that version")
    checksum = row.pop("checksum", None)
    if checksum != _checksum({"format": kind, "version": version, **row}):
        raise ArmourError("is damaged; take another copy")
    return dict(row)


def text(content: bytes) -> str:
    """Return bytes as they stand in such a file."""
    return base64.b64encode(content).decode("ascii")


def raw(row: dict[str, Any], name: str) -> bytes:
    """Return the bytes that stand under a name."""
    try:
        return base64.b64decode(row[name], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise ArmourError(f"has no {name}") from None


def _checksum(content: dict[str, Any]) -> str:
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode("ascii")).hexdigest()[:16]
