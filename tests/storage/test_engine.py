import asyncio
import hashlib
import resource
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage import engine, migrations, records, shred, store_facts
from storage.connection import FILE
from storage.engine import Store
from storage.errors import (
    StoreExposedError,
    StoreKeyError,
    StoreMissingError,
    StoreTooNewError,
    StoreUnwritableError,
)
from storage.migrations import StoreTooOldError
from storage.records import NewEntry
from tests.storage.stores import NOW, add_client_with_case, make, rows

LARGE = "x" * 200_000


def remember(tx, name, value="1"):
    store_facts.remember(tx, name, value)
    return name


def count_one_up(tx):
    """Read, then write: what loses updates where two may do it at once."""
    before = int(store_facts.recall(tx, "counter") or 0)
    store_facts.remember(tx, "counter", str(before + 1))


def fail_after_writing(tx, name):
    remember(tx, name)
    tx.touch(name)
    raise ValueError(name)


def names(made):
    return {name for (name,) in rows(made, "SELECT name FROM store_fact")}


def fingerprint_of(directory):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.glob("*.db"))
    }


@contextmanager
def no_file_larger_than(limit):
    """Let every write behind this offset fail, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_units_that_wait_at_the_same_moment_share_one_transaction(store):
    groups = store.groups

    found = await asyncio.gather(
        *(store.run(remember, f"fact {number}") for number in range(50))
    )

    assert found == [f"fact {number}" for number in range(50)]
    assert store.groups == groups + 1


async def test_units_run_in_the_order_in_which_they_were_submitted(store):
    seen = []
    futures = [
        store.submit(lambda _, number=number: seen.append(number))
        for number in range(450)
    ]

    await asyncio.gather(*futures)

    assert seen == list(range(450))


async def test_a_unit_that_raises_is_undone_alone(store, made):
    woken = []
    store.listener = lambda *lanes: woken.append(lanes)
    before = names(made)

    good = store.submit(remember, "before")
    bad = store.submit(fail_after_writing, "in between")
    also_good = store.submit(remember, "after")
    found = await asyncio.gather(good, bad, also_good, return_exceptions=True)

    assert found[::2] == ["before", "after"]
    assert isinstance(found[1], ValueError)
    assert names(made) - before == {"before", "after"}
    assert woken == []


async def test_a_lane_is_named_to_the_listener_once_its_unit_is_durable(store, made):
    seen = []

    def listener(lanes, quiet):
        seen.append((lanes, quiet, "kept" in names(made)))

    store.listener = listener

    def unit(tx):
        remember(tx, "kept")
        tx.touch("c-1/k-1")
        tx.touch("c-1/k-1", quiet=True)
        tx.touch("c-2/k-2", quiet=True)

    await store.run(unit)

    assert seen == [(frozenset({"c-1/k-1"}), ("c-2/k-2",), True)]


async def test_a_full_disk_in_the_middle_of_a_unit_undoes_its_whole_group(store, made):
    before = names(made)
    pages = rows(made, "PRAGMA page_count")[0][0]
    await store.run(lambda tx: tx.run(f"PRAGMA max_page_count={pages + 2}"))

    small = store.submit(remember, "small")
    large = store.submit(remember, "large", LARGE)
    found = await asyncio.gather(small, large, return_exceptions=True)

    assert [type(each) for each in found] == [StoreUnwritableError] * 2
    assert names(made) == before

    await store.run(lambda tx: tx.run("PRAGMA max_page_count=1000000"))
    await store.run(remember, "large", LARGE)
    assert names(made) - before == {"large"}


async def test_a_commit_that_fails_fails_everybody_and_works_again_later(store, made):
    await store.run(remember, "first")
    before = names(made)
    log = (made.directory / f"{FILE}-wal").stat().st_size

    with no_file_larger_than(log + 8_192):
        one = store.submit(remember, "one")
        other = store.submit(remember, "other", LARGE)
        found = await asyncio.gather(one, other, return_exceptions=True)

    assert [type(each) for each in found] == [StoreUnwritableError] * 2
    assert names(made) == before
    await store.run(remember, "one")
    assert names(made) - before == {"one"}


async def test_an_error_of_the_disk_says_nothing_about_what_was_written(store, made):
    log = (made.directory / f"{FILE}-wal").stat().st_size

    with no_file_larger_than(log), pytest.raises(StoreUnwritableError) as caught:
        await store.run(remember, "canary-name-7741", LARGE)

    assert str(caught.value).startswith("the store cannot be written (SQLITE_")
    assert caught.value.__cause__ is None
    assert "canary" not in str(caught.value)


async def test_a_checkpoint_that_fails_takes_nothing_back(store, made, monkeypatch):
    monkeypatch.setattr(engine, "GROUPS_BETWEEN_LOOKS", 1)
    monkeypatch.setattr(engine, "QUIET_CHECKPOINT_PAGES", 0)
    await store.run(remember, "filler", LARGE)
    await store.run(remember, "filler", "")
    size = (made.directory / FILE).stat().st_size

    with no_file_larger_than(size):
        kept = await store.run(remember, "kept", LARGE + LARGE[: size // 8])

    assert kept == "kept"
    assert "kept" in names(made)


async def test_two_hundred_updates_at_once_are_two_hundred(store, made):
    async with await Store.open(made.directory, made.keys, owner=False) as command:
        await asyncio.gather(
            *(
                (command if number % 2 else store).run(count_one_up)
                for number in range(200)
            )
        )

    assert await store.run(store_facts.recall, "counter") == "200"


async def test_the_store_keeps_its_promises_on_every_connection(store):
    def pragmas(tx):
        asked = (
            "synchronous",
            "secure_delete",
            "foreign_keys",
            "journal_mode",
            "trusted_schema",
            "wal_autocheckpoint",
        )
        return {name: tx.value(f"PRAGMA {name}") for name in asked}

    assert await store.run(pragmas) == {
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "journal_mode": "wal",
        "trusted_schema": 0,
        "wal_autocheckpoint": 0,
    }


async def test_a_command_beside_the_service_never_writes_a_checkpoint(
    store, made, monkeypatch
):
    monkeypatch.setattr(engine, "GROUPS_BETWEEN_LOOKS", 1)
    monkeypatch.setattr(engine, "QUIET_CHECKPOINT_PAGES", 0)
    await store.run(remember, "of the service")
    before = fingerprint_of(made.directory)

    async with await Store.open(made.directory, made.keys, owner=False) as command:
        await command.run(add_client_with_case)
        for number in range(5):
            await command.run(remember, f"of a command {number}", LARGE)

    assert fingerprint_of(made.directory) == before
    await store.run(remember, "of the service", LARGE)
    assert fingerprint_of(made.directory)[FILE] != before[FILE]


async def test_the_log_is_written_back_while_the_service_runs(store, made, monkeypatch):
    monkeypatch.setattr(engine, "QUIET_CHECKPOINT_PAGES", 10)

    for number in range(engine.GROUPS_BETWEEN_LOOKS * 2):
        await store.run(remember, f"fact {number}", "x" * 5_000)

    assert (made.directory / FILE).stat().st_size > 64 * 5_000


async def test_a_store_of_a_newer_version_is_refused_untouched(made):
    with closing(sqlite3.connect(made.directory / FILE)) as connection:
        connection.execute("PRAGMA user_version=9999")
    before = fingerprint_of(made.directory)

    with pytest.raises(StoreTooNewError) as caught:
        await Store.open(made.directory, made.keys)

    assert (caught.value.found, caught.value.known) == (
        9999,
        migrations.known()[-1].number,
    )
    assert fingerprint_of(made.directory) == before


async def test_a_store_that_waits_for_a_migration_is_not_used(made):
    with closing(sqlite3.connect(made.directory / FILE)) as connection:
        connection.execute("PRAGMA user_version=0")

    with pytest.raises(StoreTooOldError):
        await Store.open(made.directory, made.keys)


@pytest.mark.parametrize("exposed", ["", FILE, shred.FILE])
async def test_a_store_that_others_can_read_is_refused_untouched(made, exposed):
    path = made.directory / exposed
    path.chmod(0o750 if path.is_dir() else 0o640)
    before = fingerprint_of(made.directory)

    with pytest.raises(StoreExposedError, match="others can read"):
        await Store.open(made.directory, made.keys)

    assert fingerprint_of(made.directory) == before


async def test_keys_of_another_store_are_refused_and_write_nothing(made, tmp_path):
    other = make(tmp_path / "other")
    before = fingerprint_of(made.directory)

    with pytest.raises(StoreKeyError):
        await Store.open(made.directory, other.keys)

    assert fingerprint_of(made.directory) == before


async def test_a_place_without_a_store_is_named_as_such(made, tmp_path):
    with pytest.raises(StoreMissingError, match="no store here"):
        await Store.open(tmp_path / "nowhere", made.keys)

    assert not (tmp_path / "nowhere").exists()


async def test_whoever_stops_waiting_does_not_stop_the_others(store, made):
    gone = store.submit(remember, "nobody waits")
    stays = store.submit(remember, "somebody waits")
    gone.cancel()

    assert await stays == "somebody waits"
    assert {"nobody waits", "somebody waits"} <= names(made)


async def test_what_was_submitted_is_kept_before_the_store_closes(made):
    store = await Store.open(made.directory, made.keys)
    futures = [store.submit(remember, f"fact {number}") for number in range(450)]

    await store.close()

    assert all(future.done() for future in futures)
    assert {f"fact {number}" for number in range(450)} <= names(made)


async def test_a_closed_store_answers_everybody_who_asks(made):
    store = await Store.open(made.directory, made.keys)
    await store.close()

    futures = [store.submit(remember, "too late") for _ in range(450)]
    found = await asyncio.gather(*futures, return_exceptions=True)

    assert {type(each) for each in found} == {StoreUnwritableError}


def held_open(directory):
    """Return which files below it this process holds open."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    found = [link.readlink() for link in links]
    return sorted(path.name for path in found if path.is_relative_to(directory))


