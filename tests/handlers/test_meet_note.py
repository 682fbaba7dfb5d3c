"""What a meeting was about: asked once it is over, and linked to goals."""

from datetime import timedelta

import pytest

from tests.handlers.meetings import propose, tick
from tests.handlers.test_contact_log import _with_policy

ASKED = "A line about it for the record"


@pytest.fixture
async def over(house):
    return await meeting_over(house)


async def meeting_over(house):
    """Return a meeting with Alma that is over, and asked about."""
    await house.talk("mette", "/goals K1 housing, learn to swim")
    one = await propose(house, "alma", agreed=True)
    house.now = one.ends_at + timedelta(minutes=10)
    await tick(house)
    return one


async def tap(house, *labels):
    for label in labels:
        await house.press("mette", label)
        await house.deliver()


async def notes(house):
    return [words for kind, words in await house.record("alma") if kind == "note"]


def question(house):
    return next(each for each in reversed(house.chat("mette")) if ASKED in each.text)


async def test_a_goal_and_a_line_stand_beside_the_meeting(house, over):
    await tap(house, "We met", "# a home", "# learn to swim")
    await house.talk("mette", 'saw a flat "it is light"', reply_to=question(house))

    (words,) = await notes(house)
    assert words["appointment"] == over.uid
    assert words["goals"] == ["housing", "learn to swim"]
    assert (words["note"], words["own_words"]) == ("saw a flat", "it is light")


async def test_a_goal_alone_says_of_which_meeting_it_was(house, over):
    await tap(house, "We met", "# a home", "Done")

    (words,) = await notes(house)
    assert words["goals"] == ["housing"]
    assert "We met" in words["text"]
    assert "note" not in words


async def test_who_has_nothing_to_add_leaves_it(house, over):
    await tap(house, "We met", "Cancel")

    assert await notes(house) == []


async def test_nobody_is_asked_where_they_did_not_meet(house, over):
    await tap(house, "Did not come")

    assert not any(ASKED in text for text in house.texts("mette"))


async def test_what_somebody_is_in_the_middle_of_goes_on(house, over):
    await house.talk("mette", "/log K1")
    await tap(house, "We met", "visit at home", "45 min")

    assert not any(ASKED in text for text in house.texts("mette"))


async def test_where_no_words_are_kept_nobody_is_asked_for_any(house):
    alma = await house.person("alma")
    await house.run(_with_policy("log_only"), alma.id)
    await meeting_over(house)

    await tap(house, "We met")

    assert not any(ASKED in text for text in house.texts("mette"))
