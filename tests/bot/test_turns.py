"""Whose turn it is."""

import asyncio

import pytest

from bot.turns import Again, Turns


@pytest.fixture
def turns():
    return Turns()


def room(*seconds):
    """Return what says each of these pauses in turn, and then that there is room."""
    left = list(seconds)
    return lambda: left.pop(0) if left else 0.0


async def soon(awaited):
    async with asyncio.timeout(2):
        return await awaited


async def nobody(awaited):
    """Tell that nobody's turn comes within a moment."""
    try:
        async with asyncio.timeout(0.02):
            await awaited
    except TimeoutError:
        return True
    return False


async def test_each_conversation_is_served_by_one_hand_and_again_if_there_is_news(
    turns,
):
    turns.wake(["alma", "bo", "alma"])

    assert [await soon(turns.take()) for _ in range(2)] == ["alma", "bo"]
    turns.wake(["alma"])
    assert await nobody(turns.take())
    turns.end("alma", None)
    turns.end("bo", None)
    assert await soon(turns.take()) == "alma"


async def test_quiet_ones_have_hands_of_their_own_and_keep_their_order(turns):
    turns.wake(["alma"], ["zoe", "bo", "cleo", "zoe"])

    quiet = [await soon(turns.take_quiet(room())) for _ in range(3)]

    assert quiet == ["zoe", "bo", "cleo"]
    assert await soon(turns.take()) == "alma"


async def test_what_is_quiet_waits_for_room(turns):
    turns.wake([], ["alma"])

    assert await nobody(turns.take_quiet(room(60.0)))


async def test_words_that_come_while_it_waits_for_room_take_it_along(turns):
    turns.wake([], ["alma", "bo"])
    waiting = asyncio.ensure_future(turns.take_quiet(room(0.01)))
    await asyncio.sleep(0)

    turns.wake(["alma"])

    assert await soon(turns.take()) == "alma"
    assert await soon(waiting) == "bo"


async def test_a_conversation_that_was_taken_along_is_not_served_twice(turns):
    turns.wake([], ["alma"])
    turns.wake(["alma"], ["alma"])
    assert await soon(turns.take()) == "alma"
    turns.end("alma", None)

    assert await nobody(turns.take_quiet(room()))
    turns.wake([], ["alma"])
    assert await soon(turns.take_quiet(room())) == "alma"
    assert await nobody(turns.take_quiet(room()))


@pytest.mark.parametrize("quiet", [False, True])
async def test_news_that_come_meanwhile_count_as_what_they_are(turns, quiet):
    turns.wake([], ["alma"])
    await soon(turns.take_quiet(room()))

    turns.wake([] if quiet else ["alma"], ["alma"])
    turns.end("alma", None)

    taken = turns.take_quiet(room()) if quiet else turns.take()
    assert await soon(taken) == "alma"


async def test_it_comes_again_after_its_pause_in_the_place_that_it_had(turns):
    turns.wake([], ["alma", "bo"])
    await soon(turns.take_quiet(room()))
    turns.end("alma", Again(0.0, quiet=True))
    await asyncio.sleep(0.01)

    assert await soon(turns.take_quiet(room())) == "alma"


async def test_news_end_a_pause(turns):
    turns.wake(["alma"])
    await soon(turns.take())
    turns.end("alma", Again(60.0))

    turns.wake(["alma"])

    assert await soon(turns.take()) == "alma"
    turns.end("alma", None)
    assert await nobody(turns.take())


async def test_who_stops_begins_nothing_and_waits_for_what_is_on_its_way(turns):
    turns.wake(["alma", "bo"], ["cleo"])
    await soon(turns.take())
    turns.stop()

    idle = asyncio.ensure_future(turns.until_idle())

    assert await nobody(turns.take())
    assert await nobody(turns.take_quiet(room()))
    assert not idle.done()
    turns.end("alma", Again(0.0))
    await soon(idle)
    assert await nobody(turns.take())
