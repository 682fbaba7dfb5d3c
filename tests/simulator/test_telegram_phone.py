import asyncio

import pytest

from simulator import samples


async def test_a_phone_that_is_off_shows_what_it_showed_before(bot, alma):
    await bot.send_message(alma.id, "før")
    alma.switch_off()
    await bot.send_message(alma.id, "imens")

    before = [m.text for m in alma.chat]
    alma.switch_on()

    assert before == ["/start", "før"]
    assert [m.text for m in alma.chat] == ["/start", "før", "imens"]


async def test_what_is_typed_while_off_waits_and_goes_out_in_order(bot, alma):
    sent = await bot.send_message(alma.id, "Hvordan går det?")
    await bot.get_updates(offset=-1)
    alma.switch_off()
    first = alma.write("Godt", reply_to=sent.id)
    alma.edit(first, "Meget godt")
    alma.write("Tak")

    nothing = await bot.get_updates(offset=await last_id(bot) + 1)
    waiting = [(m.text, m.waiting) for m in alma.chat[2:]]
    alma.switch_on()
    said, edited, thanks = await bot.get_updates()

    assert nothing == ()
    assert waiting == [("Godt", True), ("Tak", True)]
    assert said.message.reply_to_message.message_id == sent.id
    assert edited.edited_message.text == "Meget godt"
    assert thanks.message.text == "Tak"
    assert not any(m.waiting for m in alma.chat)


async def last_id(bot):
    return (await bot.get_updates())[-1].update_id


async def test_one_can_wait_for_what_comes(bot, alma):
    waiting = asyncio.gather(
        alma.wait_for(lambda m: m.text == "hej"),
        alma.wait_for(lambda m: m.text == "/start"),
    )
    await asyncio.sleep(0)

    sent = await bot.send_message(alma.id, "hej")
    later, earlier = await waiting

    assert (later.id, earlier.text) == (sent.id, "/start")


async def test_waiting_in_vain_shows_the_chat(alma):
    with pytest.raises(TimeoutError, match=r"me  \[text\] '/start'"):
        await alma.wait_for(lambda m: m.text == "hej", timeout=0.01)


async def test_a_wrong_question_about_the_chat_is_told_to_the_one_who_asks(bot, alma):
    waiting = asyncio.gather(
        alma.wait_for(lambda m: m.caption.startswith("x") or not m.from_me),
        return_exceptions=True,
    )

    (problem,) = await waiting

    assert isinstance(problem, AttributeError)


async def test_the_screen_of_another_person_stays_their_own(bot, alma, world):
    bo = world.telegram_phone("Bo")
    bo.start()

    await bot.send_message(bo.id, "kun til Bo")

    assert [m.text for m in alma.chat] == ["/start"]
    assert alma.id != bo.id
    assert alma.id > 10**9


async def test_buttons_that_are_not_there_cannot_be_pressed(bot, alma):
    markup = {"inline_keyboard": [[{"text": "Læs", "url": "https://example.dk"}]]}
    sent = await bot.send_message(alma.id, "hej", reply_markup=markup)

    with pytest.raises(LookupError, match="no such button"):
        alma.press(sent.id, "Ja")
    with pytest.raises(LookupError, match="opens something"):
        alma.press(sent.id, "Læs")
    with pytest.raises(LookupError, match="no such button"):
        alma.press_at(sent.id, "1.0")


async def test_a_stopped_bot_is_not_written_to(alma):
    alma.block()

    with pytest.raises(RuntimeError, match="unblock first"):
        alma.write("hej")


async def test_samples_are_real_files():
    assert samples.picture().startswith(b"\x89PNG")
    assert samples.tone()[8:12] == b"WAVE"
