import random
import shutil
import sqlite3
from contextlib import closing, suppress

import pytest

from storage import cases, migrations
from storage.connection import connect
from storage.errors import StoreMissingError, StoreTooNewError
from storage.key_pairs import generate_key_pair
from storage.read_only import StoreUnreadableError
from storage.sealing import SealError
from storage.service_keys import ServiceKeys, verify_key
from storage.verify import DAMAGED, NOT_OURS, count_entries, verify
from tests.record_house import House, lived_in

COLUMNS = {
    "contact_entry": (
        "global_sequence case_id sequence epoch suite kind at direction channel author "
        "refers_to sealed attachments previous_hash previous_global_hash hash signature"
    ),
    "case_file": "id client_id record_policy created_at signature",
    "case_key": "case_id epoch suite public_key created_at signature",
    "wrap": "case_id epoch reader_id sealed signature",
    "reader": "id person_id public_key added_at removed_at signature",
    # created_at says when a file was fetched, for tidying up: it is not of the record.
    "attachment": "id case_id entry bytes hash",
}
PLACES = [
    (table, column) for table, names in COLUMNS.items() for column in names.split()
]
AS_BYTES = """
    SELECT rowid, typeof({column}),
           CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB)
                                 ELSE {column} END
    FROM {table}
"""
SET = "UPDATE {table} SET {column} = {new} WHERE rowid = ?"


def rows_of(db, table):
    columns = ",".join(COLUMNS[table].split())
    return db.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - ours


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A store that is closed and whole in one file."""
    house = lived_in(tmp_path_factory.mktemp("written") / "house")
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert house.verify(deep=True).bad is None
    return house


@pytest.fixture
def house(written, tmp_path):
    """A copy of it, to spoil."""
    shutil.copytree(written.directory, tmp_path / "house")
    copy = House.__new__(House)
    copy.__dict__.update(written.__dict__)
    copy.directory = tmp_path / "house"
    copy.data = copy.directory / "data"
    return copy


def spoilt(house, *statements, **how):
    """Return what is found after somebody has written into the file."""
    for statement in statements:
        house.sql(statement)
    return house.verify(**how).bad


def flip(value, chance):
    """Return the value with one bit of it changed; nothing becomes something."""
    if value is None:
        return None
    if isinstance(value, int):
        changed = (value ^ (1 << chance.randrange(64))) & 0xFFFF_FFFF_FFFF_FFFF
        return changed - (1 << 64) if changed >> 63 else changed
    raw = bytearray(value)
    if not raw:
        return b"\x01"
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


@pytest.mark.parametrize(
    "flips", [len(PLACES) * 2, pytest.param(500, marks=pytest.mark.counts)]
)
def test_flipped_bits_in_any_column_of_any_row_are_all_named(written, flips):
    chance = random.Random(20260921)
    path = written.data / "store.db"
    whole = path.read_bytes()
    done, unnamed = 0, []

    while done < flips:
        table, column = PLACES[done % len(PLACES)]
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA ignore_check_constraints=ON")
            rows = db.execute(AS_BYTES.format(column=column, table=table)).fetchall()
            place, kind, value = chance.choice(rows)
            changed = flip(value, chance)
            if changed is None:
                nullable = {"client_id": b"c-1"}
                changed, kind = nullable.get(column, 0), "text" * (column in nullable)
            new = "CAST(? AS TEXT)" if kind == "text" else "?"
            sql = SET.format(table=table, column=column, new=new)
            try:
                db.execute(sql, (changed, place))
            except sqlite3.IntegrityError:
                continue
        found = written.verify(deep=True).bad
        if found is None or found.table != table:
            unnamed.append((table, column, value, changed, found))
        path.write_bytes(whole)
        done += 1

    assert unnamed == []
    assert written.verify(deep=True).bad is None


def test_a_flipped_text_is_named_with_its_place_in_the_case_and_the_store(house):
    case = house.case_of("C1")

    found = spoilt(house, "UPDATE contact_entry SET kind='x' WHERE global_sequence=4")

    assert str(found) == (
        f"contact_entry: case {case}, sequence 3, store_sequence 4: "
        "the hash does not match the row"
    )


@pytest.mark.parametrize("quick", [False, True])
def test_what_is_no_text_is_named_and_never_printed_as_it_is(house, quick):
    found = spoilt(
        house,
        "UPDATE contact_entry SET author=CAST(x'1b5b324aff' AS TEXT)"
        " WHERE global_sequence=2",
        signatures=not quick,
    )

    assert dict(found.where)["store_sequence"] == 2
    assert str(found).isprintable()


MOVED = "UPDATE contact_entry SET global_sequence = {} WHERE global_sequence = {}"
AGAIN = """
    INSERT INTO contact_entry SELECT 7, case_id, 9, epoch, suite, kind, at, direction,
        channel, author, refers_to, sealed, attachments, previous_hash,
        previous_global_hash, hash, signature
    FROM contact_entry WHERE global_sequence = 1
