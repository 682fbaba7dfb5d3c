"""HTTP to Telegram: what was certainly not sent, and what may have been."""

import asyncio
import contextlib
import gc
import socket
import warnings

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.telegram_request import AiohttpRequest, NotSentError, StatusError
from casework.made_files import MadeFile

SECRET = "123456:TEST-canary-token-77aa"
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'


@contextlib.asynccontextmanager
async def server(conversation):
    """Yield the address of a server that reads a request and then does as told."""

    meetings = set()

    async def meet(reader, writer):
        meetings.add(asyncio.current_task())
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            await conversation(reader, writer)
        writer.close()

    listening = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/bot{SECRET}/sendMessage"
    finally:
        listening.close()
        for meeting in meetings:
            meeting.cancel()
        await asyncio.gather(*meetings)
        await asyncio.sleep(0.01)  # the transports close in the next turn


async def read_request(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return head, await reader.readexactly(length)


async def failure_of(url, **timeouts):
    """Return the error of one request, having looked for the token in all of it."""
    async with AiohttpRequest(**timeouts) as request:
        with pytest.raises(TelegramError) as caught:
            await request.post_json(url, {"chat_id": 1, "text": "hej"})
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert SECRET not in repr(error) + str(error)
    return error


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def test_a_refused_connection_means_not_sent():
    error = await failure_of(f"http://127.0.0.1:{free_port()}/bot{SECRET}/sendMessage")

    assert isinstance(error, NotSentError)


async def test_a_name_that_nobody_knows_means_not_sent():
    error = await failure_of(f"http://telegram.invalid/bot{SECRET}/sendMessage")

    assert isinstance(error, NotSentError)


async def test_an_address_that_is_none_means_not_sent():
    error = await failure_of(f"api.telegram.org/bot{SECRET}/sendMessage")

    assert isinstance(error, NotSentError)


async def test_a_connection_that_is_not_made_in_time_means_not_sent():
    with socket.socket() as full:
        # A listener whose queue is full lets further connections hang.
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        url = f"http://127.0.0.1:{port}/bot{SECRET}/sendMessage"

        error = await failure_of(url, connect_timeout=0.2)

        for one in waiting:
            one.close()
    assert isinstance(error, NotSentError)


async def test_no_free_connection_in_time_means_not_sent():
    async def hold(reader, writer):
        await read_request(reader)
        await asyncio.sleep(5)

    async with (
        server(hold) as url,
        AiohttpRequest(connections=1, connect_timeout=0.2) as request,
    ):
        first = asyncio.ensure_future(request.post_json(url, {}))
        await asyncio.sleep(0.05)

        with pytest.raises(NotSentError):
            await request.post_json(url, {})

        first.cancel()
        await asyncio.wait([first])


async def test_an_answer_that_does_not_come_leaves_it_unknown():
    async def silent(reader, writer):
        await read_request(reader)
        await asyncio.sleep(5)

    async with server(silent) as url:
        error = await failure_of(url, read_timeout=0.2)

    assert isinstance(error, TimedOut)
    assert not isinstance(error, NotSentError)


async def test_an_answer_that_drips_for_ever_ends_as_unknown():
    async def drip(reader, writer):
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with server(drip) as url:
        error = await failure_of(
            url, connect_timeout=0.1, write_timeout=0.1, read_timeout=0.3
        )

    assert isinstance(error, TimedOut)


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"],
    ids=["nothing", "half a head", "half a body"],
)
async def test_a_connection_that_ends_after_the_request_leaves_it_unknown(said):
    async def hang_up(reader, writer):
        await read_request(reader)
        writer.write(said)

    async with server(hang_up) as url:
        error = await failure_of(url)

    assert type(error) is NetworkError


async def test_something_but_http_leaves_it_unknown():
    async def babble(reader, writer):
        await read_request(reader)
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    async with server(babble) as url:
        error = await failure_of(url)

    assert type(error) is NetworkError


