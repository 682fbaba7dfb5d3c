from bot.desk_page import desk_page
from bot.desk_words import DESK_WORDS
from bot.record_words import WORDS, Words


def test_the_words_of_the_desk_are_among_all_words():
    assert DESK_WORDS.items() <= WORDS.items()


def test_every_word_of_the_desk_is_said_on_its_page():
    page = desk_page(Words("en"))

    assert [key for key, said in DESK_WORDS.items() if said[0] not in page] == []
