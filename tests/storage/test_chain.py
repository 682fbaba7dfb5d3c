import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st

from storage import chain
from storage.chain import NO_HASH, Entry, EntryHeader, Fault, Head, first_fault

GOLDEN = Path(__file__).parent / "golden" / "chain.json"
SIGNING = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
CHECK = SIGNING.public_key()
FIRST = EntryHeader(
    global_sequence=1,
    case_id="c-7f3k",
    sequence=1,
    epoch=1,
    suite=1,
    kind="message",
    at=1_790_000_000_123,
    direction="in",
    channel="telegram",
    author="p-2m9q",
    refers_to=None,
    attachments=b"\x22" * 64,
    previous_hash=NO_HASH,
    previous_global_hash=NO_HASH,
)


def chained(count, case_id="c-7f3k"):
    """Return this many entries that follow each other."""
    rows = []
    head = Head()
    for number in range(1, count + 1):
        header = replace(
            FIRST,
            case_id=case_id,
            sequence=number,
            global_sequence=number,
            previous_hash=head.hash,
            previous_global_hash=head.hash,
            refers_to=number - 1 or None,
        )
        rows.append(chain.link(header, f"sealed {number}".encode(), SIGNING))
        head = Head(number, rows[-1].hash)
    return rows


def faults(rows, *, signatures=True):
    """Return each fault found along the rows, with the place where it was found."""
    found = []
    head = Head()
    for place, row in enumerate(rows):
        fault = first_fault(
            row,
            case_head=head,
            global_head=head,
            verify_key=CHECK if signatures else None,
        )
        if fault is not None:
            found.append((place, fault))
        head = Head(row.header.sequence, row.hash)
    return found


def test_a_chain_as_it_was_written_has_no_fault():
    assert faults(chained(5)) == []


@pytest.mark.parametrize("column", [column.name for column in fields(EntryHeader)])
def test_a_change_in_any_column_changes_the_hash(column):
    now = getattr(FIRST, column)
    other = {int: 99, str: "other", bytes: b"\x33" * 32, type(None): 0}[type(now)]

    changed = replace(FIRST, **{column: other})

    assert chain.entry_hash(changed, b"sealed") != chain.entry_hash(FIRST, b"sealed")


def test_every_flipped_byte_of_text_hash_and_signature_is_found():
    (row,) = chained(1)

    for column in ("sealed", "hash", "signature"):
        for position in range(len(getattr(row, column))):
            changed = bytearray(getattr(row, column))
            changed[position] ^= 1
            assert faults([replace(row, **{column: bytes(changed)})])


def test_an_entry_that_was_taken_out_is_missed():
    rows = chained(4)

    assert faults([rows[0], rows[2], rows[3]]) == [(1, Fault.SEQUENCE)]


def test_entries_that_changed_places_are_noticed():
    rows = chained(3)

    assert faults([rows[1], rows[0], rows[2]])[0] == (0, Fault.SEQUENCE)


def test_an_entry_of_another_case_does_not_fit():
    ours, theirs = chained(3), chained(3, case_id="c-other")

    assert faults([ours[0], theirs[1], ours[2]])[0] == (1, Fault.PREVIOUS)


@given(st.integers(0, 2))
def test_a_chain_written_anew_without_the_key_fails_at_its_signatures(start):
    rows = chained(3)
    thief = Ed25519PrivateKey.generate()
    head = rows[start - 1].hash if start else NO_HASH
    for place in range(start, 3):
        header = replace(
            rows[place].header, previous_hash=head, previous_global_hash=head
        )
        rows[place] = chain.link(header, b"forged", thief)
        head = rows[place].hash

    assert faults(rows, signatures=False) == []
    assert faults(rows) == [(place, Fault.SIGNATURE) for place in range(start, 3)]


def test_a_break_in_the_chain_of_the_store_is_named():
    (row,) = chained(1)

    behind = first_fault(row, case_head=Head(), global_head=Head(4, b"\x44" * 32))
    forked = first_fault(row, case_head=Head(), global_head=Head(0, b"\x44" * 32))

    assert behind is Fault.GLOBAL_SEQUENCE
    assert forked is Fault.PREVIOUS_GLOBAL


@pytest.mark.parametrize("signature", [b"", b"short", bytes(64), bytes(65)])
def test_what_is_no_signature_is_a_fault_and_not_a_crash(signature):
    (row,) = chained(1)

    assert faults([replace(row, signature=signature)]) == [(0, Fault.SIGNATURE)]


def test_a_signed_row_verifies_and_no_other_does():
    row = ("c-7f3k", 1, b"key", None)

    signature = chain.sign_row(SIGNING, chain.CASE_KEY, row)

    assert chain.verify_row(CHECK, chain.CASE_KEY, row, signature)
    assert not chain.verify_row(CHECK, chain.WRAP, row, signature)
    assert not chain.verify_row(CHECK, chain.CASE_KEY, row[:3], signature)
    assert not chain.verify_row(CHECK, chain.CASE_KEY, ("c-7f3l", *row[1:]), signature)


def test_a_signature_of_a_row_never_counts_for_an_entry():
    (row,) = chained(1)

    signature = chain.sign_row(SIGNING, chain.HEAD, (row.hash,))

    assert faults([replace(row, signature=signature)]) == [(0, Fault.SIGNATURE)]


def test_the_chain_of_earlier_builds_still_verifies():
    golden = json.loads(GOLDEN.read_text())
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(golden["signing_public"]))
    head = Head()

    for row in golden["entries"]:
        columns = {
            name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
            for name, value in row.items()
        }
        sealed, hashed, signature = (
            columns.pop(name) for name in ("sealed", "hash", "signature")
        )
        entry = Entry(EntryHeader(**columns), sealed, hashed, signature)
        fault = first_fault(entry, case_head=head, global_head=head, verify_key=key)
        assert fault is None
        head = Head(entry.header.sequence, entry.hash)

    assert head.sequence == 3
