"""Deliveries by Telegram."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.limits import Limits
from bot.telegram_gateway import TelegramGateway
from bot.telegram_text import LONGEST
from casework.messages import (
    Button,
    Copy,
    File,
    Form,
    Later,
    Never,
    Outgoing,
    Sent,
    Unknown,
)
from casework.people import Address, Channel
from casework.reasons import Reason

ALMA = Address(Channel.TELEGRAM, "7000000001")
METTE = Address(Channel.TELEGRAM, "7000000002")
BOLD = {"type": "bold", "offset": 0, "length": 3}


@pytest.fixture
def gateway(bot):
    return TelegramGateway(bot, sleep=no_sleep)


async def no_sleep(seconds):
    await asyncio.sleep(0)


def words(text="hej Alma", **more):
    return Outgoing(delivery=1, to=ALMA, form=Form.TEXT, text=text, **more)


def copy(*ids, **more):
    return Outgoing(delivery=1, to=ALMA, form=Form.COPY, copy=Copy(METTE, ids), **more)


def edit(text="new words", **more):
    return Outgoing(delivery=1, to=ALMA, form=Form.EDIT, text=text, target="55", **more)


async def test_it_serves_telegram_and_cannot_look_up_what_it_sent(gateway):
    assert gateway.channel is Channel.TELEGRAM
    assert await gateway.look_up(words(), datetime(2026, 11, 22, tzinfo=UTC)) is None


async def test_words_go_out_plainly(gateway, far_end):
    assert await gateway.send(words()) == Sent(("101",))

    assert far_end.calls == [
        (
            "sendMessage",
            {
                "chat_id": 7000000001,
                "text": "hej Alma",
                "link_preview_options": {"is_disabled": True},
                "disable_notification": False,
                "protect_content": False,
            },
        )
    ]


async def test_words_go_out_with_all_that_belongs_to_them(gateway, far_end):
    buttons = (
        (Button("a1", "Yes"), Button("a2", "No")),
        (Button("a3", "Somebody else"),),
    )

    await gateway.send(
        words(
            entities=(BOLD,), buttons=buttons, reply_to="9", silent=True, protected=True
        )
    )

    (asked,) = far_end.asked("sendMessage")
    assert asked["entities"] == [BOLD]
    assert asked["reply_parameters"] == {
        "message_id": 9,
        "allow_sending_without_reply": True,
    }
    assert asked["disable_notification"] is True
    assert asked["protect_content"] is True
    assert asked["reply_markup"]["inline_keyboard"] == [
        [
            {"text": "Yes", "callback_data": "a1"},
            {"text": "No", "callback_data": "a2"},
        ],
        [{"text": "Somebody else", "callback_data": "a3"}],
    ]


async def test_a_long_text_takes_several_messages(gateway, far_end):
    long = words(
        "a" * LONGEST + "b" * 10, reply_to="9", buttons=((Button("a1", "OK"),),)
    )

    assert await gateway.send(long) == Sent(("101", "102"))

    first, second = far_end.asked("sendMessage")
    assert first["text"] + second["text"] == long.text
    assert "reply_parameters" in first
    assert "reply_markup" not in first
    assert "reply_parameters" not in second
    assert "reply_markup" in second


async def test_the_rest_of_a_long_text_is_sent_after_a_short_wait(gateway, far_end):
    far_end.will_answer("sendMessage", {"message_id": 1})
    far_end.will_refuse("sendMessage", 429, "Too Many Requests", retry_after=2)

    assert await gateway.send(words("a" * 5000)) == Sent(("1", "101"))


@pytest.mark.parametrize("after", [2, 600])
async def test_a_long_text_of_which_a_part_is_missing_is_not_sent_again(
    gateway, far_end, after
):
    far_end.will_answer("sendMessage", {"message_id": 1})
    for _ in range(3):
        far_end.will_refuse("sendMessage", 429, "Too Many Requests", retry_after=after)

    assert await gateway.send(words("a" * 5000)) == Unknown(Reason.RATE_LIMITED)


async def test_somebody_who_blocks_in_the_middle_of_a_long_text_is_blocked(
    gateway, far_end
):
    far_end.will_answer("sendMessage", {"message_id": 1})
    far_end.will_refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")

    assert await gateway.send(words("a" * 5000)) == Never(Reason.BLOCKED)


async def test_an_answer_to_a_message_that_is_gone_is_sent_without_it(gateway, far_end):
    far_end.will_refuse(
        "sendMessage", 400, "Bad Request: message to be replied not found"
    )

    assert await gateway.send(words(reply_to="9")) == Sent(("101",))

    first, second = far_end.asked("sendMessage")
    assert "reply_parameters" in first
    assert "reply_parameters" not in second


async def test_words_matter_more_than_their_look(gateway, far_end):
    far_end.will_refuse("sendMessage", 400, "Bad Request: ENTITY_BOUNDS_INVALID")

    assert await gateway.send(words(entities=(BOLD,))) == Sent(("101",))

    assert "entities" not in far_end.asked("sendMessage")[1]


async def test_one_message_is_copied(gateway, far_end):
    assert await gateway.send(copy("31", reply_to="9")) == Sent(("101",))

    (asked,) = far_end.asked("copyMessage")
    assert asked["from_chat_id"] == 7000000002
    assert asked["message_id"] == 31
    assert asked["reply_parameters"]["message_id"] == 9


async def test_an_album_is_copied_in_order_and_together(gateway, far_end):
    album = copy("10", "9", "11", "9", reply_to="5", silent=True)

    assert await gateway.send(album) == Sent(("101", "102", "103"))

    assert far_end.asked("copyMessages") == [
        {
            "chat_id": 7000000001,
            "from_chat_id": 7000000002,
            "message_ids": [9, 10, 11],
            "disable_notification": True,
            "protect_content": False,
        }
    ]


async def test_an_album_of_which_telegram_leaves_out_a_part_has_fewer_ids(
    gateway, far_end, caplog
):
    far_end.will_answer("copyMessages", [{"message_id": 200}])

    assert await gateway.send(copy("9", "10")) == Sent(("200",), left_out=1)

    assert "telegram left out part of an album" in caplog.text


@pytest.mark.parametrize("ids", [(), ("not a number",)])
async def test_a_copy_of_nothing_is_gone(gateway, far_end, ids):
    assert await gateway.send(copy(*ids)) == Never(Reason.GONE)


async def test_an_album_of_which_nothing_is_left_is_gone(gateway, far_end):
    far_end.will_answer("copyMessages", [])

    assert await gateway.send(copy("9", "10")) == Never(Reason.GONE)


async def test_words_are_replaced(gateway, far_end):
    outcome = await gateway.send(edit(buttons=((Button("a1", "Undo"),),)))

    assert outcome == Sent(("55",))
    (asked,) = far_end.asked("editMessageText")
    assert (asked["message_id"], asked["text"]) == (55, "new words")
    assert asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a1"


async def test_words_that_are_there_already_count_as_replaced(gateway, far_end):
    far_end.will_refuse(
        "editMessageText",
        400,
        "Bad Request: message is not modified: specified new message content",
    )

    assert await gateway.send(edit()) == Sent(("55",))


async def test_where_the_words_are_a_caption_the_caption_is_replaced(gateway, far_end):
    far_end.will_refuse(
        "editMessageText", 400, "Bad Request: there is no text in the message to edit"
    )

    assert await gateway.send(edit(entities=(BOLD,))) == Sent(("55",))

    (asked,) = far_end.asked("editMessageCaption")
    assert asked["caption"] == "new words"
    assert asked["caption_entities"] == [BOLD]


def new_caption(**more):
    return Outgoing(1, ALMA, Form.EDIT_CAPTION, "new words", target="55", **more)


async def test_a_caption_is_replaced_by_its_own_method(gateway, far_end):
    assert await gateway.send(new_caption(entities=(BOLD,))) == Sent(("55",))

    (asked,) = far_end.asked("editMessageCaption")
    assert (asked["caption"], asked["caption_entities"]) == ("new words", [BOLD])


async def test_a_file_is_replaced_together_with_its_caption(gateway, far_end):
    outcome = await gateway.send(new_caption(media=("photo", "AgAD"), entities=(BOLD,)))

    assert outcome == Sent(("55",))
    (asked,) = far_end.asked("editMessageMedia")
    assert asked["media"] == {
        "type": "photo",
        "media": "AgAD",
        "caption": "new words",
        "caption_entities": [BOLD],
    }
    assert far_end.asked("editMessageCaption") == []


async def test_where_the_file_cannot_be_replaced_its_caption_is(gateway, far_end):
    refusal = "Bad Request: message can't be edited"
    far_end.will_refuse("editMessageMedia", 400, refusal)

    outcome = await gateway.send(new_caption(media=("photo", "AgAD")))

    assert outcome == Sent(("55",))
    assert len(far_end.asked("editMessageCaption")) == 1


async def test_a_file_that_is_there_already_counts_as_replaced(gateway, far_end):
    refusal = "Bad Request: message is not modified"
    far_end.will_refuse("editMessageMedia", 400, refusal)

    outcome = await gateway.send(new_caption(media=("photo", "AgAD")))

    assert outcome == Sent(("55",))
    assert far_end.asked("editMessageCaption") == []


async def test_without_words_only_the_buttons_are_replaced(gateway, far_end):
    assert await gateway.send(edit("")) == Sent(("55",))

    assert far_end.calls == [
        ("editMessageReplyMarkup", {"chat_id": 7000000001, "message_id": 55})
    ]


async def test_words_that_do_not_fit_one_message_cannot_replace_one(gateway, far_end):
    far_end.will_refuse(
        "editMessageText", 400, "Bad Request: there is no text in the message to edit"
    )

    assert await gateway.send(edit("a" * 5000)) == Never(Reason.TOO_LARGE)
    assert await gateway.send(edit("a" * 2000)) == Never(Reason.TOO_LARGE)


async def test_a_message_is_taken_back(gateway, far_end):
    gone = Outgoing(delivery=1, to=ALMA, form=Form.DELETE, target="55")

    assert await gateway.send(gone) == Sent(("55",))

    assert far_end.calls == [
        ("deleteMessage", {"chat_id": 7000000001, "message_id": 55})
    ]


async def test_one_message_that_must_stay_keeps_no_other_there(gateway, far_end):
    gone = Outgoing(1, ALMA, Form.DELETE, target="55", also=("56", "57"))
    for words in ("message can't be deleted", "message to delete not found"):
        far_end.will_refuse("deleteMessage", 400, f"Bad Request: {words}")

    assert await gateway.send(gone) == Never(Reason.TOO_OLD)

    asked = [each["message_id"] for each in far_end.asked("deleteMessage")]
    assert asked == [55, 56, 57]


@pytest.mark.parametrize(
    ("text", "reaction"),
    [
        ("👀", [{"type": "emoji", "emoji": "👀"}]),
        ("❤\ufe0f", [{"type": "emoji", "emoji": "❤"}]),
        ("", []),
    ],
)
async def test_a_reaction_is_set_or_taken_away(gateway, far_end, text, reaction):
    sign = Outgoing(delivery=1, to=ALMA, form=Form.REACTION, text=text, target="55")

    assert await gateway.send(sign) == Sent(("55",))

    (asked,) = far_end.asked("setMessageReaction")
    assert asked["reaction"] == reaction


async def test_a_reaction_that_telegram_does_not_know_is_given_up(gateway, far_end):
    sign = Outgoing(delivery=1, to=ALMA, form=Form.REACTION, text="✅", target="55")
    far_end.will_refuse("setMessageReaction", 400, "Bad Request: REACTION_INVALID")

    assert await gateway.send(sign) == Never(Reason.NOT_CARRIED)


@pytest.mark.parametrize(
    ("outgoing", "reason"),
    [
        (Outgoing(1, Address(Channel.TELEGRAM, "x"), Form.DELETE), "unreachable"),
        (Outgoing(1, ALMA, Form.DELETE, target=None), "gone"),
        (Outgoing(1, ALMA, Form.EDIT, "hej", target="SM12"), "gone"),
        (Outgoing(1, ALMA, Form.COPY, copy=None), "gone"),
        (words(" " * 5000), "not_carried"),
    ],
)
async def test_what_cannot_be_done_is_not_tried(gateway, far_end, outgoing, reason):
    assert await gateway.send(outgoing) == Never(Reason(reason))

    assert far_end.calls == []


async def test_a_reply_to_something_that_is_not_a_message_is_a_plain_one(
    gateway, far_end
):
    assert await gateway.send(words(reply_to="SM0123")) == Sent(("101",))

    assert "reply_parameters" not in far_end.asked("sendMessage")[0]


async def test_a_hanging_up_after_the_request_leaves_it_unknown(gateway, far_end):
    async def hang_up(request):
        request.transport.abort()
        return web.Response()

    far_end.will_answer("sendMessage", hang_up)

    assert await gateway.send(words()) == Unknown(Reason.NETWORK)


@pytest.mark.parametrize(
    "answer", [(502, b""), (200, b"<html>"), True, {}, {"message_id": "7"}], ids=str
)
async def test_an_answer_that_says_nothing_leaves_it_unknown(gateway, far_end, answer):
    far_end.will_answer("sendMessage", answer)

    assert await gateway.send(words()) == Unknown(Reason.PROVIDER)


async def test_what_breaks_in_ourselves_leaves_it_unknown_and_no_words_in_the_log(
    gateway, far_end, caplog
):
    broken = words("canary " * 1000, entities=({"type": "bold"},))

    assert await gateway.send(broken) == Unknown(Reason.CRASHED)

    assert "KeyError" in str([vars(record) for record in caplog.records])
    assert "canary" not in str([vars(record) for record in caplog.records])


async def test_cancelling_is_not_an_outcome(gateway, far_end):
    async def silent(request):
        await asyncio.sleep(5)
        return web.Response()

    far_end.will_answer("sendMessage", silent)
    sending = asyncio.ensure_future(gateway.send(words()))
    await asyncio.sleep(0.05)

    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_many_chats_refused_at_once_stop_the_whole_channel(bot, far_end):
    limits = Limits(per_chat=1, burst=3, overall=25)
    gateway = TelegramGateway(bot, limits, seconds=lambda: 0.0)
    outcomes = []

    for chat in ("11", "12", "13"):
        far_end.will_refuse("sendMessage", 429, "Too Many Requests", retry_after=3)
        to = Address(Channel.TELEGRAM, chat)
        outcomes.append(await gateway.send(Outgoing(1, to, Form.TEXT, "hej")))

    three = timedelta(seconds=3)
    assert outcomes[:2] == [Later(Reason.RATE_LIMITED, three)] * 2
    assert outcomes[2] == Later(Reason.RATE_LIMITED, three, everywhere=True)
    assert limits.wait("14", now=0.0) == 3


async def test_a_press_is_answered_and_a_late_answer_does_not_matter(gateway, far_end):
    far_end.will_refuse("answerCallbackQuery", 400, "Bad Request: query is too old")

    await gateway.answer_press("77")
    await gateway.answer_press("78")

    assert far_end.asked("answerCallbackQuery") == [
        {"callback_query_id": "77"},
        {"callback_query_id": "78"},
    ]


async def test_files_are_fetched_through_it(gateway, far_end):
    async def content(request):
        return web.Response(body=b"hej")

    far_end.will_answer("getFile", {"file_path": "voice/1"})
    far_end.will_answer("file", content)

    assert [chunk async for chunk in gateway.fetch(File("f"))] == [b"hej"]
