import pytest

from casework.contacts import Goal
from casework.people import Language
from handlers import goal_words
from tests.handlers.house import OFFICE


def test_every_goal_is_found_again_by_its_name_in_every_language():
    for goal in Goal:
        assert goal_words.read(OFFICE, goal) == goal
        for language in Language:
            assert (
                goal_words.read(OFFICE, goal_words.name(OFFICE, goal, language)) == goal
            )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Bolig", "housing"),
        ("LÄXOR", "schoolwork"),
        ("less-isolation", "less_isolation"),
        ("learn to  swim", "learn to swim"),
        ("social", "social"),
    ],
)
def test_a_name_is_read_and_own_words_stay(said, read):
    assert goal_words.read(OFFICE, said) == read


def test_own_words_are_no_longer_than_a_line():
    assert len(goal_words.read(OFFICE, "x" * 500)) == goal_words.LONGEST
