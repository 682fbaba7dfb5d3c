"""Calls of the Bot API and their errors."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from bot.telegram_api import BrokenAnswerError, SlowDownError, call, connection_of
from bot.telegram_request import NotSentError


async def failure(bot):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - its kind is the result
        await call(bot, "getMe", {})
    return caught.value


async def test_a_call_returns_what_telegram_returns(bot, far_end):
    far_end.will_answer("getMe", {"id": 1, "is_bot": True})

    assert await call(bot, "getMe", {}) == {"id": 1, "is_bot": True}


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (400, "Bad Request: chat not found", BadRequest),
        (401, "Unauthorized", InvalidToken),
        (403, "Forbidden: bot was blocked by the user", Forbidden),
        (404, "Not Found", InvalidToken),
        (409, "Conflict: terminated by other getUpdates request", Conflict),
        (413, "Request Entity Too Large", BadRequest),
        (500, "Internal Server Error", BrokenAnswerError),
        (502, "Bad Gateway", BrokenAnswerError),
    ],
)
async def test_each_refusal_has_its_error(bot, far_end, status, description, kind):
    far_end.will_refuse("getMe", status, description)

    assert type(await failure(bot)) is kind


@pytest.mark.parametrize("status", [400, 401, 403, 404, 407, 451])
async def test_a_refusal_of_a_proxy_is_not_one_of_telegram(bot, far_end, status):
    far_end.will_answer("getMe", (status, b"<html>blocked by your firewall</html>"))

    assert type(await failure(bot)) is NotSentError


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b"<html></html>"),
        (200, b"[" * 100_000),
        (200, [1, 2]),
        (200, {"ok": True}),
        (200, {"result": True}),
        (200, {"ok": "true", "result": True}),
        (302, {}),
        (503, b"<html></html>"),
    ],
    ids=str,
)
async def test_an_answer_that_is_none_leaves_it_unknown(bot, far_end, answer):
    far_end.will_answer("getMe", answer)

    assert type(await failure(bot)) is BrokenAnswerError


@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [({"retry_after": 17}, 17), ({}, 5), ({"retry_after": "soon"}, 5)]
    + [({"retry_after": wrong}, 5) for wrong in (-1, 10**9, 1.5, True, None)],
)
async def test_too_many_requests_says_how_long_to_wait(
    bot, far_end, parameters, seconds
):
    far_end.will_refuse("getMe", 429, "Too Many Requests", **parameters)

    error = await failure(bot)

    assert isinstance(error, SlowDownError)
    assert error.after == timedelta(seconds=seconds)


async def test_a_bot_of_another_make_is_refused_by_name():
    with pytest.raises(TypeError, match="connected"):
        connection_of(Bot("1:x"))
