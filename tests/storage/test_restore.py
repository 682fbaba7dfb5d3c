import random
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from casework.drafts import DeliveryKind, Draft
from handlers import granting
from storage import (
    archive,
    backup,
    backup_files,
    migrations,
    outbox,
    people,
    shred_copy,
    store_copy,
    store_facts,
)
from storage.backup_files import BackupError, keys_file_of
from storage.bundle import read_bundle, write_bundle
from storage.errors import StoreTooNewError
from storage.export import collect
from storage.keyfiles import KeyFileError
from storage.opening import open_bundle, read_attachment
from storage.reading import reading
from storage.recovery import combine, create_recovery, read_share
from storage.rekey import rotate
from storage.restore import restore
from storage.sealed_file import FileLabel
from storage.service_keys import ServiceKeys, verify_key
from storage.shred import FILE as SHRED_FILE
from storage.times import from_ms
from storage.verify import verify
from storage.wraps import RECOVERY
from tests.ended import carried_out, confirmed, over
from tests.record_house import PEOPLE, START, lived_in
from tests.storage.installations import in_child

CONFIG = '[storage]\npath = "data"\nkeys = "keys"\n'


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return lived_in(tmp_path_factory.mktemp("house") / "house")


@pytest.fixture(scope="module")
def monday(house, tmp_path_factory):
    """A backup of the house."""
    return backed_up(house, tmp_path_factory.mktemp("away") / "monday")


def backed_up(house, to):
    source = backup.Source(house.data, house.directory / "keys", CONFIG)
    assert backup.write(source, to, house.tick()).faults == ()
    return to


def recovery_of(house, *numbers):
    return combine(*map(read_share, house.shares(*numbers)))


def files_in(directory):
    return sorted(path.name for path in directory.iterdir())


def opened_cases(directory, key, bundles):
    """Return the words and the files of every case, as recovery opens them."""
    keys = ServiceKeys.load(directory / "keys")
    found = {}
    with reading(directory / "data", keys) as tx:
        for case in granting.live_cases(tx):
            collected = collect(tx, case, directory / "data", {}, START)
            assert collected.missing == ()
            write_bundle(bundles / case, collected.export, keys.signing)
            bundle = read_bundle(bundles / case)
            entries = open_bundle(bundle, key, RECOVERY).entries
            found[case] = [
                (
                    entry.text,
                    [read_attachment(bundle, file) for file in entry.attachments],
                )
                for entry in entries
            ]
    return found


def shred(house, case):
    """Destroy the key of a case, as nobody can undo."""
    with closing(sqlite3.connect(house.data / SHRED_FILE)) as db:
        db.execute("DELETE FROM shred_key WHERE case_id = ?", (case,))
        db.commit()


@pytest.mark.parametrize("numbers", [(1, 2), (1, 3), (2, 3)])
def test_two_files_and_any_two_shares_open_every_case_on_an_empty_machine(
    house, monday, tmp_path, numbers
):
    key = recovery_of(house, *numbers)
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    expected = opened_cases(house.directory, key, tmp_path / "there")

    restored = restore(monday, keys_file_of(monday), key, tmp_path / "new")

    assert (restored.faults, restored.shut) == ((), ())
    assert (restored.entries, restored.cases) == (6, 3)
    report = verify(tmp_path / "new/data", verify_key(tmp_path / "new/keys"), deep=True)
    assert report.bad is None
    assert opened_cases(tmp_path / "new", key, tmp_path / "here") == expected
    assert [b"one photo"] in [files for case in expected.values() for _, files in case]


def test_one_share_opens_nothing(house):
    with pytest.raises(KeyFileError, match="a second, different one is needed"):
        recovery_of(house, 1, 1)


def test_people_are_who_they_were(house, monday, tmp_path):
    restore(monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path / "new")

    keys = ServiceKeys.load(tmp_path / "new/keys")
    with reading(tmp_path / "new/data", keys) as tx:
        names = {person.name for person in people.everybody(tx)}
        refs = {people.ref_of(tx, person.id) for person in people.everybody(tx)}
    assert names == {person.name for person in PEOPLE}
    assert refs == {person.ref for person in PEOPLE}


