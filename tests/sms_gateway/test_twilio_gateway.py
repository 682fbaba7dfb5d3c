import asyncio
import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import web
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest

from casework.messages import (
    File,
    Form,
    Later,
    Never,
    NotThere,
    Reason,
    Sent,
    Unknown,
)
from casework.people import Address, Channel
from handlers.gateways import FileGoneError, Gateway
from sms_gateway.twilio_gateway import TwilioGateway

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNT_SID = "AC" + "0a" * 16
SERVICE_SID = "MG" + "0b" * 16
SID = "SM" + "1c" * 16
OUR_NUMBER = "+4552000111"
ALMA = "+4520123456"
MINUTE = timedelta(minutes=1)


def resource(**changes):
    """Return a message as Twilio's API shows it."""
    return {
        "sid": SID,
        "account_sid": ACCOUNT_SID,
        "api_version": "2010-04-01",
        "body": "hej Alma",
        "date_created": "Sun, 22 Nov 2026 12:00:01 +0000",
        "date_sent": "Sun, 22 Nov 2026 12:00:02 +0000",
        "date_updated": "Sun, 22 Nov 2026 12:00:02 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": OUR_NUMBER,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "status": "queued",
        "subresource_uris": {},
        "to": ALMA,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{SID}.json",
    } | changes


def answering(far_end, content, status=200, **headers):
    async def answer(request):
        text = content if isinstance(content, str) else json.dumps(content)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(
            status=status, text=text, content_type="application/json", headers=sent
        )

    far_end.answer = answer


def listing(far_end, *messages):
    answering(far_end, {"messages": list(messages), "page": 0, "next_page_uri": None})


@pytest.fixture
def gateway(far_end, gateway_to):
    return gateway_to(f"{far_end.url}/twilio")


def test_it_is_a_gateway_like_the_others():
    for name, member in vars(Gateway).items():
        if not name.startswith("_") and inspect.isfunction(member):
            ours = getattr(TwilioGateway, name)
            assert list(inspect.signature(ours).parameters) == list(
                inspect.signature(member).parameters
            )
    assert TwilioGateway.channel is Channel.SMS


async def test_a_text_is_handed_to_twilio_as_it_was_counted(far_end, gateway, sms):
    answering(far_end, resource(), 201)

    outcome = await gateway.send(sms("“Hej” \u2013 vi ses\u2026 æøå", delivery=42))

    assert outcome == Sent((SID,))
    assert far_end.asked[0].path == (
        f"/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    )
    assert far_end.forms == [
        {
            "To": ALMA,
            "From": OUR_NUMBER,
            "Body": '"Hej" - vi ses... æøå',
            "SmartEncoded": "false",
            "StatusCallback": "https://sms.example.org/kontakt/sms/twilio/status/42",
        }
    ]


async def test_a_messaging_service_chooses_the_sender(far_end, gateway_to, sms):
    answering(far_end, resource(), 201)
    gateway = gateway_to(far_end.url, messaging_service_sid=SERVICE_SID, public_url="")

    await gateway.send(sms())

    assert far_end.forms[0]["MessagingServiceSid"] == SERVICE_SID
    assert "From" not in far_end.forms[0]
    assert "StatusCallback" not in far_end.forms[0]


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [(timedelta(seconds=1), "1"), (90 * MINUTE, "5400"), (timedelta(days=2), "36000")],
)
async def test_twilio_stops_trying_when_the_window_closes(
    far_end, gateway, sms, valid_for, seconds
):
    answering(far_end, resource(), 201)

    await gateway.send(sms(valid_for=valid_for))

    assert far_end.forms[0]["ValidityPeriod"] == seconds


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": "a" * 1601}, Reason.TOO_LARGE),
        ({"text": "🙂" * 801}, Reason.TOO_LARGE),
        ({"text": " \n"}, Reason.NOT_CARRIED),
        ({"text": ""}, Reason.NOT_CARRIED),
        ({"form": Form.COPY}, Reason.NOT_CARRIED),
        ({"form": Form.DELETE}, Reason.NOT_CARRIED),
        ({"form": Form.REACTION}, Reason.NOT_CARRIED),
        ({"to": Address(Channel.TELEGRAM, "700100200300")}, Reason.NO_ADDRESS),
        ({"valid_for": timedelta(0)}, Reason.TOO_OLD),
        ({"valid_for": -MINUTE}, Reason.TOO_OLD),
    ],
)
async def test_what_no_sms_can_carry_is_not_tried(
    far_end, gateway, sms, changes, reason
):
    assert await gateway.send(sms(**changes)) == Never(reason)
    assert far_end.asked == []


