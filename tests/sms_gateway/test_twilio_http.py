import asyncio
import logging
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from sms_gateway.failures import RefusedError, TransportError
from sms_gateway.twilio_http import LARGEST_ANSWER, TwilioHttp

URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
SHORT = aiohttp.ClientTimeout(total=0.3, connect=0.2)


@pytest.fixture
async def http(far_end):
    http = TwilioHttp(f"{far_end.url}/twilio/", timeout=SHORT)
    yield http
    await http.close()


def answering(far_end, *, status=200, body="{}", **headers):
    async def answer(request):
        return web.Response(
            status=status,
            text=body,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    far_end.answer = answer


async def test_a_request_goes_to_the_address_of_the_configuration(far_end, http):
    answering(far_end)

    await http.request(
        "POST",
        "https://api.dublin.ie1.twilio.com/2010-04-01/Messages.json",
        params={"To": "+45 æ", "DateSent>": "2026"},
        data={"Body": "æøå & +", "ValidityPeriod": 60},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=("AC1", "tøken"),
    )

    (asked,) = far_end.asked
    assert asked.path_qs == (
        "/twilio/2010-04-01/Messages.json?To=%2B45+%C3%A6&DateSent%3E=2026"
    )
    assert asked.headers["Authorization"] == "Basic QUMxOnTDuGtlbg=="
    assert far_end.forms == [{"Body": "æøå & +", "ValidityPeriod": "60"}]


async def test_the_next_page_is_asked_for_as_twilio_wrote_it(far_end, http):
    answering(far_end)

    await http.request("GET", URL + "?DateSent%3E=2026&To=%2B45&PageToken=PASM1")

    assert far_end.asked[0].query_string.startswith("DateSent")
    assert far_end.asked[0].raw_path.endswith(
        "?DateSent%3E=2026&To=%2B45&PageToken=PASM1"
    )


async def test_without_another_address_the_library_decides():
    http = TwilioHttp()

    assert str(http._address(URL, None)) == URL


async def test_an_answer_keeps_its_headers(far_end, http):
    answering(far_end, status=201, body='{"sid": 1}', X_Thing="kept")

    answer = await http.request("GET", URL)

    assert (answer.status_code, answer.text) == (201, '{"sid": 1}')
    assert answer.headers["X-Thing"] == "kept"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, '{"code": 21610, "message": "x", "status": 400}', 21610),
        (429, '{"type":"t","title":"x","status":429,"code":"20429"}', 20429),
        (503, "<html>busy</html>", None),
        (500, "[1]", None),
        (500, "[" * 100_000, None),
        (302, "", None),
        (404, '{"code": {}}', None),
    ],
)
async def test_every_refusal_is_the_same_kind_of_error(
    far_end, http, status, body, code
):
    answering(far_end, status=status, body=body, Location="https://evil.example")

    with pytest.raises(RefusedError) as refused:
        await http.request("POST", URL, data={"To": "+4520123456"})

    assert (refused.value.status, refused.value.code) == (status, code)
    assert "+4520123456" not in str(refused.value)
    assert len(far_end.asked) == 1  # no redirect followed, nothing sent again


@pytest.mark.parametrize(
    ("given", "pause"),
    [
        ("7", timedelta(seconds=7)),
        ("0", timedelta(0)),
        ("99999999999999999999", timedelta(hours=1)),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
async def test_how_long_to_wait_is_read_and_limited(far_end, http, given, pause):
    answering(far_end, status=429, Retry_After=given)

    with pytest.raises(RefusedError) as refused:
        await http.request("POST", URL, data={"a": "b"})

    assert refused.value.retry_after == pause


async def failure(http, method="POST"):
    with pytest.raises(TransportError) as failed:
        await http.request(method, URL, data={"To": "+4520123456"})
    assert failed.value.__cause__ is None
    return failed.value


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",  # nobody listens
        "http://no-such-host.invalid",
    ],
)
async def test_where_nobody_was_reached_nothing_was_written(url):
    http = TwilioHttp(url, timeout=SHORT)

    assert not (await failure(http)).written
    await http.close()


async def test_where_no_secure_connection_came_about_nothing_was_written(far_end):
    http = TwilioHttp(far_end.url.replace("http://", "https://"), timeout=SHORT)

    assert not (await failure(http)).written
    await http.close()


async def test_a_connection_that_takes_too_long_has_written_nothing(far_end):
    gone = asyncio.Event()

    async def never_greet_back(reader, writer):
        await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(never_greet_back, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    http = TwilioHttp(f"https://127.0.0.1:{port}", timeout=SHORT)

    assert not (await failure(http)).written
    await http.close()
    await gone.wait()
    server.close()


async def test_an_answer_that_never_comes_leaves_it_open(far_end, http):
    async def hang(request):
        await asyncio.sleep(1)
        return web.Response()

    far_end.answer = hang

    assert (await failure(http)).written


async def test_a_connection_that_ends_after_the_request_leaves_it_open(far_end, http):
    async def drop(request):
        request.transport.close()
        return web.Response()

    far_end.answer = drop

    assert (await failure(http)).written
    assert len(far_end.asked) == 1


async def test_an_answer_that_drips_or_floods_leaves_it_open(far_end, http):
    async def drip(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(20):
            await answer.write(b" ")
            await asyncio.sleep(0.05)
        return answer

    far_end.answer = drip
    assert (await failure(http)).written

    answering(far_end, body=" " * (LARGEST_ANSWER + 1))
    assert (await failure(http)).written


async def test_nothing_of_a_request_is_logged_or_remembered(far_end, http, caplog):
    caplog.set_level(logging.DEBUG)
    answering(far_end)

    await http.request("GET", URL, params={"To": "+4520123456"}, auth=("AC1", "tok"))

    assert "4520123456" not in caplog.text
    assert http._test_only_last_request is None
