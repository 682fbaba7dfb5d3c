import sqlite3
from contextlib import closing

import pytest

from storage import verify_entries
from storage.connection import open_file
from storage.signing_keys import Signers
from storage.verify_entries import Entries, attachments, split
from storage.verify_rows import Known, signed_rows
from tests.ended import carried_out, confirmed, over
from tests.record_house import lived_in


@pytest.fixture
def house(tmp_path):
    return lived_in(tmp_path / "house")


@pytest.fixture
def db(house):
    with closing(open_file(house.data / "store.db")) as connection:
        connection.row_factory = None
        connection.execute("PRAGMA foreign_keys=OFF")
        yield connection


def looked(house, db, **changes):
    """Return every fault of the entries, and what was learnt on the way."""
    known = Known()
    list(signed_rows(db, None, known))
    key = changes.get("key", house.keys.signing.public_key())
    signers = None if key is None else Signers(key.public_bytes_raw()).ready()
    faults = list(Entries(db, signers, known, lambda _: None).look())
    return [(dict(bad.where).get("store_sequence"), bad.fault) for bad in faults], known


def test_sound_entries_leave_the_heads_of_every_case(house, db):
    faults, known = looked(house, db)

    assert faults == []
    assert known.head.sequence == 6
    assert {case: head[0] for case, head in known.heads.items()} == {
        house.case_of("C1"): 3,
        house.case_of("C2"): 2,
        "k-intake": 1,
    }


def test_a_row_that_is_gone_is_told_by_the_chain_of_the_case_or_of_the_store(house, db):
    db.execute("DELETE FROM contact_entry WHERE global_sequence IN (3, 5)")

    faults, _ = looked(house, db)

    assert faults == [
        (4, "the number does not follow the entry before"),
        (6, "the number does not follow the entry before in the store"),
    ]


def test_a_text_that_is_none_ends_the_look_at_its_row(house, db):
    db.execute("UPDATE contact_entry SET channel = CAST(x'ff' AS TEXT) WHERE rowid = 4")

    faults, known = looked(house, db, key=None)

    assert faults == [(4, "the hash does not match the row")]
    assert known.head.sequence == 3


def test_a_page_that_cannot_be_read_is_not_taken_for_the_end(house, db, monkeypatch):
    monkeypatch.setattr(verify_entries, "ENTRIES", "SELECT * FROM nowhere, :first")

    with pytest.raises(sqlite3.OperationalError):
        looked(house, db)


def test_an_attachment_of_another_case_is_named(house, db):
    db.execute("UPDATE attachment SET case_id = 'k-intake' WHERE rowid = 1")

    assert looked(house, db)[0] == [(3, "it belongs to another case")]


def test_a_missing_file_of_a_living_case_is_named_and_of_one_that_is_gone_is_not(
    tmp_path,
):
    house = over(tmp_path / "house", "C1")
    for ref in ("C1", "C2"):
        house.write(ref, "et billede", b"one photo")
    carried_out(house, confirmed(house).id)
    for path in (house.data / "attachments").iterdir():
        path.unlink()

    bad = house.verify(deep=True).bad

    sql = "SELECT id FROM attachment WHERE case_id = ?"
    ((his,),) = house.sql(sql, (house.case_of("C2"),))
    assert bad.where == (("attachment", his),)
    assert bad.fault == "its file is missing or cannot be read"
    house.sql(
        "UPDATE contact_entry SET kind = 'destroyed' WHERE case_id = ?",
        (house.case_of("C2"),),
    )
    assert house.verify(deep=True).bad.table == "contact_entry"


def test_only_a_deep_look_opens_files(house, db):
    folder = house.data / "attachments"
    for path in folder.iterdir():
        path.unlink()

    assert list(attachments(db, folder, deep=False)) == []
    assert len(list(attachments(db, folder, deep=True))) == 3


def test_a_wrong_length_is_named_although_the_hash_is_right(house, db):
    db.execute("UPDATE attachment SET bytes = bytes + 1 WHERE rowid = 2")

    (bad,) = attachments(db, house.data / "attachments", deep=True)

    assert bad.fault == "its file is not as long as the row says"


def test_hashes_stand_one_after_the_other():
    assert split(b"") == []
    assert split(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]
