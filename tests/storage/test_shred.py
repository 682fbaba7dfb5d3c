import pytest

from storage import shred
from storage.errors import StoreMissingError
from storage.shred import ShredKeys
from storage.vault import VaultError
from tests.storage.stores import make


@pytest.fixture
def keys(made):
    opened = ShredKeys.open(made.directory, owner=True)
    yield opened
    opened.close()


def test_a_case_gets_one_key_and_keeps_it(keys, made):
    vault = made.keys.vault()

    first = keys.find_or_make(vault, "k-1")
    again = keys.find_or_make(vault, "k-1")
    other = keys.find_or_make(vault, "k-2")

    assert first == again != other
    assert keys.find(vault, "k-1") == first
    assert keys.find(vault, "k-3") is None


def test_a_key_is_there_after_a_power_cut(keys, made):
    key = keys.find_or_make(made.keys.vault(), "k-1")

    beside = ShredKeys.open(made.directory)
    found = beside.find(made.keys.vault(), "k-1")
    beside.close()

    assert found == key


def test_a_key_lies_sealed_in_the_file(keys, made):
    key = keys.find_or_make(made.keys.vault(), "k-1")
    keys.close()

    files = b"".join(
        path.read_bytes() for path in made.directory.glob(f"{shred.FILE}*")
    )
    assert key not in files
    assert b"k-1" in files


def test_a_key_that_was_destroyed_is_gone_and_no_other(keys, made):
    vault = made.keys.vault()
    keys.find_or_make(vault, "k-1")
    other = keys.find_or_make(vault, "k-2")

    keys.destroy("k-1")

    assert keys.find(vault, "k-1") is None
    assert keys.find(vault, "k-2") == other


def test_once_the_log_is_empty_nothing_is_left_of_a_key_that_was_destroyed(keys, made):
    keys.find_or_make(made.keys.vault(), "k-1")
    sealed = keys.all("SELECT sealed_key FROM shred_key")[0][0]
    beside = ShredKeys.open(made.directory)

    beside.destroy("k-1")  # as a command does, beside the service
    beside.close()
    keys.empty_log()

    files = b"".join(
        path.read_bytes() for path in made.directory.glob(f"{shred.FILE}*")
    )
    assert sealed not in files
    assert b"k-1" not in files


def test_a_key_does_not_open_with_the_keys_of_another_service(keys, made, tmp_path):
    keys.find_or_make(made.keys.vault(), "k-1")
    other = make(tmp_path / "other")

    with pytest.raises(VaultError):
        keys.find(other.keys.vault(), "k-1")


def test_a_store_whose_shred_keys_are_gone_is_not_whole(made):
    (made.directory / shred.FILE).unlink()

    with pytest.raises(StoreMissingError):
        ShredKeys.open(made.directory)

    assert not (made.directory / shred.FILE).exists()
