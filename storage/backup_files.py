"""The two files of a backup: what stands in them, sealed and opened."""

import io
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from storage import sealed_file, service_keys
from storage.archive import ArchiveError, Member, Packed, Progress, Sink, Unpacked
from storage.connection import FILE
from storage.errors import StoreError
from storage.key_pairs import PrivateKey, PublicKey
from storage.sealed_file import FileLabel, SealedFileError
from storage.setup import ATTACHMENTS

STORE_PURPOSE: Final = "store"
KEYS_PURPOSE: Final = "shred keys"
KEYS_SUFFIX: Final = ".keys"

CONFIG: Final = "config.toml"
KEYS: Final = "keys"
DATA: Final = "data"
STORE: Final = f"{DATA}/{FILE}"
SHRED: Final = "shred_keys.jsonl"
PRIVATE_KEYS: Final = (service_keys.FIELD, service_keys.LOOKUP, service_keys.SIGNING)
PUBLIC_KEYS: Final = (service_keys.SIGNING_PUBLIC, service_keys.RECOVERY_PUBLIC)
ATTACHMENT: Final = f"{DATA}/{ATTACHMENTS}/"
"""What the name of an attachment begins with."""

LAST_BACKUP: Final = "last_backup"
LAST_KEYS_BACKUP: Final = "last_keys_backup"
LAST_KEYS_FILE: Final = "last_keys_file"
"""Facts of the store: when the two files were written, and where the second one was."""

Receive = Callable[[str, int], Sink]


class BackupError(StoreError):
    """A backup cannot be written or used; the text is one sentence that says why."""


def keys_file_of(store_file: Path) -> Path:
    """Return the name of the second file.

    >>> keys_file_of(Path("monday.backup")).name
    'monday.backup.keys'
    """
    return store_file.with_name(store_file.name + KEYS_SUFFIX)


class NewFile:
    """A new file that only its owner can read; on the disk once it is closed."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")

    def write(self, piece: bytes, /) -> None:
        """Write the next piece."""
        self._file.write(piece)

    def close(self) -> None:
        """Wait until everything is on the disk."""
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())


def require_space(needed: Mapping[Path, int]) -> None:
    """Refuse to begin what cannot end: `needed` bytes in each directory."""
    for place, count in needed.items():
        free = shutil.disk_usage(place).free
        if free < count:
            raise BackupError(
                f"{place}: {(count >> 20) + 1} MiB are needed and {free >> 20} are free"
            )


def seal(
    path: Path,
    members: Sequence[Member],
    recovery: PublicKey,
    label: FileLabel,
    progress: Progress,
) -> tuple[bytes, dict[str, bytes]]:
    """Write a sealed file; return its key, and the SHA-256 of each file in it."""
    packed = Packed(members, progress)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            key = sealed_file.seal_file(
                io.BufferedReader(packed), file, recovery, label
            )
        except ArchiveError:
            raise BackupError("a file changed while it was copied: try again") from None
        file.flush()
        os.fsync(file.fileno())
    return key, packed.hashes


def open_with_key(
    path: Path, key: bytes, purpose: str, receive: Receive, progress: Progress
) -> dict[str, bytes]:
    """Open what was just written with the key of its stream; return the hashes."""

    def opened(source: BinaryIO, target: BinaryIO) -> None:
        sealed_file.open_file_with(source, target, key, purpose=purpose)

    return _open(path, opened, receive, progress)


def open_with_recovery(
    path: Path, key: PrivateKey, purpose: str, receive: Receive, progress: Progress
) -> FileLabel:
    """Open a backup's file with the recovery key; return its label."""
    labels = []

    def opened(source: BinaryIO, target: BinaryIO) -> None:
        labels.append(sealed_file.open_file(source, target, key, purpose=purpose))

    _open(path, opened, receive, progress)
    return labels[0]


def _open(
    path: Path,
    opened: Callable[[BinaryIO, BinaryIO], None],
    receive: Receive,
    progress: Progress,
) -> dict[str, bytes]:
    unpacked = Unpacked(receive, progress)
    try:
        with path.open("rb") as source, io.BufferedWriter(unpacked) as target:
            opened(source, target)
            target.flush()
            unpacked.require_end()
    except SealedFileError as error:
        raise BackupError(f"{path}: {error}") from None
    except ArchiveError:
        raise BackupError(f"{path}: this is no backup, or a damaged one") from None
    return unpacked.hashes
