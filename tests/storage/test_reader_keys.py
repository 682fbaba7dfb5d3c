import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from storage import armour, passphrase, reader_keys
from storage.key_pairs import generate_key_pair
from storage.keyfiles import KeyFileError
from storage.reader_keys import Cost, ReaderKeyError, ReaderPrivate, lock, unlock

GOLDEN = Path(__file__).parent / "golden" / "reader_key.json"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PHRASE = "travel-room-process-call-panda-cattle"


def changed(content, **values):
    """Return the file with other values and a checksum that fits."""
    row = json.loads(content)
    kind, version = row.pop("format"), row.pop("version")
    row.pop("checksum")
    row["argon2id"].update(values.pop("argon2id", {}))
    return armour.to_text(kind, version, {**row, **values})


def test_a_reader_gets_the_key_back_with_the_passphrase(tmp_path):
    public = reader_keys.create(tmp_path / "mette.key", PHRASE, CHEAP)

    private = reader_keys.load(
        tmp_path / "mette.key", "Travel room PROCESS call panda cattle"
    )

    assert private.reader_id == public.reader_id
    assert private.key.public_key() == public.key
    assert reader_keys.load_public(tmp_path / "mette.key.pub") == public
    assert (tmp_path / "mette.key").stat().st_mode & 0o777 == 0o600


def test_the_key_lies_under_256_mebibytes_of_argon2id_by_default(tmp_path):
    phrase = passphrase.generate()

    public = reader_keys.create(tmp_path / "k", phrase)

    asked = json.loads((tmp_path / "k").read_text())["argon2id"]
    assert (asked["memory_kib"], asked["passes"], asked["lanes"]) == (262_144, 3, 4)
    assert reader_keys.load(tmp_path / "k", phrase).key.public_key() == public.key


def test_a_wrong_passphrase_is_named_so(tmp_path):
    path = tmp_path / "k"
    reader_keys.create(path, PHRASE, CHEAP)

    with pytest.raises(reader_keys.WrongPassphraseError) as caught:
        reader_keys.load(path, PHRASE + "x")

    assert str(caught.value) == f"{path}: wrong passphrase"


def test_a_key_that_others_can_read_is_refused(tmp_path):
    reader_keys.create(tmp_path / "k", PHRASE, CHEAP)
    (tmp_path / "k").chmod(0o644)

    with pytest.raises(KeyFileError, match="chmod 600"):
        reader_keys.load(tmp_path / "k", PHRASE)


def test_no_file_is_overwritten(tmp_path):
    reader_keys.create(tmp_path / "k", PHRASE, CHEAP)
    (tmp_path / "other.pub").write_text("mine")

    for name in ("k", "other"):
        with pytest.raises(KeyFileError, match="there already"):
            reader_keys.create(tmp_path / name, PHRASE, CHEAP)

    assert not (tmp_path / "other").exists()


def test_two_readers_never_share_an_id_or_a_key(tmp_path):
    one = reader_keys.create(tmp_path / "1", PHRASE, CHEAP)
    two = reader_keys.create(tmp_path / "2", PHRASE, CHEAP)

    assert one.reader_id != two.reader_id
    assert one.key != two.key


def test_the_private_key_is_nowhere_in_the_files(tmp_path):
    reader = ReaderPrivate("r-4x9w", generate_key_pair())

    content = lock(reader, PHRASE, CHEAP)

    assert armour.text(reader.key.raw)[:40].encode() not in content
    assert reader.key.raw not in content
    assert repr(reader) == "ReaderPrivate(reader_id='r-4x9w')"


def test_a_flipped_byte_is_refused_or_means_the_same():
    reader = ReaderPrivate("r-4x9w", generate_key_pair())
    content = lock(reader, PHRASE, CHEAP)

    for position in range(len(content)):
        flipped = bytearray(content)
        flipped[position] ^= 1
        try:
            opened = unlock(bytes(flipped), PHRASE)
        except (armour.ArmourError, InvalidTag):
            continue
        assert opened == reader


@pytest.mark.parametrize(
    "values",
    [
        {"reader": "r-other"},
        {"argon2id": {"passes": 2}},
        {"argon2id": {"memory_kib": 65}},
        {"argon2id": {"salt": armour.text(bytes(16))}},
        {"nonce": armour.text(bytes(12))},
        {"locked": armour.text(bytes(112))},
    ],
)
def test_a_changed_value_does_not_open_even_with_a_new_checksum(values):
    content = lock(ReaderPrivate("r-4x9w", generate_key_pair()), PHRASE, CHEAP)

    with pytest.raises(InvalidTag):
        unlock(changed(content, **values), PHRASE)


@pytest.mark.parametrize(
    "values",
    [
        {"argon2id": {"memory_kib": 1024 * 1024 + 1}},
        {"argon2id": {"memory_kib": 7}},
        {"argon2id": {"passes": 17}},
        {"argon2id": {"passes": 0}},
        {"argon2id": {"lanes": 17}},
        {"argon2id": {"lanes": "many"}},
        {"argon2id": {"salt": armour.text(b"")}},
        {"nonce": armour.text(b"")},
        {"nonce": 7},
        {"reader": 7},
        {"reader": "somebody"},
        {"suite": 2},
    ],
)
def test_a_file_that_asks_for_something_we_never_write_is_refused(tmp_path, values):
    content = lock(ReaderPrivate("r-4x9w", generate_key_pair()), PHRASE, CHEAP)
    path = tmp_path / "k"
    path.write_bytes(changed(content, **values))
    path.chmod(0o600)

    with pytest.raises(ReaderKeyError, match=f"^{path}: "):
        reader_keys.load(path, PHRASE)


def test_a_public_key_that_is_none_is_refused(tmp_path):
    path = tmp_path / "k.pub"
    path.write_text("garbled")
    with pytest.raises(ReaderKeyError, match="is not a fastkontakt reader public key"):
        reader_keys.load_public(path)

    row = {"reader": "r-4x9w", "suite": 1, "public_key": armour.text(b"short")}
    path.write_bytes(armour.to_text(reader_keys.PUBLIC, 1, row))
    with pytest.raises(ReaderKeyError, match="damaged"):
        reader_keys.load_public(path)


def test_a_private_key_is_not_taken_for_a_public_one(tmp_path):
    reader_keys.create(tmp_path / "k", PHRASE, CHEAP)

    with pytest.raises(ReaderKeyError, match="is not a fastkontakt reader public key"):
        reader_keys.load_public(tmp_path / "k")


def test_the_reader_keys_of_earlier_builds_still_open():
    golden = json.loads(GOLDEN.read_text())

    reader = unlock(golden["private"].encode(), golden["passphrase"])

    assert reader.key.raw.hex() == golden["raw"]
    public = reader_keys.parse_public(golden["public"].encode())
    assert public == reader_keys.ReaderPublic(reader.reader_id, reader.key.public_key())


@pytest.mark.parametrize("suite", [2, None, "1"])
def test_a_key_of_another_suite_is_named_as_that(tmp_path, suite):
    path = tmp_path / "mette.key"
    reader_keys.create(path, PHRASE, CHEAP)
    public = reader_keys.public_path(path)
    for each in (path, public):
        row = json.loads(each.read_bytes())
        kind, version = row.pop("format"), row.pop("version")
        row.pop("checksum")
        each.write_bytes(armour.to_text(kind, version, row | {"suite": suite}))

    with pytest.raises(ReaderKeyError, match="key of another suite"):
        reader_keys.load(path, PHRASE)
    with pytest.raises(ReaderKeyError, match="key of another suite"):
        reader_keys.load_public(public)
