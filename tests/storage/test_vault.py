import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import FieldKey, Place, Vault, VaultError, key_id

GOLDEN = Path(__file__).parent / "golden" / "vault.json"
OLD, NEW = FieldKey(1, os.urandom(32)), FieldKey(2, os.urandom(32))
LOOKUP = os.urandom(32)
HERE = Place("address", "value", "17")
VAULT = Vault([OLD, NEW], LOOKUP)


@given(st.binary(max_size=1000))
def test_every_field_comes_back_as_it_was(plaintext):
    assert VAULT.open(HERE, VAULT.seal(HERE, plaintext)) == plaintext


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("person", "value", "17"),
        Place("address", "name", "17"),
        Place("address", "value", "18"),
        Place("address", "value", ""),
        Place("addres", "svalue", "17"),
    ],
)
def test_a_field_opens_only_in_its_own_place(elsewhere):
    sealed = VAULT.seal(HERE, b"+4520123456")

    with pytest.raises(VaultError):
        VAULT.open(elsewhere, sealed)


def test_every_flipped_byte_and_every_cut_is_refused():
    sealed = VAULT.seal(HERE, b"+4520123456")

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(VaultError):
            VAULT.open(HERE, bytes(changed))
        with pytest.raises(VaultError):
            VAULT.open(HERE, sealed[:position])


def test_the_newest_key_writes_and_the_older_ones_still_open():
    before = Vault([OLD], LOOKUP).seal(HERE, b"hello")

    after = VAULT.seal(HERE, b"hello")

    assert (key_id(before), key_id(after)) == (1, 2)
    assert VAULT.newest_key_id == 2
    assert VAULT.open(HERE, before) == VAULT.open(HERE, after) == b"hello"
    with pytest.raises(VaultError):
        Vault([OLD], LOOKUP).open(HERE, after)


def test_a_field_under_a_relabelled_key_is_refused():
    ring = [OLD, FieldKey(2, OLD.key)]
    sealed = Vault([OLD], LOOKUP).seal(HERE, b"hello")

    with pytest.raises(VaultError):
        Vault(ring, LOOKUP).open(HERE, b"\0\2" + sealed[2:])


def test_equal_fields_have_different_ciphertexts():
    assert len({VAULT.seal(HERE, b"ja") for _ in range(100)}) == 100


def test_a_fingerprint_is_the_same_for_the_same_value_of_the_same_field_only():
    number = VAULT.fingerprint("phone", "+4520123456")

    assert number == Vault([OLD], LOOKUP).fingerprint("phone", "+4520123456")
    assert number != VAULT.fingerprint("telegram", "+4520123456")
    assert number != VAULT.fingerprint("phone", "+4520123457")
    assert number != Vault([OLD], os.urandom(32)).fingerprint("phone", "+4520123456")
    assert len(number) == 32


def test_the_error_names_the_place_only():
    with pytest.raises(VaultError) as caught:
        VAULT.open(HERE, b"secret")

    assert str(caught.value) == (
        "address.value of row 17 does not open: "
        "its key is missing, or the row was changed"
    )
    assert caught.value.place == HERE
    assert caught.value.__suppress_context__


def test_no_key_shows_in_a_repr():
    assert repr(OLD) == "FieldKey(id=1)"


def test_the_fields_of_earlier_builds_still_open():
    golden = json.loads(GOLDEN.read_text())
    ring = [FieldKey(row["id"], bytes.fromhex(row["key"])) for row in golden["ring"]]
    vault = Vault(ring, bytes.fromhex(golden["lookup"]))

    for row in golden["fields"]:
        plaintext = vault.open(Place(*row["place"]), bytes.fromhex(row["sealed"]))
        assert plaintext == row["plaintext"].encode()
    for row in golden["fingerprints"]:
        assert vault.fingerprint(row["field"], row["value"]).hex() == row["is"]
