from hypothesis import given
from hypothesis import strategies as st

from casework.entities import entities_behind, shifted, utf16_length


def words_of(text, entity):
    """Return what an entity marks, counted as Telegram counts."""
    begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return text.encode("utf-16-le", "surrogatepass")[begin:end]


@given(st.text(), st.text())
def test_lengths_add_up(one, other):
    assert utf16_length(one + other) == utf16_length(one) + utf16_length(other)


@given(st.text(), st.text(), st.text(), st.text())
def test_a_look_moves_with_its_words(head, before, marked, after):
    text = before + marked + after
    look = {"offset": utf16_length(before), "length": utf16_length(marked)}

    (moved,) = shifted([look], utf16_length(head))

    assert words_of(head + text, moved) == words_of(text, look)


@given(st.text(), st.text(), st.text(min_size=1))
def test_a_look_behind_what_is_taken_off_stays_on_its_words(head, before, marked):
    text = before + marked
    look = {
        "offset": utf16_length(head + before),
        "length": utf16_length(marked),
    }

    (left,) = entities_behind([look], utf16_length(head))

    assert words_of(text, left) == words_of(head + text, look)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_nothing_is_left_of_a_look_that_was_taken_off_whole(offset, length, place):
    left = entities_behind([{"offset": offset, "length": length}], place)

    assert (left == ()) is (offset + length <= place or length == 0)
