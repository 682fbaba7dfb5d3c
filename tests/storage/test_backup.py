import asyncio
import random
import resource
import sqlite3
import stat
from contextlib import closing

import pytest

from storage import backup, backup_files, cases, rekey, restore, store_facts
from storage.backup_files import BackupError, keys_file_of
from storage.beside import NotAloneError
from storage.connection import FILE
from storage.errors import StoreError, StoreKeyError
from storage.recovery import combine
from tests.record_house import lived_in
from tests.storage.installations import MARK, NOW, in_child, populated, write

KILLS = 12
HASHES = "SELECT hash FROM contact_entry ORDER BY global_sequence"


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation")


@pytest.fixture
def away(tmp_path):
    """Where backups go."""
    directory = tmp_path / "away"
    directory.mkdir()
    return directory


def files_in(directory):
    return sorted(path.name for path in directory.iterdir())


def restored(installation, store_file, output):
    recovery = combine(*installation.shares[:2])
    return restore.restore(store_file, keys_file_of(store_file), recovery, output)


async def test_two_files_are_written_and_nothing_else_stays(installation, away):
    before = files_in(installation.data)

    written = backup.write(installation.source(), away / "monday", NOW)

    assert files_in(away) == ["monday", "monday.keys"]
    assert files_in(installation.data) == before
    assert (written.entries, written.cases, written.faults) == (3, 4, ())
    assert written.bytes == sum(path.stat().st_size for path in away.iterdir())


async def test_only_the_owner_can_read_them(installation, away):
    backup.write(installation.source(), away / "monday", NOW)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in away.iterdir()}
    assert modes == {0o600}


async def test_no_word_name_or_number_stands_in_either_file_or_on_the_way(
    installation, away
):
    seen = []

    def look(_):
        for path in (*installation.data.rglob("*"), *away.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                seen.append(
                    (path.name, MARK.encode() in content, b"5550199" in content)
                )

    backup.write(installation.source(), away / "monday", NOW, look)
    look(0)

    assert {name for name, *_ in seen} > {FILE, ".monday.part", "monday"}
    assert [name for name, *found in seen if any(found)] == []


async def test_it_is_a_part_of_what_was_written_while_it_was_taken(
    installation, away, tmp_path
):
    async with await installation.open() as store:
        [(case, client)] = [
            found[:2] for found in await store.run(cases.every) if found[1]
        ][:1]
        stop = asyncio.Event()
        writing = asyncio.get_running_loop().create_task(
            keep_writing(store, case, client, stop)
        )
        while store.units < 20:
            await asyncio.sleep(0)
        early = store.units
        written = await asyncio.to_thread(
            backup.write, installation.source(), away / "monday", NOW
        )
        stop.set()
        count = await writing
        live = await store.run(hashes)

    found = restored(installation, away / "monday", tmp_path / "restored")

    assert written.faults == found.faults == ()
    assert early < count
    with closing(sqlite3.connect(tmp_path / "restored/data" / FILE)) as db:
        kept = [row[0] for row in db.execute(HASHES)]
    assert 3 < len(kept) < len(live)
    assert kept == live[: len(kept)]


def hashes(tx):
    return [row["hash"] for row in tx.all(HASHES)]


async def keep_writing(store, case, client, stop):
    count = 0
    while not stop.is_set():
        await store.run(write, case, client, f"{MARK} {count}", count)
        count += 1
    return count


@pytest.mark.parametrize("there", ["monday", "monday.keys"])
async def test_a_file_that_is_there_is_not_overwritten(installation, away, there):
    (away / there).write_text("last week's")

    with pytest.raises(BackupError, match="there already"):
        backup.write(installation.source(), away / "monday", NOW)

    assert files_in(away) == [there]
    assert (away / there).read_text() == "last week's"


async def test_where_there_is_no_directory_none_is_made(installation, away):
    with pytest.raises(BackupError, match="no such directory"):
        backup.write(installation.source(), away / "usb" / "monday", NOW)

    assert files_in(away) == []


async def test_killed_anywhere_it_leaves_no_half_file_under_its_name(
    installation, tmp_path
):
    def backing_up(to):
        to.mkdir()
        source = installation.source()
        return lambda step: backup.write(source, to / "monday", NOW, step)

    # Once here, so that every child has the same modules and takes the same steps.
    backing_up(tmp_path / "first")(lambda _: None)
    restored(installation, tmp_path / "first/monday", tmp_path / "out-first")
    whole = in_child(backing_up(tmp_path / "whole"))
    # Most of the steps are SQL; where files get their names it is looked at closely.
    last = set(range(whole.steps - 8, whole.steps))
    points = last | set(random.Random(3).sample(range(1, whole.steps), KILLS))

    for point in points:
        to = tmp_path / f"killed-{point}"
        assert in_child(backing_up(to), stop_at=point).was_killed
        if (to / "monday").exists():
            found = restored(installation, to / "monday", tmp_path / f"out-{point}")
            assert found.entries == 3
        else:
            (to / "monday.keys").unlink(missing_ok=True)
            backup.write(installation.source(), to / "monday", NOW)
            assert files_in(to) == ["monday", "monday.keys"]
    assert list(installation.data.glob(".backup-*")) == []


async def test_only_one_is_taken_at_a_time(installation, away):
    def look(_):
        with pytest.raises(NotAloneError, match="another backup"):
            backup.write(installation.source(), away / "tuesday", NOW)

    backup.write(installation.source(), away / "monday", NOW, look)

    assert files_in(away) == ["monday", "monday.keys"]


@pytest.mark.parametrize("during", ["copying", "sealing", "opening"])
async def test_a_disk_that_fills_up_leaves_nothing_behind(installation, away, during):
    def fill_up(_):
        is_opening = any(installation.data.glob(".backup-*/restored"))
        if during == "sealing" or is_opening:
            resource.setrlimit(resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))

    def backing_up(_):
        if during == "copying":
            resource.setrlimit(resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))
        with pytest.raises(BackupError, match="nothing of it was kept"):
            backup.write(installation.source(), away / "monday", NOW, fill_up)

    assert in_child(backing_up).state == 0
    assert files_in(away) == []
    assert list(installation.data.glob(".backup-*")) == []


