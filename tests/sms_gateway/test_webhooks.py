import asyncio
import json
import logging
import random
import sqlite3

import pytest

from casework.people import Channel
from sms_gateway import webhooks
from sms_gateway.account import TwilioAccount

ACCOUNT_SID = "AC" + "0a" * 16
SERVICE_SID = "MG" + "0b" * 16
SID = "SM" + "1c" * 16
OUR_NUMBER = "+4552000111"
ALMA = "+4520123456"
SECRET_WORDS = "kanariefugl"
CALL = "/voice/twilio"
STATUS = "/sms/twilio/status/42"
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def test_an_sms_is_taken_in_and_answered_without_a_word(house, message_form):
    answer = await house.post(message_form())

    assert answer == (200, "text/xml", NO_REPLY)
    (raw,) = house.raws
    assert (raw.channel, raw.external_id, raw.lane) == (Channel.SMS, SID, ALMA)
    assert json.loads(raw.body) == {
        "type": "message",
        "at": "2026-11-22T12:00:00+00:00",
        "MessageSid": SID,
        "From": ALMA,
        "To": OUR_NUMBER,
        "Body": "hej, jeg kommer lidt senere",
        "NumMedia": "0",
    }


@pytest.mark.parametrize("body", ["", " hej \n", "æøå 🙂 łódź", "a" * 1600, "🙂" * 800])
async def test_the_words_arrive_as_they_were_written(house, message_form, body):
    status, _, _ = await house.post(message_form(Body=body))

    assert status == 200
    assert json.loads(house.raws[0].body)["Body"] == body


async def test_a_repeated_sms_is_taken_in_again_and_acknowledged(house, message_form):
    answers = await asyncio.gather(*(house.post(message_form()) for _ in range(20)))

    assert {status for status, _, _ in answers} == {200}
    assert {raw.external_id for raw in house.raws} == {SID}


async def test_what_cannot_be_stored_is_not_acknowledged(house, message_form, caplog):
    caplog.set_level(logging.DEBUG)
    house.failure = sqlite3.OperationalError(f"disk full near {SECRET_WORDS}")

    status, _, text = await house.post(message_form(Body=SECRET_WORDS))

    assert (status, text) == (503, "")
    assert ("sms not stored", SID) in [
        (record.getMessage(), getattr(record, "sid", "")) for record in caplog.records
    ]
    assert SECRET_WORDS not in caplog.text


async def test_it_is_acknowledged_only_after_it_was_stored(house, message_form):
    stored = asyncio.Event()
    started = asyncio.Event()

    async def slow(raw):
        started.set()
        await stored.wait()

    house.storing = slow
    posting = asyncio.ensure_future(house.post(message_form()))
    await started.wait()

    assert not posting.done()
    stored.set()
    assert (await posting)[0] == 200


async def test_either_token_and_either_port_is_good(house, message_form):
    form = message_form()
    url = "https://sms.example.org:443/kontakt/sms/twilio"

    assert (await house.post(form, token="the-old-token"))[0] == 200
    assert (await house.post(form, signed_url=url))[0] == 200


async def test_a_messaging_service_is_accepted(open_house, message_form):
    house = await open_house(
        TwilioAccount(
            ACCOUNT_SID,
            ("the-new-token",),
            messaging_service_sid=SERVICE_SID,
            public_url="https://sms.example.org/kontakt",
        )
    )
    form = message_form(To="+4552000222", MessagingServiceSid=SERVICE_SID)

    assert (await house.post(form))[0] == 200


async def test_a_query_in_the_configured_address_is_signed_as_it_stands(
    house, message_form
):
    path = "/sms/twilio?b=%C3%A6&a=x+y"

    assert (await house.post(message_form(), path))[0] == 200


async def test_what_is_said_of_the_host_changes_nothing(house, message_form):
    headers = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http"}

    assert (await house.post(message_form(), Host="evil.example", **headers))[0] == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": ""},
        {"signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        {"signature": "æøå"},
        {"token": "another-token"},
        {"signed_url": "http://sms.example.org/kontakt/sms/twilio"},
        {"signed_url": "https://sms.example.org/sms/twilio"},
        {"signed_url": "https://sms.example.org/kontakt/voice/twilio"},
        {"signed_url": "https://evil.example/kontakt/sms/twilio"},
        {"signed_url": "https://sms.example.org:8443/kontakt/sms/twilio"},
    ],
)
async def test_what_twilio_did_not_sign_for_this_address_is_refused(
    house, message_form, wrong
):
    assert await house.post(message_form(), **wrong) == (403, "text/xml", "")
    assert house.raws == []


@pytest.mark.parametrize("path", ["/sms/twilio", STATUS, CALL])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_another_method_is_refused(house, message_form, path, method):
    status, _, text = await house.post(message_form(), path, method=method)

    assert (status, text) == (405, "")


@pytest.mark.parametrize("path", ["/sms/twilio", STATUS, CALL])
@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("application/json", b'{"Body": "hej"}'),
        ("text/plain", b"Body=hej"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b'{"Body": "hej"}'),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%ff&Body"),
        ("application/x-www-form-urlencoded", b""),
    ],
)
async def test_what_is_no_form_is_refused(house, path, content, body):
    answer = await house.post(body, path, signature="x", Content_Type=content)

    assert answer == (403, "text/xml", "")


