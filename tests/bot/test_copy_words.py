"""The words of a copy, to whom it is about."""

from bot.copy_words import COPY_WORDS
from bot.record_words import WORDS
from casework.third_parties import Reason


def test_no_word_of_the_copy_is_taken_by_another_one():
    assert COPY_WORDS.items() <= WORDS.items()


def test_every_reason_has_words():
    assert {f"copy_why_{each}" for each in Reason} <= COPY_WORDS.keys()


def test_nobody_is_called_a_client_or_a_case_to_their_face():
    for said in COPY_WORDS.values():
        for word in ("client", "klient", "borger", "the case", "sagen", "ärendet"):
            assert word not in " ".join(said).casefold()
