"""The file that goes along in the chat: sealed, whole, and without a name."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot import case_files
from bot.case_files import CaseFiles
from bot.config import Settings
from casework.messages import Later, Never
from casework.reasons import Reason
from storage import export
from storage.bundle import parse_bundle
from storage.opening import open_bundle
from tests.record_house import lived_in

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = lived_in(tmp_path_factory.mktemp("case-files") / "house")
    made.mette = made.enrol("W1")
    made.write("C1", "words for Mette")
    return made


def make(house, ref="C1"):
    files = CaseFiles(Settings.read(house.config), lambda: NOW)
    return asyncio.run(files.make(house.case_of(ref)))


def test_it_opens_with_the_readers_key_and_tells_nothing_else(house):
    made = make(house)

    bundle = parse_bundle(made.content, made.name)
    opening = open_bundle(bundle, house.mette.key, house.mette.reader_id)
    assert "words for Mette" in [entry.text for entry in opening.entries]
    assert bundle.about["planned_contacts"] == "1 a week"
    assert bundle.signing_key == house.keys.signing.public_key().public_bytes_raw()
    for told in (b"words for Mette", b"Alma", b"Mette"):
        assert told not in made.content


def test_its_name_says_what_it_is_and_not_whose(house):
    assert make(house).name == make(house, "C2").name == "record-2026-11-24.bundle"


def test_its_size_is_known_before_it_is_made(house):
    size = len(make(house).content)

    expected = house.run(export.about_how_large, house.case_of("C1"))

    assert 0.7 * size < expected < 1.2 * size


def test_what_is_too_large_is_not_made_whole(house, monkeypatch):
    monkeypatch.setattr(case_files, "LARGEST", 2_000)

    assert make(house) == Never(Reason.TOO_LARGE)


def test_a_case_that_was_destroyed_goes_nowhere(tmp_path):
    house = lived_in(tmp_path / "house")
    house.run(lambda tx: tx.shred._connection.execute("DELETE FROM shred_key"))

    assert make(house) == Never(Reason.GONE)


def test_what_cannot_be_gathered_now_is_tried_again(house, monkeypatch):
    def breaks(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(case_files, "collect", breaks)

    assert make(house) == Later(Reason.GONE)
