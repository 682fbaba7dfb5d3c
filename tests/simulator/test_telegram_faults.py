import asyncio

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut


async def test_a_rate_limit_says_how_long_to_wait_and_ends(
    bot, alma, world, monkeypatch
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else PTB warns of its own past
    world.telegram.fault("rate_limit", retry_after=3, times=1)

    with pytest.raises(RetryAfter) as told:
        await bot.send_message(alma.id, "hej")
    await bot.send_message(alma.id, "hej")

    assert told.value.retry_after.total_seconds() == 3
    assert len(alma.chat) == 2


async def test_an_outage_lasts_until_it_is_cleared(bot, alma, world):
    world.telegram.fault("error", status=502)

    for _ in range(3):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(alma.id, "hej")
    world.telegram.clear()

    await bot.send_message(alma.id, "hej")
    assert len(alma.chat) == 2


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [
        ("drop_before_accept", False),
        ("drop_after_accept", True),
        ("junk", True),
    ],
)
async def test_a_send_can_end_in_doubt(bot, alma, world, kind, arrives):
    world.telegram.fault(kind, methods="sendMessage", times=1)

    with pytest.raises(TelegramError):
        await bot.send_message(alma.id, "hej")

    assert len(alma.chat) == 1 + arrives


async def test_a_send_can_hang_though_it_was_taken(bot, alma, world):
    world.telegram.fault("hang_after_accept", times=1)

    with pytest.raises(TimedOut):
        await bot.send_message(alma.id, "hej", read_timeout=0.1)

    assert alma.chat[-1].text == "hej"


async def test_a_slow_send_arrives_though_nobody_waits_for_the_answer(bot, alma, world):
    world.telegram.fault("slow", seconds=0.2)

    with pytest.raises(TimedOut):
        await bot.send_message(alma.id, "hej", read_timeout=0.05)

    assert (await alma.wait_for(lambda m: not m.from_me)).text == "hej"


async def test_a_server_error_may_hide_that_it_was_done(bot, alma, world):
    world.telegram.fault("error", status=500, accepted=True, times=1)

    with pytest.raises(NetworkError):
        await bot.send_message(alma.id, "hej")

    assert alma.chat[-1].text == "hej"


async def test_a_fault_can_be_for_one_person_and_some_methods(bot, alma, world):
    bo = world.telegram_phone("Bo")
    bo.start()
    world.telegram.fault("error", phone=bo, methods=("sendMessage",))

    await bot.send_message(alma.id, "hej")
    await bot.send_location(bo.id, 55, 12)
    with pytest.raises(NetworkError):
        await bot.send_message(bo.id, "hej")


async def test_a_refusal_can_be_in_any_words(bot, alma, world):
    world.telegram.fault(
        "error",
        status=400,
        description="Bad Request: VOICE_MESSAGES_FORBIDDEN",
        methods="sendVoice",
    )

    with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
        await bot.send_voice(alma.id, b"OggS")


async def test_calls_are_noted_for_those_who_ask(bot, alma, world):
    await bot.send_message(alma.id, "hej")

    assert world.telegram.calls[-1] == (
        "sendMessage",
        {"chat_id": str(alma.id), "text": "hej"},
    )


async def test_the_bot_can_leave_in_the_middle_of_a_poll(bot, alma, world):
    (start,) = await bot.get_updates()
    polling = asyncio.ensure_future(bot.get_updates(start.update_id + 1, timeout=30))
    await polled(world)
    polling.cancel()
    alma.write("hej")

    (update,) = await bot.get_updates(start.update_id + 1, timeout=5)

    assert update.message.text == "hej"


async def polled(world):
    while not world.telegram.updates.polled:
        await asyncio.sleep(0)
