import aiohttp
import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound, Forbidden


async def test_text_arrives_as_it_was_sent(bot, alma):
    sent = await bot.send_message(
        alma.id,
        "Hej 👍 Alma",
        entities=[MessageEntity("bold", 7, 4)],
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )

    seen = alma.chat[-1]
    assert (seen.id, seen.from_me, seen.text) == (sent.id, False, "Hej 👍 Alma")
    assert (seen.silent, seen.protected) == (True, True)
    assert seen.entities == ({"type": "bold", "offset": 7, "length": 4},)
    assert sent.parse_entities() == {sent.entities[0]: "Alma"}
    assert sent.has_protected_content
    assert sent.link_preview_options.is_disabled


async def test_a_message_that_asks_opens_the_reply_on_the_phone(bot, alma):
    sent = await bot.send_message(
        alma.id,
        "What shall I call you?",
        reply_markup=ForceReply(input_field_placeholder="A name"),
    )

    assert (alma.chat[-1].asks, sent.reply_markup) == ("A name", None)
    alma.answer("Al")

    update = (await bot.get_updates())[-1]
    assert update.message.reply_to_message.message_id == sent.message_id
    with pytest.raises(LookupError):
        alma.answer("there is nothing to answer now")


async def test_a_reply_cannot_be_opened_by_buttons_or_with_too_many_words(bot, alma):
    sent = await bot.send_message(alma.id, "hej")
    long = ForceReply(input_field_placeholder="x" * 65)

    with pytest.raises(BadRequest):
        await bot.send_message(alma.id, "hej", reply_markup=long)
    with pytest.raises(BadRequest, match="nline keyboard expected"):
        await bot.edit_message_text(
            "hi", alma.id, sent.message_id, reply_markup=ForceReply()
        )
    assert alma.chat[-1].asks is None


async def test_message_ids_run_through_all_chats_of_the_bot(world, bot, alma):
    bo = world.telegram_phone("Bo")
    bo.start()

    first = await bot.send_message(alma.id, "1")
    second = await bot.send_message(bo.id, "2")
    third = await bot.send_message(alma.id, "3")

    assert [second.id - first.id, third.id - second.id] == [1, 1]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Message text is empty"),
        (" \n ", "Message text is empty"),
        ("a" * 4097, "Message is too long"),
        ("👍" * 2049, "Message is too long"),
    ],
)
async def test_text_of_a_wrong_length_is_refused(bot, alma, text, complaint):
    with pytest.raises(BadRequest, match=complaint):
        await bot.send_message(alma.id, text)


async def test_the_longest_text_passes_and_white_space_around_goes(bot, alma):
    longest = await bot.send_message(alma.id, "👍" * 2048)
    trimmed = await bot.send_message(
        alma.id, "  hej du \n", entities=[MessageEntity("bold", 6, 4)]
    )

    assert len(longest.text) == 2048
    assert trimmed.text == "hej du"
    assert trimmed.parse_entities() == {trimmed.entities[0]: "du"}


@pytest.mark.parametrize(
    ("offset", "length", "complaint"),
    [
        (-1, 2, "Receive an entity with incorrect offset -1"),
        (0, -1, "Receive an entity with incorrect length -1"),
        (9, 1, "Entity begins after the end of the text at utf-16 offset 9"),
        (3, 9, "Entity beginning at utf-16 offset 3 ends after the end of the text"),
        (1, 1, "Entity begins in a middle of a utf-16 symbol"),
        (0, 1, "Entity beginning at utf-16 offset 0 ends in a middle"),
    ],
)
async def test_entities_outside_the_text_are_refused(
    bot, alma, offset, length, complaint
):
    entities = [{"type": "bold", "offset": offset, "length": length}]

    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.send_message(alma.id, "👍 hej", api_kwargs={"entities": entities})


async def test_html_becomes_entities(bot, alma):
    sent = await bot.send_message(alma.id, "<b>hej</b> &lt;du&gt;", parse_mode="HTML")

    assert sent.text == "hej <du>"
    assert sent.parse_entities() == {sent.entities[0]: "hej"}
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(alma.id, "<b>hej", parse_mode="HTML")


async def test_links_and_commands_are_found_in_what_a_person_writes(bot, alma):
    alma.write("/ring mig på bo@example.dk eller https://example.dk/a?b=1 #nu @alma_s")

    message = (await bot.get_updates())[-1].message

    assert {e.type: t for e, t in message.parse_entities().items()} == {
        "bot_command": "/ring",
        "email": "bo@example.dk",
        "url": "https://example.dk/a?b=1",
        "hashtag": "#nu",
        "mention": "@alma_s",
    }


async def test_a_deep_link_arrives_as_start_with_its_token(bot, world):
    bo = world.telegram_phone("Bo", language_code="sv")
    bo.start("abc_DEF-123")

    (update,) = await bot.get_updates()

    assert update.message.text == "/start abc_DEF-123"
    assert update.message.entities[0].type == "bot_command"
    assert update.message.chat.id == update.message.from_user.id == bo.id
    assert update.message.from_user.language_code == "sv"


