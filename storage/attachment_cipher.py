"""Photos, voice messages and other files, sealed as streams.

Each file has a random key of its own, which stands in the sealed text of its entry.
The entry itself carries the SHA-256 of the sealed stream, so that the chain covers the
file without a key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.cobblestone import Cobblestone256Encryptor

from storage.framing import encode
from storage.stream_cipher import StreamError, new_key, open_pieces


class AttachmentError(Exception):
    """An attachment does not open: another key, or it was changed or cut short."""

    def __init__(self, place: "AttachmentPlace") -> None:
        super().__init__(
            f"attachment {place.attachment_id} of case {place.case_id} does not open: "
            "wrong key, or it was changed"
        )
        self.case_id = place.case_id
        self.attachment_id = place.attachment_id


@dataclass(frozen=True, slots=True)
class AttachmentPlace:
    """Where an attachment belongs; moved elsewhere, it does not open."""

    case_id: str
    attachment_id: str

    def context(self) -> bytes:
        """Return what the stream is bound to."""
        return encode("fastkontakt attachment 1", self.case_id, self.attachment_id)


@dataclass(frozen=True, slots=True)
class SealedAttachment:
    """What is known of a sealed stream once it is complete."""

    place: AttachmentPlace
    key: bytes = field(repr=False)
    """Goes into the sealed text of the entry and nowhere else."""
    hash: bytes
    """SHA-256 of the sealed stream; goes into the entry."""
    size: int
    """Bytes before sealing."""


class AttachmentSealer:
    """Seals one stream while it arrives, in constant memory."""

    __slots__ = ("_cipher", "_hash", "_key", "_place", "_size")

    def __init__(self, place: AttachmentPlace) -> None:
        self._place = place
        self._key = new_key()
        self._cipher = Cobblestone256Encryptor(self._key, place.context())
        self._hash = sha256()
        self._size = 0

    def update(self, piece: bytes) -> bytes:
        """Return what is to be stored for the next piece; maybe nothing yet."""
        self._size += len(piece)
        return self._hashed(self._cipher.update(piece))

    def finish(self) -> tuple[bytes, SealedAttachment]:
        """Return the last bytes to store, and what is known of the whole."""
        last = self._hashed(self._cipher.finalize())
        return last, SealedAttachment(
            self._place, self._key, self._hash.digest(), self._size
        )

    def _hashed(self, sealed: bytes) -> bytes:
        self._hash.update(sealed)
        return sealed


def seal_attachment(
    plain: bytes, place: AttachmentPlace
) -> tuple[bytes, SealedAttachment]:
    """Return a small file sealed in one go, and what is known of it."""
    sealer = AttachmentSealer(place)
    first = sealer.update(plain)
    last, sealed = sealer.finish()
    return first + last, sealed


def open_attachment(
    sealed: Iterable[bytes], key: bytes, place: AttachmentPlace
) -> bytes:
    """Return the whole file, or nothing of it when a single byte is not as written."""
    try:
        return b"".join(open_pieces(sealed, key, place.context()))
    except StreamError:
        raise AttachmentError(place) from None
