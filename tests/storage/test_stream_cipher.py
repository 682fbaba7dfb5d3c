import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.stream_cipher import (
    PIECE_BYTES,
    StreamError,
    new_key,
    open_pieces,
    pieces,
    seal_pieces,
)

KEY = new_key()


def sealed(plain, context=b"here"):
    return b"".join(seal_pieces(pieces(io.BytesIO(plain)), KEY, context))


@given(st.lists(st.binary(max_size=40_000), max_size=4), st.integers(1, 50_000))
def test_a_stream_comes_back_however_it_was_cut_into_pieces(parts, length):
    whole = b"".join(seal_pieces(parts, KEY, b"here"))
    others = [whole[at : at + length] for at in range(0, len(whole), length)]

    assert b"".join(open_pieces(others, KEY, b"here")) == b"".join(parts)


def test_every_flipped_byte_and_every_cut_is_refused():
    whole = sealed(b"hello")

    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        with pytest.raises(StreamError):
            list(open_pieces([bytes(changed)], KEY, b"here"))
        with pytest.raises(StreamError):
            list(open_pieces([whole[:position]], KEY, b"here"))


def test_a_stream_with_something_behind_it_is_refused():
    with pytest.raises(StreamError):
        list(open_pieces([sealed(b"hello"), b"x"], KEY, b"here"))


@pytest.mark.parametrize(
    "key", [bytes(32), b"", b"short"], ids=["other", "empty", "short"]
)
def test_another_key_is_refused(key):
    with pytest.raises(StreamError):
        list(open_pieces([sealed(b"hello")], key, b"here"))


def test_a_stream_opens_only_in_its_own_place():
    with pytest.raises(StreamError):
        list(open_pieces([sealed(b"hello")], KEY, b"there"))


def test_what_comes_before_a_changed_piece_is_as_it_was_written():
    plain = bytes(range(256)) * 1024 * 3
    changed = bytearray(sealed(plain))
    changed[-20_000] ^= 1
    got = []

    with pytest.raises(StreamError):
        got.extend(open_pieces(pieces(io.BytesIO(changed)), KEY, b"here"))

    assert plain.startswith(b"".join(got))


def test_a_file_is_read_in_pieces():
    file = io.BytesIO(bytes(PIECE_BYTES * 2 + 1))

    assert [len(piece) for piece in pieces(file)] == [PIECE_BYTES, PIECE_BYTES, 1]
