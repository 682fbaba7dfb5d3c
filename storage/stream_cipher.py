"""Streams of any length, encrypted chunk by chunk with Cobblestone-256.

Cobblestone is the chunked encryption of C2SP: HKDF-SHA-512 and AES-256-GCM over 16 KiB
chunks, 56 bytes and about 0.1 % longer than the plain stream.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor

PIECE_BYTES: Final = 256 * 1024


class StreamError(Exception):
    """A stream does not open: another key or place, changed, or cut short."""

    def __init__(self) -> None:
        super().__init__("the stream does not open: wrong key, or it was changed")


def new_key() -> bytes:
    """Return a key for exactly one stream."""
    return Cobblestone256Encryptor.generate_key()


def pieces(source: BinaryIO) -> Iterator[bytes]:
    """Return what is in a file, piece by piece."""
    while piece := source.read(PIECE_BYTES):
        yield piece


def seal_pieces(plain: Iterable[bytes], key: bytes, context: bytes) -> Iterator[bytes]:
    """Return the sealed stream, piece by piece; its last piece is the proof."""
    cipher = Cobblestone256Encryptor(key, context)
    for piece in plain:
        yield cipher.update(piece)
    yield cipher.finalize()


def open_pieces(sealed: Iterable[bytes], key: bytes, context: bytes) -> Iterator[bytes]:
    """Return the plain stream, piece by piece, and raise if it was changed or cut.

    Each piece is authentic when it comes, but only after the last one it is certain
    that nothing is missing: whoever stores pieces throws them away on an error.
    """
    try:
        cipher = Cobblestone256Decryptor(key, context)
    except (ValueError, TypeError):
        raise StreamError from None
    for piece in sealed:
        try:
            plain = cipher.update(piece)
        except Exception:  # noqa: BLE001 - nothing of the content may get out
            raise StreamError from None
        yield plain
    try:
        rest = cipher.finalize()
    except Exception:  # noqa: BLE001 - nothing of the content may get out
        raise StreamError from None
    yield rest