async def test_a_store_whose_last_words_cannot_be_kept_closes_all_the_same(made):
    store = await Store.open(made.directory, made.keys)
    await store.run(lambda tx: tx.run("PRAGMA busy_timeout=10"))

    with closing(sqlite3.connect(made.directory / FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        last = store.submit(remember, "fact")
        with pytest.raises(StoreUnwritableError, match="SQLITE_BUSY"):
            await store.close()

    assert isinstance(last.exception(), StoreUnwritableError)
    assert held_open(made.directory) == []


async def test_a_store_that_another_program_locks_says_that_it_cannot_be_written(
    store, made
):
    await store.run(lambda tx: tx.run("PRAGMA busy_timeout=10"))
    with closing(sqlite3.connect(made.directory / FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnwritableError, match="SQLITE_BUSY"):
            await store.run(remember, "fact")

    await store.run(remember, "fact")
    assert "fact" in names(made)


async def test_a_chain_goes_on_from_what_was_kept_not_from_what_was_undone(store, made):
    _, case = await store.run(add_client_with_case)
    entry = NewEntry("message", NOW, "in", "sms", "c-1", {"text": "hello"})

    def write_and_fail(tx):
        records.add(tx, case, entry)
        raise ValueError

    def write(tx):
        return records.add(tx, case, entry)

    found = await asyncio.gather(
        store.run(write),
        store.run(write_and_fail),
        store.run(write),
        return_exceptions=True,
    )

    assert found[::2] == [1, 2]
    chain = rows(
        made, "SELECT sequence, previous_hash, hash FROM contact_entry ORDER BY 1"
    )
    assert chain[1][1] == chain[0][2]


async def test_the_driver_never_logs_what_a_unit_was_given(store, caplog):
    caplog.set_level(0)

    await store.run(remember, "canary-name-4471", value="canary-value-4471")

    assert "canary" not in caplog.text
