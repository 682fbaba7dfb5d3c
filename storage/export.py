"""Gathering one case for its readers, out of one moment of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from casework.people import CaseId
from storage import case_facts, chain, records, store_facts
from storage.bundle import CaseExport
from storage.bundle_lines import InnerWrap, SignedRow
from storage.case_wraps import shred_key_of
from storage.chain import Entry, EntryHeader
from storage.setup import ATTACHMENTS
from storage.signing_keys import HAND_OVERS, hand_over_of
from storage.stream_cipher import pieces
from storage.times import to_ms
from storage.transaction import Transaction
from storage.wraps import RECOVERY, WrapBinding, peel

CASE = """
    SELECT id, client_id, record_policy, created_at, signature
    FROM case_file WHERE id = :case
"""
CASE_KEYS = """
    SELECT case_id, epoch, suite, public_key, created_at, signature
    FROM case_key WHERE case_id = :case ORDER BY epoch
"""
# Who was removed keeps what they exported before, and gets nothing more.
READERS = """
    SELECT id, person_id, public_key, added_at, removed_at, signature FROM reader
    WHERE removed_at IS NULL
      AND id IN (SELECT reader_id FROM wrap WHERE case_id = :case)
    ORDER BY added_at, id
"""
WRAPS = """
    SELECT epoch, reader_id, sealed FROM wrap
    WHERE case_id = :case AND (
        reader_id = :recovery
        OR reader_id IN (SELECT id FROM reader WHERE removed_at IS NULL)
    )
    ORDER BY epoch, reader_id
"""
ENTRIES = """
    SELECT global_sequence, case_id, sequence, epoch, suite, kind, at, direction,
           channel, author, refers_to, attachments, previous_hash,
           previous_global_hash, sealed, hash, signature
    FROM contact_entry WHERE case_id = :case ORDER BY sequence
"""
HEADER_COLUMNS = 14
STREAMS = """
    SELECT attachment.id, attachment.hash
    FROM attachment JOIN contact_entry ON global_sequence = attachment.entry
    WHERE contact_entry.case_id = :case ORDER BY attachment.entry, attachment.id
"""

SIZE = """
    SELECT count(*) AS entries, coalesce(sum(length(sealed)), 0) AS sealed,
           (SELECT coalesce(sum(bytes), 0) FROM attachment
            WHERE case_id = :case) AS attached
    FROM contact_entry WHERE case_id = :case
"""
AROUND_AN_ENTRY = 820
"""Bytes of a line beside what is sealed: columns, hashes, the signature."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A case as it goes into a bundle, and which of its files are not there."""

    export: CaseExport
    missing: tuple[str, ...]


def collect(
    tx: Transaction,
    case: CaseId,
    directory: Path,
    about: dict[str, Any],
    now: datetime,
) -> Collected:
    """Return the case with the outer layer taken off its wraps.

    Entries and files are read while the bundle is written: keep `tx` open until then.
    """
    shred_key = shred_key_of(tx, case)
    row = tx.all(CASE, case=case)[0]
    files = [
        (each["hash"], directory / ATTACHMENTS / each["id"])
        for each in tx.all(STREAMS, case=case)
    ]
    there = [(hashed, path) for hashed, path in files if path.is_file()]
    wraps = []
    for each in tx.all(WRAPS, case=case, recovery=RECOVERY):
        belongs = WrapBinding(case, each["epoch"], each["reader_id"])
        wraps.append(InnerWrap(belongs, peel(each["sealed"], shred_key, belongs)))
    export = CaseExport(
        case_id=case,
        about={
            "store": store_facts.recall(tx, "store_id"),
            "client": row["client_id"],
            "policy": row["record_policy"],
            "created_at": row["created_at"],
            **case_facts.of_case(tx, case),
            **about,
        },
        written_at=to_ms(now),
        rows=(
            _signed(chain.CASE, row),
            *(_signed(chain.CASE_KEY, each) for each in tx.all(CASE_KEYS, case=case)),
            *(_signed(chain.READER, each) for each in tx.all(READERS, case=case)),
        ),
        wraps=tuple(wraps),
        case_head=records.head_of_case(tx, case),
        global_head=records.head_of_store(tx),
        entries=_entries(tx, case),
        attachments=((hashed, _pieces(path)) for hashed, path in there),
        hand_overs=tuple(map(hand_over_of, tx.all(HAND_OVERS))),
    )
    missing = tuple(path.name for _, path in files if not path.is_file())
    return Collected(export, missing)


def about_how_large(tx: Transaction, case: CaseId) -> int:
    """Return about how many bytes the bundle of a case has, without making it."""
    row = tx.all(SIZE, case=case)[0]
    in_base64 = (row["sealed"] + row["attached"]) * 4 // 3
    return int(in_base64 + row["entries"] * AROUND_AN_ENTRY)


def _entries(tx: Transaction, case: CaseId) -> Iterator[Entry]:
    for row in tx.each(ENTRIES, case=case):
        yield Entry(EntryHeader(*row[:HEADER_COLUMNS]), *row[HEADER_COLUMNS:])


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from pieces(file)


def _signed(tag: str, row: Any) -> SignedRow:
    *fields, signature = row
    return SignedRow(tag, tuple(fields), signature)
