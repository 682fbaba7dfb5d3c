"""What people decided about the end of a record: marks, lists, what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from casework.people import CaseId, PersonId
from casework.retention import Kept, Mark
from storage import retention_facts
from storage.chain import sign_row, verify_row
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

CONFIRMED: Final = "fastkontakt disposal confirmed"
"""The tag of what is signed with a list: a row that was put in does not count."""

ADD_MARK = """
    INSERT INTO retention_mark (id, case_id, kind, is_on, sealed_reason, by_id, at)
    VALUES (:id, :case, :kind, :is_on, :reason, :by, :now)
"""
MARKS_OF = """
    SELECT kind, at FROM retention_mark AS said
    WHERE case_id = :case AND is_on = 1 AND id = (
        SELECT max(id) FROM retention_mark
        WHERE case_id = :case AND kind = said.kind
    )
"""
ADD_LIST = """
    INSERT INTO retention_list (proposed_by, proposed_at) VALUES (:by, :now)
"""
ADD_ITEM = """
    INSERT INTO retention_item (list_id, case_id, profile, authority, counted_since,
                                counted_from, over_on, state)
    VALUES (:list, :case, :profile, :authority, :since, :counted_from, :over_on,
            'listed')
"""
_LIST = """
    SELECT id, proposed_by, proposed_at, confirmed_by, confirmed_at, confirm_signature,
           ended_at, is_withdrawn
    FROM retention_list
"""
FIND_LIST = f"{_LIST} WHERE id = :id"
LISTS = f"{_LIST} ORDER BY id"
ITEMS = """
    SELECT item.case_id, profile, authority, counted_since, counted_from, over_on,
           state, why_not, entries, tombstone, settled_at, entry.hash,
           (SELECT count(*) FROM contact_entry AS one
            JOIN attachment ON attachment.entry = one.global_sequence
            WHERE one.case_id = item.case_id) AS attachments
    FROM retention_item AS item
    LEFT JOIN contact_entry AS entry ON entry.global_sequence = item.tombstone
    WHERE list_id = :list ORDER BY item.case_id
"""
WAITS_ON = """
    SELECT list_id FROM retention_item
    JOIN retention_list ON retention_list.id = list_id
    WHERE case_id = :case AND state = 'listed' AND ended_at IS NULL
"""
CONFIRM = """
    UPDATE retention_list SET confirmed_by = :by, confirmed_at = :now,
                              confirm_signature = :signature
    WHERE id = :id
"""
END = """
    UPDATE retention_list SET ended_at = :now, is_withdrawn = :is_withdrawn
    WHERE id = :id
"""
SETTLE = """
    UPDATE retention_item SET state = :state, why_not = :why_not, entries = :entries,
                              tombstone = :tombstone, settled_at = :now
    WHERE list_id = :list AND case_id = :case
