import asyncio

import pytest
from telegram.error import Conflict


async def test_an_update_comes_again_until_its_successor_is_asked_for(bot, alma):
    alma.write("hej")

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    none = await bot.get_updates(offset=rest[-1].update_id + 1)

    assert [update.message.text for update in first] == ["/start", "hej"]
    assert again == first
    assert [update.message.text for update in rest] == ["hej"]
    assert none == ()


async def test_updates_wait_in_the_cloud_while_nobody_fetches_them(bot, alma, clock):
    alma.write("i går")
    clock.move(hours=23)
    alma.write("i dag")

    clock.move(hours=2)
    texts = [update.message.text for update in await bot.get_updates()]

    assert texts == ["i dag"]


async def test_a_long_poll_ends_when_something_comes(bot, alma, world):
    (start,) = await bot.get_updates()
    polling = asyncio.ensure_future(bot.get_updates(start.update_id + 1, timeout=30))
    await polled(world)

    alma.write("hej")
    (update,) = await asyncio.wait_for(polling, 5)

    assert update.message.text == "hej"


async def test_a_long_poll_ends_empty_after_its_time(bot, alma):
    (start,) = await bot.get_updates()

    assert await bot.get_updates(start.update_id + 1, timeout=1) == ()


async def test_of_two_pollers_the_earlier_is_told_of_the_conflict(bot, alma, world):
    (start,) = await bot.get_updates()
    earlier = asyncio.ensure_future(bot.get_updates(start.update_id + 1, timeout=30))
    await polled(world)

    later = asyncio.ensure_future(bot.get_updates(start.update_id + 1, timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await earlier
    alma.write("hej")

    assert len(await later) == 1


async def test_a_negative_offset_keeps_only_the_last(bot, alma):
    for number in range(5):
        alma.write(str(number))

    last = await bot.get_updates(offset=-2)
    left = await bot.get_updates()

    assert [update.message.text for update in last] == ["3", "4"]
    assert left == last


async def test_no_more_come_at_once_than_asked_for(bot, alma):
    for number in range(120):
        alma.write(str(number))

    assert len(await bot.get_updates(limit=3)) == 3
    assert len(await bot.get_updates()) == 100


async def test_reactions_come_only_to_those_who_asked_and_the_wish_sticks(bot, alma):
    message = await bot.send_message(alma.id, "hej")
    alma.react(message.message_id, "❤")
    await bot.get_updates(allowed_updates=["message_reaction"])
    alma.write("not wanted now")
    alma.react(message.message_id, "👍")

    updates = await bot.get_updates()

    assert [update.message is not None for update in updates] == [True, False]
    reaction = updates[-1].message_reaction
    assert reaction.old_reaction[0].emoji == "❤"
    assert reaction.new_reaction[0].emoji == "👍"


async def test_any_raw_update_can_be_pushed(world, http):
    world.telegram.push_raw({"message": {"nonsense": True}})
    number = world.telegram.push_raw({"from_the_future": {}, "update_id": 7})

    answer = await http.get(f"/telegram/bot{world.bot_token}/getUpdates")
    result = (await answer.json())["result"]

    assert result[0]["message"] == {"nonsense": True}
    assert result[1] == {"from_the_future": {}, "update_id": 7}
    assert number == 7


async def test_a_pressed_button_waits_150_seconds_only(bot, alma, clock):
    alma.write("hej")
    await bot.get_updates(offset=-1)
    sent = await send_question(bot, alma)
    alma.press(sent, "Ja")

    clock.move(seconds=151)

    assert [u.callback_query for u in await bot.get_updates()] == [None]


async def send_question(bot, alma):
    await bot.send_message(
        alma.id,
        "Kommer du?",
        reply_markup={"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]},
    )
    return alma.chat[-1]


async def polled(world):
    while not world.telegram.updates.polled:
        await asyncio.sleep(0)
