import os
import sqlite3
import sys
from contextlib import closing

import pytest

from storage.connection import open_file
from storage.errors import StoreMissingError
from storage.read_only import StoreUnreadableError, snapshot

NOBODY = 65_534


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "store.db"
    with closing(open_file(found)) as db:
        db.execute("CREATE TABLE one (number INTEGER)")
        db.execute("INSERT INTO one VALUES (1)")
    return found


def numbers(connection):
    return [row[0] for row in connection.execute("SELECT number FROM one")]


def test_it_sees_one_moment_while_others_write(path):
    with closing(open_file(path)) as writer, snapshot(path) as seen:
        before = numbers(seen)
        writer.execute("INSERT INTO one VALUES (2)")

        assert numbers(seen) == before == [1]
        assert numbers(writer) == [1, 2]


def test_nothing_can_be_written(path):
    with snapshot(path) as seen, pytest.raises(sqlite3.OperationalError):
        seen.execute("INSERT INTO one VALUES (2)")


def test_what_a_killed_writer_committed_is_seen(path):
    if not (child := os.fork()):
        writer = open_file(path)
        writer.execute("INSERT INTO one VALUES (2)")
        os._exit(0)
    os.waitpid(child, 0)

    with snapshot(path) as seen:
        assert numbers(seen) == [1, 2]


def test_a_missing_file_is_named_as_such(tmp_path):
    with pytest.raises(StoreMissingError), snapshot(tmp_path / "none.db"):
        pass


def test_a_name_with_odd_characters_is_the_same_file(path, tmp_path):
    odd = tmp_path / "a?b#c%d&mode=rw.db"
    path.rename(odd)

    with snapshot(odd) as seen:
        assert numbers(seen) == [1]


@pytest.mark.parametrize("with_log", [False, True])
def test_in_a_place_that_cannot_be_written_a_whole_copy_is_read_and_a_half_one_not(
    path, tmp_path, with_log
):
    if with_log:
        (tmp_path / "store.db-wal").write_bytes(b"x" * 4096)
    path.chmod(0o444)
    tmp_path.chmod(0o555)

    outcome = as_nobody(path)
    tmp_path.chmod(0o755)

    assert outcome == (StoreUnreadableError.__name__ if with_log else "[1]")


def as_nobody(path):
    """Look at a file without any right to write beside it; returns what came of it."""
    ours, theirs = os.pipe()
    if not (child := os.fork()):
        if os.geteuid() == 0:
            os.chroot(path.parent)
            os.setuid(NOBODY)
            path = type(path)("/") / path.name
        try:
            with snapshot(path) as seen:
                told = str(numbers(seen))
        except Exception as error:  # noqa: BLE001 - its name is the outcome
            told = type(error).__name__
        os.write(theirs, told.encode())
        sys.stdout.flush()
        os._exit(0)
    os.close(theirs)
    told = os.read(ours, 1000).decode()
    os.close(ours)
    os.waitpid(child, 0)
    return told
