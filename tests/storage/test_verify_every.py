"""Whatever is done to any row of the record is found, and the row is named."""

import random
import sqlite3
from contextlib import closing
from itertools import combinations

import pytest

from storage.anchors import line_now, read_anchor
from storage.entry_hash import hash_columns
from tests.record_house import lived_in

NAMES = (  # noqa: SIM905 - a list of seventeen lines would hide the rest
    "global_sequence case_id sequence epoch suite kind at direction channel author "
    "refers_to sealed attachments previous_hash previous_global_hash hash signature"
).split()
COLUMNS = ", ".join(NAMES)
PUT = f"INSERT INTO contact_entry ({COLUMNS}) VALUES ({', '.join('?' * len(NAMES))})"  # noqa: S608 - ours
FLIPS = [60, pytest.param(500, marks=pytest.mark.counts)]
PAIRS = [40, pytest.param(500, marks=pytest.mark.counts)]


class Spoiled:
    """A store that is spoilt in one way after the other, and whole in between."""

    def __init__(self, house):
        self.house = house
        self.path = house.data / "store.db"
        self.whole = self.path.read_bytes()
        with closing(sqlite3.connect(self.path)) as db:
            self.entries = db.execute(
                f"SELECT {COLUMNS} FROM contact_entry ORDER BY global_sequence"  # noqa: S608 - ours
            ).fetchall()

    def by(self, *statements, anchor=None):
        """Return where the first bad row is, after statements with their values."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("PRAGMA ignore_check_constraints=ON")
            for statement, *values in statements:
                db.execute(statement, values)
        bad = self.house.verify(anchor=anchor).bad
        self.path.write_bytes(self.whole)
        return {} if bad is None else {"table": bad.table, **dict(bad.where)}

    def named(self, entry):
        """Return what names an entry of this store."""
        return {
            "table": "contact_entry",
            "case": entry[1],
            "sequence": entry[2],
            "store_sequence": entry[0],
        }


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    house = lived_in(tmp_path_factory.mktemp("every") / "house")
    house.reader("W2")
    for number in range(5):
        house.write("C1", f"a line {number}")
        house.write("C2", f"another {number}", *([b"photo"] if number == 2 else []))
        house.renew("C2")
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert house.verify(deep=True).bad is None
    return Spoiled(house)


@pytest.mark.parametrize("count", FLIPS)
def test_a_flipped_byte_of_any_entry_names_its_case_and_the_entry(spoiled, count):
    """Two of its three names at least: the third may be what was changed."""
    chance, missed, done = random.Random(count), [], 0

    while done < count:
        entry = chance.choice(spoiled.entries)
        place = done % len(NAMES)
        name, changed = NAMES[place], flipped(entry[place], chance)
        kind = "CAST(? AS TEXT)" if isinstance(entry[place], str) else "?"
        sql = f"UPDATE contact_entry SET {name} = {kind} WHERE global_sequence = ?"  # noqa: S608 - ours
        try:
            found = spoiled.by((sql, changed, entry[0]))
        except sqlite3.IntegrityError:
            # Two rows at one place: the store itself does not take that.
            continue
        done += 1
        following = spoiled.entries[entry[0] : entry[0] + 1]
        rows = [entry, *following] if name == "global_sequence" else [entry]
        if not any(is_about(found, spoiled.named(row)) for row in rows):
            missed.append((name, entry[:3], changed, found))

    assert missed == []


def flipped(value, chance):
    """Return a value with one bit changed; nothing becomes a number."""
    if value is None:
        return chance.randrange(1, 99)
    if isinstance(value, int):
        changed = (value ^ (1 << chance.randrange(64))) & 0xFFFF_FFFF_FFFF_FFFF
        return changed - (1 << 64) if changed >> 63 else changed
    raw = bytearray(value.encode() if isinstance(value, str) else value) or bytearray(1)
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def is_about(found, named):
    """Tell whether two of the three names of an entry are there."""
    names = ("case", "sequence", "store_sequence")
    same = [name for name in names if found.get(name) == named[name]]
    return found.get("table") == "contact_entry" and len(same) >= 2


def test_every_deletion_names_the_entry_that_follows_or_what_hung_on_it(spoiled):
    last = spoiled.entries[-1]
    for entry in spoiled.entries[:-1]:
        found = spoiled.by(
            ("DELETE FROM contact_entry WHERE global_sequence = ?", entry[0])
        )
        assert found == spoiled.named(spoiled.entries[entry[0]])
    # The last one leaves no mark but in an anchor: that is what anchors are for.
    assert spoiled.by(
        ("DELETE FROM contact_entry WHERE global_sequence = ?", last[0])
    ) in ({}, {"table": "attachment"})


def test_every_insertion_of_a_copy_is_named(spoiled):
    """At the end, with the next numbers; a copy cannot be at two places."""
    end = len(spoiled.entries) + 1
    for entry in spoiled.entries:
        sequence = 1 + max(row[2] for row in spoiled.entries if row[1] == entry[1])
        found = spoiled.by((PUT, end, entry[1], sequence, *entry[3:]))
        assert found == {
            **spoiled.named(entry),
            "sequence": sequence,
            "store_sequence": end,
        }


def test_every_insertion_with_hashes_that_fit_is_named_by_its_signature(spoiled):
    """Somebody who can compute hashes and has no signing key."""
    head, end = spoiled.entries[-1], len(spoiled.entries) + 1
    for entry in spoiled.entries:
        before = max(
            (row for row in spoiled.entries if row[1] == entry[1]),
            key=lambda row: row[2],
        )
        row = [end, entry[1], before[2] + 1, before[3], *entry[4:12], b""]
        row += [before[15], head[15]]
        found = spoiled.by((PUT, *row, hash_columns(*row), entry[16]))
        assert found == {
            **spoiled.named(entry),
            "sequence": before[2] + 1,
            "store_sequence": end,
        }


@pytest.mark.parametrize("count", PAIRS)
def test_every_swap_of_two_entries_names_the_first_of_them(spoiled, count):
    pairs = list(combinations(spoiled.entries, 2))
    moved = "UPDATE contact_entry SET global_sequence = ? WHERE global_sequence = ?"

    for one, two in random.Random(3).sample(pairs, min(count, len(pairs))):
        placed = spoiled.by(
            (moved, 999, one[0]), (moved, one[0], two[0]), (moved, two[0], 999)
        )
        words = spoiled.by(
            (SEALED, two[11], one[0]),
            (SEALED, one[11], two[0]),
        )
        assert placed["store_sequence"] == one[0]
        assert placed["table"] == "contact_entry"
        assert words == spoiled.named(one)


SEALED = "UPDATE contact_entry SET sealed = ? WHERE global_sequence = ?"


def test_every_move_into_another_case_names_the_entry(spoiled):
    cases = {entry[1] for entry in spoiled.entries}
    moved = """
        UPDATE contact_entry SET case_id = ?, sequence = ? WHERE global_sequence = ?
    """
    for entry in spoiled.entries:
        for case in cases - {entry[1]}:
            sequence = 1 + max(row[2] for row in spoiled.entries if row[1] == case)
            found = spoiled.by((moved, case, sequence, entry[0]))
            assert found == {
                **spoiled.named(entry),
                "case": case,
                "sequence": sequence,
            }


def test_every_cut_tail_is_named_by_a_line_that_was_kept_elsewhere(spoiled, tmp_path):
    (tmp_path / "line").write_text(
        spoiled.house.run(lambda tx: line_now(tx, spoiled.house.now))
    )
    anchor, last = read_anchor(tmp_path / "line"), len(spoiled.entries)

    for keep in range(last):
        found = spoiled.by(
            ("UPDATE attachment SET entry = NULL WHERE entry > ?", keep),
            ("DELETE FROM contact_entry WHERE global_sequence > ?", keep),
            anchor=anchor,
        )
        assert found == {"table": "contact_entry", "store_sequence": last}
    assert spoiled.by(anchor=anchor) == {}
