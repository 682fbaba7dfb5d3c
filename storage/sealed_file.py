"""A whole file, sealed to the recovery key: how backups are kept.

The first line is readable and says what the file is for. The key of the stream is
sealed in it; everything in that line is bound to the stream.
"""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from typing import BinaryIO, Final

from storage.framing import encode
from storage.key_pairs import SUITE, PrivateKey, PublicKey
from storage.stream_cipher import (
    StreamError,
    new_key,
    open_pieces,
    pieces,
    seal_pieces,
)

FORMAT: Final = "fastkontakt sealed file"
VERSION: Final = 1

_LONGEST_LINE: Final = 64 * 1024


class SealedFileError(Exception):
    """The file does not open; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class FileLabel:
    """The first line: what can be known without a key."""

    purpose: str
    """What is in it, as "store" or "shred keys"; asked for when it is opened."""
    set_id: str
    """The same in files that belong together."""
    at: int
    """Milliseconds since 1970, UTC."""
    suite: int = SUITE

    def info(self) -> bytes:
        """Return what the key of the stream is bound to when it is sealed."""
        return encode(
            "fastkontakt sealed file key 1",
            self.suite,
            self.purpose,
            self.set_id,
            self.at,
        )


def new_set_id() -> str:
    """Return an id for files that belong together."""
    return secrets.token_hex(8)


def seal_file(
    source: BinaryIO, target: BinaryIO, recovery: PublicKey, label: FileLabel
) -> bytes:
    """Write the sealed file, and return the key of its stream.

    With that key the caller opens what it has just written, to see that it is whole,
    and then drops the key: nobody but the holders of recovery opens the file later.
    """
    key = new_key()
    line = _line(label, recovery.seal(key, label.info()))
    target.write(line)
    target.writelines(seal_pieces(pieces(source), key, _context(line)))
    return key


def open_file(
    source: BinaryIO, target: BinaryIO, recovery: PrivateKey, *, purpose: str
) -> FileLabel:
    """Write the plain file, and return the label.

    On an error the target holds a part that may be incomplete: throw it away.
    """
    line = _first_line(source)
    label, wrapped_key = _parse(line)
    _check_purpose(label, purpose)
    try:
        key = recovery.open(wrapped_key, label.info())
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise SealedFileError(
            "this recovery key does not open the file: it belongs to another service, "
            "or the first line was changed"
        ) from None
    _open_stream(source, target, key, line)
    return label


def open_file_with(
    source: BinaryIO, target: BinaryIO, key: bytes, *, purpose: str
) -> FileLabel:
    """Write the plain file with the key that `seal_file` returned."""
    line = _first_line(source)
    label, _ = _parse(line)
    _check_purpose(label, purpose)
    _open_stream(source, target, key, line)
    return label


def _open_stream(source: BinaryIO, target: BinaryIO, key: bytes, line: bytes) -> None:
    try:
        target.writelines(open_pieces(pieces(source), key, _context(line)))
    except StreamError:
        raise SealedFileError(
            "the file was changed or is cut short; take another copy"
        ) from None


def _check_purpose(label: FileLabel, purpose: str) -> None:
    if label.purpose != purpose:
        raise SealedFileError(
            f'this file holds "{label.purpose}"; the one with "{purpose}" is needed'
        )


def _context(line: bytes) -> bytes:
    return encode("fastkontakt sealed file 1", line)


def _first_line(source: BinaryIO) -> bytes:
    return source.readline(_LONGEST_LINE)


def _line(label: FileLabel, wrapped_key: bytes) -> bytes:
    row = {
        "format": FORMAT,
        "version": VERSION,
        "suite": label.suite,
        "purpose": label.purpose,
        "set": label.set_id,
        "at": label.at,
        "key": base64.b64encode(wrapped_key).decode("ascii"),
    }
    return (json.dumps(row) + "\n").encode("ascii")


def _parse(line: bytes) -> tuple[FileLabel, bytes]:
    try:
        row = json.loads(line)
        known = (row["format"], row["version"], row["suite"])
        label = FileLabel(str(row["purpose"]), str(row["set"]), int(row["at"]))
        wrapped_key = base64.b64decode(row["key"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise SealedFileError("this is not a sealed file of Fastkontakt") from None
    if known != (FORMAT, VERSION, SUITE):
        raise SealedFileError("a later version wrote this file; install that version")
    return label, wrapped_key