async def test_a_redirect_is_not_followed():
    async def elsewhere(reader, writer):
        await read_request(reader)
        writer.write(
            b"HTTP/1.1 307 Moved\r\nLocation: http://telegram.invalid/\r\n"
            b"Content-Length: 0\r\n\r\n"
        )

    async with server(elsewhere) as url, AiohttpRequest() as request:
        status, _ = await request.post_json(url, {"text": "hej"})

    assert status == 307


async def test_parameters_travel_as_json_over_one_connection():
    seen, connections = [], 0

    async def talk(reader, writer):
        nonlocal connections
        connections += 1
        while True:
            seen.append(await read_request(reader))
            writer.write(OK)

    async with server(talk) as url, AiohttpRequest() as request:
        for text in ("hej", "hej igen 😀"):
            await request.post_json(url, {"text": text})

    assert connections == 1
    assert [body for _, body in seen] == [
        b'{"text": "hej"}',
        b'{"text": "hej igen \\ud83d\\ude00"}',
    ]
    assert b"application/json" in seen[0][0]


async def test_ptb_sends_files_through_it_as_a_form():
    received = []

    async def keep(reader, writer):
        received.extend(await read_request(reader))
        writer.write(OK)

    request = AiohttpRequest()
    async with server(keep) as url, request:
        sender = Bot(
            SECRET,
            base_url=url.partition(SECRET)[0],
            request=request,
            get_updates_request=request,
        )
        await sender.set_chat_photo(7000000001, InputFile(b"the picture", "me.jpg"))

    head, body = received
    assert b"multipart/form-data" in head
    assert b'name="chat_id"\r\n\r\n7000000001\r\n' in body
    assert b'name="photo"; filename="me.jpg"\r\n\r\nthe picture\r\n' in body


async def test_a_large_file_leaves_whole_and_has_time_by_its_size():
    large = MadeFile("record.bundle", "application/octet-stream", b"sealed" * 2_000_000)
    received = []

    async def keep(reader, writer):
        await asyncio.sleep(0.3)  # longer than small things may take
        received.extend(await read_request(reader))
        writer.write(OK)

    short = {"connect_timeout": 0.05, "read_timeout": 0.1, "write_timeout": 0.05}
    async with server(keep) as url, AiohttpRequest(**short) as request:
        status, _ = await request.post_form(url, {"chat_id": "1"}, "document", large)

    head, body = received
    assert status == 200
    assert b"multipart/form-data" in head
    assert large.content in body


async def test_ptb_finds_its_own_errors_and_nothing_of_the_answer_in_the_log(
    bot, far_end, caplog
):
    far_end.will_answer("getMe", (200, b"<html>canary words</html>"))
    far_end.will_refuse("getMe", 400, "Bad Request: no")

    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_me()
    with pytest.raises(BadRequest):
        await bot.get_me()

    assert "canary" not in caplog.text


async def test_a_file_comes_in_pieces(bot, far_end):
    async def large(request):
        return web.Response(body=b"x" * 300_000)

    far_end.will_answer("file", large)
    url = f"{bot.base_file_url}/photos/1.jpg"

    sizes = [len(chunk) async for chunk in bot.request.download(url)]

    assert sum(sizes) == 300_000
    assert len(sizes) > 1


async def test_a_file_that_is_not_there_says_so(bot, far_end):
    async def missing(request):
        return web.Response(status=404)

    far_end.will_answer("file", missing)

    with pytest.raises(StatusError) as caught:
        async for _ in bot.request.download(f"{bot.base_file_url}/photos/1.jpg"):
            pass

    assert caught.value.status == 404


async def test_it_closes_without_a_trace_and_opens_again():
    async def talk(reader, writer):
        while True:
            await read_request(reader)
            writer.write(OK)

    async with server(talk) as url:
        request = AiohttpRequest()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(2):
                await request.initialize()
                await request.initialize()
                assert (await request.post_json(url, {}))[0] == 200
                await request.shutdown()
                await request.shutdown()
            gc.collect()

        with pytest.raises(NotSentError):
            await request.post_json(url, {})
