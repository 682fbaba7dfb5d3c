import random
import shutil
import sqlite3
from contextlib import closing
from copy import copy
from datetime import timedelta

import pytest

from storage.connection import FILE
from storage.errors import StoreError, StoreKeyError
from storage.inspection import inspect
from storage.rekey import rotate
from storage.service_keys import ServiceKeys, add_field_key
from storage.shred import FILE as SHRED
from tests.record_house import START, House, lived_in


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return lived_in(tmp_path_factory.mktemp("written") / "house")


@pytest.fixture
def house(written, tmp_path):
    """A copy of it, to spoil."""
    shutil.copytree(written.directory, tmp_path / "house")
    house = copy(written)
    house.directory, house.data = tmp_path / "house", tmp_path / "house/data"
    return house


def looked_at(house):
    keys = ServiceKeys.load(house.directory / "keys")
    return inspect(house.data, keys, house.now)


def test_a_sound_store_shows_who_has_a_way_into_each_case(house):
    found = looked_at(house)

    assert (found.wrong_pragmas, found.is_damaged, found.first_bad) == ((), False, None)
    assert found.people == 6
    assert START < found.first_person_at < found.newest_at <= house.now
    assert all(each.has_recovery and each.has_shred_key for each in found.access)
    readers = {each.case_id: each.readers for each in found.access}
    assert readers[house.case_of("C1")] == 2
    assert readers[house.case_of("C2")] == 1


def test_a_wrap_that_was_deleted_is_missed(house):
    case = house.case_of("C1")
    newest = """
        DELETE FROM wrap WHERE case_id = :case AND epoch = (
            SELECT max(epoch) FROM case_key WHERE case_id = :case
        )
    """
    house.sql(f"{newest} AND reader_id <> 'recovery'", {"case": case})
    without_readers = of_case(looked_at(house), case)
    house.sql(newest, {"case": case})
    without_any = of_case(looked_at(house), case)

    assert (without_readers.readers, without_readers.has_recovery) == (0, True)
    assert (without_any.readers, without_any.has_recovery) == (0, False)


def test_a_reader_who_was_removed_does_not_count(house):
    case = house.case_of("C1")
    house.sql(
        "UPDATE reader SET removed_at = 1 WHERE person_id = ?", [house.id_of("W1")]
    )

    assert of_case(looked_at(house), case).readers == 1


def test_a_case_without_its_shred_key_is_seen(house):
    case = house.case_of("C2")
    with closing(sqlite3.connect(house.data / SHRED)) as db:
        db.execute("DELETE FROM shred_key WHERE case_id = ?", (case,))
        db.commit()

    found = looked_at(house)

    assert not of_case(found, case).has_shred_key
    assert sum(each.has_shred_key for each in found.access) == len(found.access) - 1


def test_a_row_that_was_changed_is_named(house):
    house.sql("UPDATE contact_entry SET author = 'x' WHERE global_sequence = 2")

    assert looked_at(house).first_bad.table == "contact_entry"


def test_a_damaged_file_is_said_in_one_sentence(house):
    house.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with (house.data / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(1).randbytes(4096 * 20))

    with pytest.raises(StoreError, match="damaged"):
        looked_at(house)


def test_fields_are_counted_by_their_key(house):
    before = looked_at(house).fields_by_key
    add_field_key(house.directory / "keys")
    rotate(house.data, house.directory / "keys")
    after = looked_at(house).fields_by_key

    assert list(before) == [1]
    assert after == {2: before[1]}


def test_facts_are_told_as_moments(house):
    house.sql("INSERT INTO store_fact VALUES ('recovery_drill', '1790000000000')")
    house.sql("INSERT INTO store_fact VALUES ('odd', 'never')")

    found = looked_at(house)

    assert found.moment("recovery_drill").year == 2026
    assert found.moment("odd") is found.moment("unknown") is None


def test_it_changes_nothing_and_waits_for_nobody(house):
    with closing(sqlite3.connect(house.data / FILE, isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")

        found = looked_at(house)

        writing.execute("ROLLBACK")
    assert found.first_bad is None
    assert looked_at(house) == found


def test_keys_of_another_store_are_refused(house, tmp_path):
    other = House(tmp_path / "other")

    with pytest.raises(StoreKeyError):
        inspect(house.data, other.keys, house.now + timedelta(1))


def of_case(found, case):
    [access] = [each for each in found.access if each.case_id == case]
    return access
