import asyncio
import random
import re
import sqlite3
from contextlib import closing

import pytest

from casework.people import Role
from storage import people, rekey, shred
from storage.beside import NotAloneError, alone
from storage.connection import FILE
from storage.engine import Store
from storage.errors import StoreDamagedError, StoreError, StoreKeyError
from storage.rekey import BrokenFieldsError
from storage.service_keys import ServiceKeys, add_field_key
from tests.storage.installations import in_child, populated, take_in

KILLS = 20
OF_THE_RECORD = {"contact_entry", "case_file", "case_key", "wrap", "reader"}
"""Sealed to cases and readers, by keys that the ring has no part in."""


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(rekey, "PAUSE", 0)


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation", clients=12)


def counts(installation):
    found = {}
    for path, tables in ((FILE, rekey.STORE), (shred.FILE, rekey.SHRED)):
        with closing(sqlite3.connect(installation.data / path)) as db:
            for key, count in rekey.count_by_key(db.execute, tables).items():
                found[key] = found.get(key, 0) + count
    return found


def rotating(installation):
    return lambda step: rekey.rotate(installation.data, installation.keys, step)


def sealed_columns_of(path):
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            (table, column[1])
            for (table,) in tables.fetchall()
            for column in db.execute(f"PRAGMA table_info({table})")
            if re.match("sealed", column[1]) and table not in OF_THE_RECORD
        }


async def test_every_field_is_under_the_new_key_and_reads_as_before(installation):
    before = await installation.readable()

    turned = rekey.rotate(installation.data, installation.keys)

    assert installation.ring == [2]
    assert counts(installation) == {2: turned.fields}
    assert (turned.newest, turned.dropped) == (2, (1,))
    assert await installation.readable() == before


async def test_the_old_texts_are_gone_from_the_files(installation):
    with closing(sqlite3.connect(installation.data / FILE)) as db:
        old = [name for (name,) in db.execute("SELECT sealed_name FROM person")]

    rekey.rotate(installation.data, installation.keys)

    found = b"".join(path.read_bytes() for path in installation.data.glob("*.db*"))
    assert [name for name in old if name in found] == []


@pytest.mark.parametrize(
    ("path", "tables"), [(FILE, rekey.STORE), (shred.FILE, rekey.SHRED)]
)
async def test_no_sealed_column_is_left_out(installation, path, tables):
    listed = {(each.table, column) for each in tables for column in each.columns}

    assert sealed_columns_of(installation.data / path) == listed


async def test_something_stands_in_every_sealed_column_here(installation):
    for path, tables in ((FILE, rekey.STORE), (shred.FILE, rekey.SHRED)):
        with closing(sqlite3.connect(installation.data / path)) as db:
            for each in tables:
                for column in each.columns:
                    filled = db.execute(f"SELECT count({column}) FROM {each.table}")  # noqa: S608 - ours
                    assert filled.fetchone()[0] > 0, (each.table, column)


async def test_a_rotation_killed_anywhere_goes_on_and_loses_nothing(
    installation, tmp_path, monkeypatch
):
    monkeypatch.setattr(rekey, "BATCH", 7)
    before = await installation.readable()
    fields = sum(counts(installation).values())
    # Once here, so that every child has the same modules and takes the same steps.
    rotating(installation.copy_to(tmp_path / "first"))(lambda _: None)
    whole = in_child(rotating(installation.copy_to(tmp_path / "whole")))
    points = random.Random(7).sample(range(1, whole.steps), KILLS)

    for point in points:
        killed = installation.copy_to(tmp_path / f"killed-{point}")
        assert in_child(rotating(killed), stop_at=point).was_killed
        assert set(counts(killed)) <= set(killed.ring)

        rekey.rotate(killed.data, killed.keys)

        assert counts(killed) == {killed.ring[0]: fields}
        assert await killed.readable() == before


async def test_what_was_begun_is_finished_with_the_key_that_is_there(installation):
    add_field_key(installation.keys)

    turned = rekey.rotate(installation.data, installation.keys)

    assert turned.newest == 2
    assert installation.ring == [2]


