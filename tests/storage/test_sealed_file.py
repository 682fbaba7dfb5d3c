import io
import json
from pathlib import Path

import pytest

from storage.key_pairs import PrivateKey, generate_key_pair
from storage.sealed_file import (
    FileLabel,
    SealedFileError,
    new_set_id,
    open_file,
    open_file_with,
    seal_file,
)
from storage.stream_cipher import new_key

GOLDEN = Path(__file__).parent / "golden" / "sealed_file.bin"
GOLDEN_KEY = GOLDEN.with_name("sealed_file.json")
RECOVERY = generate_key_pair()
LABEL = FileLabel("store", new_set_id(), 1_790_000_000_123)
PLAIN = b"the whole store " * 50_000


def sealed(plain=PLAIN):
    target = io.BytesIO()
    key = seal_file(io.BytesIO(plain), target, RECOVERY.public_key(), LABEL)
    return target.getvalue(), key


def opened(content, *, purpose="store", key=RECOVERY):
    target = io.BytesIO()
    open_file(io.BytesIO(content), target, key, purpose=purpose)
    return target.getvalue()


def test_a_file_comes_back_with_the_recovery_key():
    content, _ = sealed()

    assert opened(content) == PLAIN
    assert b"the whole store" not in content


def test_the_writer_can_check_the_file_with_the_key_it_still_holds():
    content, key = sealed()
    target = io.BytesIO()

    label = open_file_with(io.BytesIO(content), target, key, purpose="store")

    assert target.getvalue() == PLAIN
    assert label == LABEL


def test_the_key_of_one_file_opens_no_other():
    content, _ = sealed()
    _, other = sealed()

    for key in (other, new_key()):
        with pytest.raises(SealedFileError, match="changed or is cut short"):
            open_file_with(io.BytesIO(content), io.BytesIO(), key, purpose="store")


def test_another_recovery_key_is_refused():
    content, _ = sealed()

    with pytest.raises(SealedFileError, match="belongs to another service"):
        opened(content, key=generate_key_pair())


def test_a_file_for_another_purpose_is_refused():
    content, _ = sealed()

    with pytest.raises(SealedFileError, match='holds "store"'):
        opened(content, purpose="shred keys")


def test_a_purpose_that_was_written_over_is_refused():
    content, key = sealed()
    changed = content.replace(b'"purpose": "store"', b'"purpose": "stars"')

    with pytest.raises(SealedFileError):
        opened(changed, purpose="stars")
    with pytest.raises(SealedFileError):
        open_file_with(io.BytesIO(changed), io.BytesIO(), key, purpose="stars")


def test_every_flipped_byte_and_every_cut_of_a_small_file_is_refused():
    content, key = sealed(b"hello")

    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1
        for broken in (bytes(changed), content[:position]):
            with pytest.raises(SealedFileError):
                open_file_with(io.BytesIO(broken), io.BytesIO(), key, purpose="store")


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\xfe\n", b"x" * 100_000]
)
def test_what_is_no_sealed_file_is_named_so(content):
    with pytest.raises(SealedFileError, match="not a sealed file"):
        opened(content)


def test_a_file_of_a_later_version_is_named_so():
    content, _ = sealed()

    with pytest.raises(SealedFileError, match="later version"):
        opened(content.replace(b'"version": 1', b'"version": 2'))


def test_a_sealed_file_of_an_earlier_build_still_opens():
    key = PrivateKey.from_raw(bytes.fromhex(json.loads(GOLDEN_KEY.read_text())["key"]))

    assert opened(GOLDEN.read_bytes(), key=key) == b"the store of long ago"
