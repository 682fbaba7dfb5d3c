"""Comparing a store with what was remembered of it away from the machine.

A chain does not tell that its end was cut off, or that an older copy was put back.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from storage import anchor_line, records, store_facts
from storage.chain import Head
from storage.transaction import Transaction
from storage.verify_report import Bad, Report

_LARGEST_BYTES: Final = 64 * 1024 * 1024
_MISREADINGS: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)

FIND_ENTRY: Final = """
    SELECT hash, case_id, sequence FROM contact_entry WHERE global_sequence = :number
"""
FIND_OF_CASE: Final = """
    SELECT hash FROM contact_entry WHERE case_id = :case AND sequence = :number
"""


class AnchorError(Exception):
    """An anchor cannot be used; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class CaseAnchor:
    """What was remembered of a case."""

    sequence: int
    hash: bytes
    epoch: int
    wraps: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was kept off the machine: daily lines, or what `record verify` printed."""

    store_id: str
    heads: tuple[Head, ...]
    """The last entry of the store at some moments, the earliest first."""
    signing_keys: frozenset[bytes] = frozenset()
    """What signed then; lines of earlier versions do not tell."""
    cases: dict[str, CaseAnchor] = field(default_factory=dict)
    readers: dict[str, int | None] = field(default_factory=dict)


def line_now(tx: Transaction, now: datetime) -> str:
    """Return the line of now."""
    store = store_facts.recall(tx, "store_id")
    raw = tx.verifying.public_bytes_raw()
    return anchor_line.line(store, records.head_of_store(tx), now, raw)


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file, or say what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES)
    except FileNotFoundError:
        raise AnchorError(f"{path}: missing; name the right place") from None
    except OSError as error:
        raise AnchorError(f"{path}: cannot be read ({error.strerror})") from None
    if lines := anchor_line.LINE.findall(content.decode(errors="replace")):
        return _of_lines(path, lines)
    try:
        row = json.loads(content)
        sound = row["sound"]
        if sound is True:
            return _anchor(row)
    except _MISREADINGS:
        raise AnchorError(
            f"{path}: no line of `fastkontakt record anchor` is in it, and it is not"
            " what `record verify --json` prints"
        ) from None
    raise AnchorError(f"{path}: tells of a store that was not sound; take another")


def compare(
    connection: sqlite3.Connection, report: Report, anchor: Anchor
) -> Iterator[Bad]:
    """Find what was there when the anchor was made and is not as it was."""
    if anchor.store_id != report.store_id:
        yield Bad("store_fact", f"another store: the anchor is of {anchor.store_id}")
    if not anchor.signing_keys <= {report.signing_key, *report.earlier_keys}:
        yield Bad("signing.pub", "another signing key than when the anchor was made")
    yield from _head(connection, report, anchor)
    for case, then in anchor.cases.items():
        yield from _case(connection, report, case, then)
    for reader, removed in anchor.readers.items():
        place = (("reader", reader),)
        if reader not in report.readers:
            yield Bad("reader", "it was there when the anchor was made", place)
        elif removed is not None and report.readers[reader] != removed:
            yield Bad("reader", "it had been removed when the anchor was made", place)


def _head(
    connection: sqlite3.Connection, report: Report, anchor: Anchor
) -> Iterator[Bad]:
    for head in anchor.heads:
        if not head.sequence:
            continue
        place: tuple[tuple[str, str | int], ...] = (("store_sequence", head.sequence),)
        found = connection.execute(FIND_ENTRY, {"number": head.sequence}).fetchone()
        if found is None:
            end = f"the anchor has it, but the store ends at {report.head.sequence}"
            yield Bad("contact_entry", end, place)
        elif found[0] != head.hash:
            place = (("case", found[1]), ("sequence", found[2]), *place)
            yield Bad("contact_entry", "another entry than the anchor has", place)


def _case(
    connection: sqlite3.Connection, report: Report, case: str, then: CaseAnchor
) -> Iterator[Bad]:
    now = report.cases.get(case)
    if now is None:
        yield Bad("case_file", "the anchor has this case", (("case", case),))
        return
    if then.sequence:
        place = (("case", case), ("sequence", then.sequence))
        row = {"case": case, "number": then.sequence}
        found = connection.execute(FIND_OF_CASE, row).fetchone()
        if found is None or found[0] != then.hash:
            yield Bad("contact_entry", "not the entry that the anchor has", place)
    if now.epoch < then.epoch:
        place = (("case", case), ("epoch", then.epoch))
        yield Bad("case_key", "the anchor has this key, the store has not", place)
    if now.wraps < then.wraps:
        few = f"there were {then.wraps} when the anchor was made, now {now.wraps}"
        yield Bad("wrap", few, (("case", case),))


def _of_lines(path: Path, lines: list[tuple[str, str, str, str]]) -> Anchor:
    stores = {store for store, *_ in lines}
    if len(stores) > 1:
        raise AnchorError(f"{path}: has lines of more than one store; take one's")
    heads = {Head(int(number), bytes.fromhex(hashed)) for _, number, hashed, _ in lines}
    in_order = sorted(heads, key=lambda head: head.sequence)
    keys = frozenset(bytes.fromhex(key) for *_, key in lines if key)
    return Anchor(stores.pop(), tuple(in_order), keys)


def _anchor(row: dict[str, Any]) -> Anchor:
    return Anchor(
        store_id=str(row["store"]),
        heads=(Head(int(row["head"]["sequence"]), bytes.fromhex(row["head"]["hash"])),),
        signing_keys=frozenset([bytes.fromhex(row["signing_key"])]),
        cases={
            str(case): CaseAnchor(
                int(then["sequence"]),
                bytes.fromhex(then["hash"]),
                int(then["epoch"]),
                int(then["wraps"]),
            )
            for case, then in row["cases"].items()
        },
        readers=dict(row["readers"]),
    )
