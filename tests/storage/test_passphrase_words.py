from storage.passphrase_words import WORDS


def test_the_words_are_plain_short_and_none_comes_twice():
    assert len(set(WORDS)) == len(WORDS)
    assert all(word.isascii() and word.isalpha() and word.islower() for word in WORDS)
    assert all(3 <= len(word) <= 8 for word in WORDS)


def test_the_first_four_letters_of_a_word_are_its_own():
    assert len({word[:4] for word in WORDS}) == len(WORDS)


def test_no_word_reminds_of_what_the_cases_are_about():
    assert not set(WORDS) & {"abuse", "father", "mother", "victim", "kill", "blood"}
