"""Gone is gone: the files of a destroyed case too, and never those of another."""

import errno
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from casework.people import Address, Channel
from storage import (
    private_lines,
    scheduled,
    shared_lines,
    shred,
    unaddressed,
    unneeded_files,
)
from storage.beside import NotAloneError, alone
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.private_lines import PrivateLine
from storage.scheduled import Scheduled
from storage.unneeded_files import STILL_ARRIVING
from tests.ended import LATER, LONG_AGO, carried_out, confirmed, end, over
from tests.storage.stores import NOW
from tests.storage.test_attachments import files, keep

HOSTILE = ("../keys/signing.key", "/etc/hosts", "a-", "a-00/../../config.toml", "a-é")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A house in which two have files, and the help of one is over."""
    house = over(tmp_path_factory.mktemp("files") / "house", "C1")
    house.write("C1", "to", b"one photo", b"a second")
    house.write("C2", "et", b"not yours")
    return house


@pytest.fixture
def house(given, tmp_path):
    return given.copied(tmp_path / "house")


async def removed(house, now=LATER):
    async with await Store.open(house.data, house.keys, owner=False) as store:
        return await unneeded_files.remove(store, now)


def names(house):
    return {path.name for path in (house.data / "attachments").iterdir()}


def named(house, ref):
    sql = "SELECT id FROM attachment WHERE case_id = ?"
    return {name for (name,) in house.sql(sql, (house.case_of(ref),))}


async def test_the_files_of_a_destroyed_case_go_and_those_of_others_stay(house):
    hers, his = named(house, "C1"), named(house, "C2")
    assert names(house) == hers | his

    carried_out(house, confirmed(house).id)
    assert names(house) == hers | his

    assert await removed(house) == 2
    assert names(house) == his
    assert house.verify(deep=True).bad is None
    assert await removed(house) == 0


async def test_while_the_case_has_its_key_its_files_stay(house):
    """As after a restore with keys that are older than the end of the case."""
    before = names(house)
    shutil.copy(house.data / shred.FILE, house.directory / "older")
    carried_out(house, confirmed(house).id)
    for file in house.data.glob(f"{shred.FILE}*"):
        file.unlink()
    shutil.copy(house.directory / "older", house.data / shred.FILE)

    assert await removed(house) == 0

    assert names(house) == before


async def test_a_row_alone_lets_no_living_case_lose_a_file(house):
    """Whoever can write rows cannot write the last entry of a case."""
    case, his = house.case_of("C2"), named(house, "C2")
    carried_out(house, confirmed(house).id)
    house.sql(
        "UPDATE retention_item SET case_id = ?, state = 'destroyed'",
        (case,),
    )
    house.run(lambda tx: tx.shred.destroy(case))

    await removed(house)

    assert his <= names(house)


async def test_a_file_that_is_put_into_a_destroyed_case_stays(house):
    gone, (his,) = house.case_of("C1"), named(house, "C2")
    entry = house.sql("SELECT entry FROM attachment WHERE case_id = ?", (gone,))[0][0]
    carried_out(house, confirmed(house).id)
    house.sql(
        "UPDATE attachment SET case_id = ?, entry = ? WHERE id = ?", (gone, entry, his)
    )

    await removed(house)

    assert his in names(house)


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_name_that_is_none_of_ours_removes_nothing(house, name):
    one = min(named(house, "C1"))
    house.sql("UPDATE attachment SET id = ? WHERE id = ?", (name, one))
    carried_out(house, confirmed(house).id)
    there = set(house.directory.rglob("*"))

    assert await removed(house) == 1

    (gone,) = there - set(house.directory.rglob("*"))
    assert gone.parent == house.data / "attachments"
    assert gone.name not in {one, min(named(house, "C2"))}


async def test_while_a_backup_is_taken_they_stay_and_go_afterwards(house):
    carried_out(house, confirmed(house).id)

    with alone(house.data), pytest.raises(NotAloneError):
        await removed(house)

    assert await removed(house) == 2


async def test_what_the_disk_does_not_let_go_is_told_and_goes_later(house):
    carried_out(house, confirmed(house).id)

    def refuse(*_, **__):
        raise OSError(errno.EROFS, "read-only")

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(Path, "unlink", refuse)
        with pytest.raises(StoreUnwritableError, match="EROFS"):
            await removed(house)

    assert await removed(house) == 2


async def test_both_of_a_list_go_whatever_was_there_already(house):
    end(house, "C2", LONG_AGO)
    hers = named(house, "C1")
    carried_out(house, confirmed(house).id)
    (house.data / "attachments" / min(hers)).unlink()

    assert await removed(house) == 2

    assert names(house) == set()
    assert house.verify(deep=True).bad is None


async def test_a_file_that_a_crash_left_is_removed_at_the_start(store, made):
    await keep(store)
    (made.directory / "attachments" / "a-stray").write_bytes(b"begun")
    other = made.directory / "attachments" / "README"
    other.write_bytes(b"not ours")

    assert await unneeded_files.remove_at_start(store) == 2

    assert files(made) == [other]
    assert await store.run(lambda tx: tx.all("SELECT 1 FROM attachment")) == []


async def test_at_the_start_the_files_of_a_destroyed_case_go_as_well(house):
    his = named(house, "C2")
    carried_out(house, confirmed(house).id)

    async with await Store.open(house.data, house.keys) as store:
        assert await unneeded_files.remove_at_start(store) == 2

    assert names(house) == his


async def test_what_no_entry_took_goes_once_it_cannot_be_arriving_any_more(store, made):
    await keep(store)
    day = STILL_ARRIVING
    assert await unneeded_files.remove(store, NOW + day - timedelta(seconds=1)) == 0

    assert await unneeded_files.remove(store, NOW + day) == 1

    assert files(made) == []
    assert await store.run(lambda tx: tx.all("SELECT 1 FROM attachment")) == []


def by_nobody(tx, worker, _client, event):
    unaddressed.add(tx, worker, 1, "5", event, NOW)


def from_a_shared_number(tx, worker, _client, event):
    shared_lines.add(tx, Address(Channel.SMS, "+4520202020"), worker, event, NOW)


def with_an_id_number(tx, worker, client, event):
    private_lines.add(tx, PrivateLine(1, worker, client, event), 1, "5", NOW)


def for_later(tx, worker, client, event):
    line = Scheduled(
        id=1,
        worker=worker,
        client=client,
        event=event,
        send_at=NOW,
        asks_first=False,
        revision=0,
        state="waiting",
        created_at=NOW,
    )
    scheduled.add(tx, line, 1, "5")


@pytest.mark.parametrize(
    "wait", [by_nobody, from_a_shared_number, with_an_id_number, for_later]
)
async def test_the_files_of_words_that_wait_stay_for_as_long_as_they_wait(house, wait):
    before = names(house)
    async with await Store.open(house.data, house.keys) as store:
        kept = await keep(store)
        event = {"attachments": [[kept.id, "w-mette"]]}
        await store.run(wait, house.id_of("W1"), house.id_of("C1"), event)

        assert await unneeded_files.remove(store, NOW + timedelta(days=90)) == 0
        assert await unneeded_files.remove_at_start(store) == 0

    assert names(house) == before | {kept.id}