async def test_with_too_little_room_nothing_is_begun(installation, away, monkeypatch):
    monkeypatch.setattr(backup, "RESERVE_BYTES", 1 << 60)

    with pytest.raises(BackupError, match=r"MiB are needed and \d+ are free"):
        backup.write(installation.source(), away / "monday", NOW)

    assert files_in(away) == []


async def test_a_case_whose_shred_key_is_spoilt_is_named_and_the_rest_is_kept(
    installation, away, tmp_path
):
    with closing(sqlite3.connect(installation.data / "shred.db")) as db:
        case = db.execute("SELECT case_id FROM shred_key").fetchone()[0]
        db.execute(
            "UPDATE shred_key SET sealed_key = zeroblob(62) WHERE case_id = ?", (case,)
        )
        db.commit()

    written = backup.write(installation.source(), away / "monday", NOW)

    assert [case in fault for fault in written.faults] == [True]
    found = restored(installation, away / "monday", tmp_path / "restored")
    assert found.shut == (case,)


async def test_a_record_that_is_not_sound_is_kept_all_the_same_and_said(
    installation, away
):
    with closing(sqlite3.connect(installation.data / FILE)) as db:
        db.execute("UPDATE contact_entry SET kind = 'note' WHERE global_sequence = 2")
        db.commit()

    written = backup.write(installation.source(), away / "monday", NOW)

    assert len(written.faults) == 1
    assert "the record is not sound: contact_entry" in written.faults[0]


async def test_a_damaged_file_is_no_backup(installation, away):
    with (installation.data / FILE).open("r+b") as file:
        file.seek(4096 * 3)
        file.write(random.Random(1).randbytes(4096 * 8))

    with pytest.raises(StoreError, match=r"damaged|cannot be copied"):
        backup.write(installation.source(), away / "monday", NOW)

    assert files_in(away) == []


async def test_keys_of_another_store_are_refused(installation, away, tmp_path):
    other = await populated(tmp_path / "other", clients=1)
    mixed = backup.Source(installation.data, other.keys, "")

    with pytest.raises(StoreKeyError):
        backup.write(mixed, away / "monday", NOW)

    assert files_in(away) == []


async def test_a_key_that_fields_need_must_be_in_the_ring(installation, away):
    ring = (installation.keys / "field.key").read_bytes()
    rekey.rotate(installation.data, installation.keys)
    (installation.keys / "field.key").write_bytes(ring)

    with pytest.raises(StoreKeyError):
        backup.write(installation.source(), away / "monday", NOW)


async def test_what_is_well_is_written_down(installation, away):
    written = backup.write(installation.source(), away / "monday", NOW)

    await installation.run(backup.note, written, NOW)

    names = (backup_files.LAST_BACKUP, backup_files.LAST_KEYS_BACKUP)
    facts = [await installation.run(store_facts.recall, name) for name in names]
    assert facts == ["1795338000000"] * 2
    where = await installation.run(store_facts.recall, backup_files.LAST_KEYS_FILE)
    assert where == str(away / "monday.keys")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda path: path.unlink(), "is missing on the disk"),
        (lambda path: path.write_bytes(b"x" * 40), "was changed on the disk"),
    ],
)
def test_an_attachment_that_is_not_as_it_was_is_named_and_the_rest_is_kept(
    tmp_path, away, spoil, fault
):
    house = lived_in(tmp_path / "house")
    source = backup.Source(house.data, house.directory / "keys", "")
    first, *_ = sorted((house.data / "attachments").iterdir())
    spoil(first)

    written = backup.write(source, away / "monday", NOW)

    assert written.faults == (f"attachment {first.name} {fault}",)
    assert files_in(away) == ["monday", "monday.keys"]


def test_attachments_without_a_row_are_left_out(tmp_path, away):
    house = lived_in(tmp_path / "house")
    source = backup.Source(house.data, house.directory / "keys", "")
    (house.data / "attachments" / "a-stray").write_bytes(b"being fetched")

    assert backup.write(source, away / "monday", NOW).attachments == 3
