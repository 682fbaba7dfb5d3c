"""Which key signs from which entry on, and how one key leads to the next.

A hand-over is signed by both keys. So whoever knows the old key can believe in the new
one, and whoever knows the new one in what came before; and a stolen old key signs
nothing after it, because the entry where it ends stands in what the new one signed.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage.chain import HAND_OVER, Fault, Head, verify_entry, verify_row
from storage.framing import Field

HAND_OVERS: Final = """
    SELECT number, old_key, new_key, last_entry, last_hash, at, old_signature,
           new_signature
    FROM signing_hand_over ORDER BY number
"""


REWRITTEN: Final = "the last entry of the key before is another one now"


class HandOverError(Exception):
    """A hand-over is not as it was signed; the text says what is wrong."""

    def __init__(self, number: int, fault: str) -> None:
        super().__init__(f"hand-over {number} of the signing key: {fault}")
        self.number = number
        self.fault = fault


class UnknownKeyError(Exception):
    """Another service signed this, or its key was changed by somebody else."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """One key taking over from another."""

    number: int
    old_key: bytes
    new_key: bytes
    last: Head
    """The last entry of the store that the old key signed."""
    at: int
    """Milliseconds since 1970, UTC."""
    old_signature: bytes = field(default=b"", repr=False)
    new_signature: bytes = field(default=b"", repr=False)

    def fields(self) -> tuple[Field, ...]:
        """Return what both keys sign."""
        head = self.last
        return (
            *(self.number, self.old_key, self.new_key),
            *(head.sequence, head.hash, self.at),
        )

    def is_signed(self) -> bool:
        """Tell whether both keys signed it."""
        both = ((self.old_key, self.old_signature), (self.new_key, self.new_signature))
        try:
            return all(
                verify_row(
                    Ed25519PublicKey.from_public_bytes(key),
                    HAND_OVER,
                    self.fields(),
                    signature,
                )
                for key, signature in both
            )
        except (ValueError, TypeError):
            return False  # nobody could have signed with that


@dataclass(frozen=True, slots=True)
class Signers:
    """The keys that signed the entries of a store."""

    newest: bytes
    earlier: tuple[tuple[int, bytes], ...] = ()
    """The number in the store of the last entry of each key, and the key."""

    @property
    def all(self) -> tuple[bytes, ...]:
        """Return every key, the oldest first."""
        return (*(key for _, key in self.earlier), self.newest)

    def ready(self) -> "ReadySigners":
        """Return them ready to check with; that cannot go to another process."""
        keys = [Ed25519PublicKey.from_public_bytes(key) for key in self.all]
        return ReadySigners([last for last, _ in self.earlier], keys)


@dataclass(frozen=True, slots=True)
class ReadySigners:
    """Keys to check signatures with."""

    lasts: Sequence[int]
    keys: Sequence[Ed25519PublicKey]

    @property
    def newest(self) -> Ed25519PublicKey:
        """Return the key that signs now."""
        return self.keys[-1]

    def at(self, entry: int) -> Ed25519PublicKey:
        """Return the key that signed the entry with this number in the store."""
        return self.keys[bisect_left(self.lasts, entry)]

    def fault_of(self, hashed: bytes, signature: bytes) -> Fault:
        """Return what is wrong with a signature that is not of the key it should be."""
        is_known = any(verify_entry(key, hashed, signature) for key in self.keys)
        return Fault.OTHER_KEY if is_known else Fault.SIGNATURE


def hand_over_of(row: Any) -> HandOver:
    """Return the hand-over in a row."""
    number, old, new, last, hashed, at, *signatures = row
    return HandOver(number, old, new, Head(last, hashed), at, *signatures)


def signers(hand_overs: Sequence[HandOver], known: bytes) -> Signers:
    """Return all keys that lead from the one that is known, or to it.

    Raises `HandOverError` naming the first hand-over that does not hold, and
    `UnknownKeyError` where none of them is about this key.
    """
    before: HandOver | None = None
    for number, each in enumerate(hand_overs, start=1):
        if each.number != number:
            raise HandOverError(number, "it is missing")
        if not each.is_signed():
            raise HandOverError(number, "the signatures do not match")
        if before is not None and (
            each.old_key != before.new_key or each.last.sequence < before.last.sequence
        ):
            raise HandOverError(number, "it does not follow the one before")
        before = each
    earlier = tuple((each.last.sequence, each.old_key) for each in hand_overs)
    found = Signers(known if before is None else before.new_key, earlier)
    if known not in found.all:
        raise UnknownKeyError
    return found
