import sqlite3
import stat
from contextlib import closing

import pytest

from storage import migrations
from storage.connection import FILE, connect
from storage.errors import StoreTooNewError
from storage.migrations import Migration
from tests.storage.stores import add_client_with_case, rows, transaction_on

NEWEST = migrations.known()[-1].number
NEXT = Migration(
    NEWEST + 1,
    f"{NEWEST + 1:04}_colours",
    """
    ALTER TABLE person ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';
    CREATE TABLE colour (name TEXT PRIMARY KEY) STRICT;
    """,
)
BROKEN = Migration(
    NEXT.number,
    NEXT.name,
    "CREATE TABLE half (name TEXT) STRICT; INSERT INTO nowhere VALUES (1);",
)


@pytest.fixture
def with_alma(made):
    """A store that somebody is in already."""
    with transaction_on(made) as tx:
        add_client_with_case(tx)
        tx.run("COMMIT")
        tx.run("BEGIN")
    return made


def learn(monkeypatch, *steps):
    known = migrations.known()
    monkeypatch.setattr(migrations, "known", lambda: [*known, *steps])


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            " ".join(sql.split())
            for (sql,) in connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
            )
        )


def test_a_new_store_is_the_sum_of_all_migrations(made, tmp_path):
    by_hand = tmp_path / "by-hand.db"
    with closing(sqlite3.connect(by_hand)) as connection:
        for step in migrations.known():
            connection.executescript(step.sql)

    assert schema(made.directory / FILE) == schema(by_hand)
    assert rows(made, "PRAGMA user_version") == [(NEWEST,)]


def test_migrations_are_numbered_without_a_gap_and_say_why(made):
    known = migrations.known()

    assert [step.number for step in known] == list(range(1, len(known) + 1))
    assert all(step.sql.startswith(f"-- {step.number:04}: ") for step in known)


def test_people_stay_and_a_copy_is_kept_when_a_migration_comes(with_alma, monkeypatch):
    learn(monkeypatch, NEXT)
    path = with_alma.directory / FILE

    applied = migrations.apply(path)

    copy = with_alma.directory / f"store.before-{NEXT.number:04}.db"
    assert applied == [NEXT.name]
    assert rows(with_alma, "SELECT alias, colour FROM person") == [("K1", "blue")]
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT alias FROM person").fetchall() == [("K1",)]
        assert before.execute("PRAGMA user_version").fetchone() == (NEWEST,)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_record_still_opens_after_a_migration(with_alma, monkeypatch):
    learn(monkeypatch, NEXT)
    migrations.apply(with_alma.directory / FILE)

    with closing(connect(with_alma.directory)) as connection:
        assert connection.execute("SELECT count(*) FROM case_key").fetchone()[0] == 1


def test_a_migration_that_fails_leaves_the_store_as_it_was(with_alma, monkeypatch):
    path = with_alma.directory / FILE
    before = schema(path)
    learn(monkeypatch, BROKEN)

    with pytest.raises(sqlite3.OperationalError):
        migrations.apply(path)

    assert schema(path) == before
    assert rows(with_alma, "PRAGMA user_version") == [(NEWEST,)]
    assert rows(with_alma, "SELECT alias FROM person") == [("K1",)]


def test_a_migration_can_be_tried_again_after_it_failed(with_alma, monkeypatch):
    path = with_alma.directory / FILE
    known = migrations.known()
    monkeypatch.setattr(migrations, "known", lambda: [*known, BROKEN])
    with pytest.raises(sqlite3.OperationalError):
        migrations.apply(path)

    monkeypatch.setattr(migrations, "known", lambda: [*known, NEXT])

    assert migrations.apply(path) == [NEXT.name]
    assert rows(with_alma, "SELECT alias, colour FROM person") == [("K1", "blue")]


def test_nothing_is_done_and_copied_where_nothing_is_missing(with_alma):
    assert migrations.apply(with_alma.directory / FILE) == []
    assert list(with_alma.directory.glob("store.before-*")) == []


def test_a_store_of_a_newer_version_is_not_touched(with_alma):
    path = with_alma.directory / FILE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=9999")

    with pytest.raises(StoreTooNewError, match="9999"):
        migrations.apply(path)

    assert list(with_alma.directory.glob("store.before-*")) == []


def test_a_file_that_others_can_read_is_not_quietly_closed_to_them(with_alma):
    """The service refuses such a store; somebody has to look who read it."""
    path = with_alma.directory / FILE
    path.chmod(0o644)

    migrations.apply(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o644
