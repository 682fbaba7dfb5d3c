import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import armour

ROW = {"reader": "r-4x9w", "key": armour.text(b"\x00\xff")}


def test_a_file_comes_back_as_it_was_written():
    row = armour.from_text("a key", 1, armour.to_text("a key", 1, ROW))

    assert row == ROW
    assert armour.raw(row, "key") == b"\x00\xff"


def test_a_flipped_byte_is_noticed_or_means_the_same():
    content = armour.to_text("a key", 1, ROW)

    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1
        try:
            row = armour.from_text("a key", 1, bytes(changed))
        except armour.ArmourError:
            continue
        assert row == ROW


@given(st.binary(max_size=200))
def test_no_content_makes_it_crash(content):
    with pytest.raises(armour.ArmourError):
        armour.from_text("a key", 1, content)


@pytest.mark.parametrize(
    "content",
    [b"[]", b"null", b"7", b'"x"', b"{}", b"[" * 60_000, b"x" * 70_000],
)
def test_what_is_something_else_is_named_so(content):
    with pytest.raises(armour.ArmourError, match="is not a key"):
        armour.from_text("key", 1, content)


def test_another_kind_and_a_later_version_are_named_so():
    content = armour.to_text("share", 2, ROW)

    with pytest.raises(armour.ArmourError, match="is not a key"):
        armour.from_text("key", 1, content)
    with pytest.raises(armour.ArmourError, match="later version"):
        armour.from_text("share", 1, content)


def test_a_changed_value_is_named_as_damage():
    row = json.loads(armour.to_text("key", 1, ROW))
    row["reader"] = "r-other"

    with pytest.raises(armour.ArmourError, match="damaged"):
        armour.from_text("key", 1, json.dumps(row).encode())


@pytest.mark.parametrize("value", [None, 7, "not base64", "æ", []])
def test_bytes_that_are_none_are_named_so(value):
    with pytest.raises(armour.ArmourError, match="has no key"):
        armour.raw({"key": value}, "key")
