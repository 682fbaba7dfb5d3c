from datetime import UTC, datetime

from storage.anchor_line import LINE, line
from storage.chain import Head

HEAD = Head(10412, bytes(range(32)))
AT = datetime(2026, 11, 22, 0, 0, 7, tzinfo=UTC)


def test_a_line_is_found_again_in_whatever_stands_around_it():
    said = line("0675070bd75e9292", HEAD, AT, b"\x01" * 32)

    found = LINE.findall(f"Mon: {said}\nthanks")

    assert found == [("0675070bd75e9292", "10412", HEAD.hash.hex(), "01" * 32)]


def test_a_line_of_an_earlier_version_names_no_key():
    old = f"fastkontakt anchor 1: store a1, entry 7, hash {'00' * 32}, at 2026-11-22"

    assert LINE.findall(old) == [("a1", "7", "00" * 32, "")]
