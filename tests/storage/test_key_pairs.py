import pytest
from cryptography.exceptions import InvalidTag

from storage.key_pairs import (
    OVERHEAD,
    PRIVATE_KEY_BYTES,
    PUBLIC_KEY_BYTES,
    KeyPairError,
    PrivateKey,
    PublicKey,
    generate_key_pair,
)


def test_a_key_pair_comes_back_from_its_bytes():
    key = generate_key_pair()

    again = PrivateKey.from_raw(key.raw)

    assert again == key
    assert again.public_key() == key.public_key()
    assert len(key.raw) == PRIVATE_KEY_BYTES == 96
    assert len(key.public_key().raw) == PUBLIC_KEY_BYTES == 1216


def test_a_public_key_is_parsed_once():
    raw = generate_key_pair().public_key().raw

    assert PublicKey.from_raw(raw) is PublicKey.from_raw(bytes(bytearray(raw)))


def test_what_is_sealed_opens_with_the_private_key_and_the_same_info():
    key = generate_key_pair()

    sealed = key.public_key().seal(b"hello", b"here")

    assert key.open(sealed, b"here") == b"hello"
    assert len(sealed) == len(b"hello") + OVERHEAD
    with pytest.raises(InvalidTag):
        key.open(sealed, b"there")
    with pytest.raises(InvalidTag):
        generate_key_pair().open(sealed, b"here")


@pytest.mark.parametrize("length", [0, 1, 32, 95, 97, 1216])
def test_a_private_key_of_another_length_is_refused(length):
    with pytest.raises(KeyPairError):
        PrivateKey.from_raw(bytes(length))


@pytest.mark.parametrize("raw", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_bytes_that_are_no_public_key_are_refused(raw):
    with pytest.raises(KeyPairError):
        PublicKey.from_raw(raw)


def test_no_key_shows_in_its_repr():
    key = generate_key_pair()

    assert repr(key) == "PrivateKey()"
    assert repr(key.public_key()) == "PublicKey()"
