"""Writing contact entries: sealed, chained, signed, and never read back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import CaseId
from storage import cases
from storage.chain import EntryHeader, Head, link
from storage.key_pairs import SUITE
from storage.sealing import Binding, seal
from storage.times import to_ms
from storage.transaction import Transaction

CASE_HEAD = """
    SELECT sequence, hash FROM contact_entry
    WHERE case_id = :case ORDER BY sequence DESC LIMIT 1
"""
GLOBAL_HEAD = """
    SELECT global_sequence, hash FROM contact_entry
    ORDER BY global_sequence DESC LIMIT 1
"""
ADD = """
    INSERT INTO contact_entry (
        global_sequence, case_id, sequence, epoch, suite, kind, at, direction, channel,
        author, refers_to, sealed, attachments, previous_hash, previous_global_hash,
        hash, signature)
    VALUES (
        :global_sequence, :case, :sequence, :epoch, :suite, :kind, :at, :direction,
        :channel, :author, :refers_to, :sealed, :attachments, :previous_hash,
        :previous_global_hash, :hash, :signature)
"""
COUNT = "SELECT count(*) FROM contact_entry WHERE case_id = :case"
CLAIM_ATTACHMENT = """
    UPDATE attachment SET entry = :entry, case_id = :case WHERE id = :id
"""

# Made once, because `json.dumps` makes one each time that it is asked for this.
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# What every line of the chain's memory is called when it is not a case.
_EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sealed stream that lies beside the store, and the key that only readers get.

    It is bound to its author, because it is fetched before it is known for whom it is.
    """

    id: str
    bound_to: str
    key: bytes = field(repr=False)
    hash: bytes
    size: int
    name: str = field(default="", repr=False)
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A contact to write down; `body` is what only the case's readers will see."""

    kind: str
    at: datetime
    direction: str
    channel: str
    author: str
    body: Mapping[str, Any] = field(repr=False)
    refers_to: int | None = None
    attachments: Sequence[Attachment] = ()


def add(tx: Transaction, case: CaseId, entry: NewEntry) -> int:
    """Write the entry down and return its place in the case.

    Raises `SealError` where the case's key is not what we signed.
    """
    epoch, public_key = cases.current_key(tx, case)
    case_head, global_head = _head(tx, case), _head(tx, _EVERYWHERE)
    sequence = case_head.sequence + 1
    at = to_ms(entry.at)
    binding = Binding(case, epoch, sequence, entry.kind, at, case_head.hash)
    sealed = seal(_body(entry), public_key, binding)
    linked = link(
        EntryHeader(
            global_sequence=global_head.sequence + 1,
            case_id=case,
            sequence=sequence,
            epoch=epoch,
            suite=SUITE,
            kind=entry.kind,
            at=at,
            direction=entry.direction,
            channel=entry.channel,
            author=entry.author,
            refers_to=entry.refers_to,
            attachments=b"".join(kept.hash for kept in entry.attachments),
            previous_hash=case_head.hash,
            previous_global_hash=global_head.hash,
        ),
        sealed,
        tx.keys.signing,
    )
    header = linked.header
    tx.run(
        ADD,
        global_sequence=header.global_sequence,
        case=case,
        sequence=sequence,
        epoch=epoch,
        suite=SUITE,
        kind=entry.kind,
        at=at,
        direction=entry.direction,
        channel=entry.channel,
        author=entry.author,
        refers_to=entry.refers_to,
        sealed=sealed,
        attachments=header.attachments,
        previous_hash=header.previous_hash,
        previous_global_hash=header.previous_global_hash,
        hash=linked.hash,
        signature=linked.signature,
    )
    for kept in entry.attachments:
        tx.run(CLAIM_ATTACHMENT, id=kept.id, entry=header.global_sequence, case=case)
    tx.heads[case] = Head(sequence, linked.hash)
    tx.heads[_EVERYWHERE] = Head(header.global_sequence, linked.hash)
    return sequence


def count(tx: Transaction, case: CaseId) -> int:
    """Return how many entries a case has."""
    return int(tx.value(COUNT, case=case))


def head_of_case(tx: Transaction, case: CaseId) -> Head:
    """Return the last link of the chain of a case."""
    return _head(tx, case)


def head_of_store(tx: Transaction) -> Head:
    """Return the last link of the chain over the whole store."""
    return _head(tx, _EVERYWHERE)


def _head(tx: Transaction, case: str) -> Head:
    """Return the last link; read in this very transaction, so it is the last one."""
    known = tx.heads.get(case)
    if known is None:
        row = (
            tx.one_or_none(GLOBAL_HEAD)
            if case == _EVERYWHERE
            else tx.one_or_none(CASE_HEAD, case=case)
        )
        known = tx.heads[case] = Head() if row is None else Head(row[0], row[1])
    return known


def _body(entry: NewEntry) -> bytes:
    body = dict(entry.body)
    if entry.attachments:
        body["attachments"] = [
            {
                "id": kept.id,
                "bound_to": kept.bound_to,
                "key": kept.key.hex(),
                "name": kept.name,
                "type": kept.media_type,
                "size": kept.size,
            }
            for kept in entry.attachments
        ]
    return _AS_JSON(body).encode()
