import pytest

from bot.trying_out import try_out
from casework.people import Language
from storage import people
from tests.handlers.conftest import empty_store, house, linked_store

__all__ = ["empty_store", "house", "linked_store"]


def learn_swedish(tx, ref):
    people.set_language(tx, people.find_by_ref(tx, ref).id, Language.SWEDISH)
    return people.find_by_ref(tx, ref).language


async def test_what_is_tried_out_shows_what_it_would_do_and_keeps_nothing(house):
    before = (await house.person("alma")).language

    found = await try_out(house.store, learn_swedish, "alma")

    assert found is Language.SWEDISH is not before
    assert (await house.person("alma")).language is before


async def test_what_cannot_be_done_says_so_as_it_would_in_earnest(house):
    with pytest.raises(AttributeError):
        await try_out(house.store, learn_swedish, "nobody")
