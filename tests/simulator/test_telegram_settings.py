import pytest
from telegram import BotCommandScopeChat, MenuButtonCommands
from telegram.error import BadRequest


async def test_commands_are_kept_per_scope_and_language(bot, alma):
    await bot.set_my_commands([("stop", "Stop"), ("om", "Om")], language_code="da")
    await bot.set_my_commands([("to", "Choose")], BotCommandScopeChat(alma.id))

    danish = await bot.get_my_commands(language_code="da")
    hers = await bot.get_my_commands(BotCommandScopeChat(alma.id))
    await bot.delete_my_commands(language_code="da")

    assert [c.command for c in danish] == ["stop", "om"]
    assert [c.command for c in hers] == ["to"]
    assert await bot.get_my_commands(language_code="da") == ()


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (("Stop", "x"), "Bot_command_invalid"),
        (("a" * 33, "x"), "Bot_command_invalid"),
        (("stop", ""), "Bot_command_description_invalid"),
    ],
)
async def test_wrong_commands_are_refused(bot, command, complaint):
    with pytest.raises(BadRequest, match=complaint):
        await bot.set_my_commands([command])


async def test_the_bot_introduces_itself_in_each_language(bot):
    await bot.set_my_description("Not round the clock")
    await bot.set_my_description("Ikke døgnet rundt", language_code="da")
    await bot.set_my_short_description("Kort")
    await bot.set_my_name("Kontakt")

    assert (await bot.get_my_description("da")).description == "Ikke døgnet rundt"
    assert (await bot.get_my_description("sv")).description == "Not round the clock"
    assert (await bot.get_my_short_description()).short_description == "Kort"
    assert (await bot.get_my_name()).name == "Kontakt"
    with pytest.raises(BadRequest, match="Description is too long"):
        await bot.set_my_description("a" * 513)


async def test_the_menu_button_and_the_chat_can_be_asked_for(bot, alma):
    await bot.set_chat_menu_button(alma.id, MenuButtonCommands())

    assert (await bot.get_chat_menu_button(alma.id)).type == "commands"
    assert (await bot.get_chat_menu_button()).type == "default"
    assert (await bot.get_chat(alma.id)).first_name == "Alma"
