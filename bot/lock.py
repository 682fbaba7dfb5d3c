"""One running service per store."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from bot.errors import OperatorError

NAME: Final = "instance.lock"
SHARED: Final = frozenset(
    {
        "afs",
        "ceph",
        "cifs",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
    }
)
"""File systems on which a lock, or SQLite's shared memory, cannot be relied on."""

_MOUNTS: Final = Path("/proc/self/mountinfo")
_ESCAPES: Final = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


class AlreadyRunningError(OperatorError):
    """Another fastkontakt works with this store. Stop it first."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            f"another fastkontakt is running with {directory}: stop it first"
        )
        self.directory = directory


class SharedDiskError(OperatorError):
    """The store lies on a network disk. Move it to a disk of this machine."""

    def __init__(self, directory: Path, kind: str) -> None:
        super().__init__(
            f"[storage] path: {directory} is on a network disk ({kind}): "
            "move it to a disk of this machine"
        )
        self.directory = directory
        self.kind = kind


class InstanceLock:
    """Holds the store of a directory for this process, until closed or dead.

    The kernel lets go of it when the process ends, however it ends. The file itself
    stays: whoever removed it would let a second process lock a new one.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        refuse_shared_disk(self._directory)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._directory / NAME, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyRunningError(self._directory) from None
        self._descriptor = descriptor
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(directory: Path) -> bool:
    """Return whether a service is running with this store."""
    try:
        descriptor = os.open(directory / NAME, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def refuse_shared_disk(directory: Path, mounts: Path = _MOUNTS) -> None:
    """Raise `SharedDiskError` where a lock would not hold."""
    with suppress(FileNotFoundError):  # no such list outside Linux
        kind = _file_system(directory.resolve(), mounts.read_text(errors="replace"))
        if kind in SHARED:
            raise SharedDiskError(directory, kind)


def _file_system(path: Path, mounts: str) -> str:
    """Return the type of the file system that a path lies on."""
    found = (0, "")
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4]
        for escape, character in _ESCAPES.items():
            point = point.replace(escape, character)
        # Of two mounts at one place the later hides the earlier.
        if path.is_relative_to(point) and len(Path(point).parts) >= found[0]:
            found = (len(Path(point).parts), after.split(" ")[0])
    return found[1]