"""
OTHER_WORDS = """
    UPDATE contact_entry SET sealed = (
        SELECT sealed FROM contact_entry WHERE global_sequence = 4
    ) WHERE global_sequence = 3
"""
TO_THE_INTAKE = """
    UPDATE contact_entry SET case_id = 'k-intake', sequence = 2
    WHERE global_sequence = 6
"""
STRANGE_FILE = "INSERT INTO attachment VALUES ('a-1', NULL, 2, 1, x'00', 1)"


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["DELETE FROM contact_entry WHERE global_sequence = 3"], "store_sequence 4"),
        (["DELETE FROM contact_entry WHERE global_sequence = 1"], "store_sequence 2"),
        ([AGAIN], "store_sequence 7"),
        (
            [MOVED.format(100, 1), MOVED.format(1, 2), MOVED.format(2, 100)],
            "store_sequence 1",
        ),
        ([MOVED.format(-(2**63), 6)], f"store_sequence {-(2**63)}"),
        ([OTHER_WORDS], "store_sequence 3"),
        ([TO_THE_INTAKE], "case k-intake, sequence 2, store_sequence 6"),
        (["DELETE FROM case_file WHERE id = 'k-intake'"], "case k-intake, epoch 1"),
        (["DELETE FROM case_key WHERE epoch = 2"], "epoch 2"),
        (["DELETE FROM case_key WHERE epoch = 1"], "epoch 1"),
        (["DELETE FROM wrap WHERE reader_id = 'recovery' AND epoch = 3"], "recovery"),
        (["DELETE FROM reader"], "there is no such reader"),
        (["DELETE FROM attachment"], "attachment"),
        (["DELETE FROM attachment WHERE rowid = 2"], "sequence 3"),
        (["UPDATE attachment SET entry = NULL WHERE rowid = 1"], "not those that"),
        ([STRANGE_FILE], "no entry was written with it"),
    ],
)
def test_rows_that_are_gone_added_exchanged_or_moved_are_named(
    house, statements, named
):
    for statement in statements:
        house.sql(statement)

    quick, whole = house.verify(signatures=False).bad, house.verify().bad

    assert named in str(whole)
    assert quick is not None


def test_a_row_of_another_case_put_under_this_one_is_named(house):
    here, there = house.case_of("C1"), house.case_of("C2")

    house.sql(
        "UPDATE wrap SET sealed = (SELECT sealed FROM wrap WHERE case_id = ? AND"
        " epoch = 1) WHERE case_id = ? AND epoch = 1",
        (there, here),
    )
    found = house.verify().bad

    assert str(found) == (
        f"wrap: case {here}, epoch 1, reader recovery: the signature does not match"
    )


def test_hashes_written_anew_are_noticed_by_their_signatures_alone(house):
    from storage.entry_hash import hash_columns  # noqa: PLC0415 - the thief's tool

    row = list(house.sql("SELECT * FROM contact_entry WHERE global_sequence = 6")[0])
    row[8] = "sms"
    house.sql(
        "UPDATE contact_entry SET channel = 'sms', hash = ? WHERE global_sequence = 6",
        (hash_columns(*row[:15]),),
    )

    assert house.verify(signatures=False).bad is None
    assert "the signature does not match" in str(house.verify().bad)


def test_a_case_key_that_was_exchanged_is_named_and_nothing_is_sealed_to_it(house):
    public = generate_key_pair().public_key().raw
    case = house.case_of("C1")
    house.sql(
        "UPDATE case_key SET public_key = ? WHERE case_id = ? AND epoch = 3",
        (public, case),
    )

    with pytest.raises(SealError):
        house.write("C1", "to whom?")

    assert str(house.verify().bad) == (
        f"case_key: case {case}, epoch 3: the signature does not match"
    )


def test_a_reader_row_that_was_exchanged_is_named_and_gets_nothing(house):
    thief = generate_key_pair().public_key().raw
    case = house.case_of("C1")
    reader = house.run(cases.readers_of, case)[0]
    house.sql("UPDATE reader SET public_key = ? WHERE id = ?", (thief, reader))

    house.renew("C1")

    assert reader not in house.run(cases.readers_of, case)
    assert str(house.verify().bad) == (
        f"reader: reader {reader}: the signature does not match"
    )


def test_an_entry_that_is_sealed_to_an_older_key_is_named(house):
    case = house.case_of("C1")
    house.sql("DELETE FROM wrap WHERE case_id = ? AND epoch = 3", (case,))
    third = house.sql("SELECT * FROM case_key WHERE case_id = ? AND epoch = 3", (case,))
    house.write("C1", "under the third key")
    house.sql("DELETE FROM case_key WHERE case_id = ? AND epoch = 3", (case,))
    assert "there is no key of epoch 3" in str(house.verify().bad)
    house.write("C1", "under the second again")
    house.sql("INSERT INTO case_key VALUES (?, ?, ?, ?, ?, ?)", third[0])
    house.sql(
        "INSERT INTO wrap SELECT case_id, 3, reader_id, sealed, signature FROM wrap"
        " WHERE case_id = ? AND epoch = 2",
        (case,),
    )

    assert str(house.verify(signatures=False).bad) == (
        f"contact_entry: case {case}, sequence 5, store_sequence 8: "
        "sealed to an older key than the entry before"
    )


def test_attachments_that_were_changed_lost_or_cut_are_named_when_looked_at(house):
    folder = house.data / "attachments"
    first, *_ = sorted(folder.iterdir())
    sound = first.read_bytes()

    first.write_bytes(sound[:-1])
    assert house.verify().bad is None
    cut = house.verify(deep=True).bad
    first.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    changed = house.verify(deep=True).bad
    first.unlink()
    lost = house.verify(deep=True).bad

    assert str(cut) == f"attachment: attachment {first.name}: its file was changed"
    assert str(changed) == str(cut)
    assert "its file is missing" in str(lost)


def test_a_row_cannot_make_us_read_a_file_elsewhere(house):
    found = spoilt(
        house, "UPDATE attachment SET id = '/dev/zero' WHERE rowid = 1", deep=True
    )

    assert "its file is missing" in str(found)


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP TABLE wrap"],
        ["DROP TABLE attachment", "CREATE VIEW attachment AS SELECT 1 AS id"],
        [
            "ALTER TABLE reader RENAME TO old",
            "CREATE TABLE reader AS SELECT * FROM old",
        ],
    ],
)
def test_a_table_that_is_made_differently_is_named(house, statements):
    found = spoilt(house, *statements)

    assert found.fault == "the table is not as this version makes it"


def test_another_key_is_refused_clearly(house, tmp_path):
    other = House(tmp_path / "other")

    report = verify(house.data, verify_key(other.directory / "keys"))

    assert str(report.bad) == f"signing.pub: {NOT_OURS}"


def test_a_new_store_is_sound_and_has_no_entries(tmp_path):
    report = House(tmp_path / "new").verify(deep=True)

    assert report.bad is None
    assert report.to_json()["entries"] == 0


def test_pages_of_rubbish_are_damage_and_not_soundness(house):
    path = house.data / "store.db"
    raw = bytearray(path.read_bytes())
    raw[: 16 * 1024] = bytes(16 * 1024)
    path.write_bytes(raw)

    found = house.verify().bad

    assert found.fault == DAMAGED


def test_hundreds_of_flipped_bits_anywhere_in_the_file_never_change_what_is_read(
    written, tmp_path
):
    chance = random.Random(7)
    whole = (written.data / "store.db").read_bytes()
    key = verify_key(written.directory / "keys")
    path = tmp_path / "store.db"

    def content():
        with closing(sqlite3.connect(path)) as db:
            return {table: sorted(map(repr, rows_of(db, table))) for table in COLUMNS}

    path.write_bytes(whole)
    sound = content()
    for _ in range(200):
        raw = bytearray(whole)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        path.write_bytes(raw)
        try:
            report = verify(tmp_path, key)
        except (StoreUnreadableError, StoreTooNewError, migrations.StoreTooOldError):
            continue
        if report.bad is None:
            # A flipped bit in what describes another table lets nothing be read.
            with suppress(sqlite3.DatabaseError):
                assert content() == sound


def test_it_works_beside_a_writer_and_sees_one_moment(house):
    with closing(connect(house.data)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM contact_entry")

        report = house.verify()

        writer.execute("ROLLBACK")
    assert report.bad is None
    assert report.head.sequence == count_entries(house.data) == 6


def test_it_works_on_a_copy_and_leaves_it_as_it_was(house, tmp_path):
    before = (house.data / "store.db").read_bytes()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "store.db").write_bytes(before)

    report = verify(copy, verify_key(house.directory / "keys"))

    assert report.bad is None
    assert (copy / "store.db").read_bytes() == before


def test_without_a_store_or_with_a_newer_one_nothing_is_said_about_it(house, tmp_path):
    key = verify_key(house.directory / "keys")

    with pytest.raises(StoreMissingError):
        verify(tmp_path / "nowhere", key)
    house.sql("PRAGMA user_version = 9999")
    with pytest.raises(StoreTooNewError):
        house.verify()


def test_it_tells_how_far_it_is(house, monkeypatch):
    monkeypatch.setattr("storage.verify_entries.EVERY", 2)
    told = []

    house.verify(progress=told.append)

    assert told == [2, 4, 6, 6]


def test_no_private_key_is_needed(house):
    for name in ("signing.key", "field.key", "lookup.key", "recovery.pub"):
        (house.directory / "keys" / name).unlink()

    assert house.verify(deep=True).bad is None
    with pytest.raises(Exception, match="missing"):
        ServiceKeys.load(house.directory / "keys")