def test_everything_is_for_the_owner_only_and_nothing_else_is_there(
    house, monday, tmp_path
):
    restore(monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path / "new")

    assert files_in(tmp_path / "new") == ["config.toml", "data", "keys"]
    assert (tmp_path / "new/config.toml").read_text() == CONFIG
    assert files_in(tmp_path / "new/keys") == files_in(house.directory / "keys")
    assert {"store.db", "shred.db", "attachments"} <= {*files_in(tmp_path / "new/data")}
    for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


@pytest.mark.parametrize(
    ("missing", "named"), [("monday", "the store"), ("monday.keys", "the shred keys")]
)
def test_without_one_of_the_files_it_says_which(
    house, monday, tmp_path, missing, named
):
    copies = copied(monday, tmp_path)
    (tmp_path / missing).unlink()

    with pytest.raises(BackupError, match=f"{missing}: the file with {named}"):
        restore(*copies, recovery_of(house, 1, 2), tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_the_two_files_the_wrong_way_round_are_told_apart(house, monday, tmp_path):
    with pytest.raises(BackupError, match='this file holds "store"'):
        restore(monday, monday, recovery_of(house, 1, 2), tmp_path / "new")


def test_a_directory_with_something_in_it_is_left_alone(house, monday, tmp_path):
    (tmp_path / "letter").write_text("mine")

    with pytest.raises(KeyFileError, match="there is something already"):
        restore(monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path)

    assert files_in(tmp_path) == ["letter"]


def test_shares_of_another_service_open_nothing(monday, tmp_path):
    shares = create_recovery()[1]

    with pytest.raises(BackupError, match="belongs to another service"):
        restore(monday, keys_file_of(monday), combine(*shares[:2]), tmp_path / "new")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("how", ["cut", "changed", "longer", "empty"])
def test_a_half_or_changed_file_restores_nothing(house, monday, tmp_path, which, how):
    copies = copied(monday, tmp_path)
    content = copies[which].read_bytes()
    middle = len(content) // 2
    flipped = bytes([content[middle] ^ 1])
    copies[which].write_bytes(
        {
            "cut": content[:-100],
            "changed": content[:middle] + flipped + content[middle + 1 :],
            "longer": content + b"more",
            "empty": b"",
        }[how]
    )

    with pytest.raises(BackupError, match=f"{copies[which].name}: "):
        restore(*copies, recovery_of(house, 1, 2), tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_files_of_different_stores_do_not_go_together(house, monday, tmp_path):
    content = shred_copy.to_bytes(shred_copy.ShredCopy("another", {}))
    backup_files.seal(
        tmp_path / "other.keys",
        [archive.of_bytes(backup_files.SHRED, content)],
        house.keys.recovery,
        FileLabel(backup_files.KEYS_PURPOSE, "x", 1),
        lambda _: None,
    )

    with pytest.raises(BackupError, match="backups of different stores"):
        restore(
            monday, tmp_path / "other.keys", recovery_of(house, 1, 2), tmp_path / "new"
        )


@pytest.mark.parametrize("name", ["../../outside", "/etc/outside", "data/other.db"])
def test_a_file_that_belongs_nowhere_is_written_nowhere(house, monday, tmp_path, name):
    backup_files.seal(
        tmp_path / "odd",
        [archive.of_bytes(name, b"x")],
        house.keys.recovery,
        FileLabel(backup_files.STORE_PURPOSE, "x", 1),
        lambda _: None,
    )

    with pytest.raises(BackupError, match="a later version"):
        restore(
            tmp_path / "odd",
            keys_file_of(monday),
            recovery_of(house, 1, 2),
            tmp_path / "new",
        )

    assert files_in(tmp_path) == ["odd"]


def test_a_case_shredded_since_stays_shut_for_everybody(tmp_path):
    house = lived_in(tmp_path / "house")
    monday = backed_up(house, tmp_path / "monday")
    case = house.case_of("C1")
    shred(house, case)
    tuesday = backed_up(house, tmp_path / "tuesday")
    key = recovery_of(house, 2, 3)

    restored = restore(monday, keys_file_of(tuesday), key, tmp_path / "new")

    assert restored.shut == (case,)
    (tmp_path / "bundles").mkdir()
    opened = opened_cases(tmp_path / "new", key, tmp_path / "bundles")
    assert case not in opened
    assert len(opened) == 2


def test_older_keys_open_no_case_that_was_destroyed_since(tmp_path):
    house = over(tmp_path / "house", "C1")
    for ref in ("C1", "C2"):
        house.write(ref, "et billede", b"one photo")
    monday, case = backed_up(house, tmp_path / "monday"), house.case_of("C1")
    carried_out(house, confirmed(house).id)
    tuesday = backed_up(house, tmp_path / "tuesday")
    key = recovery_of(house, 2, 3)

    restored = restore(tuesday, keys_file_of(monday), key, tmp_path / "new")

    assert (restored.faults, restored.shut) == ((), ())
    assert len(files_in(tmp_path / "new/data/attachments")) == 1
    (tmp_path / "bundles").mkdir()
    opened = opened_cases(tmp_path / "new", key, tmp_path / "bundles")
    assert opened.keys() == {house.case_of("C2"), "k-intake"}
    assert case not in opened


def test_a_missing_file_of_a_living_case_is_a_fault_of_a_backup(tmp_path):
    house = over(tmp_path / "house", "C1")
    for ref in ("C1", "C2"):
        house.write(ref, "et billede", b"one photo")
    carried_out(house, confirmed(house).id)
    for path in (house.data / "attachments").iterdir():
        path.unlink()
    source = backup.Source(house.data, house.directory / "keys", CONFIG)

    (fault,) = backup.write(source, tmp_path / "monday", house.tick()).faults

    sql = "SELECT id FROM attachment WHERE case_id = ?"
    ((his,),) = house.sql(sql, (house.case_of("C2"),))
    assert fault == f"attachment {his} is missing on the disk"


def test_an_old_backup_goes_with_keys_from_after_a_rotation(tmp_path):
    house = lived_in(tmp_path / "house")
    monday = backed_up(house, tmp_path / "monday")
    rotate(house.data, house.directory / "keys")
    tuesday = backed_up(house, tmp_path / "tuesday")
    key = recovery_of(house, 2, 3)

    restored = restore(monday, keys_file_of(tuesday), key, tmp_path / "new")

    assert (restored.faults, restored.shut) == ((), ())
    (tmp_path / "bundles").mkdir()
    assert len(opened_cases(tmp_path / "new", key, tmp_path / "bundles")) == 3


def test_what_was_still_to_go_out_is_marked_as_maybe_going_twice(tmp_path):
    house = lived_in(tmp_path / "house")
    draft = Draft(house.id_of("W1"), DeliveryKind.RELAY, "hej")
    waiting = house.run(outbox.add, draft, house.tick())
    monday = backed_up(house, tmp_path / "monday")

    restored = restore(
        monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path / "new"
    )

    assert restored.may_go_twice == 1
    with reading(tmp_path / "new/data", ServiceKeys.load(tmp_path / "new/keys")) as tx:
        assert outbox.find(tx, waiting).maybe_twice


def test_it_knows_of_the_backup_that_it_came_from(house, monday, tmp_path):
    restored = restore(
        monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path / "new"
    )

    with reading(tmp_path / "new/data", ServiceKeys.load(tmp_path / "new/keys")) as tx:
        known = store_facts.recall(tx, backup_files.LAST_BACKUP)
    assert from_ms(int(known)) == restored.store_at == restored.keys_at


def test_a_restore_that_was_killed_can_be_repeated(house, monday, tmp_path):
    recovery = recovery_of(house, 1, 2)

    def restoring(to):
        return lambda step: restore(monday, keys_file_of(monday), recovery, to, step)

    # Once here, so that every child has the same modules and takes the same steps.
    restoring(tmp_path / "first")(lambda _: None)
    whole = in_child(restoring(tmp_path / "whole"))
    points = random.Random(5).sample(range(1, whole.steps), 8)
    for point in [*points, whole.steps - 3]:
        to = tmp_path / f"killed-{point}"
        assert in_child(restoring(to), stop_at=point).was_killed
        if (to / "config.toml").exists():
            assert verify(to / "data", verify_key(to / "keys")).bad is None
        else:
            assert restore(monday, keys_file_of(monday), recovery, to).faults == ()


def test_a_store_of_a_newer_program_is_refused(house, monday, tmp_path, monkeypatch):
    monkeypatch.setattr(
        store_copy.migrations, "known", lambda: [migrations.Migration(0, "0", "")]
    )

    with pytest.raises(StoreTooNewError):
        restore(
            monday, keys_file_of(monday), recovery_of(house, 1, 2), tmp_path / "new"
        )


def copied(monday, to):
    return [Path(shutil.copy(path, to)) for path in (monday, keys_file_of(monday))]
