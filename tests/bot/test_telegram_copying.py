"""Copies under a new caption, or behind a line of words."""

import asyncio

import pytest

from bot.telegram_gateway import TelegramGateway
from casework.messages import Copy, Form, Later, Never, Outgoing, Sent, Unknown
from casework.people import Address, Channel
from casework.reasons import Reason

ALMA = Address(Channel.TELEGRAM, "7000000001")
METTE = Address(Channel.TELEGRAM, "7000000002")
BOLD = {"type": "bold", "offset": 0, "length": 3}


@pytest.fixture
def gateway(bot):
    return TelegramGateway(bot, sleep=asyncio.sleep)


def copy(*ids, **more):
    return Outgoing(delivery=1, to=METTE, form=Form.COPY, copy=Copy(ALMA, ids), **more)


async def test_a_picture_goes_under_its_new_caption(gateway, far_end):
    far_end.will_answer("copyMessage", {"message_id": 200})

    outcome = await gateway.send(copy("9", text="K1 Alma\nlook", entities=(BOLD,)))

    assert outcome == Sent(("200",))
    (asked,) = far_end.asked("copyMessage")
    assert asked["caption"] == "K1 Alma\nlook"
    assert asked["caption_entities"] == [BOLD]


async def test_words_that_are_too_long_for_a_caption_go_before_it(gateway, far_end):
    far_end.will_answer("copyMessage", {"message_id": 200})

    outcome = await gateway.send(copy("9", text="🙂" * 513, reply_to="7"))

    assert outcome == Sent(("101", "200"))
    (line,) = far_end.asked("sendMessage")
    (asked,) = far_end.asked("copyMessage")
    assert line["text"] == "🙂" * 513
    assert line["disable_notification"] is True
    assert line["reply_parameters"]["message_id"] == 7
    assert asked["caption"] == ""
    assert asked["disable_notification"] is False
    assert asked["reply_parameters"]["message_id"] == 101


async def test_what_takes_no_caption_answers_a_line_that_says_whose_it_is(
    gateway, far_end
):
    far_end.will_answer("copyMessage", {"message_id": 200})

    outcome = await gateway.send(copy("9", text="K1 Alma: [sticker]", ahead=True))

    assert outcome == Sent(("101", "200"))
    assert [name for name, _ in far_end.calls] == ["sendMessage", "copyMessage"]
    assert "caption" not in far_end.asked("copyMessage")[0]


async def test_an_album_stays_one_behind_its_line(gateway, far_end):
    far_end.will_answer("copyMessages", [{"message_id": 200}, {"message_id": 201}])

    outcome = await gateway.send(copy("10", "9", text="K1 Alma: [several pictures]"))

    assert outcome == Sent(("101", "200", "201"))
    assert far_end.asked("copyMessages")[0]["message_ids"] == [9, 10]


async def test_the_line_goes_again_where_the_copy_cannot_follow(gateway, far_end):
    far_end.will_refuse("copyMessage", 400, "Bad Request: message can't be copied")

    outcome = await gateway.send(copy("9", text="K1 Alma: [sticker]", ahead=True))

    assert outcome == Never(Reason.NOT_CARRIED)
    assert far_end.asked("deleteMessage") == [
        {"chat_id": 7000000002, "message_id": 101}
    ]


async def test_the_line_goes_again_where_the_copy_has_to_wait(gateway, far_end):
    far_end.will_refuse("copyMessage", 429, "Too Many Requests", retry_after=3)

    outcome = await gateway.send(copy("9", text="K1 Alma: [sticker]", ahead=True))

    assert isinstance(outcome, Later)
    assert len(far_end.asked("deleteMessage")) == 1


async def test_the_line_stays_where_nobody_knows_whether_the_copy_came(
    gateway, far_end
):
    far_end.will_refuse("copyMessage", 502, "Bad Gateway")

    outcome = await gateway.send(copy("9", text="K1 Alma: [sticker]", ahead=True))

    assert isinstance(outcome, Unknown)
    assert far_end.asked("deleteMessage") == []
