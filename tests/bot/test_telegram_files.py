"""Fetching what people sent."""

import traceback

import pytest
from aiohttp import web

from bot.telegram_files import LARGEST, fetch
from casework.messages import File
from handlers.gateways import FetchError, FileGoneError

VOICE = File("voice-1", size=12)


async def fetched(bot, file=VOICE):
    return b"".join([chunk async for chunk in fetch(bot, file)])


async def failure(bot, far_end, file=VOICE):
    """Return the error, having looked for the token in all that could be printed."""
    with pytest.raises(FetchError) as caught:
        await fetched(bot, file)
    printed = "".join(traceback.format_exception(caught.value))
    assert bot.token not in printed
    return caught.value


async def test_a_file_is_looked_up_and_fetched(bot, far_end):
    async def content(request):
        assert request.match_info["path"] == "voice/ø 1.oga"
        return web.Response(body=b"twelve bytes")

    far_end.will_answer("getFile", {"file_path": "voice/ø 1.oga"})
    far_end.will_answer("file", content)

    assert await fetched(bot) == b"twelve bytes"
    assert far_end.calls == [("getFile", {"file_id": "voice-1"})]


async def test_a_file_that_is_known_to_be_too_large_is_not_asked_for(bot, far_end):
    error = await failure(bot, far_end, File("film", size=LARGEST + 1))

    assert isinstance(error, FileGoneError)
    assert far_end.calls == []


async def test_a_file_that_turns_out_too_large_is_given_up(bot, far_end, monkeypatch):
    async def content(request):
        return web.Response(body=b"x" * 300_000)

    monkeypatch.setattr("bot.telegram_files.LARGEST", 100_000)
    far_end.will_answer("getFile", {"file_path": "film"})
    far_end.will_answer("file", content)

    assert isinstance(await failure(bot, far_end), FileGoneError)


@pytest.mark.parametrize(
    "words", ["file is too big", "invalid file_id", "wrong file identifier"]
)
async def test_what_telegram_will_never_give_is_gone(bot, far_end, words):
    far_end.will_refuse("getFile", 400, f"Bad Request: {words}")

    assert isinstance(await failure(bot, far_end), FileGoneError)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        (429, "Too Many Requests"),
        (502, "Bad Gateway"),
        (401, "Unauthorized"),
    ],
)
async def test_what_telegram_cannot_give_now_is_worth_another_try(
    bot, far_end, status, words
):
    far_end.will_refuse("getFile", status, words)

    assert type(await failure(bot, far_end)) is FetchError


@pytest.mark.parametrize("answer", [True, {}, {"file_path": ""}, {"file_path": 5}])
async def test_an_answer_without_a_path_is_worth_another_try(bot, far_end, answer):
    far_end.will_answer("getFile", answer)

    assert type(await failure(bot, far_end)) is FetchError


@pytest.mark.parametrize(
    ("status", "kind"), [(404, FileGoneError), (410, FileGoneError), (502, FetchError)]
)
async def test_a_download_that_is_refused(bot, far_end, status, kind):
    async def refuse(request):
        return web.Response(status=status)

    far_end.will_answer("getFile", {"file_path": "voice/1.oga"})
    far_end.will_answer("file", refuse)

    assert type(await failure(bot, far_end)) is kind


async def test_a_download_that_breaks_off_is_worth_another_try(bot, far_end):
    async def break_off(request):
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half")
        request.transport.abort()
        return response

    far_end.will_answer("getFile", {"file_path": "voice/1.oga"})
    far_end.will_answer("file", break_off)

    assert type(await failure(bot, far_end)) is FetchError
