"""Files that only their owner may read."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

LARGEST_BYTES: Final = 1 << 20
"""No key file comes near this; whatever is larger is something else."""

_HAS_OWNERS: Final = os.name == "posix"


class KeyFileError(Exception):
    """A key file cannot be used; the text is one sentence that says what to do."""


def write_private(path: Path, content: bytes) -> None:
    """Write a new file, 0600 whatever the umask, and wait until it is on the disk."""
    _write_new(path, content)
    sync_directory(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Write the file anew in one step: a crash leaves the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    _write_new(beside, content)
    beside.replace(path)
    sync_directory(path.parent)


def read_private(path: Path) -> bytes:
    """Return the content of a file that nobody but its owner can read or change."""
    content, found = _read(path)
    if not _HAS_OWNERS:
        return content
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(
            f"{path}: others can read it; run: chmod 600 {path} "
            "(or copy it to a disk that keeps permissions)"
        )
    if found.st_uid not in {os.geteuid(), 0}:
        raise KeyFileError(f"{path}: it belongs to another user; run: chown it to you")
    _refuse_replaceable(path)
    return content


def read_public(path: Path) -> bytes:
    """Return the content of a file that nobody but its owner can change."""
    content, found = _read(path)
    if _HAS_OWNERS and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise KeyFileError(f"{path}: others can change it; run: chmod 644 {path}")
    return content


def make_private_directory(path: Path) -> None:
    """Make a directory, 0700 whatever the umask, or take an empty one that is there."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if not path.is_dir() or any(path.iterdir()):
            raise KeyFileError(
                f"{path}: there is something already; choose another place"
            ) from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be made ({error.strerror})") from None
    if _HAS_OWNERS:
        path.chmod(0o700)


def sync_directory(path: Path) -> None:
    """Wait until the names in a directory are on the disk, where that can be asked."""
    if not _HAS_OWNERS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def new_private(path: Path) -> Iterator[BinaryIO]:
    """Open a new file to write, 0600 whatever the umask; a failure leaves none."""
    with _new_file(path) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            path.unlink()
            raise
    sync_directory(path.parent)


def _write_new(path: Path, content: bytes) -> None:
    with _new_file(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _new_file(path: Path) -> BinaryIO:
    try:
        descriptor = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600
        )
    except FileExistsError:
        raise KeyFileError(
            f"{path}: there already; move it away first, it is not overwritten"
        ) from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be written ({error.strerror})") from None
    if _HAS_OWNERS:
        os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "wb")


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: missing; restore it from the backup, or name the right place"
        ) from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    if len(content) > LARGEST_BYTES:
        raise KeyFileError(f"{path}: too large for a key file; name the right file")
    return content, found


def _refuse_replaceable(path: Path) -> None:
    folder = path.absolute().parent
    mode = folder.stat().st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        raise KeyFileError(f"{path}: others can replace it; run: chmod go-w {folder}")


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends
