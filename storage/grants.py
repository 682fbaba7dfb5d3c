"""What one reader gives another: the case keys of a bundle, locked to the other.

Made on the reader's machine; on the server the shred key goes around it. It holds
nothing that anybody but the other reader can open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from storage import armour
from storage.bundle import Bundle
from storage.key_pairs import (
    OVERHEAD,
    PRIVATE_KEY_BYTES,
    SUITE,
    KeyPairError,
    PrivateKey,
    PublicKey,
)
from storage.keyfiles import LARGEST_BYTES, KeyFileError, read_public, write_private
from storage.reader_keys import ReaderPublic
from storage.wraps import WrapBinding, wrap_inner

KIND: Final = "fastkontakt grant"
VERSION: Final = 1

_INNER_BYTES: Final = PRIVATE_KEY_BYTES + OVERHEAD
_MISREADINGS: Final = (ValueError, KeyError, TypeError, AttributeError, KeyPairError)


class GrantError(KeyFileError):
    """A grant cannot be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class GrantedEpoch:
    """The key of one epoch, locked to the reader who is to have it."""

    epoch: int
    case_key: bytes
    """The SHA-256 of the public key that it belongs to."""
    inner: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """Epochs of one case, for one reader."""

    case_id: str
    signing_key: bytes
    """Of the service whose bundle it was made from."""
    granted_by: str
    to: ReaderPublic
    epochs: tuple[GrantedEpoch, ...]


def make(
    bundle: Bundle,
    keys: Mapping[int, PrivateKey],
    *,
    granted_by: str,
    to: ReaderPublic,
) -> Grant:
    """Return a grant of everything that the giver's case keys open."""
    epochs = tuple(
        GrantedEpoch(
            epoch,
            fingerprint(key.public_key().raw),
            wrap_inner(key, to.key, WrapBinding(bundle.case_id, epoch, to.reader_id)),
        )
        for epoch, key in sorted(keys.items())
    )
    return Grant(bundle.case_id, bundle.signing_key, granted_by, to, epochs)


def fingerprint(public_key: bytes) -> bytes:
    """Return by what a grant names the key of an epoch."""
    return sha256(public_key).digest()


def write(path: Path, grant: Grant) -> None:
    """Write a grant to a new file."""
    row = {
        "case": grant.case_id,
        "signing_key": armour.text(grant.signing_key),
        "granted_by": grant.granted_by,
        "reader": grant.to.reader_id,
        "suite": SUITE,
        "public_key": armour.text(grant.to.key.raw),
        "epochs": [
            {
                "epoch": each.epoch,
                "case_key": armour.text(each.case_key),
                "inner": armour.text(each.inner),
            }
            for each in grant.epochs
        ],
    }
    content = armour.to_text(KIND, VERSION, row)
    if len(content) > LARGEST_BYTES:
        raise GrantError(
            "the case has too many keys for one grant; use fastkontakt recovery grant"
        )
    write_private(path, content)


def read(path: Path) -> Grant:
    """Return the grant in a file."""
    try:
        row = armour.from_text(KIND, VERSION, read_public(path), largest=LARGEST_BYTES)
        return _grant(row)
    except armour.ArmourError as error:
        raise GrantError(f"{path}: {error}") from None
    except _MISREADINGS:
        raise GrantError(f"{path}: is damaged; take another copy") from None


def _grant(row: dict[str, Any]) -> Grant:
    if row.get("suite") != SUITE:
        raise armour.ArmourError("is of a later version; install that version")
    to = ReaderPublic(
        str(row["reader"]), PublicKey.from_raw(armour.raw(row, "public_key"))
    )
    epochs = tuple(
        GrantedEpoch(
            int(each["epoch"]), armour.raw(each, "case_key"), armour.raw(each, "inner")
        )
        for each in row["epochs"]
    )
    if any(len(each.inner) != _INNER_BYTES for each in epochs):
        raise armour.ArmourError("is damaged; take another copy")
    return Grant(
        str(row["case"]),
        armour.raw(row, "signing_key"),
        str(row["granted_by"]),
        to,
        epochs,
    )
