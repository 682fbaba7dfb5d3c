from casework.keywords import twilio_acts_on
from handlers import check_in_words, confirming
from handlers.question_kinds import KINDS

TAUGHT = {"yes", "no", "help"}


def test_every_kind_has_words_to_answer_with_and_ends_some_day():
    assert KINDS
    for name, kind in KINDS.items():
        # A code and a rhythm are no words: whatever was typed is read.
        assert kind.words or name in (confirming.KIND, check_in_words.WHEN)
        assert kind.lasts.total_seconds() > 0, name


def test_no_word_that_the_network_acts_on_is_an_answer_of_its_own_meaning():
    """YES and HELP reach us as well; STOP and START mean the same everywhere."""
    for name, kind in KINDS.items():
        acted_on = [word for word in kind.words if twilio_acts_on(str(word))]
        assert set(map(str, acted_on)) <= TAUGHT, name


def test_a_kind_is_named_as_a_row_can_hold_it():
    for name in KINDS:
        assert name == name.strip()
        assert ":" not in name
