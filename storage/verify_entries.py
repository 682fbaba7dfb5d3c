"""Verifying the contact entries: both chains, row by row, and what hangs on them."""

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from storage import tombstones
from storage.chain import (
    HASH_BYTES,
    NO_HASH,
    Entry,
    EntryHeader,
    Fault,
    Head,
    first_fault,
    verify_entry,
)
from storage.entry_hash import MISTYPED, hash_columns
from storage.setup import ATTACHMENT_NAME
from storage.signing_keys import ReadySigners
from storage.verify_report import Bad, Where
from storage.verify_rows import CaseAt, Known

ENTRIES: Final = """
    SELECT global_sequence, case_id, sequence, epoch, suite, kind, at, direction,
           channel, author, refers_to, sealed, attachments, previous_hash,
           previous_global_hash, hash, signature
    FROM contact_entry NOT INDEXED
    WHERE global_sequence >= :first ORDER BY global_sequence
"""
ATTACHMENTS_OF: Final = "SELECT id, case_id, hash FROM attachment WHERE entry = :entry"
ATTACHMENTS: Final = """
    SELECT id, entry, bytes, hash FROM attachment
    WHERE entry IS NOT NULL ORDER BY rowid
"""
HASHES_OF: Final = """
    SELECT attachments, case_id FROM contact_entry WHERE global_sequence = :entry
"""
EVERY: Final = 2_048
"""After how many entries somebody who waits is told how far we are."""

_SEALED: Final = 11
_LOWEST: Final = -(2**63)

Progress = Callable[[int], None]


def lenient(raw: bytes) -> str:
    """Return a text column as a text, even if it is none."""
    return raw.decode(errors="surrogateescape")


class Entries:
    """The entries in the order in which they were written, looked at once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        signers: ReadySigners | None,
        known: Known,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._signers = signers
        self._known = known
        self._progress = progress

    def look(self) -> Iterator[Bad]:
        """Find the entries that are not as they were written, in order."""
        self._connection.text_factory = str
        try:
            yield from self._look()
        except sqlite3.OperationalError:
            # A text that is not UTF-8 ends the fast way of reading.
            self._connection.text_factory = lenient
            first = self._known.head.sequence + 1
            row = self._connection.execute(ENTRIES, {"first": first}).fetchone()
            if row is None:
                raise
            yield Bad("contact_entry", Fault.HASH, _where(row))
        self._progress(self._known.head.sequence)

    def _look(self) -> Iterator[Bad]:
        known = self._known
        heads, epochs = known.heads, known.epochs
        signers, number, last = self._signers, 0, NO_HASH
        key = None if signers is None else signers.at(1)
        # After which entry another key signs; each is looked up once.
        ends = set() if signers is None else set(signers.lasts)
        none, nothing = (0, NO_HASH, 1), frozenset[int]()
        try:
            for row in self._connection.execute(ENTRIES, {"first": _LOWEST}):
                case, sequence, epoch, hashed = row[1], row[2], row[3], row[15]
                before = heads.get(case, none)
                try:
                    is_linked = (
                        hash_columns(*row[:15]) == hashed
                        and row[0] == number + 1
                        and row[14] == last
                        and sequence == before[0] + 1
                        and row[13] == before[1]
                    )
                except MISTYPED:
                    is_linked = False
                if not is_linked or (
                    key is not None and not verify_entry(key, hashed, row[16])
                ):
                    fault = self._fault(row, before, Head(number, last))
                    yield Bad("contact_entry", fault, _where(row))
                elif before[2] > epoch or epoch not in epochs.get(case, nothing):
                    yield Bad("contact_entry", self._misplaced(row), _where(row))
                elif row[12]:
                    yield from self._hanging_on(row)
                number, last = row[0], hashed
                if number in ends and signers is not None:
                    key = signers.at(number + 1)
                heads[case] = (sequence, hashed, epoch)
                if not number % EVERY:
                    self._progress(number)
        finally:
            # Here and not for each row: that is 5 % of the time (measured).
            known.head = Head(number, last)

    def _fault(self, row: Any, before: CaseAt, store: Head) -> Fault:
        header = EntryHeader(*row[:_SEALED], *row[_SEALED + 1 : 15])
        entry = Entry(header, row[_SEALED], row[15], row[16])
        signers, fault = self._signers, None
        with suppress(*MISTYPED):
            fault = first_fault(
                entry,
                case_head=Head(before[0], before[1]),
                global_head=store,
                verify_key=None if signers is None else signers.at(store.sequence + 1),
            )
        if fault is Fault.SIGNATURE and signers is not None:
            fault = signers.fault_of(entry.hash, entry.signature)
        return fault or Fault.HASH

    def _misplaced(self, row: Any) -> str:
        epochs = self._known.epochs.get(row[1])
        if epochs is None:
            return "there is no such case"
        if row[3] not in epochs:
            return f"there is no key of epoch {row[3]}"
        return "sealed to an older key than the entry before"

    def _hanging_on(self, row: Any) -> Iterator[Bad]:
        """Find what is wrong with the attachments of an entry."""
        hashes, place = split(row[12]), _where(row)
        self._connection.text_factory = lenient
        found = self._connection.execute(ATTACHMENTS_OF, {"entry": row[0]}).fetchall()
        self._connection.text_factory = str
        if sorted(each[2] for each in found) != sorted(hashes):
            yield Bad("attachment", "not those that the entry was written with", place)
        for identity, case, _ in found:
            if case != row[1]:
                what = (("attachment", identity), *place)
                yield Bad("attachment", "it belongs to another case", what)


def attachments(
    connection: sqlite3.Connection, directory: Path, *, deep: bool
) -> Generator[Bad]:
    """Find attachments that no entry has, and `deep` down those that were changed.

    The files of a case that is gone are gone as well, or will be soon.
    """
    connection.text_factory = lenient
    gone = tombstones.cases(connection) if deep else frozenset()
    for identity, entry, size, hashed in connection.execute(ATTACHMENTS):
        place = (("attachment", identity),)
        row = connection.execute(HASHES_OF, {"entry": entry}).fetchone()
        if row is None or hashed not in split(row[0]):
            yield Bad("attachment", "no entry was written with it", place)
        elif row[1] in gone:
            continue
        elif deep and (fault := _fault_of_file(directory, identity, size, hashed)):
            yield Bad("attachment", fault, place)


def split(hashes: bytes) -> list[bytes]:
    """Return the hashes that stand one after the other.

    >>> split(bytes(64)) == [bytes(32), bytes(32)]
    True
    """
    return [
        hashes[start : start + HASH_BYTES]
        for start in range(0, len(hashes), HASH_BYTES)
    ]


def _fault_of_file(
    directory: Path, identity: str, size: int, hashed: bytes
) -> str | None:
    path = directory / identity
    # Whoever changed the row must not make us open something else.
    if not ATTACHMENT_NAME.fullmatch(identity) or not path.is_file():
        return "its file is missing or cannot be read"
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").digest()
            found = file.tell()
    except OSError:
        return "its file is missing or cannot be read"
    if digest != hashed:
        return "its file was changed"
    return None if found == size else "its file is not as long as the row says"


def _where(row: Any) -> Where:
    return (("case", row[1]), ("sequence", row[2]), ("store_sequence", row[0]))
