import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest

from simulator import samples

PNG = samples.picture(100, 100)
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Fortryd", callback_data="u")]])


async def test_the_bot_edits_its_own_text(bot, alma, clock):
    sent = await bot.send_message(alma.id, "kl. 13", reply_markup=KEYBOARD)
    clock.move(days=10)

    edited = await bot.edit_message_text("kl. 14", alma.id, sent.id)

    assert (edited.text, edited.reply_markup) == ("kl. 14", None)
    assert edited.edit_date == clock()
    assert (alma.chat[-1].text, alma.chat[-1].edited) == ("kl. 14", True)


async def test_an_edit_that_changes_nothing_is_refused(bot, alma):
    sent = await bot.send_message(alma.id, "hej", reply_markup=KEYBOARD)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("hej", alma.id, sent.id, reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(alma.id, sent.id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(alma.id, sent.id)

    assert alma.chat[-1].buttons == []
    assert not alma.chat[-1].edited


async def test_only_own_messages_that_exist_can_be_edited(bot, alma):
    hers = alma.write("mit")
    photo = await bot.send_photo(alma.id, PNG)
    text = await bot.send_message(alma.id, "tekst")

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", alma.id, hers)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", alma.id, 99_999)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", alma.id, photo.id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(alma.id, text.id, caption="x")


async def test_captions_and_files_can_be_replaced(bot, alma):
    sent = await bot.send_photo(alma.id, PNG, caption="før")

    await bot.edit_message_caption(alma.id, sent.id, caption="efter")
    caption = alma.chat[-1].caption
    other = samples.picture(64, 64)
    await bot.edit_message_media(InputMediaPhoto(other), alma.id, sent.id)

    assert caption == "efter"
    assert (alma.chat[-1].file, alma.chat[-1].caption) == (other, None)


async def test_messages_can_be_deleted_for_48_hours(bot, alma, clock):
    old = alma.write("gammel")
    clock.move(hours=49)
    mine, hers = await bot.send_message(alma.id, "hej"), alma.write("nyt")

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(alma.id, old)
    await bot.delete_message(alma.id, mine.id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(alma.id, mine.id)
    await bot.delete_messages(alma.id, [old, mine.id, hers, 99_999])

    assert [m.deleted for m in alma.chat] == [False, False, True, True]


async def test_an_edit_by_the_person_reaches_the_bot(bot, alma):
    text, photo = alma.write("kl. 13"), alma.photo(PNG, caption="før")

    alma.edit(text, "kl. 14 /nu")
    alma.edit(photo, "efter")

    first, second = [u.edited_message for u in (await bot.get_updates())[-2:]]
    assert (first.message_id, first.text) == (text, "kl. 14 /nu")
    assert first.entities[0].type == "bot_command"
    assert (second.message_id, second.caption) == (photo, "efter")
    assert alma.chat[-1].edited
    with pytest.raises(LookupError):
        alma.edit((await bot.send_message(alma.id, "x")).id, "y")


async def test_one_allowed_emoji_can_stand_under_a_message(bot, alma):
    mine = alma.write("hej")

    await bot.set_message_reaction(alma.id, mine, "👀")
    await bot.set_message_reaction(alma.id, mine, "❤")
    shown = alma.chat[-1].reaction
    await bot.set_message_reaction(alma.id, mine)

    assert (shown, alma.chat[-1].reaction) == ("❤", None)
    for wrong in ("✅", "x"):
        with pytest.raises(BadRequest, match="Reaction_invalid"):
            await bot.set_message_reaction(alma.id, mine, wrong)
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await bot.set_message_reaction(alma.id, mine, ["👀", "❤"])
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(alma.id, 99_999, "👀")


async def test_the_allowed_emoji_are_those_that_the_library_knows(bot, alma):
    mine = alma.write("hej")

    for emoji in ReactionEmoji:
        await bot.set_message_reaction(alma.id, mine, emoji.value)
        assert alma.chat[-1].reaction
