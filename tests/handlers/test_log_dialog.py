"""A contact in two taps and a line."""

from tests.handlers.outreach import question_of
from tests.handlers.test_contact_log import kept, logged


async def tap(house, *labels):
    for label in labels:
        await house.press("mette", label)
        await house.deliver()


async def line(house, text):
    await house.talk("mette", text, reply_to=question_of(house, "mette"))


async def test_two_taps_and_a_line(house):
    await house.talk("mette", "/log K1")
    await tap(house, "visit at home", "45 min")
    await line(house, 'better now "I slept"')

    (words,) = await logged(house)
    assert words["text"] == 'visit at home, 45 min: better now\nAlma: "I slept"'
    assert (await kept(house))[0].minutes == 45


async def test_who_it_was_with_is_asked_where_nobody_was_named(house):
    await house.talk("mette", "/log")
    await tap(house, "K2 Bo", "by phone", "5 min")
    await line(house, "-")

    (words,) = await logged(house, "bo")
    assert words["text"] == "by phone, 5 min"


async def test_minutes_may_be_typed(house):
    await house.talk("mette", "/log K1")
    await tap(house, "meeting")
    await house.talk("mette", "1 h 20 min", reply_to=house.last("mette"))
    await line(house, "plan for spring")

    assert (await kept(house))[0].minutes == 80


async def test_with_whom_and_for_which_goal_is_tapped_as_well(house):
    await house.talk("mette", "/goals K1 housing, learn to swim")
    await house.talk("mette", "/log K1")
    await tap(house, "meeting", "With whom", "school", "housing", "begun by us")
    await tap(house, "learn to swim", "Go on", "60 min")
    await line(house, "agreed on a plan")

    (words,) = await logged(house)
    assert words["parties"] == ["school", "housing"]
    assert words["goals"] == ["learn to swim"]
    assert words["started_by"] == "worker"
    assert b"learn to swim" not in house.everything_on_disk()


async def test_who_gives_up_has_noted_nothing(house):
    await house.talk("mette", "/log K1")
    await tap(house, "visit at home", "Cancel")

    assert await logged(house) == []