@pytest.mark.parametrize("text", ["a" * 1600, "🙂" * 800])
async def test_the_longest_message_is_sent_in_one(far_end, gateway, sms, text):
    answering(far_end, resource(), 201)

    assert await gateway.send(sms(text)) == Sent((SID,))


async def test_a_refusal_is_told_with_how_long_to_wait(far_end, gateway, sms):
    answering(far_end, {"code": 20429, "status": 429}, 429, Retry_After="9")

    later = Later(Reason.RATE_LIMITED, timedelta(seconds=9))
    assert await gateway.send(sms()) == later


@pytest.mark.parametrize(
    "content",
    ["", "not json", "[]", "null", "{}", '{"sid": "XX1"}', '{"sid": null}'],
)
async def test_an_answer_that_is_not_twilios_leaves_it_open(
    far_end, gateway, sms, content
):
    answering(far_end, content, 201)

    assert await gateway.send(sms()) == Unknown(Reason.PROVIDER)


async def test_a_message_taken_only_to_be_refused_has_failed(far_end, gateway, sms):
    answering(far_end, resource(status="failed", error_code=30007), 201)

    assert await gateway.send(sms()) == Never(Reason.FILTERED)


async def test_while_twilio_cannot_be_reached_the_channel_waits(gateway_to, sms):
    gateway = gateway_to("http://127.0.0.1:1")

    assert await gateway.send(sms()) == Later(Reason.NETWORK, everywhere=True)


async def test_only_cancelling_ends_a_sending_early(far_end, gateway, sms):
    async def hang(request):
        await asyncio.sleep(0.5)
        return web.Response()

    far_end.answer = hang
    sending = asyncio.ensure_future(gateway.send(sms()))
    await asyncio.sleep(0)

    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_the_surroundings_do_not_redirect_it(far_end, gateway, sms, monkeypatch):
    for name in ("TWILIO_REGION", "TWILIO_EDGE", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://evil.example")
    answering(far_end, resource(), 201)

    assert await gateway.send(sms()) == Sent((SID,))


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("", "api.twilio.com"),
        ("us1", "api.twilio.com"),
        ("ie1", "api.dublin.ie1.twilio.com"),
        ("au1", "api.sydney.au1.twilio.com"),
    ],
)
async def test_a_region_has_its_own_host(gateway_to, region, host):
    gateway = gateway_to("https://api.twilio.com", region=region)

    uri = gateway._library.get_hostname("https://api.twilio.com/2010-04-01")

    assert uri == f"https://{host}/2010-04-01"


async def test_a_lost_answer_is_found_again_in_the_list(far_end, gateway, sms):
    listing(far_end, resource())

    found = await gateway.look_up(sms(), NOON - MINUTE)

    assert found == Sent((SID,))
    assert far_end.asked[0].query["To"] == ALMA


async def test_looking_up_reads_on_until_long_before(far_end, gateway, sms):
    old = resource(sid="SM" + "99" * 16, date_created="Sun, 22 Nov 2026 00:00:00 +0000")

    async def pages(request):
        number = int(request.query.get("Page", "0"))
        following = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json?To=x&Page="
        content = [[resource(body="andet")], [resource()], [old], [old]][number]
        page = {"messages": content, "next_page_uri": f"{following}{number + 1}"}
        return web.json_response(page)

    far_end.answer = pages

    assert await gateway.look_up(sms(), NOON - MINUTE) == Sent((SID,))
    assert len(far_end.asked) == 3


