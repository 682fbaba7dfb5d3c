"""The private key of a case, locked to one reader under the shred key of the case.

The inner layer opens with the reader's key, the outer one with the shred key: once
that is destroyed, no reader opens the case, not even from an old backup.
"""

import os
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.framing import encode
from storage.key_pairs import SUITE, PrivateKey, PublicKey

RECOVERY: Final = "recovery"
"""Stands in place of a reader's id where the recovery key is meant."""

SHRED_KEY_BYTES: Final = 32
VERSION: Final = 1

_NONCE_BYTES: Final = 12
_REFUSED: Final = "wrong key, or the row was changed"


class WrapError(Exception):
    """A wrap cannot be made or opened; the text names it and nothing else."""

    def __init__(self, what: str, belongs: "WrapBinding") -> None:
        super().__init__(
            f"the wrap of case {belongs.case_id}, epoch {belongs.epoch}, for "
            f"{belongs.reader_id} cannot be {what}"
        )
        self.case_id = belongs.case_id
        self.epoch = belongs.epoch
        self.reader_id = belongs.reader_id


@dataclass(frozen=True, slots=True)
class WrapBinding:
    """Which key of which case a wrap holds, and for whom."""

    case_id: str
    epoch: int
    reader_id: str
    suite: int = SUITE
    version: int = VERSION

    def bytes_for(self, layer: str) -> bytes:
        """Return what a layer of the wrap is bound to."""
        return encode(
            f"fastkontakt wrap {layer}",
            self.version,
            self.suite,
            self.case_id,
            self.epoch,
            self.reader_id,
        )


def new_shred_key() -> bytes:
    """Return a key for the outer layer of all wraps of one case."""
    return os.urandom(SHRED_KEY_BYTES)


def wrap(
    case_key: PrivateKey, reader: PublicKey, *, shred_key: bytes, belongs: WrapBinding
) -> bytes:
    """Return the case's private key under both layers."""
    return cover(wrap_inner(case_key, reader, belongs), shred_key, belongs)


def wrap_inner(case_key: PrivateKey, reader: PublicKey, belongs: WrapBinding) -> bytes:
    """Return the inner layer alone: what someone who holds a key can grant."""
    try:
        return reader.seal(case_key.raw, belongs.bytes_for("inner"))
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise WrapError("made", belongs) from None


def cover(inner: bytes, shred_key: bytes, belongs: WrapBinding) -> bytes:
    """Put the outer layer around an inner one."""
    try:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(shred_key).encrypt(
            nonce, inner, belongs.bytes_for("outer")
        )
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise WrapError("made", belongs) from None


def peel(wrapped: bytes, shred_key: bytes, belongs: WrapBinding) -> bytes:
    """Return the inner layer, which still needs the reader's key."""
    try:
        return AESGCM(shred_key).decrypt(
            wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], belongs.bytes_for("outer")
        )
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise WrapError(f"peeled: {_REFUSED}", belongs) from None


def open_inner(inner: bytes, reader: PrivateKey, belongs: WrapBinding) -> PrivateKey:
    """Return the case's private key.

    The caller compares its public half with the signed key of the epoch: a wrap
    alone does not say who made it.
    """
    try:
        return PrivateKey.from_raw(reader.open(inner, belongs.bytes_for("inner")))
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise WrapError(f"opened: {_REFUSED}", belongs) from None
