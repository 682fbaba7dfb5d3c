from casework.keywords import twilio_acts_on
from handlers import confirming
from handlers.question_kinds import KINDS

TAUGHT = {"yes", "no"}


def test_every_kind_has_words_to_answer_with_and_ends_some_day():
    assert KINDS
    for name, kind in KINDS.items():
        # A code is not a word: whatever was typed is compared.
        assert kind.words or name == confirming.KIND
        assert kind.lasts.total_seconds() > 0, name


def test_no_word_that_the_network_acts_on_is_an_answer_of_its_own_meaning():
    """YES reaches us as well; STOP and START mean the same under every question."""
    for name, kind in KINDS.items():
        acted_on = [word for word in kind.words if twilio_acts_on(str(word))]
        assert set(map(str, acted_on)) <= TAUGHT, name


def test_a_kind_is_named_as_a_row_can_hold_it():
    for name in KINDS:
        assert name == name.strip()
        assert ":" not in name
