import sqlite3
from contextlib import closing

import pytest

from storage.connection import open_file
from storage.verify_entries import lenient
from storage.verify_rows import (
    CASE_KEYS,
    CASES,
    READERS,
    WRAPS,
    Known,
    any_signed,
    is_broken,
    layout,
    signed_rows,
)
from tests.record_house import lived_in


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


@pytest.fixture
def db(house):
    with closing(open_file(house.data / "store.db")) as connection:
        connection.row_factory = None
        connection.text_factory = lenient
        connection.execute("PRAGMA foreign_keys=OFF")
        yield connection


def test_it_learns_which_epochs_readers_and_ways_there_are(house, db):
    known = Known()

    assert list(signed_rows(db, house.keys.signing.public_key(), known)) == []

    assert known.epochs[house.case_of("C1")] == {1, 2, 3}
    assert known.recovered == known.epochs
    assert known.wraps[house.case_of("C1")] == 7
    assert len(known.readers) == 2


def test_the_columns_are_those_of_the_tables(db):
    for table in (CASES, CASE_KEYS, READERS, WRAPS):
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({table.name})")}
        assert {name for name, _ in table.columns} | {"signature"} == columns


def test_every_fault_is_found_without_signatures_where_rows_contradict(house, db):
    case = house.case_of("C1")
    db.execute("DELETE FROM case_key WHERE case_id = ? AND epoch = 2", (case,))
    db.execute("DELETE FROM reader WHERE rowid = 1")

    faults = [(bad.table, bad.fault) for bad in signed_rows(db, None, Known())]

    assert ("wrap", "there is no such epoch") in faults
    assert ("wrap", "there is no such reader") in faults
    assert ("case_key", "the key of this epoch is missing") in faults


def test_a_case_without_any_key_is_a_fault(db):
    db.execute("DELETE FROM wrap")
    db.execute("DELETE FROM case_key")

    faults = [bad.fault for bad in signed_rows(db, None, Known())]

    assert faults.count("the key of this epoch is missing") == 3


def test_an_epoch_that_cannot_be_is_a_fault_and_not_a_long_wait(db):
    db.execute("UPDATE case_key SET epoch = 1 << 40 WHERE epoch = 3")

    assert "there cannot be such an epoch" in [
        bad.fault for bad in signed_rows(db, None, Known())
    ]


def test_a_sample_tells_whose_store_it_is(house, db, tmp_path):
    other = lived_in(tmp_path / "other").keys.signing.public_key()

    assert any_signed(db, house.keys.signing.public_key()) is True
    assert any_signed(db, other) is False
    for table in ("wrap", "case_key", "contact_entry", "case_file", "reader"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
    assert any_signed(db, other) is None


def test_the_layout_is_that_of_the_migrations(db):
    assert list(layout(db)) == []

    db.execute("ALTER TABLE wrap ADD COLUMN more TEXT")

    assert [bad.table for bad in layout(db)] == ["wrap"]


def test_a_table_that_lost_its_strictness_is_a_fault(house, db):
    db.execute("PRAGMA writable_schema=ON")
    db.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'wrap'"
    )
    db.close()
    with closing(sqlite3.connect(house.data / "store.db")) as again:
        assert [bad.table for bad in layout(again)] == ["wrap"]


def test_surrogates_are_what_comes_of_bytes_that_are_no_text():
    assert is_broken(lenient(b"k-\xff"))
    assert not is_broken(lenient("k-æ".encode()))
