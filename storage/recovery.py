"""The recovery key in three shares, of which any two open it and one never does.

Each share has a key of its own. For each pair of shares the recovery key is sealed to
the one and then to the other, so that opening it takes both.
"""

import secrets
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from storage import armour
from storage.framing import encode
from storage.key_pairs import (
    SUITE,
    KeyPairError,
    PrivateKey,
    PublicKey,
    generate_key_pair,
)
from storage.keyfiles import (
    KeyFileError,
    make_private_directory,
    read_private,
    write_private,
)

KIND: Final = "fastkontakt recovery share"
VERSION: Final = 1
SHARES: Final = 3


class RecoveryError(KeyFileError):
    """Shares cannot be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of three; worth nothing without a second one."""

    set_id: str
    number: int
    recovery_public: PublicKey
    key: PrivateKey = field(repr=False)
    wraps: dict[str, bytes] = field(repr=False)
    """The recovery key under both keys of each pair: "1-2", "1-3" and "2-3"."""


def create_recovery() -> tuple[PublicKey, tuple[Share, Share, Share]]:
    """Return a new recovery key and its shares; the private half is not kept."""
    recovery = generate_key_pair()
    set_id = secrets.token_hex(8)
    first, second, third = (generate_key_pair() for _ in range(SHARES))
    keys = {1: first, 2: second, 3: third}
    wraps = {
        _pair(low, high): keys[high]
        .public_key()
        .seal(
            keys[low]
            .public_key()
            .seal(recovery.raw, _bound(set_id, low, high, "inner")),
            _bound(set_id, low, high, "outer"),
        )
        for low, high in combinations(keys, 2)
    }
    public = recovery.public_key()
    return public, (
        Share(set_id, 1, public, first, wraps),
        Share(set_id, 2, public, second, wraps),
        Share(set_id, 3, public, third, wraps),
    )


def create_recovery_files(directory: Path) -> PublicKey:
    """Make a recovery key, and write its three shares into a new directory."""
    make_private_directory(directory)
    public, shares = create_recovery()
    for share in shares:
        write_share(directory / f"share-{share.number}.key", share)
    return public


def combine(one: Share, other: Share) -> PrivateKey:
    """Return the recovery key that two shares open together."""
    if one.set_id != other.set_id or one.recovery_public != other.recovery_public:
        raise RecoveryError("these two shares are of different recovery keys")
    if one.number == other.number:
        raise RecoveryError(
            f"this is share {one.number} twice; a second, different one is needed"
        )
    low, high = sorted((one, other), key=lambda share: share.number)
    pair = (low.set_id, low.number, high.number)
    try:
        outer = high.wraps[_pair(low.number, high.number)]
        inner = high.key.open(outer, _bound(*pair, "outer"))
        opened = PrivateKey.from_raw(low.key.open(inner, _bound(*pair, "inner")))
    except Exception:  # noqa: BLE001 - nothing of a key may get out in an error
        raise RecoveryError(
            "these two shares do not open the recovery key; take other copies"
        ) from None
    if opened.public_key() != one.recovery_public:
        raise RecoveryError("these shares hold another key than they say")
    return opened


def share_text(share: Share) -> bytes:
    """Return the content of a share's file."""
    row = {
        "set": share.set_id,
        "number": share.number,
        "suite": SUITE,
        "recovery_public_key": armour.text(share.recovery_public.raw),
        "share_key": armour.text(share.key.raw),
        "wraps": {pair: armour.text(wrap) for pair, wrap in share.wraps.items()},
    }
    return armour.to_text(KIND, VERSION, row)


def parse_share(content: bytes) -> Share:
    """Return the share that stands in a file."""
    row = armour.from_text(KIND, VERSION, content)
    number, wraps = row.get("number"), row.get("wraps")
    if not isinstance(number, int) or not isinstance(wraps, dict):
        raise armour.ArmourError(f"is not a {KIND}, or is damaged")
    if not 1 <= number <= SHARES:
        raise armour.ArmourError(f"is not a {KIND}, or is damaged")
    if row.get("suite") != SUITE:
        raise armour.ArmourError("is of a later version; install that version")
    try:
        return Share(
            _set_id(row),
            number,
            PublicKey.from_raw(armour.raw(row, "recovery_public_key")),
            PrivateKey.from_raw(armour.raw(row, "share_key")),
            {str(pair): armour.raw(wraps, pair) for pair in wraps},
        )
    except KeyPairError:
        raise armour.ArmourError("is damaged; take another copy") from None


def write_share(path: Path, share: Share) -> None:
    """Write a share to a new file that only its owner can read."""
    write_private(path, share_text(share))


def read_share(path: Path) -> Share:
    """Read a share from its file."""
    try:
        return parse_share(read_private(path))
    except armour.ArmourError as error:
        raise RecoveryError(f"{path}: {error}") from None


def _set_id(row: dict[str, Any]) -> str:
    set_id = row.get("set")
    if not isinstance(set_id, str) or not set_id:
        raise armour.ArmourError("has no set")
    return set_id


def _pair(low: int, high: int) -> str:
    return f"{low}-{high}"


def _bound(set_id: str, low: int, high: int, layer: str) -> bytes:
    return encode(f"fastkontakt recovery {layer} 1", SUITE, set_id, low, high)
