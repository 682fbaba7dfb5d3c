import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import passphrase
from storage.passphrase_words import WORDS


def test_a_generated_phrase_has_at_least_five_words_and_64_bits():
    words = passphrase.generate().split("-")

    assert len(words) >= 5
    assert set(words) <= set(WORDS)
    assert passphrase.BITS >= 64


def test_no_phrase_comes_twice():
    assert len({passphrase.generate() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    [
        "travel-room-process-call-panda-cattle",
        "travel room process call panda cattle",
        "  Travel Room\tPROCESS call—panda cattle\n".replace("—", " - "),
        "travel_room_process_call_panda_cattle",
        "travel, room, process, call, panda, cattle.",
        "travel\u00a0room process call panda cattle",
    ],
)
def test_spaces_dashes_and_capitals_do_not_matter(typed):
    assert passphrase.spelling(typed) == "travel room process call panda cattle"


@given(st.text())
def test_the_spelling_of_a_spelling_is_itself(typed):
    once = passphrase.spelling(typed)

    assert passphrase.spelling(once) == once


def test_a_generated_phrase_is_long_enough():
    assert all(passphrase.is_long_enough(passphrase.generate()) for _ in range(100))


@pytest.mark.parametrize("typed", ["", "1234", "hunter2", "correct horse", "a b c d"])
def test_a_short_phrase_is_not_long_enough(typed):
    assert not passphrase.is_long_enough(typed)
