import json
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.attachment_cipher import (
    AttachmentError,
    AttachmentPlace,
    AttachmentSealer,
    open_attachment,
    seal_attachment,
)
from storage.stream_cipher import new_key

GOLDEN = Path(__file__).parent / "golden" / "attachments.json"
HERE = AttachmentPlace("c-7f3k", "a-5d8m")


@given(st.binary(max_size=50_000))
def test_an_attachment_comes_back_and_its_hash_is_that_of_the_stream(plain):
    stream, sealed = seal_attachment(plain, HERE)

    assert open_attachment([stream], sealed.key, HERE) == plain
    assert sealed.hash == sha256(stream).digest()
    assert sealed.size == len(plain)
    assert plain not in stream or len(plain) < 4


@pytest.mark.parametrize(
    "elsewhere",
    [AttachmentPlace("c-other", "a-5d8m"), AttachmentPlace("c-7f3k", "a-other")],
)
def test_an_attachment_opens_only_in_its_own_place(elsewhere):
    stream, sealed = seal_attachment(b"a photo", HERE)

    with pytest.raises(AttachmentError):
        open_attachment([stream], sealed.key, elsewhere)


def test_every_flipped_byte_and_every_cut_is_refused():
    stream, sealed = seal_attachment(b"a photo", HERE)

    for position in range(len(stream)):
        changed = bytearray(stream)
        changed[position] ^= 1
        with pytest.raises(AttachmentError):
            open_attachment([bytes(changed)], sealed.key, HERE)
        with pytest.raises(AttachmentError):
            open_attachment([stream[:position]], sealed.key, HERE)


def test_another_key_is_refused_and_the_error_names_the_attachment_only():
    stream, _ = seal_attachment(b"a photo", HERE)

    with pytest.raises(AttachmentError) as caught:
        open_attachment([stream], new_key(), HERE)

    assert str(caught.value) == (
        "attachment a-5d8m of case c-7f3k does not open: wrong key, or it was changed"
    )


def test_each_attachment_has_a_key_of_its_own():
    first, second = seal_attachment(b"x", HERE), seal_attachment(b"x", HERE)

    assert first[1].key != second[1].key
    assert first[0] != second[0]
    assert first[1].key.hex() not in repr(first[1])
    assert "key" not in repr(first[1])


def test_twenty_megabytes_are_sealed_in_little_memory():
    piece = bytes(64 * 1024)
    sealer = AttachmentSealer(HERE)
    tracemalloc.start()

    length = sum(len(sealer.update(piece)) for _ in range(320))
    last, sealed = sealer.finish()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sealed.size == 20 * 1024 * 1024
    assert length + len(last) == sealed.size + 56 + 16 * 1281
    assert peak < 1024 * 1024


def test_the_attachments_of_earlier_builds_still_open():
    for row in json.loads(GOLDEN.read_text()):
        stream = bytes.fromhex(row["stream"])
        place = AttachmentPlace(row["case_id"], row["attachment_id"])

        plain = open_attachment([stream], bytes.fromhex(row["key"]), place)

        assert plain == row["plain"].encode()
        assert sha256(stream).hexdigest() == row["hash"]
