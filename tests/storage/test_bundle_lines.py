import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import bundle_lines as lines
from storage.bundle_lines import BundleError, InnerWrap, SignedRow
from storage.chain import Entry, EntryHeader, Head
from storage.signing_keys import HandOver
from storage.wraps import WrapBinding

number = st.integers(-(2**63), 2**63 - 1)
headers = st.builds(
    EntryHeader,
    number,
    st.text(),
    number,
    number,
    number,
    st.text(),
    number,
    st.text(),
    st.text(),
    st.text(),
    st.none() | number,
    st.binary(max_size=3).map(lambda raw: raw * 32),
    st.binary(),
    st.binary(),
)
entries = st.builds(Entry, headers, st.binary(), st.binary(), st.binary())
columns = st.none() | number | st.text() | st.binary()


def through(to_json, value):
    return lines.from_line(lines.to_line(to_json(value)))


@given(entries)
def test_an_entry_comes_back_with_every_column(entry):
    assert lines.entry_from_json(through(lines.entry_to_json, entry)) == entry


@given(st.builds(SignedRow, st.text(), st.lists(columns).map(tuple), st.binary()))
def test_a_signed_row_comes_back_with_every_column(row):
    assert lines.row_from_json(through(lines.row_to_json, row)) == row


@given(st.builds(Head, number, st.binary()))
def test_a_head_comes_back(head):
    assert lines.head_from_json(through(lines.head_to_json, head)) == head


def test_a_wrap_comes_back():
    wrap = InnerWrap(WrapBinding("k-7f3k", 2, "r-4x9w"), b"inner")

    assert lines.wrap_from_json("k-7f3k", through(lines.wrap_to_json, wrap)) == wrap


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]\n", b"7\n", b"null\n", b"{\n", b"\xff\n", b"[" * 99_999 + b"\n"],
)
def test_what_is_no_line_is_refused(line):
    with pytest.raises(BundleError, match="damaged"):
        lines.from_line(line)


@pytest.mark.parametrize("last", [2**63, -(2**63) - 1, True, "7", None])
def test_a_hand_over_after_what_is_no_entry_is_refused(last):
    handed = HandOver(1, bytes(32), bytes(32), Head(7, bytes(32)), 1, b"", b"")
    told = lines.hand_overs_to_json([handed])
    told["hand_overs"][0]["fields"][3] = last

    with pytest.raises(BundleError, match="damaged"):
        lines.hand_overs_from_json(told)


@pytest.mark.parametrize("value", [True, 1.5, [], [1]])
def test_a_column_of_another_kind_is_refused(value):
    with pytest.raises(BundleError, match="damaged"):
        lines.field_from_json(value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sequence", "1"),
        ("sequence", None),
        ("kind", 7),
        ("refers_to", "1"),
        ("previous_hash", "00"),
        ("attachments", {"b64": "AAAA"}),
        ("sealed", "text"),
    ],
)
def test_an_entry_with_a_column_of_another_kind_is_refused(column, value):
    header = EntryHeader(1, "k", 1, 1, 1, "m", 1, "in", "sms", "", None, b"", b"", b"")
    row = lines.entry_to_json(Entry(header, b"", b"", b""))

    with pytest.raises(BundleError, match="damaged"):
        lines.entry_from_json({**row, column: value})
