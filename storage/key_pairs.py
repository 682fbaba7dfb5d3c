"""The key pairs that things are sealed to: of a case, a reader, a recovery share."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

SUITE: Final = 1
"""X-Wing (ML-KEM-768 with X25519), HKDF-SHA256, AES-256-GCM; stands in every row."""

MLKEM_SEED_BYTES: Final = 64
MLKEM_PUBLIC_BYTES: Final = 1184
X25519_BYTES: Final = 32
PRIVATE_KEY_BYTES: Final = MLKEM_SEED_BYTES + X25519_BYTES
PUBLIC_KEY_BYTES: Final = MLKEM_PUBLIC_BYTES + X25519_BYTES
OVERHEAD: Final = KEM.MLKEM768_X25519.enc_length() + 16
"""By how many bytes sealing makes a text longer."""

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_KEYS_KEPT: Final = 4096


class KeyPairError(Exception):
    """These bytes are not a key. Look for a file that was cut short or mixed up."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Seals. `raw` is the ML-KEM-768 key (1184 bytes), then the X25519 key (32)."""

    raw: bytes = field(repr=False)
    _key: MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @staticmethod
    def from_raw(raw: bytes) -> "PublicKey":
        """Return the key with these bytes, parsed once while it is in use."""
        return _parse_public(raw)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """Return what only the private key opens, and only with the same `info`."""
        return _HPKE.encrypt(plaintext, self._key, info=info)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Opens. `raw` is the ML-KEM-768 seed (64 bytes), then the X25519 key (32)."""

    raw: bytes = field(repr=False)
    _key: MLKEM768X25519PrivateKey = field(repr=False, compare=False)
    _public: PublicKey = field(repr=False, compare=False)

    @staticmethod
    def from_raw(raw: bytes) -> "PrivateKey":
        """Return the key with these bytes."""
        if len(raw) != PRIVATE_KEY_BYTES:
            raise KeyPairError(f"a private key has {PRIVATE_KEY_BYTES} bytes")
        mlkem = MLKEM768PrivateKey.from_seed_bytes(raw[:MLKEM_SEED_BYTES])
        x25519 = X25519PrivateKey.from_private_bytes(raw[MLKEM_SEED_BYTES:])
        public = PublicKey.from_raw(
            mlkem.public_key().public_bytes_raw()
            + x25519.public_key().public_bytes_raw()
        )
        return PrivateKey(raw, MLKEM768X25519PrivateKey(mlkem, x25519), public)

    def public_key(self) -> PublicKey:
        """Return the half that may be known."""
        return self._public

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed, or raise an error of `cryptography`.

        Callers turn it into an error of their own that names the row.
        """
        return _HPKE.decrypt(sealed, self._key, info=info)


def generate_key_pair() -> PrivateKey:
    """Return a new private key; its `public_key()` is the other half."""
    return PrivateKey.from_raw(
        MLKEM768PrivateKey.generate().private_bytes_raw()
        + X25519PrivateKey.generate().private_bytes_raw()
    )


@lru_cache(maxsize=_KEYS_KEPT)
def _parse_public(raw: bytes) -> PublicKey:
    if len(raw) != PUBLIC_KEY_BYTES:
        raise KeyPairError(f"a public key has {PUBLIC_KEY_BYTES} bytes")
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_BYTES:]),
        )
    except ValueError:
        raise KeyPairError("these bytes are not a public key") from None
    return PublicKey(raw, key)
