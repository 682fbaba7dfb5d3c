"""What somebody could open, if their key and its passphrase were in other hands."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from casework.people import CaseId
from handlers import reading
from handlers.permissions import NotPossibleError
from storage import case_wraps, cases, people, readers
from storage.case_wraps import OpenEpoch
from storage.readers import Reader
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Openable:
    """A case, and the keys of it that lead there from one reader key."""

    reader_id: str
    removed_at: datetime | None
    case_id: CaseId
    ref: str | None = field(repr=False)
    epochs: tuple[int, ...]
    since: datetime
    until: datetime | None
    """Nothing while what is written now is sealed to it."""
    entries: int
    is_destroyed: bool
    """The shred key is gone: it opens no more, in no copy either."""

    def to_json(self) -> dict[str, Any]:
        """Return what `reader could-open --json` prints."""
        return {
            "reader": self.reader_id,
            "removed_at": _written(self.removed_at),
            "case": self.case_id,
            "client": self.ref,
            "epochs": list(self.epochs),
            "since": _written(self.since),
            "until": _written(self.until),
            "entries": self.entries,
            "destroyed": self.is_destroyed,
        }


def by(tx: Transaction, named: str) -> list[Openable]:
    """Return all that a key, or every key of a person, has or had a way into."""
    one, person = readers.find(tx, named), people.find_by_ref(tx, named)
    found = [] if person is None else readers.of_person(tx, person.id)
    found = found if one is None else [one]
    if not found:
        raise NotPossibleError(
            "no reader has this id or ref: see fastkontakt reader list"
        )
    return [
        _openable(tx, reader, case, list(epochs))
        for reader in found
        for case, epochs in groupby(
            case_wraps.ever_open_to(tx, reader.id), key=lambda each: each.case_id
        )
    ]


def _openable(
    tx: Transaction, reader: Reader, case: CaseId, epochs: list[OpenEpoch]
) -> Openable:
    return Openable(
        reader_id=reader.id,
        removed_at=reader.removed_at,
        case_id=case,
        ref=reading.ref_of(tx, cases.client_of(tx, case)),
        epochs=tuple(each.epoch for each in epochs),
        since=epochs[0].since,
        until=epochs[-1].until,
        entries=sum(each.entries for each in epochs),
        is_destroyed=tx.shred.find(tx.vault, case) is None,
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
