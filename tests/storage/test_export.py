import subprocess
import sys
from pathlib import Path

import pytest

from storage import reader_keys
from storage.bundle import read_bundle, write_bundle
from storage.export import collect
from storage.opening import open_bundle, read_attachment
from storage.reading import reading
from storage.wraps import RECOVERY
from tests.record_house import CHEAP, PASSPHRASE, House

REFERENCE = Path(__file__).parents[2] / "docs/reference"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def test_a_bundle_has_the_whole_case_and_nothing_of_another(house):
    mette = house.enrol("W1")
    house.write("C1", "ours")
    house.write("C2", "theirs")
    house.write("C1", "with a file", b"photo" * 70_000)

    bundle = house.bundle("C1")
    opening = open_bundle(bundle, mette.key, mette.reader_id)

    kinds = [(entry.kind, entry.text) for entry in opening.entries]
    assert kinds == [
        ("reader_added", ""),
        ("message", "ours"),
        ("message", "with a file"),
    ]
    assert opening.closed == opening.faults == ()
    (photo,) = opening.entries[2].attachments
    assert read_attachment(bundle, photo) == b"photo" * 70_000
    assert bundle.global_head.sequence == 4
    assert {entry.header.case_id for entry in bundle.entries} == {house.case_of("C1")}


def test_what_may_be_read_without_a_key_has_no_names(house):
    bundle = house.bundle("C1")

    assert set(bundle.about) == {
        *("store", "client", "policy", "created_at", "language", "client_language"),
        *("deliveries", "looks"),
    }
    assert bundle.about["client"] == house.id_of("C1")
    # Keys and hashes are left out: any two letters turn up in them by chance.
    readable = [
        field
        for row in bundle.rows
        for field in row.fields
        if not isinstance(field, bytes)
    ]
    for name in ("Alma", "Mette", "W1"):
        assert name not in str(bundle.about)
        assert name not in str(readable)


def test_wraps_are_for_those_who_may_read_now_and_for_recovery(house):
    mette, karin = house.enrol("W1"), house.enrol("CW")
    house.remove("W1")

    holders = {wrap.belongs.reader_id for wrap in house.bundle("C1").wraps}

    assert holders == {RECOVERY, karin.reader_id}
    assert mette.reader_id not in house.bundle("C1").path.read_text()


def test_the_outer_layer_is_off_and_the_inner_one_is_not(house):
    house.enrol("W1")
    sealed = {row[0] for row in house.sql("SELECT sealed FROM wrap")}

    inner = {wrap.inner for wrap in house.bundle("C1").wraps}

    assert not inner & sealed
    assert all(any(len(outer) == len(each) + 28 for outer in sealed) for each in inner)


def test_files_that_are_gone_are_named_and_the_rest_is_exported(house, tmp_path):
    house.write("C1", "two files", b"one", b"two")
    first, second = sorted((house.data / "attachments").iterdir())
    first.unlink()

    with reading(house.data, house.keys) as tx:
        found = collect(tx, house.case_of("C1"), house.data, {}, house.now)
        write_bundle(tmp_path / "b", found.export, house.keys.signing)

    assert found.missing == (first.name,)
    assert len(read_bundle(tmp_path / "b").offsets) == 1
    assert second.exists()


def test_an_export_holds_nobody_up(house):
    house.write("C1", "before")
    with reading(house.data, house.keys) as tx:
        found = collect(tx, house.case_of("C1"), house.data, {}, house.now)
        house.write("C1", "written meanwhile")

        texts = list(found.export.entries)

    assert len(texts) == 1
    assert found.export.case_head.sequence == 1


def test_somebody_without_fastkontakt_can_verify_and_open_an_export(house, tmp_path):
    key, words = tmp_path / "mette.key", tmp_path / "words"
    words.write_text(PASSPHRASE)
    mette = house.enrol("W1")
    key.write_bytes(reader_keys.lock(mette, PASSPHRASE, CHEAP))
    house.write("C1", "hej", b"a photo")
    bundle = house.bundle("C1")

    verified, opened = (
        subprocess.run(
            [sys.executable, "-I", REFERENCE / script, bundle.path, *more],
            capture_output=True,
            text=True,
            check=False,
        )
        for script, more in (("verify.py", ()), ("open_bundle.py", (key, words)))
    )

    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.startswith(f"sound: case {bundle.case_id}, 2 entries")
    assert opened.returncode == 0, opened.stderr
    assert '"text": "hej"' in opened.stdout
