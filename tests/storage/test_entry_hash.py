from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.entry_hash import MISTYPED, TAG, hash_columns
from storage.framing import encode

NUMBER = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(max_size=20)
BYTES = st.binary(max_size=70)
COLUMNS = (
    NUMBER,
    TEXT,
    NUMBER,
    NUMBER,
    NUMBER,
    TEXT,
    NUMBER,
    TEXT,
    TEXT,
    TEXT,
    st.none() | NUMBER,
    BYTES,
    BYTES,
    BYTES,
    BYTES,
)
SEALED = 11
EXAMPLE = (1, "k-1", 2, 3, 1, "call", 4, "in", "sms", "c-1", None, b"", b"", b"", b"")


@given(st.tuples(*COLUMNS))
def test_the_hash_is_that_of_the_framed_columns(columns):
    framed = list(columns)
    framed[SEALED] = sha256(columns[SEALED]).digest()

    assert hash_columns(*columns) == sha256(encode(TAG, *framed)).digest()


@pytest.mark.parametrize("column", range(len(EXAMPLE)))
@pytest.mark.parametrize("stranger", [1.5, "text", b"bytes", 7, None, "\udcff"])
def test_a_value_of_another_type_is_never_taken_for_the_right_one(column, stranger):
    columns = list(EXAMPLE)
    columns[column] = stranger

    try:
        changed = hash_columns(*columns)
    except MISTYPED:
        return

    kinds = {type(EXAMPLE[column]), int if column == 10 else type(EXAMPLE[column])}
    assert type(stranger) in kinds
    assert changed != hash_columns(*EXAMPLE) or stranger == EXAMPLE[column]
