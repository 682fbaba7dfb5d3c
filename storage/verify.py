"""Verifying a whole store without any private key, beside the service or on a copy."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage import migrations, signing_keys, verify_rows
from storage.anchors import Anchor, compare
from storage.chain import NO_HASH
from storage.connection import FILE
from storage.read_only import StoreUnreadableError, snapshot
from storage.setup import ATTACHMENTS
from storage.signing_keys import (
    REWRITTEN,
    HandOver,
    HandOverError,
    Signers,
    UnknownKeyError,
)
from storage.verify_entries import Entries, Progress, attachments, lenient
from storage.verify_report import Bad, CaseHead, Report
from storage.verify_rows import Known

STORE_ID: Final = "SELECT value FROM store_fact WHERE name = 'store_id'"
LAST_ENTRY: Final = "SELECT coalesce(max(global_sequence), 0) FROM contact_entry"
HASH_AT: Final = "SELECT hash FROM contact_entry WHERE global_sequence = :number"

NOT_OURS: Final = (
    "nothing in the store was signed with it: another store, or another key"
)
DAMAGED: Final = "the file is damaged and cannot be read further"

_DAMAGES: Final = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
)


def _nobody_waits(_: int) -> None:
    """Tell nobody how far we are."""


def verify(
    directory: Path,
    key: Ed25519PublicKey,
    *,
    signatures: bool = True,
    deep: bool = False,
    anchor: Anchor | None = None,
    progress: Progress = _nobody_waits,
) -> Report:
    """Return the first row that is not as it was written, or the heads to remember.

    Without `signatures` it takes a tenth of the time, but a store whose rows and hashes
    were written anew is not noticed. `deep` reads the files of the attachments as well.
    Raises `StoreError` where it could not look.
    """
    report = Report("", key.public_bytes_raw(), signatures, deep)
    known = Known()
    try:
        with snapshot(directory / FILE) as connection:
            migrations.require_current(connection)
            connection.text_factory = lenient
            store_id = connection.execute(STORE_ID).fetchone()
            look = _Look(
                connection, key.public_bytes_raw(), known, signatures=signatures
            )
            with closing(look.faults(progress)) as faults:
                bad = next(faults, None)
            if bad is None:
                with closing(
                    attachments(connection, directory / ATTACHMENTS, deep=deep)
                ) as faults:
                    bad = next(faults, None)
            report = replace(
                report,
                bad=bad,
                signing_key=look.signers.newest,
                earlier_keys=look.signers.all[:-1],
                store_id="" if store_id is None else store_id[0],
                head=known.head,
                cases=_heads(known),
                readers=known.readers,
            )
            if bad is None and anchor is not None:
                report = replace(
                    report, bad=next(compare(connection, report, anchor), None)
                )
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # An error whose own text is no text comes from a schema that makes no sense.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF not in _DAMAGES:
            raise StoreUnreadableError(directory / FILE) from None
        place = (("after entry", known.head.sequence),)
        return replace(report, bad=Bad(FILE, DAMAGED, place))
    return report


def count_entries(directory: Path) -> int:
    """Return about how many entries there are to look at; 0 where that is unclear."""
    with suppress(sqlite3.DatabaseError), snapshot(directory / FILE) as connection:
        return int(connection.execute(LAST_ENTRY).fetchone()[0])
    return 0


class _Look:
    """One look at a store, by somebody who knows a key that signed it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        key: bytes,
        known: Known,
        *,
        signatures: bool,
    ) -> None:
        self._connection = connection
        self._key = key
        self._known = known
        self._signatures = signatures
        self.signers = Signers(key)

    def faults(self, progress: Progress) -> Generator[Bad]:
        """Find what is wrong with any row, the tables that others lean on first."""
        connection, known = self._connection, self._known
        yield from verify_rows.layout(connection)
        hand_overs = [
            signing_keys.hand_over_of(row)
            for row in connection.execute(signing_keys.HAND_OVERS)
        ]
        yield from self._leads_on(hand_overs)
        signers = self.signers.ready()
        if verify_rows.any_signed(connection, signers.newest) is False:
            yield Bad("signing.pub", NOT_OURS)
        checked = signers if self._signatures else None
        newest = signers.newest if self._signatures else None
        yield from verify_rows.signed_rows(connection, newest, known)
        yield from Entries(connection, checked, known, progress).look()
        yield from self._stands_there(hand_overs)

    def _leads_on(self, hand_overs: list[HandOver]) -> Iterator[Bad]:
        try:
            self.signers = signing_keys.signers(hand_overs, self._key)
        except HandOverError as error:
            yield Bad("signing_hand_over", error.fault, (("number", error.number),))
        except UnknownKeyError:
            yield Bad("signing.pub", NOT_OURS)

    def _stands_there(self, hand_overs: list[HandOver]) -> Iterator[Bad]:
        """Find entries that were written anew with a key that was handed on since."""
        for each in hand_overs:
            number = each.last.sequence
            row = self._connection.execute(HASH_AT, {"number": number}).fetchone()
            if number and (row is None or row[0] != each.last.hash):
                place = (("number", each.number), ("store_sequence", number))
                yield Bad("signing_hand_over", REWRITTEN, place)


def _heads(known: Known) -> dict[str, CaseHead]:
    """Return how far each case has come."""
    return {
        case: CaseHead(
            *known.heads.get(case, (0, NO_HASH))[:2], len(epochs), known.wraps[case]
        )
        for case, epochs in known.epochs.items()
    }