async def test_it_goes_on_beside_a_service_that_writes_and_reads(
    installation, monkeypatch
):
    monkeypatch.setattr(rekey, "BATCH", 7)
    before = await installation.readable()
    rounds = 0

    async with await installation.open() as service:

        async def write_on():
            nonlocal rounds
            while not turning.done():
                await service.run(take_in, Role.CLIENT, f"new-{rounds}", f"5{rounds}")
                rounds += 1

        turning = asyncio.ensure_future(
            asyncio.to_thread(rekey.rotate, installation.data, installation.keys)
        )
        await write_on()
        turned = await turning
        await service.run(take_in, Role.CLIENT, "after", "4")

    assert rounds > 0
    assert (turned.newest, installation.ring) == (2, [2])
    assert set(counts(installation)) == {2}
    assert set(before) <= set(await installation.readable())


async def test_who_read_the_ring_before_reads_it_again(installation):
    old = ServiceKeys.load(installation.keys)

    rekey.rotate(installation.data, installation.keys)

    async with await Store.open(installation.data, old) as store:
        await store.run(take_in, Role.CLIENT, "after", "4")
    assert set(counts(installation)) == {2}


async def test_a_service_that_goes_on_forgets_the_old_key_and_its_texts(installation):
    async with await installation.open() as service:
        name = await service.run(lambda tx: tx.value("SELECT sealed_name FROM person"))

        await asyncio.to_thread(rekey.rotate, installation.data, installation.keys)
        ring = await service.run(lambda tx: [key.id for key in tx.keys.ring])

        files = installation.data.glob("*.db*")
        found = [path.name for path in files if name in path.read_bytes()]
    assert (ring, found) == ([2], [])


async def test_before_the_store_says_so_nobody_seals_with_a_key_others_lack(
    installation,
):
    async with await installation.open() as service:
        add_field_key(installation.keys)

        await installation.run(take_in, Role.CLIENT, "beside", "58")

        assert await service.run(lambda tx: len([*people.everybody(tx)])) == 14
    assert set(counts(installation)) == {1}


async def test_keys_that_are_gone_stop_a_ring_from_before(installation, tmp_path):
    old = ServiceKeys.load(installation.keys)
    rekey.rotate(installation.data, installation.keys)

    installation.keys.rename(tmp_path / "elsewhere")

    with pytest.raises(StoreKeyError):
        await Store.open(installation.data, old)


async def test_two_of_them_or_a_backup_do_not_meet(installation):
    with alone(installation.data), pytest.raises(NotAloneError, match="wait for it"):
        rekey.rotate(installation.data, installation.keys)

    assert installation.ring == [1]


async def test_a_store_that_cannot_be_read_is_told_in_one_sentence(installation):
    path = installation.data / FILE
    path.write_bytes(b"no database" * 1000)

    with pytest.raises(StoreDamagedError, match="restore a backup"):
        rekey.rotate(installation.data, installation.keys)


async def test_keys_of_another_store_change_nothing(installation, tmp_path):
    other = await populated(tmp_path / "other", clients=1)

    with pytest.raises(StoreKeyError):
        rekey.rotate(installation.data, other.keys)

    assert other.ring == [1]
    assert set(counts(installation)) == {1}


async def test_a_field_that_opens_with_no_key_keeps_the_old_key(installation):
    with closing(sqlite3.connect(installation.data / FILE)) as db:
        name = db.execute("SELECT id, sealed_name FROM person").fetchone()
        spoilt = name[1][:-1] + bytes([name[1][-1] ^ 1])
        db.execute("UPDATE person SET sealed_name = ? WHERE id = ?", (spoilt, name[0]))
        db.commit()

    with pytest.raises(BrokenFieldsError, match=f"sealed_name of row {name[0]}"):
        rekey.rotate(installation.data, installation.keys)

    assert installation.ring == [1, 2]
    assert counts(installation)[1] == 1


def test_where_there_is_no_store_nothing_is_made(tmp_path):
    with pytest.raises(StoreError):
        rekey.rotate(tmp_path / "data", tmp_path / "keys")

    assert list(tmp_path.iterdir()) == []