"""
DESTROYED = "SELECT case_id FROM retention_item WHERE state = 'destroyed'"


class ItemState(StrEnum):
    """What became of a case on a list."""

    LISTED = "listed"
    DESTROYED = "destroyed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Item:
    """A case on a list, and by which rule it is there; it names nobody."""

    case: CaseId
    profile: str
    authority: str
    counted_since: str
    counted_from: date
    over_on: date
    state: ItemState = ItemState.LISTED
    why_not: tuple[Kept, ...] = ()
    entries: int | None = None
    attachments: int = 0
    """How many files the case has, or had."""
    tombstone: int | None = None
    tombstone_hash: bytes | None = field(default=None, repr=False)
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DisposalList:
    """What one person proposed, and who stands behind it."""

    id: int
    proposed_by: PersonId
    proposed_at: datetime
    confirmed_by: PersonId | None
    confirmed_at: datetime | None
    is_signed: bool
    """Whether it was confirmed by this program, over these very cases."""
    ended_at: datetime | None
    is_withdrawn: bool
    items: tuple[Item, ...]


def set_mark(
    tx: Transaction,
    case: CaseId,
    kind: Mark,
    reason: str,
    by: PersonId,
    now: datetime,
    *,
    is_on: bool,
) -> None:
    """Write down what somebody said of a case, or that it counts no more."""
    identity = tx.next_id("retention_mark")
    tx.run(
        ADD_MARK,
        id=identity,
        case=case,
        kind=kind,
        is_on=is_on,
        reason=tx.seal("retention_mark", "sealed_reason", identity, reason),
        by=by,
        now=to_ms(now),
    )


def marks_of(tx: Transaction, case: CaseId) -> frozenset[Mark]:
    """Return what counts of a case now.

    The archive received what there was then: a note made since, it did not receive.
    """
    said = {Mark(row["kind"]): row["at"] for row in tx.all(MARKS_OF, case=case)}
    if Mark.ARCHIVED in said:
        noted = retention_facts.last_note_at(tx, case)
        if noted is not None and to_ms(noted) > said[Mark.ARCHIVED]:
            del said[Mark.ARCHIVED]
    return frozenset(said)


def add_list(
    tx: Transaction, items: Iterable[Item], by: PersonId, now: datetime
) -> int:
    """Keep a list that somebody proposes, and return its number."""
    number = tx.insert(ADD_LIST, by=by, now=to_ms(now))
    for item in items:
        tx.run(
            ADD_ITEM,
            list=number,
            case=item.case,
            profile=item.profile,
            authority=item.authority,
            since=item.counted_since,
            counted_from=item.counted_from.isoformat(),
            over_on=item.over_on.isoformat(),
        )
    return number


def find_list(tx: Transaction, number: int) -> DisposalList | None:
    """Return a list with its cases."""
    row = tx.one_or_none(FIND_LIST, id=number)
    return None if row is None else _list(tx, row)


def lists(tx: Transaction) -> list[DisposalList]:
    """Return every list there ever was, the first first."""
    return [_list(tx, row) for row in tx.all(LISTS)]


def waits_on(tx: Transaction, case: CaseId) -> int | None:
    """Return the number of the list that a case waits on, if it is on one."""
    number: int | None = tx.value(WAITS_ON, case=case)
    return number


def confirm(
    tx: Transaction, proposed: DisposalList, by: PersonId, now: datetime
) -> None:
    """Write down that a second person wants the same, signed with what it covers."""
    fields = _confirmed(proposed, by, to_ms(now))
    tx.run(
        CONFIRM,
        id=proposed.id,
        by=by,
        now=to_ms(now),
        signature=sign_row(tx.keys.signing, CONFIRMED, fields),
    )


def end(tx: Transaction, number: int, now: datetime) -> None:
    """Write down that everything on a list is settled."""
    tx.run(END, id=number, now=to_ms(now), is_withdrawn=0)


def withdraw(tx: Transaction, number: int, now: datetime) -> None:
    """Write down that nothing more comes of a list."""
    tx.run(END, id=number, now=to_ms(now), is_withdrawn=1)


def settle(tx: Transaction, number: int, item: Item) -> None:
    """Write down what became of a case on a list."""
    tx.run(
        SETTLE,
        list=number,
        case=item.case,
        state=item.state,
        why_not=" ".join(each.name for each in item.why_not),
        entries=item.entries,
        tombstone=item.tombstone,
        now=None if item.settled_at is None else to_ms(item.settled_at),
    )


def destroyed(tx: Transaction) -> frozenset[str]:
    """Return the cases that were destroyed because two people wanted it."""
    return frozenset(row["case_id"] for row in tx.all(DESTROYED))


def _list(tx: Transaction, row: Any) -> DisposalList:
    found = DisposalList(
        id=row["id"],
        proposed_by=PersonId(row["proposed_by"]),
        proposed_at=from_ms(row["proposed_at"]),
        confirmed_by=row["confirmed_by"],
        confirmed_at=from_ms_or_none(row["confirmed_at"]),
        is_signed=False,
        ended_at=from_ms_or_none(row["ended_at"]),
        is_withdrawn=bool(row["is_withdrawn"]),
        items=tuple(_item(each) for each in tx.all(ITEMS, list=row["id"])),
    )
    if row["confirmed_by"] is None:
        return found
    fields = _confirmed(found, row["confirmed_by"], row["confirmed_at"])
    signature = row["confirm_signature"] or b""
    is_signed = verify_row(tx.verifying, CONFIRMED, fields, signature)
    return replace(found, is_signed=is_signed)


def _confirmed(
    proposed: DisposalList, by: PersonId, at: int
) -> tuple[str | int | None, ...]:
    """Return what a confirmation covers: the people, the moments and every case."""
    covered = " ".join(item.case for item in proposed.items)
    return (
        proposed.id,
        proposed.proposed_by,
        to_ms(proposed.proposed_at),
        by,
        at,
        covered,
    )


def _item(row: Any) -> Item:
    return Item(
        case=CaseId(row["case_id"]),
        profile=row["profile"],
        authority=row["authority"],
        counted_since=row["counted_since"],
        counted_from=date.fromisoformat(row["counted_from"]),
        over_on=date.fromisoformat(row["over_on"]),
        state=ItemState(row["state"]),
        why_not=tuple(Kept[name] for name in row["why_not"].split()),
        entries=row["entries"],
        attachments=row["attachments"],
        tombstone=row["tombstone"],
        tombstone_hash=row["hash"],
        settled_at=from_ms_or_none(row["settled_at"]),
    )