@pytest.mark.parametrize(
    ("since", "answer"), [(NOON - MINUTE, None), (NOON - 10 * MINUTE, NotThere())]
)
async def test_what_is_not_listed_was_never_there_after_a_while(
    far_end, gateway, sms, since, answer
):
    listing(far_end)

    assert await gateway.look_up(sms(), since) == answer


@pytest.mark.parametrize(
    ("status", "content"),
    [(500, "{}"), (401, "{}"), (200, "junk"), (200, "{}"), (200, '{"messages": [1]}')],
)
async def test_a_list_that_cannot_be_read_tells_nothing(
    far_end, gateway, sms, status, content
):
    answering(far_end, content, status)

    assert await gateway.look_up(sms(), NOON - 10 * MINUTE) is None


async def test_a_list_without_end_tells_nothing(far_end, gateway, sms):
    async def endless(request):
        following = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json?Page=1"
        content = [resource(body="andet")] * 500
        return web.json_response({"messages": content, "next_page_uri": following})

    far_end.answer = endless

    assert await gateway.look_up(sms(), NOON - 10 * MINUTE) is None
    assert len(far_end.asked) == 2


async def test_pictures_by_sms_cannot_be_fetched(gateway):
    with pytest.raises(FileGoneError):
        await anext(gateway.fetch(File("ME1")))


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (200, resource(body=""), Sent((SID,))),
        (400, {"code": 20009}, Later(Reason.PROVIDER)),
        (404, {"code": 20404}, Never(Reason.GONE)),
        (429, {"code": 20429}, Later(Reason.RATE_LIMITED)),
        (401, {"code": 20003}, Later(Reason.UNAUTHORISED, everywhere=True)),
        (503, "", Later(Reason.PROVIDER)),
        (200, "junk", Later(Reason.PROVIDER)),
    ],
)
async def test_words_are_removed_from_twilio_when_it_allows(
    far_end, gateway, status, content, outcome
):
    answering(far_end, content, status)

    assert await gateway.redact(SID) == outcome
    assert far_end.forms == [{"Body": ""}]
    assert far_end.asked[0].path.endswith(f"/Messages/{SID}.json")


async def test_words_are_removed_later_when_nobody_answers(gateway_to):
    gateway = gateway_to("http://127.0.0.1:1")

    assert await gateway.redact(SID) == Later(Reason.NETWORK)


async def test_every_request_keeps_to_twilios_published_interface(
    far_end, gateway, gateway_to, sms
):
    text = Path(__file__).with_name("twilio_messages.json").read_text("utf-8")
    published = OpenAPI.from_dict(json.loads(text))
    service = gateway_to(
        f"{far_end.url}/twilio", messaging_service_sid=SERVICE_SID, public_url=""
    )

    for sender in (gateway, service):
        await sender.send(sms(valid_for=MINUTE))
        await sender.look_up(sms(), NOON)
        await sender.redact(SID)
        with pytest.raises(Exception, match="status 500"):
            await sender.received(NOON)

    assert len(far_end.asked) == 8
    for request, form in zip(far_end.asked, far_end.forms, strict=True):
        errors = published.iter_request_errors(
            MockRequest(
                "https://api.twilio.com",
                request.method.lower(),
                request.path.removeprefix("/twilio"),
                args=dict(request.query),
                headers=dict(request.headers),
                data=urlencode(form).encode(),
                content_type=request.content_type,
            )
        )
        assert list(errors) == []


def test_twilio_is_imported_only_when_somebody_sends():
    program = (
        "import sys, sms_gateway.twilio_gateway, sms_gateway.webhooks,"
        " sms_gateway.reconcile; print('twilio' in sys.modules)"
    )

    output = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert output.strip() == "False"
