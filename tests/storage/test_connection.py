import os
from contextlib import closing

import pytest

from storage.connection import FILE, connect, open_file, refuse_exposed
from storage.errors import StoreExposedError, StoreMissingError


def test_a_connection_never_begins_a_transaction_by_itself(made):
    with closing(connect(made.directory)) as connection:
        connection.execute("INSERT INTO store_fact (name, value) VALUES ('a', '1')")

        assert not connection.in_transaction


def test_what_is_deleted_is_not_left_in_the_file(made):
    marker = "canary-4f1c-deleted"
    with closing(open_file(made.directory / FILE)) as connection:
        connection.execute(
            "INSERT INTO store_fact (name, value) VALUES (?, ?)", ("a", marker * 50)
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert marker.encode() in (made.directory / FILE).read_bytes()
        connection.execute("DELETE FROM store_fact WHERE name = 'a'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    assert marker.encode() not in (made.directory / FILE).read_bytes()


@pytest.mark.parametrize("name", ["store.db-wal", "shred.db", "store.before-0002.db"])
def test_every_database_file_in_the_directory_must_be_the_owners_alone(made, name):
    path = made.directory / name
    path.touch(0o600)
    path.chmod(0o604)

    with pytest.raises(StoreExposedError, match=f"others can read {name}: run chmod"):
        refuse_exposed(made.directory)


def test_log_and_index_of_the_store_are_the_owners_alone(made):
    before = os.umask(0)
    try:
        with closing(connect(made.directory)) as connection:
            connection.execute("INSERT INTO store_fact (name, value) VALUES ('a', '')")
            refuse_exposed(made.directory)
    finally:
        os.umask(before)


def test_a_directory_without_a_store_is_refused_and_none_is_made(tmp_path):
    tmp_path.chmod(0o700)

    with pytest.raises(StoreMissingError):
        connect(tmp_path)

    assert list(tmp_path.iterdir()) == []
