"""The keys of the running service, as they lie in its key directory.

field.key     a ring, one JSON line a key, for the fields the program must read
lookup.key    for the fingerprints by which addresses are found
signing.key   signs entries, case keys, wraps and readers; signing.pub checks them.
              While one key takes over from another, both stand in it
recovery.pub  what every case is sealed to as well; its private half is in the shares
"""

import base64
import binascii
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from storage.key_pairs import KeyPairError, PublicKey
from storage.keyfiles import (
    KeyFileError,
    make_private_directory,
    read_private,
    read_public,
    replace_private,
    write_private,
)
from storage.vault import KEY_BYTES, FieldKey, Vault

FIELD: Final = "field.key"
LOOKUP: Final = "lookup.key"
SIGNING: Final = "signing.key"
SIGNING_PUBLIC: Final = "signing.pub"
RECOVERY_PUBLIC: Final = "recovery.pub"

_LARGEST_ID: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A signing key, and the how manieth it is."""

    id: int
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """What the service holds in memory while it runs."""

    ring: tuple[FieldKey, ...] = field(repr=False)
    lookup: bytes = field(repr=False)
    signing: Ed25519PrivateKey = field(repr=False)
    recovery: PublicKey
    directory: Path = field(repr=False)
    """Where they lie: others may have turned them since."""
    signing_id: int = field(repr=False)
    other: "SigningKey | None" = field(default=None, repr=False)
    """The key that is to take over, or from which this one did, until that is done."""

    @staticmethod
    def create(directory: Path, recovery: PublicKey) -> "ServiceKeys":
        """Make all keys in a new directory."""
        make_private_directory(directory)
        signing = Ed25519PrivateKey.generate()
        public = signing.public_key().public_bytes_raw()
        _write(directory / FIELD, _new_key(1))
        _write(directory / LOOKUP, _new_key(1))
        _write(
            directory / SIGNING, {"id": 1, "key": _text(signing.private_bytes_raw())}
        )
        _write(directory / SIGNING_PUBLIC, {"id": 1, "key": _text(public)})
        _write(directory / RECOVERY_PUBLIC, {"id": 1, "key": _text(recovery.raw)})
        return ServiceKeys.load(directory)

    @staticmethod
    def load(directory: Path) -> "ServiceKeys":
        """Read all keys, or say in one sentence what is wrong with which file."""
        lookup = _only(directory / LOOKUP)
        public, found = verify_key(directory), _signing_keys(directory)
        signing = [each for each in found if each.key.public_key() == public]
        others = [each for each in found if each not in signing]
        if len(signing) != 1 or len(others) > 1:
            raise KeyFileError(
                f"{directory / SIGNING_PUBLIC}: does not belong to {SIGNING}; "
                "restore both from one backup"
            )
        path = directory / RECOVERY_PUBLIC
        try:
            recovery = PublicKey.from_raw(_one(path, read_public(path)).key)
        except KeyPairError:
            raise _garbled(path) from None
        return ServiceKeys(
            _ring(directory),
            lookup,
            signing[0].key,
            recovery,
            directory,
            signing[0].id,
            others[0] if others else None,
        )

    def vault(self, newest: int | None = None) -> Vault:
        """Return the vault that these keys open, and that seals with `newest`."""
        return Vault(self.ring, self.lookup, newest)

    def signing_with_other(self) -> "ServiceKeys | None":
        """Return these keys with the other one signing, where there is another."""
        if self.other is None:
            return None
        mine = SigningKey(self.signing_id, self.signing)
        return replace(
            self, signing=self.other.key, signing_id=self.other.id, other=mine
        )


def verify_key(directory: Path) -> Ed25519PublicKey:
    """Return the key that checks signatures; it is no secret."""
    path = directory / SIGNING_PUBLIC
    key = _one(path, read_public(path)).key
    if len(key) != KEY_BYTES:
        raise _garbled(path)
    return Ed25519PublicKey.from_public_bytes(key)


def replace_recovery(directory: Path, recovery: PublicKey) -> None:
    """Seal to another recovery key from the next start on."""
    row = {"id": 1, "key": _text(recovery.raw)}
    _write_lines(directory / RECOVERY_PUBLIC, [row])


def add_signing_key(directory: Path) -> None:
    """Put the key that is to take over beside the one that signs."""
    path = directory / SIGNING
    (found,) = _signing_keys(directory)
    if found.id == _LARGEST_ID:
        raise KeyFileError(f"{path}: there have been too many keys")
    added = SigningKey(found.id + 1, Ed25519PrivateKey.generate())
    _write_lines(path, [_signing_line(found), _signing_line(added)])


def keep_signing_key(directory: Path, kept: SigningKey) -> None:
    """Sign with this key only; what names it to others comes first."""
    public = kept.key.public_key().public_bytes_raw()
    line = {"id": kept.id, "key": _text(public)}
    _write_lines(directory / SIGNING_PUBLIC, [line])
    _write_lines(directory / SIGNING, [_signing_line(kept)])


def add_field_key(directory: Path) -> FieldKey:
    """Add a key to the ring: new fields use it, the old ones still open."""
    ring = _ring(directory)
    number = max(key.id for key in ring) + 1
    if number > _LARGEST_ID:
        raise KeyFileError(f"{directory / FIELD}: the ring is full")
    added = _new_key(number)
    _write_lines(directory / FIELD, [*map(_line, ring), added])
    return FieldKey(number, base64.b64decode(added["key"]))


def drop_field_key(directory: Path, number: int) -> None:
    """Take an old key out of the ring, once no field needs it any more."""
    ring = _ring(directory)
    if number == max(key.id for key in ring):
        raise KeyFileError(f"{directory / FIELD}: the newest key stays; add one first")
    left = [_line(key) for key in ring if key.id != number]
    _write_lines(directory / FIELD, left)


def _ring(directory: Path) -> tuple[FieldKey, ...]:
    return _several(directory / FIELD)


def _signing_keys(directory: Path) -> list[SigningKey]:
    return [
        SigningKey(each.id, Ed25519PrivateKey.from_private_bytes(each.key))
        for each in _several(directory / SIGNING)
    ]


def _several(path: Path) -> tuple[FieldKey, ...]:
    found = _parse(path, read_private(path))
    if len({key.id for key in found}) < len(found):
        raise _garbled(path)
    if any(len(key.key) != KEY_BYTES for key in found):
        raise _garbled(path)
    return found


def _only(path: Path) -> bytes:
    key = _one(path, read_private(path)).key
    if len(key) != KEY_BYTES:
        raise _garbled(path)
    return key


def _one(path: Path, content: bytes) -> FieldKey:
    found = _parse(path, content)
    if len(found) != 1:
        raise _garbled(path)
    return found[0]


def _parse(path: Path, content: bytes) -> tuple[FieldKey, ...]:
    try:
        rows = [json.loads(line) for line in content.decode("ascii").splitlines()]
        found = tuple(
            FieldKey(int(row["id"]), base64.b64decode(row["key"], validate=True))
            for row in rows
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise _garbled(path) from None
    if not found or not all(0 < key.id <= _LARGEST_ID for key in found):
        raise _garbled(path)
    return found


def _garbled(path: Path) -> KeyFileError:
    return KeyFileError(
        f"{path}: too short or garbled; restore it from the backup, do not edit it"
    )


def _new_key(number: int) -> dict[str, Any]:
    return {"id": number, "key": _text(os.urandom(KEY_BYTES))}


def _line(key: FieldKey) -> dict[str, Any]:
    return {"id": key.id, "key": _text(key.key)}


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _write(path: Path, row: dict[str, Any]) -> None:
    write_private(path, (json.dumps(row) + "\n").encode("ascii"))


def _signing_line(key: SigningKey) -> dict[str, Any]:
    return {"id": key.id, "key": _text(key.key.private_bytes_raw())}


def _write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    replace_private(path, lines.encode("ascii"))
