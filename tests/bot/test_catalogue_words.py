import pytest

from bot.catalogue_words import goal_name, reason_name
from bot.record_words import LANGUAGES
from casework.contacts import Goal
from casework.reasons import Reason


def test_a_goal_and_a_reason_are_said_in_the_language_of_the_page():
    assert goal_name("housing", "da") == "bolig"
    assert goal_name("learn to swim_well", "da") == "learn to swim well"
    assert reason_name("opted_out", "da") == "Der er sendt STOP til beskeder"
    assert reason_name("of_tomorrow", "sv") == "of tomorrow"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_goal_of_the_list_has_a_name(language):
    named = [goal_name(goal, language) for goal in Goal]

    assert len(set(named)) == len(Goal)
    assert not [name for name in named if "_" in name]


def test_the_reasons_that_people_are_told_have_a_name():
    assert sum(" " in reason_name(each, "da") for each in Reason) > len(Reason) / 2
