from bot.page_words import PAGE_WORDS
from bot.record_words import WORDS
from casework.delivery_states import DeliveryState


def test_the_words_of_the_page_are_among_all_words():
    assert PAGE_WORDS.items() <= WORDS.items()


def test_every_state_of_a_delivery_has_words():
    assert {f"state_{state}" for state in DeliveryState} <= PAGE_WORDS.keys()


def test_no_word_of_the_page_is_taken_by_another_one():
    assert not [key for key, said in PAGE_WORDS.items() if WORDS[key] != said]
