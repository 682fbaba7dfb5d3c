"""What became of verifying a store: the first bad row, or the heads to remember."""

from dataclasses import dataclass, field
from typing import Any, Final

from storage.chain import Head

_LONGEST_SHOWN: Final = 80

Where = tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is not as it was written, and what is wrong with it."""

    table: str
    fault: str
    where: Where = ()

    def __str__(self) -> str:
        """Return one line.

        >>> str(Bad("wrap", "the signature does not match", (("case", "k-1"),)))
        'wrap: case k-1: the signature does not match'
        """
        place = ", ".join(f"{name} {shown(value)}" for name, value in self.where)
        return ": ".join(part for part in (self.table, place, self.fault) if part)

    def to_json(self) -> dict[str, Any]:
        """Return the row's place and its fault."""
        place = {name: shown(value) for name, value in self.where}
        return {"table": self.table, **place, "fault": self.fault}


@dataclass(frozen=True, slots=True)
class CaseHead:
    """How far a case had come: its last entry, its newest key, its ways in."""

    sequence: int
    hash: bytes
    epoch: int
    wraps: int

    def to_json(self) -> dict[str, Any]:
        """Return what an anchor remembers of a case."""
        return {
            "sequence": self.sequence,
            "hash": self.hash.hex(),
            "epoch": self.epoch,
            "wraps": self.wraps,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. A sound one, kept off the machine, is an anchor."""

    store_id: str
    signing_key: bytes
    signatures: bool
    attachments: bool
    bad: Bad | None = None
    head: Head = field(default_factory=Head)
    cases: dict[str, CaseHead] = field(default_factory=dict)
    readers: dict[str, int | None] = field(default_factory=dict)
    """Since when each reader is removed, in milliseconds since 1970; or nothing."""

    earlier_keys: tuple[bytes, ...] = ()
    """The keys that signed before this one, the oldest first."""

    def to_json(self) -> dict[str, Any]:
        """Return what `record verify --json` prints; heads only of a sound store."""
        told = {
            "sound": self.bad is None,
            "store": self.store_id,
            "signing_key": self.signing_key.hex(),
            "earlier_signing_keys": [key.hex() for key in self.earlier_keys],
            "signatures": self.signatures,
            "attachments": self.attachments,
        }
        if self.bad is not None:
            return {**told, "first_bad": self.bad.to_json()}
        return {
            **told,
            "entries": self.head.sequence,
            "head": {"sequence": self.head.sequence, "hash": self.head.hash.hex()},
            "cases": {case: head.to_json() for case, head in self.cases.items()},
            "readers": self.readers,
        }


def shown(value: str | int) -> str | int:
    r"""Return a value of a row that may have been tampered with, safe to print.

    >>> shown("k-1"), shown(7), shown("k-\x1b[2J")
    ('k-1', 7, "'k-\\x1b[2J'")
    """
    if isinstance(value, int) or (value.isascii() and value.isprintable()):
        return value
    return ascii(value)[:_LONGEST_SHOWN]