async def test_a_reply_keeps_its_thread_both_ways(bot, alma):
    mine = alma.write("Kommer du i morgen?")
    answer = await bot.send_message(
        alma.id, "Ja", reply_parameters=ReplyParameters(mine, quote="i morgen")
    )
    alma.write("Godt", reply_to=answer.id)

    assert answer.reply_to_message.message_id == mine
    assert (answer.quote.text, answer.quote.position) == ("i morgen", 10)
    assert [m.reply_to for m in alma.chat[1:]] == [None, mine, answer.id]
    update = (await bot.get_updates())[-1]
    assert update.message.reply_to_message.text == "Ja"


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot, alma):
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(alma.id, "x", reply_parameters=ReplyParameters(9999))

    sent = await bot.send_message(
        alma.id,
        "x",
        reply_parameters=ReplyParameters(9999, allow_sending_without_reply=True),
    )

    assert sent.reply_to_message is None


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "Ja", "callback_data": "æ" * 33}, "Button_data_invalid"),
        ({"text": "Ja", "callback_data": ""}, "Button_data_invalid"),
        ({"text": "Ja"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "", "callback_data": "x"}, "button text must be non-empty"),
    ],
)
async def test_wrong_buttons_are_refused(bot, alma, button, complaint):
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.send_message(
            alma.id, "x", reply_markup={"inline_keyboard": [[button]]}
        )


async def test_a_pressed_button_comes_as_a_query_and_can_be_answered_once(
    bot, alma, clock
):
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Ja", callback_data="y" * 64)]]
    )
    sent = await bot.send_message(alma.id, "Kommer du?", reply_markup=keyboard)
    alma.press(sent.id, "Ja")

    query = (await bot.get_updates())[-1].callback_query
    await query.answer("Tak", show_alert=True)

    assert (query.data, query.message.message_id) == ("y" * 64, sent.id)
    assert query.from_user.id == alma.id
    assert alma.chat[-1].buttons == [[("Ja", "y" * 64)]]
    assert alma.answers == [{"text": "Tak", "show_alert": True}]
    clock.move(seconds=151)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer()


async def test_nobody_is_written_to_who_never_wrote(bot, world):
    stranger = world.telegram_phone("Bo")

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger.id, "hej")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@nobody", "hej")
    with pytest.raises(BadRequest, match="Chat_id is empty"):
        await bot.send_message("", "hej")


async def test_a_person_can_stop_the_bot_and_let_it_in_again(bot, alma):
    alma.block()

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(alma.id, "hej")
    alma.unblock()
    await bot.send_message(alma.id, "hej igen")

    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    alma.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(alma.id, "hej")


async def test_a_wrong_token_and_an_unknown_method_are_refused(http, world, bot):
    wrong = await http.get("/telegram/bot123:wrong/getMe")
    malformed = await http.get("/telegram/botwrong/getMe")
    unknown = await http.post(f"/telegram/bot{world.bot_token}/noSuchMethod")

    assert (wrong.status, await wrong.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (malformed.status, unknown.status) == (404, 404)
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("noSuchMethod")


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_every_way(http, world, alma, way):
    url = f"/telegram/bot{world.bot_token}/SENDmessage"
    markup = '{"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}'
    given = {"chat_id": str(alma.id), "text": "hej æ 👍", "reply_markup": markup}

    match way:
        case "query":
            answer = await http.get(url, params=given)
        case "form":
            answer = await http.post(url, data=given)
        case "json":
            answer = await http.post(url, json=given)
        case "multipart":
            form = aiohttp.FormData(given, default_to_multipart=True)
            answer = await http.post(url, data=form)

    assert (await answer.json())["ok"]
    assert alma.chat[-1].text == "hej æ 👍"
    assert alma.chat[-1].buttons == [[("Ja", "y")]]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"chat_id": 1, "text": "\xff"}', b'{"reply_markup": "{"}']
)
async def test_unreadable_bodies_are_refused(http, world, body):
    answer = await http.post(
        f"/telegram/bot{world.bot_token}/sendMessage",
        data=body,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status == 400


async def test_half_a_symbol_is_refused(http, world, alma):
    answer = await http.post(
        f"/telegram/bot{world.bot_token}/sendMessage",
        json={"chat_id": alma.id, "text": "\ud83d"},
    )

    assert (await answer.json())["description"] == (
        "Bad Request: strings must be encoded in UTF-8"
    )


async def test_typing_is_seen(bot, alma):
    await bot.send_chat_action(alma.id, "typing")

    assert alma.actions == ["typing"]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(alma.id, "dancing")


async def test_a_reply_keyboard_asks_for_the_own_number(bot, alma):
    button = {"text": "Mit nummer", "request_contact": True}
    await bot.send_message(alma.id, "Hvad?", reply_markup={"keyboard": [[button]]})
    alma.press_keyboard("Mit nummer")

    contact = (await bot.get_updates())[-1].message.contact

    assert alma.keyboard == [["Mit nummer"]]
    assert contact.user_id == alma.id
    await bot.send_message(alma.id, "Tak", reply_markup={"remove_keyboard": True})
    assert alma.keyboard == []