@pytest.mark.parametrize("path", ["/sms/twilio", STATUS, CALL])
async def test_what_is_too_large_is_refused_before_it_is_read(house, path):
    too_large = b"Body=" + b"a" * webhooks.LARGEST_FORM

    assert (await house.post(too_large, path, signature="x"))[0] == 413


async def in_pieces(house, *pieces, patience=5.0):
    """Post bytes by hand, without a length, and return the status line."""
    host, port = house.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /sms/twilio HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    for piece in pieces:
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    async with asyncio.timeout(patience):
        line = await reader.readline()
    writer.close()
    return line


async def test_a_length_that_is_not_told_does_not_help(house):
    line = await in_pieces(house, *[b"a" * 16_384] * 5)

    assert line.startswith(b"HTTP/1.1 413 ")


async def test_who_sends_slower_than_twilio_is_not_waited_for(house, monkeypatch):
    monkeypatch.setattr(webhooks, "SLOWEST_FORM", 0.05)

    assert (await in_pieces(house, b"Body=")).startswith(b"HTTP/1.1 408 ")


async def test_who_hangs_up_in_the_middle_leaves_no_trace(house, caplog):
    host, port = house.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /sms/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nBody="
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    assert (await house.post(b"", signature="x"))[0] == 403
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_a_broken_encoding_is_refused(house):
    answer = await house.post(b"not gzip", signature="x", Content_Encoding="gzip")

    assert answer[0] == 400


async def test_a_report_names_our_delivery(house, status_form):
    form = status_form(MessageStatus="undelivered", ErrorCode="30003")

    assert await house.post(form, STATUS) == (200, "text/xml", NO_REPLY)
    (report,) = house.reports
    assert (report.delivery, report.message_id, report.code) == (42, SID, "30003")


@pytest.mark.parametrize("delivery", ["0", "007", "-1", "x", "٤٢", "9" * 19, "4%202"])
async def test_a_report_about_no_delivery_is_refused(house, status_form, delivery):
    path = f"/sms/twilio/status/{delivery}"

    assert (await house.post(status_form(), path))[0] == 403


async def test_a_report_for_one_delivery_does_not_count_for_another(
    house, status_form, sign
):
    url = "https://sms.example.org/kontakt/sms/twilio/status/42"
    form = status_form()

    answer = await house.post(form, "/sms/twilio/status/43", signature=sign(form, url))

    assert answer[0] == 403


async def test_a_report_that_cannot_be_stored_is_not_acknowledged(house, status_form):
    house.failure = RuntimeError()

    assert (await house.post(status_form(), STATUS))[0] == 503


async def test_a_form_of_one_kind_is_refused_where_another_belongs(
    house, message_form, status_form, call_form
):
    assert (await house.post(message_form(), STATUS))[0] == 403
    assert (await house.post(message_form(), CALL))[0] == 403
    assert (await house.post(status_form(), "/sms/twilio"))[0] == 403
    assert (await house.post(call_form(), "/sms/twilio"))[0] == 403


async def test_a_caller_hears_what_we_say_in_our_language(house, call_form):
    house.speech = "Ring 112 <nu> & vent\x00."

    status, content, text = await house.post(call_form(), CALL)

    said = '<Say language="da-DK">Ring 112 &lt;nu&gt; &amp; vent .</Say>'
    assert (status, content) == (200, "text/xml")
    assert text == NO_REPLY.replace("<Response/>", f"<Response>{said}</Response>")
    assert house.callers == [ALMA]
    assert json.loads(house.raws[0].body)["type"] == "call"


async def test_a_call_that_cannot_be_stored_is_not_answered(house, call_form):
    house.failure = RuntimeError()

    assert (await house.post(call_form(), CALL))[0] == 503
    assert house.callers == []


def mutated(form, choose):
    """Return a form with something wrong in it."""
    fields = list(form.items())
    for _ in range(choose.randint(1, 3)):
        place = choose.randrange(len(fields))
        name, value = fields[place]
        odd = choose.choice(
            ["", "\0", "\n", "+", "æ", "🙂", "0", "Sid", "a" * 999, "%"]
        )
        at = choose.randrange(len(value) + 1)
        fields[place : place + 1] = choose.choice(
            [
                [],
                [(name, value), (name, odd)],
                [(name + odd, value)],
                [(name[:-1], name[-1:] + value)],
                [(name, value[:at] + odd + value[at:])],
                [(name, odd)],
                [(odd or "x", value)],
                [(name, choose.choice(fields)[1])],
            ]
        )
        if not fields:
            return {"x": "y"}
    return dict(fields)


@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=pytest.mark.counts)])
async def test_no_mutated_form_breaks_anything(
    house, message_form, status_form, call_form, caplog, tries
):
    caplog.set_level(logging.DEBUG)
    choose = random.Random(tries)
    starts = [
        (message_form(Body=SECRET_WORDS), "/sms/twilio"),
        (status_form(), STATUS),
        (call_form(), CALL),
    ]

    for _ in range(tries):
        form, path = choose.choice(starts)
        status, content, text = await house.post(
            mutated(form, choose),
            path,
            # Signed as it is: a mutation that nobody signed never comes so far.
            **choose.choice([{}, {}, {}, {"signature": "x"}]),
        )
        assert status in {200, 403}
        assert content == "text/xml"
        assert status == 200 or text == ""

    assert {raw.external_id[:2] for raw in house.raws} <= {"SM", "MM", "CA"}
    assert all(len(raw.external_id) == 34 for raw in house.raws)
    assert SECRET_WORDS not in caplog.text
    assert ALMA not in caplog.text
