"""The key pair of a reader, as two files on the reader's own machine."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage import armour
from storage.framing import encode
from storage.key_pairs import (
    SUITE,
    KeyPairError,
    PrivateKey,
    PublicKey,
    generate_key_pair,
)
from storage.keyfiles import KeyFileError, read_private, read_public, write_private
from storage.passphrase import spelling

PRIVATE: Final = "fastkontakt reader private key"
PUBLIC: Final = "fastkontakt reader public key"
VERSION: Final = 1

_ID_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
_ID_LENGTH: Final = 8
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class ReaderKeyError(KeyFileError):
    """A reader's key cannot be used; the text is one sentence that says why."""


class WrongPassphraseError(ReaderKeyError):
    """The passphrase does not open the key. Type it again."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: wrong passphrase")


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work and memory one guess of the passphrase takes."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def is_bearable(self) -> bool:
        """Tell whether a file that asks for this is not a trap."""
        return (
            8 * self.lanes <= self.memory_kib <= 1024 * 1024
            and 1 <= self.passes <= 16  # noqa: PLR2004 - bounds with no other meaning
            and 1 <= self.lanes <= 16  # noqa: PLR2004 - as above
        )


DEFAULT_COST: Final = Cost()
"""256 MiB, about 0.6 seconds a guess: four times the memory that RFC 9106 asks for."""


@dataclass(frozen=True, slots=True)
class ReaderPublic:
    """What a reader hands in: an id and a key."""

    reader_id: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class ReaderPrivate:
    """What opens the cases of a reader."""

    reader_id: str
    key: PrivateKey = field(repr=False)


def create(path: Path, passphrase: str, cost: Cost = DEFAULT_COST) -> ReaderPublic:
    """Make a key pair, and write `KEY` and `KEY.pub`."""
    reader = ReaderPrivate(_new_id(), generate_key_pair())
    public = ReaderPublic(reader.reader_id, reader.key.public_key())
    if public_path(path).exists():
        raise KeyFileError(f"{public_path(path)}: there already; move it away first")
    write_private(path, lock(reader, passphrase, cost))
    write_private(public_path(path), public_text(public))
    return public


def public_path(path: Path) -> Path:
    """Return where the public half of a key file lies.

    >>> public_path(Path("mette.key")).name
    'mette.key.pub'
    """
    return path.with_name(f"{path.name}.pub")


def load(path: Path, passphrase: str) -> ReaderPrivate:
    """Read `KEY` with its passphrase."""
    return open_content(read_private(path), path, passphrase)


def open_content(content: bytes, path: Path, passphrase: str) -> ReaderPrivate:
    """Return the key in the content of `KEY`; `path` is what a fault names."""
    try:
        return unlock(content, passphrase)
    except InvalidTag:
        raise WrongPassphraseError(path) from None
    except (armour.ArmourError, KeyPairError) as error:
        raise ReaderKeyError(f"{path}: {error}") from None


def load_public(path: Path) -> ReaderPublic:
    """Read `KEY.pub`."""
    try:
        return parse_public(read_public(path))
    except armour.ArmourError as error:
        raise ReaderKeyError(f"{path}: {error}") from None


def public_text(reader: ReaderPublic) -> bytes:
    """Return the content of `KEY.pub`."""
    row = {
        "reader": reader.reader_id,
        "suite": SUITE,
        "public_key": armour.text(reader.key.raw),
    }
    return armour.to_text(PUBLIC, VERSION, row)


def parse_public(content: bytes) -> ReaderPublic:
    """Return the reader that `KEY.pub` describes."""
    row = armour.from_text(PUBLIC, VERSION, content)
    _require_suite(row)
    try:
        key = PublicKey.from_raw(armour.raw(row, "public_key"))
    except KeyPairError:
        raise armour.ArmourError("is damaged; take another copy") from None
    return ReaderPublic(_reader_id(row), key)


def lock(reader: ReaderPrivate, passphrase: str, cost: Cost = DEFAULT_COST) -> bytes:
    """Return the content of `KEY`."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    lock_key = _derive(reader.reader_id, passphrase, salt, cost)
    bound = _bound(reader.reader_id, salt, cost)
    row = {
        "reader": reader.reader_id,
        "suite": SUITE,
        "argon2id": {
            "salt": armour.text(salt),
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
        },
        "nonce": armour.text(nonce),
        "locked": armour.text(AESGCM(lock_key).encrypt(nonce, reader.key.raw, bound)),
    }
    return armour.to_text(PRIVATE, VERSION, row)


def unlock(content: bytes, passphrase: str) -> ReaderPrivate:
    """Return the reader's key; a wrong passphrase raises `InvalidTag`."""
    row = armour.from_text(PRIVATE, VERSION, content)
    _require_suite(row)
    reader_id, (salt, cost) = _reader_id(row), _asked_cost(row)
    nonce, locked = armour.raw(row, "nonce"), armour.raw(row, "locked")
    if len(nonce) != _NONCE_BYTES:
        raise armour.ArmourError("has no nonce")
    lock_key = _derive(reader_id, passphrase, salt, cost)
    opened = AESGCM(lock_key).decrypt(nonce, locked, _bound(reader_id, salt, cost))
    return ReaderPrivate(reader_id, PrivateKey.from_raw(opened))


def _require_suite(row: dict[str, Any]) -> None:
    if row.get("suite") != SUITE:
        raise armour.ArmourError(
            "is a key of another suite than this version knows; install the one that"
            " made it"
        )


def _asked_cost(row: dict[str, Any]) -> tuple[bytes, Cost]:
    asked = row.get("argon2id")
    if not isinstance(asked, dict):
        raise armour.ArmourError("has no argon2id")
    try:
        cost = Cost(*(int(asked[name]) for name in ("memory_kib", "passes", "lanes")))
    except (KeyError, TypeError, ValueError):
        raise armour.ArmourError("has no cost") from None
    salt = armour.raw(asked, "salt")
    if not cost.is_bearable() or len(salt) != _SALT_BYTES:
        raise armour.ArmourError("asks for a cost that no key of ours has")
    return salt, cost


def _derive(reader_id: str, passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        ad=reader_id.encode(),
    ).derive(spelling(passphrase).encode())


def _bound(reader_id: str, salt: bytes, cost: Cost) -> bytes:
    return encode(
        PRIVATE,
        VERSION,
        SUITE,
        reader_id,
        salt,
        cost.memory_kib,
        cost.passes,
        cost.lanes,
    )


def _reader_id(row: dict[str, Any]) -> str:
    reader_id = row.get("reader")
    if not isinstance(reader_id, str) or not reader_id.startswith("r-"):
        raise armour.ArmourError("has no reader")
    if row.get("suite") != SUITE:
        raise armour.ArmourError("is of a later version; install that version")
    return reader_id


def _new_id() -> str:
    return "r-" + "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
