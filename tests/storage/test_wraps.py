import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage.key_pairs import PrivateKey, generate_key_pair
from storage.wraps import (
    RECOVERY,
    WrapBinding,
    WrapError,
    cover,
    new_shred_key,
    open_inner,
    peel,
    wrap,
    wrap_inner,
)

GOLDEN = Path(__file__).parent / "golden" / "wraps.json"
CASE = generate_key_pair()
READER = generate_key_pair()
SHRED = new_shred_key()
HERE = WrapBinding("c-7f3k", 1, "r-4x9w")
ELSEWHERE = [
    replace(HERE, case_id="c-other"),
    replace(HERE, epoch=2),
    replace(HERE, reader_id=RECOVERY),
    replace(HERE, suite=2),
    replace(HERE, version=2),
]


def wrapped():
    return wrap(CASE, READER.public_key(), shred_key=SHRED, belongs=HERE)


def test_a_reader_gets_the_key_of_the_case_from_both_layers():
    inner = peel(wrapped(), SHRED, HERE)

    assert open_inner(inner, READER, HERE) == CASE


def test_without_the_shred_key_the_wrap_is_worth_nothing():
    with pytest.raises(WrapError):
        peel(wrapped(), new_shred_key(), HERE)
    with pytest.raises(WrapError):
        open_inner(wrapped(), READER, HERE)


def test_without_the_readers_key_the_inner_layer_is_worth_nothing():
    inner = peel(wrapped(), SHRED, HERE)

    assert CASE.raw not in inner
    with pytest.raises(WrapError):
        open_inner(inner, generate_key_pair(), HERE)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_wrap_opens_only_in_its_own_row(elsewhere):
    inner = peel(wrapped(), SHRED, HERE)

    with pytest.raises(WrapError):
        peel(wrapped(), SHRED, elsewhere)
    with pytest.raises(WrapError):
        open_inner(inner, READER, elsewhere)


def test_every_flipped_byte_is_refused():
    outer = wrapped()
    inner = peel(outer, SHRED, HERE)

    for position in range(len(outer)):
        with pytest.raises(WrapError):
            peel(flipped(outer, position), SHRED, HERE)
    for position in range(len(inner)):
        with pytest.raises(WrapError):
            open_inner(flipped(inner, position), READER, HERE)


def flipped(content, position):
    changed = bytearray(content)
    changed[position] ^= 1
    return bytes(changed)


def test_a_granted_inner_layer_is_covered_later():
    inner = wrap_inner(CASE, READER.public_key(), HERE)

    outer = cover(inner, SHRED, HERE)

    assert open_inner(peel(outer, SHRED, HERE), READER, HERE) == CASE


def test_two_wraps_of_one_key_differ():
    assert wrapped() != wrapped()


@pytest.mark.parametrize("shred_key", [b"", b"short", bytes(33)])
def test_a_shred_key_of_another_length_is_refused(shred_key):
    with pytest.raises(WrapError):
        cover(b"inner", shred_key, HERE)
    with pytest.raises(WrapError):
        peel(wrapped(), shred_key, HERE)


def test_the_error_names_case_epoch_and_reader_only():
    with pytest.raises(WrapError) as caught:
        peel(b"", SHRED, HERE)

    assert str(caught.value) == (
        "the wrap of case c-7f3k, epoch 1, for r-4x9w cannot be peeled: "
        "wrong key, or the row was changed"
    )


def test_the_wraps_of_earlier_builds_still_open():
    for vector in json.loads(GOLDEN.read_text()):
        belongs = WrapBinding(**vector["belongs"])
        reader = PrivateKey.from_raw(bytes.fromhex(vector["reader"]))
        shred_key = bytes.fromhex(vector["shred_key"])

        inner = peel(bytes.fromhex(vector["wrap"]), shred_key, belongs)

        assert open_inner(inner, reader, belongs).raw.hex() == vector["case_key"]
