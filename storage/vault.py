"""The fields that the program itself must read, encrypted under the service keys."""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

KEY_BYTES: Final = 32

_ID_BYTES: Final = 2
_NONCE_BYTES: Final = 12
_BODY: Final = _ID_BYTES + _NONCE_BYTES


class Place(NamedTuple):
    """Where a field stands; moved to another row or column, it does not open."""

    table: str
    column: str
    row: str | int


class VaultError(Exception):
    """A field does not open: its key is not in the ring, or the row was changed."""

    def __init__(self, place: Place) -> None:
        super().__init__(
            f"{place.table}.{place.column} of row {place.row} does not open: "
            "its key is missing, or the row was changed"
        )
        self.place = place


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key of the ring."""

    id: int
    key: bytes = field(repr=False)


class Vault:
    """Opens with any key of the ring, seals with one, and makes fingerprints.

    It seals with the `newest`, if that is named: who works beside us may not know a
    newer one yet.
    """

    __slots__ = ("_ciphers", "_lookup", "_newest", "_prefix")

    def __init__(
        self, ring: Sequence[FieldKey], lookup_key: bytes, newest: int | None = None
    ) -> None:
        self._ciphers = {
            key.id.to_bytes(_ID_BYTES, "big"): AESGCMSIV(key.key) for key in ring
        }
        named = None if newest is None else newest.to_bytes(_ID_BYTES, "big")
        self._prefix = max(self._ciphers) if named is None else named
        self._newest = self._ciphers[self._prefix]
        self._lookup = lookup_key

    @property
    def newest_key_id(self) -> int:
        """Return the id of the key that new fields are sealed with."""
        return int.from_bytes(self._prefix, "big")

    def seal(self, place: Place, plaintext: bytes) -> bytes:
        """Return the field as it may be stored at this place."""
        nonce = os.urandom(_NONCE_BYTES)
        bound = _bound_to(place, self._prefix)
        return self._prefix + nonce + self._newest.encrypt(nonce, plaintext, bound)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Return what was sealed at this place."""
        prefix = sealed[:_ID_BYTES]
        try:
            return self._ciphers[prefix].decrypt(
                sealed[_ID_BYTES:_BODY], sealed[_BODY:], _bound_to(place, prefix)
            )
        except (KeyError, InvalidTag, ValueError):
            raise VaultError(place) from None

    def fingerprint(self, field_name: str, value: str) -> bytes:
        """Return the keyed hash by which a value is looked up.

        The same value under another field name has another fingerprint. The caller
        brings the value into its one spelling first.
        """
        return hmac.digest(self._lookup, f"{field_name}\0{value}".encode(), "sha256")


def key_id(sealed: bytes) -> int:
    """Return the id of the key that a stored field was sealed with."""
    return int.from_bytes(sealed[:_ID_BYTES], "big")


def _bound_to(place: Place, prefix: bytes) -> bytes:
    # Names of tables and columns hold no NUL and the key id has two bytes, so this
    # cannot be read in two ways; `framing.encode` would cost as much as the cipher.
    return prefix + f"{place.table}\0{place.column}\0{place.row}".encode()
