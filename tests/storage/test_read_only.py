import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.connection import open_file
from storage.errors import StoreMissingError
from storage.read_only import StoreUnreadableError, snapshot


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
    elsewhere(KILLED, path)

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

    outcome = elsewhere(AS_NOBODY, path)
    tmp_path.chmod(0o755)

    assert outcome == (StoreUnreadableError.__name__ if with_log else "[(1,)]")


def elsewhere(script, path):
    """Run a script on the file in a process of its own; returns what it prints."""
    ran = subprocess.run(
        [sys.executable, "-c", script, path],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


KILLED = """
import os, sys
from pathlib import Path
from storage.connection import open_file

open_file(Path(sys.argv[1])).execute("INSERT INTO one VALUES (2)")
os._exit(0)
"""
AS_NOBODY = """
import os, sys
from pathlib import Path
from storage.read_only import snapshot

path = Path(sys.argv[1])
path.as_uri()  # loads what cannot be loaded from there
if os.geteuid() == 0:  # who may write everywhere
    os.chroot(path.parent)
    os.setuid(65534)
    path = Path("/") / path.name
try:
    with snapshot(path) as seen:
        print(seen.execute("SELECT number FROM one").fetchall())
except Exception as error:
    print(type(error).__name__)
"""
