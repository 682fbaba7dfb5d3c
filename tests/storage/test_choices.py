from datetime import timedelta

from casework.addressing import CHOICE_LASTS, Choice, How
from casework.people import PersonId
from storage import choices
from tests.storage.stores import NOW

METTE, ALMA, BO = PersonId("w-mette"), PersonId("c-alma"), PersonId("c-bo")
CHOICE = Choice(ALMA, How.REPLY, NOW + CHOICE_LASTS, held=True)


def test_the_last_choice_counts(tx):
    assert choices.find(tx, METTE) is None

    choices.set_choice(tx, METTE, Choice(BO, How.BUTTON, NOW))
    choices.set_choice(tx, METTE, CHOICE)

    assert choices.find(tx, METTE) == CHOICE


def test_a_choice_closes_for_everybody_but_the_chosen_one(tx):
    choices.set_choice(tx, METTE, CHOICE)

    choices.close_others(tx, METTE, ALMA)
    assert choices.find(tx, METTE) == CHOICE
    choices.close_others(tx, METTE, BO)
    assert choices.find(tx, METTE) is None


def test_a_choice_of_somebody_else_stays(tx):
    jonas = PersonId("w-jonas")
    choices.set_choice(tx, METTE, CHOICE)
    choices.set_choice(tx, jonas, CHOICE)

    choices.close(tx, METTE)

    assert choices.find(tx, METTE) is None
    assert choices.find(tx, jonas) == CHOICE


def test_a_choice_that_is_over_is_still_told(tx):
    """Whether it counts is for casework to say."""
    over = Choice(ALMA, How.COMMAND, NOW - timedelta(days=1))
    choices.set_choice(tx, METTE, over)

    assert choices.find(tx, METTE) == over
