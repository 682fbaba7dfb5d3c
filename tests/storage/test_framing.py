from hypothesis import given
from hypothesis import strategies as st

from storage.framing import encode

fields = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.binary(max_size=20),
        st.integers(-(2**63), 2**63 - 1),
        st.none(),
    ),
    max_size=5,
)


@given(st.text(max_size=5), fields, st.text(max_size=5), fields)
def test_two_different_rows_never_have_the_same_bytes(tag, row, other_tag, other):
    same_row = (tag, row) == (other_tag, other)

    same_bytes = encode(tag, *row) == encode(other_tag, *other)

    assert same_bytes == same_row


def test_a_letter_that_moves_to_the_next_field_changes_the_bytes():
    assert encode("t", "ab", "c") != encode("t", "a", "bc")


def test_what_looks_like_the_next_field_stays_in_its_own():
    assert encode("t", b"N") != encode("t", b"", None)
    assert encode("t", "N") != encode("t", "", None)


def test_nothing_differs_from_empty_and_text_from_bytes():
    assert len({encode("t", value) for value in (None, "", b"", 0)}) == 4
