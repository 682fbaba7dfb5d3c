import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.key_pairs import OVERHEAD, PrivateKey, PublicKey, generate_key_pair
from storage.sealing import (
    BUCKET_BYTES,
    Binding,
    OpenError,
    SealError,
    open_sealed,
    seal,
)

GOLDEN = Path(__file__).parent / "golden" / "sealed_entries.json"
KEY = generate_key_pair()
HERE = Binding(
    case_id="c-7f3k",
    epoch=2,
    sequence=5,
    kind="message",
    at=1_790_000_000_123,
    previous_hash=b"\x11" * 32,
)
ELSEWHERE = {
    "version": 2,
    "suite": 2,
    "case_id": "c-7f3l",
    "epoch": 3,
    "sequence": 6,
    "kind": "note",
    "at": 1_790_000_000_124,
    "previous_hash": b"\x11" * 31 + b"\x12",
}


@given(st.binary(max_size=3000))
def test_every_body_comes_back_as_it_was(body):
    sealed = seal(body, KEY.public_key(), HERE)

    assert open_sealed(sealed, KEY, HERE) == body
    assert (len(sealed) - OVERHEAD) % BUCKET_BYTES == 0


def test_every_flipped_byte_is_refused():
    sealed = seal(b"hello", KEY.public_key(), HERE)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(OpenError):
            open_sealed(bytes(changed), KEY, HERE)


@given(st.integers(min_value=0))
@settings(max_examples=50)
def test_a_text_cut_short_is_refused(length):
    sealed = seal(b"hello", KEY.public_key(), HERE)

    with pytest.raises(OpenError):
        open_sealed(sealed[: length % len(sealed)], KEY, HERE)


@pytest.mark.parametrize("column", ELSEWHERE)
def test_a_text_opens_only_in_its_own_row(column):
    sealed = seal(b"hello", KEY.public_key(), HERE)

    with pytest.raises(OpenError):
        open_sealed(sealed, KEY, replace(HERE, **{column: ELSEWHERE[column]}))


def test_another_key_is_refused():
    sealed = seal(b"hello", KEY.public_key(), HERE)

    with pytest.raises(OpenError):
        open_sealed(sealed, generate_key_pair(), HERE)


def test_texts_of_1_to_200_letters_have_one_length():
    names = '{"text":"","author":"Mette","attachments":[]}'
    lengths = {
        len(seal((names + letter * count).encode(), KEY.public_key(), HERE))
        for letter in "aæ"
        for count in range(1, 201)
    }

    assert len(lengths) == 1


def test_equal_texts_have_different_ciphertexts():
    sealed = {seal(b"ja", KEY.public_key(), HERE) for _ in range(100)}

    assert len(sealed) == 100


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0\0\0\x05hello",
        (b"\0\0\0\x05hello").ljust(256, b"\0"),
        (b"\0\0\0\x05hello").ljust(768, b"\0"),
        (b"\0\0\0\x05hello").ljust(512, b"x"),
        (b"\0\0\0\x04hello").ljust(512, b"\0"),
        (b"\0\0\x02\0hello").ljust(512, b"\0"),
        b"\xff" * 512,
    ],
)
def test_a_padding_that_we_do_not_write_is_refused(padded):
    sealed = KEY.public_key().seal(padded, HERE.info())

    with pytest.raises(OpenError):
        open_sealed(sealed, KEY, HERE)


def test_a_text_that_cannot_be_sealed_is_never_returned_open():
    low_order_point = KEY.public_key().raw[:1184] + bytes(32)

    with pytest.raises(SealError) as caught:
        seal(b"secret", PublicKey.from_raw(low_order_point), HERE)

    assert str(caught.value) == "entry 5 of case c-7f3k cannot be sealed"


def test_an_unknown_suite_is_not_written():
    with pytest.raises(SealError):
        seal(b"secret", KEY.public_key(), replace(HERE, suite=7))


def test_the_errors_name_the_row_and_nothing_of_the_text():
    with pytest.raises(SealError) as sealing:
        seal("secret", KEY.public_key(), HERE)
    with pytest.raises(OpenError) as opening:
        open_sealed(b"secret", KEY, HERE)

    for caught in (sealing, opening):
        assert (caught.value.case_id, caught.value.sequence) == ("c-7f3k", 5)
        assert "secret" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


@pytest.mark.parametrize("vector", json.loads(GOLDEN.read_text()))
def test_what_earlier_builds_sealed_still_opens(vector):
    key = PrivateKey.from_raw(bytes.fromhex(vector["private_key"]))
    row = dict(vector["binding"])
    row["previous_hash"] = bytes.fromhex(row["previous_hash"])

    body = open_sealed(bytes.fromhex(vector["sealed"]), key, Binding(**row))

    assert body == vector["body"].encode()
    assert key.public_key().raw.hex() == vector["public_key"]
