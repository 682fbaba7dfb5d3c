import json

import pytest

from storage.key_pairs import generate_key_pair
from storage.keyfiles import KeyFileError
from storage.service_keys import (
    ServiceKeys,
    add_field_key,
    drop_field_key,
    verify_key,
)
from storage.vault import Place, VaultError

RECOVERY = generate_key_pair().public_key()
HERE = Place("address", "value", 1)
FILES = ["field.key", "lookup.key", "signing.key", "signing.pub", "recovery.pub"]


@pytest.fixture
def directory(tmp_path):
    ServiceKeys.create(tmp_path / "keys", RECOVERY)
    return tmp_path / "keys"


def test_the_keys_come_back_from_their_directory(directory):
    first, second = ServiceKeys.load(directory), ServiceKeys.load(directory)

    sealed = first.vault().seal(HERE, b"hello")

    assert second.vault().open(HERE, sealed) == b"hello"
    assert second.recovery == RECOVERY
    assert second.signing.public_key() == verify_key(directory)
    assert sorted(path.name for path in directory.iterdir()) == sorted(FILES)
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}


def test_two_services_never_share_a_key(tmp_path):
    one = ServiceKeys.create(tmp_path / "one", RECOVERY)
    two = ServiceKeys.create(tmp_path / "two", RECOVERY)

    assert one.ring[0].key != two.ring[0].key
    assert one.lookup != two.lookup
    assert one.signing.public_key() != two.signing.public_key()
    assert one.ring[0].key != one.lookup


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(directory, name):
    (directory / name).unlink()

    with pytest.raises(KeyFileError, match=f"{name}: missing"):
        ServiceKeys.load(directory)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "garbled",
        "{}",
        "[]",
        "7",
        '{"id": 1}',
        '{"id": 1, "key": 5}',
        '{"id": 1, "key": "AAAA"}',
        '{"id": 1, "key": "not base64"}',
        '{"id": 0, "key": "' + "A" * 43 + '="}',
        '{"id": "x", "key": "' + "A" * 43 + '="}',
        '{"id": 1, "key": "æ"}',
        ('{"id": 1, "key": "' + "A" * 43 + '="}\n') * 2,
    ],
)
def test_a_short_or_garbled_file_is_named(directory, name, content):
    (directory / name).write_text(content)

    with pytest.raises(KeyFileError, match=f"{name}: too short or garbled"):
        ServiceKeys.load(directory)


@pytest.mark.parametrize("name", ["field.key", "lookup.key", "signing.key"])
def test_a_secret_that_others_can_read_is_refused(directory, name):
    (directory / name).chmod(0o644)

    with pytest.raises(KeyFileError, match=f"chmod 600 .*{name}"):
        ServiceKeys.load(directory)


def test_a_verify_key_of_another_service_is_noticed(directory, tmp_path):
    ServiceKeys.create(tmp_path / "other", RECOVERY)

    (tmp_path / "other" / "signing.pub").replace(directory / "signing.pub")

    with pytest.raises(KeyFileError, match=r"does not belong to signing\.key"):
        ServiceKeys.load(directory)


def test_a_new_field_key_writes_and_the_old_one_still_opens(directory):
    before = ServiceKeys.load(directory).vault().seal(HERE, b"hello")

    added = add_field_key(directory)

    keys = ServiceKeys.load(directory)
    assert [key.id for key in keys.ring] == [1, 2]
    assert keys.ring[1] == added
    assert keys.vault().newest_key_id == 2
    assert keys.vault().open(HERE, before) == b"hello"


def test_an_old_field_key_can_be_dropped_but_not_the_newest(directory):
    before = ServiceKeys.load(directory).vault().seal(HERE, b"hello")
    add_field_key(directory)

    drop_field_key(directory, 1)

    keys = ServiceKeys.load(directory)
    assert [key.id for key in keys.ring] == [2]
    with pytest.raises(VaultError):
        keys.vault().open(HERE, before)
    with pytest.raises(KeyFileError, match="newest"):
        drop_field_key(directory, 2)


def test_a_full_ring_takes_no_more_keys(directory):
    row = json.loads((directory / "field.key").read_text())
    (directory / "field.key").write_text(json.dumps({**row, "id": 0xFFFF}))

    with pytest.raises(KeyFileError, match="full"):
        add_field_key(directory)


def test_no_secret_shows_in_a_repr(directory):
    assert repr(ServiceKeys.load(directory)) == "ServiceKeys(recovery=PublicKey())"
