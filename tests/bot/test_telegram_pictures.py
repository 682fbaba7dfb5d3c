"""Files that we made over their words, and many messages taken back at once."""

import asyncio
from datetime import timedelta

import pytest

from bot.telegram_gateway import TelegramGateway
from casework.made_files import MadeFile, drawn
from casework.messages import Button, Form, Later, Never, Outgoing, Sent, Unknown
from casework.people import Address, Channel
from casework.reasons import Reason

ALMA = Address(Channel.TELEGRAM, "7000000001")
CALENDAR = MadeFile("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR")
BOLD = {"type": "bold", "offset": 0, "length": 3}


@pytest.fixture
def gateway(bot):
    return TelegramGateway(bot, sleep=asyncio.sleep)


def words(text="hej Alma", **more):
    return Outgoing(delivery=1, to=ALMA, form=Form.TEXT, text=text, **more)


async def test_a_picture_goes_over_its_words_with_all_that_belongs_to_them(
    gateway, far_end
):
    buttons = ((Button("a1", "Here"),),)

    outcome = await gateway.send(
        words(
            "scan this",
            file=drawn(b"\x89PNG\xff"),
            entities=(BOLD,),
            buttons=buttons,
            reply_to="9",
            silent=True,
            protected=True,
        )
    )

    assert outcome == Sent(("101",))
    (asked,) = far_end.asked("sendPhoto")
    assert asked["photo"].encode("latin-1") == b"picture.png: \x89PNG\xff"
    assert (asked["chat_id"], asked["caption"]) == (7000000001, "scan this")
    assert asked["caption_entities"] == [BOLD]
    assert asked["reply_parameters"]["message_id"] == 9
    assert asked["disable_notification"] is asked["protect_content"] is True
    assert asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a1"


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (429, "Too Many Requests", Later(Reason.RATE_LIMITED, timedelta(seconds=5))),
        (403, "Forbidden: bot was blocked by the user", Never(Reason.BLOCKED)),
        (502, "Bad Gateway", Unknown(Reason.PROVIDER)),
        (400, "Bad Request: chat not found", Never(Reason.UNREACHABLE)),
    ],
)
async def test_a_picture_that_does_not_leave_ends_like_words(
    gateway, far_end, status, said, outcome
):
    far_end.will_refuse("sendPhoto", status, said)

    assert await gateway.send(words(file=drawn(b"png"))) == outcome
    assert far_end.asked("sendMessage") == []


async def test_where_a_picture_is_refused_the_words_go_alone(gateway, far_end):
    far_end.will_refuse("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")

    assert await gateway.send(words(file=drawn(b"png"))) == Sent(("101",))
    assert len(far_end.asked("sendMessage")) == 1


async def test_a_document_goes_under_its_name_with_its_words(gateway, far_end):
    outcome = await gateway.send(words("for your calendar", file=CALENDAR))

    assert outcome == Sent(("101",))
    (asked,) = far_end.asked("sendDocument")
    assert asked["document"] == "meeting.ics: BEGIN:VCALENDAR"
    assert (asked["chat_id"], asked["caption"]) == (7000000001, "for your calendar")


async def test_a_document_that_is_refused_is_no_success_without_it(gateway, far_end):
    far_end.will_refuse("sendDocument", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")

    assert await gateway.send(words(file=CALENDAR)) == Never(Reason.PROVIDER)
    assert far_end.asked("sendMessage") == []


async def test_a_file_that_did_not_leave_goes_whole_with_the_next_try(gateway, far_end):
    far_end.will_refuse("sendDocument", 429, "Too Many Requests")
    far_end.will_refuse(
        "sendDocument", 400, "Bad Request: message to be replied not found"
    )

    first = await gateway.send(words(file=CALENDAR, reply_to="9"))
    second = await gateway.send(words(file=CALENDAR, reply_to="9"))

    assert isinstance(first, Later)
    assert second == Sent(("101",))
    tries = far_end.asked("sendDocument")
    assert {asked["document"] for asked in tries} == {"meeting.ics: BEGIN:VCALENDAR"}
    assert ["reply_parameters" in asked for asked in tries] == [True, True, False]


@pytest.mark.parametrize(
    ("file", "method"), [(CALENDAR, "sendDocument"), (drawn(b"png"), "sendPhoto")]
)
async def test_behind_many_words_a_file_goes_last_and_has_the_buttons(
    gateway, far_end, file, method
):
    buttons = ((Button("a1", "Here"),),)

    outcome = await gateway.send(words("a" * 1025, file=file, buttons=buttons))

    assert outcome == Sent(("101", "102"))
    (said,), (sent,) = far_end.asked("sendMessage"), far_end.asked(method)
    assert "reply_markup" not in said
    assert "caption" not in sent
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a1"


async def test_words_without_their_file_may_have_arrived(gateway, far_end):
    refusals = 3
    for _ in range(refusals):
        far_end.will_refuse("sendDocument", 429, "Slow down", retry_after=0)

    outcome = await gateway.send(words("a" * 1025, file=CALENDAR))

    assert outcome == Unknown(Reason.RATE_LIMITED)
    assert len(far_end.asked("sendMessage")) == 1


async def test_many_messages_are_taken_back_at_once_as_far_as_they_can_be(
    gateway, far_end
):
    def clear(*ids):
        return Outgoing(1, ALMA, Form.DELETE, target=ids[0], also=ids[1:])

    far_end.will_answer("deleteMessages", True)
    far_end.will_refuse("deleteMessages", 400, "Bad Request: message can't be deleted")
    far_end.will_refuse("deleteMessage", 400, "Bad Request: message can't be deleted")

    outcome = await gateway.send(clear(*map(str, range(1, 121))))

    assert outcome == Never(Reason.TOO_OLD)
    first, second = far_end.asked("deleteMessages")
    assert first == {"chat_id": 7000000001, "message_ids": list(range(1, 101))}
    assert second["message_ids"] == list(range(101, 121))
    each = [asked["message_id"] for asked in far_end.asked("deleteMessage")]
    assert each == list(range(101, 121))
