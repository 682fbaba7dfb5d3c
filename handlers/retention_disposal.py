"""Destroying what two people wanted gone, one case at a time, and telling of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from casework.people import CaseId, PersonId
from handlers.office import Office
from handlers.retention import look_at, whose
from handlers.retention_lists import known, open_list, require_second_person, waiting
from storage import (
    people,
    records,
    retention,
    retention_facts,
    retention_rows,
    store_facts,
    tombstones,
)
from storage.records import NewEntry
from storage.retention import DisposalList, Item, ItemState
from storage.transaction import Transaction


def still_to_do(tx: Transaction, number: int) -> list[CaseId]:
    """Return the cases of a list that nothing became of yet, in their order.

    Who takes part in somebody's help goes before them: it is their matter by which
    that record is judged.
    """

    def is_own(case: CaseId) -> bool:
        client = whose(tx, case).id
        return all(
            each.details.client == client
            for each in retention_facts.helps_of(tx, client)
        )

    found = [item.case for item in waiting(open_list(tx, number))]
    return sorted(found, key=is_own)


def dispose(
    tx: Transaction, office: Office, number: int, case: CaseId, now: datetime
) -> Item:
    """Destroy a case on a list, or keep it where something stands in the way by now.

    The key goes last, when nothing else of this can fail. Cut short between that and
    the end of the transaction, the key is gone and the rows are there: then the rows
    go the next time, because there is nothing left to keep.
    """
    found = open_list(tx, number)
    item = next(each for each in found.items if each.case == case)
    if item.state is not ItemState.LISTED:
        return item
    require_second_person(tx, office, found, case, now)
    looked = look_at(tx, office, case, now)
    has_key = tx.shred.has(case)
    if has_key and not looked.judged.is_due:
        settled = replace(
            item,
            state=ItemState.KEPT,
            why_not=looked.judged.why_not,
            settled_at=now,
        )
        retention.settle(tx, number, settled)
        return settled
    settled = replace(
        item,
        state=ItemState.DESTROYED,
        entries=records.head_of_case(tx, case).sequence,
        tombstone=_bury(tx, found, item, now),
        settled_at=now,
    )
    retention_rows.forget(tx, case, looked.client)
    retention.settle(tx, number, settled)
    tx.shred.destroy(case)
    return settled


def finish(tx: Transaction, number: int, now: datetime) -> DisposalList:
    """Write down that a list is carried out, once nothing on it waits any more."""
    found = open_list(tx, number)
    if not waiting(found):
        retention.end(tx, number, now)
    return known(tx, number)


def report(tx: Transaction, office: Office, number: int) -> dict[str, Any]:
    """Return what became of a list, as it is signed; it names no client."""
    found = known(tx, number)
    return {
        "kind": "fastkontakt disposal report",
        "version": 1,
        "store": store_facts.recall(tx, "store_id"),
        "list": found.id,
        "plan": office.archive.plan,
        "municipality": office.archive.municipality,
        "proposed": _by(tx, found.proposed_by, found.proposed_at),
        "confirmed": _by(tx, found.confirmed_by, found.confirmed_at),
        "ended_at": _written(found.ended_at),
        "withdrawn": found.is_withdrawn,
        "cases": [_told(item) for item in found.items],
    }


def _bury(tx: Transaction, found: DisposalList, item: Item, now: datetime) -> int:
    """Write the last entry of a case; return its place in the whole record."""
    body = {"author": "", "text": f"list {found.id}: {item.authority}"}
    records.add(tx, item.case, NewEntry(tombstones.KIND, now, "", "", "", body))
    return records.head_of_store(tx).sequence


def _by(
    tx: Transaction, person: PersonId | None, at: datetime | None
) -> Mapping[str, str | None] | None:
    if person is None:
        return None
    return {
        "ref": people.ref_of(tx, person),
        "role": str(people.known(tx, person).role),
        "at": _written(at),
    }


def _told(item: Item) -> dict[str, Any]:
    hashed = item.tombstone_hash
    return {
        "case": item.case,
        "profile": item.profile,
        "authority": item.authority,
        "counted_since": item.counted_since,
        "counted_from": item.counted_from.isoformat(),
        "over_on": item.over_on.isoformat(),
        "result": str(item.state),
        "why_not": [each.value for each in item.why_not],
        "entries": item.entries,
        "attachments": item.attachments,
        "tombstone": None
        if hashed is None
        else {"store_sequence": item.tombstone, "hash": hashed.hex()},
        "at": _written(item.settled_at),
    }


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
