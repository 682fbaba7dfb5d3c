"""Cutting texts that are longer than a Telegram message."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_text import LONGEST, pieces, units

WORDS = st.text(alphabet="aå😀 \n", max_size=200)


def utf16(text):
    return text.encode("utf-16-le")


def covered(text, entities):
    """Return which units of the text carry which entity."""
    return {
        (entity["type"], place)
        for entity in entities
        for place in range(entity["offset"], entity["offset"] + entity["length"])
    }


def test_a_text_that_fits_stays_whole():
    text = "😀" * (LONGEST // 2)

    (only,) = pieces(text, [{"type": "bold", "offset": 0, "length": 2}])

    assert only.text == text
    assert only.entities == ({"type": "bold", "offset": 0, "length": 2},)


def test_a_long_text_is_cut_between_lines():
    first, second = "a" * 4000, "b" * 1000

    parts = pieces(f"{first}\n{second}")

    assert [part.text for part in parts] == [first + "\n", second]


def test_a_word_is_cut_only_where_nothing_else_is_left():
    parts = pieces("a" * 5000)

    assert [len(part.text) for part in parts] == [4096, 904]


def test_no_character_is_cut_in_two():
    parts = pieces("a" + "😀" * 4096)

    assert all("\ufffd" not in utf16(p.text).decode("utf-16-le") for p in parts)
    assert [units(part.text) for part in parts] == [4095, 4096, 2]


def test_an_entity_goes_on_in_the_next_message():
    parts = pieces("aaaa bbbb", [{"type": "bold", "offset": 3, "length": 4}], longest=6)

    assert [part.entities for part in parts] == [
        ({"type": "bold", "offset": 3, "length": 2},),
        ({"type": "bold", "offset": 0, "length": 2},),
    ]


def test_a_message_of_nothing_but_space_is_left_out():
    parts = pieces("a" * 10 + " " * 30, longest=10)

    assert [part.text for part in parts] == ["a" * 10]


@given(WORDS, st.integers(min_value=2, max_value=20))
def test_every_piece_fits_and_no_word_is_lost(text, longest):
    parts = pieces(text, longest=longest)

    assert all(0 < units(part.text) <= longest for part in parts if text)
    assert "".join("".join(p.text for p in parts).split()) == "".join(text.split())


@given(WORDS, st.data())
def test_entities_stay_on_their_words(text, data):
    length = units(text)
    place = st.integers(min_value=0, max_value=length)
    spans = data.draw(st.lists(st.tuples(place, place), max_size=5))
    entities = [
        {"type": f"t{number}", "offset": min(span), "length": abs(span[0] - span[1])}
        for number, span in enumerate(spans)
    ]
    spoken = {
        (kind, utf16(text)[2 * at : 2 * at + 2])
        for kind, at in covered(text, entities)
        if utf16(text)[2 * at : 2 * at + 2].strip(b" \n\0")
    }

    parts = pieces(text, entities, longest=10)

    found = {
        (kind, utf16(part.text)[2 * at : 2 * at + 2])
        for part in parts
        for kind, at in covered(part.text, part.entities)
    }
    assert spoken <= found
