"""Several files as one stream, laid out as tar has it.

Only what backups need of tar: plain files with short names. So nobody depends on this
program to take a backup apart once it is decrypted.
"""

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

PIECE_BYTES: Final = 256 * 1024

_BLOCK: Final = tarfile.BLOCKSIZE
_END: Final = bytes(2 * _BLOCK)

Progress = Callable[[int], None]
"""Told of each piece how many bytes it had."""


class ArchiveError(Exception):
    """The stream is no archive of ours, ends too early, or a file changed its size."""

    def __init__(self) -> None:
        super().__init__("not a whole archive")


class Sink(Protocol):
    """Where the content of one file goes."""

    def write(self, piece: bytes, /) -> object:
        """Take the next piece."""

    def close(self) -> None:
        """Take note that nothing more comes."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name there, its size, and how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO] = field(repr=False)


def of_bytes(name: str, content: bytes) -> Member:
    """Return a member whose content is at hand."""
    return Member(name, len(content), lambda: io.BytesIO(content))


def of_file(name: str, path: Path) -> Member:
    """Return a member whose content lies in a file."""
    return Member(name, path.stat().st_size, lambda: path.open("rb"))


class Packed(io.RawIOBase):
    """The archive, to be read; `hashes` has the SHA-256 of each file read so far."""

    def __init__(self, members: Iterable[Member], progress: Progress) -> None:
        super().__init__()
        self.hashes: dict[str, bytes] = {}
        self._progress = progress
        self._pieces = self._all(members)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Say that this stream is for reading."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as the next piece goes; 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _all(self, members: Iterable[Member]) -> Iterator[bytes]:
        for member in members:
            yield _header(member)
            yield from self._content(member)
            yield bytes(-member.size % _BLOCK)
        yield _END

    def _content(self, member: Member) -> Iterator[bytes]:
        hashed, left = sha256(), member.size
        with member.open() as file:
            while left:
                piece = file.read(min(left, PIECE_BYTES))
                if not piece:
                    raise ArchiveError
                left -= len(piece)
                hashed.update(piece)
                yield piece
                self._progress(len(piece))
        self.hashes[member.name] = hashed.digest()


@dataclass(slots=True)
class _Current:
    """The file whose content comes just now."""

    name: str
    sink: Sink
    left: int
    hashed: Any = field(default_factory=sha256)


class Unpacked(io.RawIOBase):
    """An archive that is taken apart while it is written here.

    `receive` is given the name and size of each file and returns where it goes.
    `hashes` has the SHA-256 of each file that came to its end.
    """

    def __init__(self, receive: Callable[[str, int], Sink], progress: Progress) -> None:
        super().__init__()
        self.hashes: dict[str, bytes] = {}
        self._is_whole = self._is_done = False
        self._receive = receive
        self._progress = progress
        self._header = b""
        self._current: _Current | None = None
        self._padding = 0

    def writable(self) -> bool:
        """Say that this stream is for writing."""
        return True

    def write(self, data: Any, /) -> int:
        """Take the next piece of the archive."""
        rest = memoryview(data)
        try:
            while rest and not self._is_done:
                rest = self._take(rest)
        except BaseException:
            # Whoever closes a buffer in front of us writes its rest once more.
            self._is_done = True
            raise
        return len(data)

    def require_end(self) -> None:
        """Raise `ArchiveError` unless the archive came to its end."""
        if not self._is_whole:
            raise ArchiveError

    def close(self) -> None:
        """Let go of a file whose end never came."""
        if self._current is not None:
            self._current.sink.close()
            self._current = None
        super().close()

    def _take(self, view: memoryview) -> memoryview:
        """Use up the beginning and return the rest."""
        if self._current is not None:
            return self._fill(self._current, view)
        if self._padding:
            used = min(self._padding, len(view))
            self._padding -= used
            return view[used:]
        used = _BLOCK - len(self._header)
        self._header += view[:used]
        if len(self._header) == _BLOCK:
            header, self._header = self._header, b""
            self._begin(header)
        return view[used:]

    def _begin(self, header: bytes) -> None:
        if header == bytes(_BLOCK):
            self._is_whole = self._is_done = True
            return
        try:
            found = tarfile.TarInfo.frombuf(header, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeError):
            raise ArchiveError from None
        if not found.isreg() or found.size < 0 or found.name in self.hashes:
            raise ArchiveError
        self._padding = -found.size % _BLOCK
        sink = self._receive(found.name, found.size)
        self._current = _Current(found.name, sink, found.size)
        self._fill(self._current, memoryview(b""))

    def _fill(self, current: _Current, view: memoryview) -> memoryview:
        piece = bytes(view[: current.left])
        current.hashed.update(piece)
        current.sink.write(piece)
        current.left -= len(piece)
        self._progress(len(piece))
        if not current.left:
            self._current = None
            current.sink.close()
            self.hashes[current.name] = current.hashed.digest()
        return view[len(piece) :]


def _header(member: Member) -> bytes:
    described = tarfile.TarInfo(member.name)
    described.size = member.size
    described.mode = 0o600
    return described.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")
