"""What strangers post to the service changes nothing; what Twilio posts counts once."""

import asyncio
import logging
import secrets
import signal
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.flows.conftest import BO
from tests.flows.posting import post, send, signed, sms_form, status_form, url_of
from tests.flows.running import (
    Running,
    query,
    read_only,
    replace_setting,
    rows,
    running,
)

WORDS = f"kanarie-{secrets.token_hex(8)}"
SERVICE_SID = "MG" + "0b" * 16
PUBLIC = "https://sms.example.org:8443/kontakt"


def without(form, *names):
    return {name: value for name, value in form.items() if name not in names}


def said(caplog):
    """Return everything that any logger was told, formatted or not."""
    return " ".join(
        f"{vars(record)} {record.getMessage()}" for record in caplog.records
    )


@pytest.fixture
def untouched(stage, caplog):
    """Check that what was posted left neither a row nor a word in the log."""
    caplog.set_level(logging.DEBUG)
    before = rows(stage)
    yield
    assert rows(stage) == before
    assert WORDS not in said(caplog)
    assert BO not in said(caplog)


def forgeries(stage, form):
    """Return signatures that are not the one which Twilio puts on this form."""
    url = url_of(stage)
    urls = {
        "another path": url_of(stage, "/voice/twilio"),
        "another scheme": url.replace("http:", "https:"),
        "another host": url.replace("127.0.0.1", "localhost"),
        "another port": "http://127.0.0.1:9/sms/twilio",
        "a query": f"{url}?a=b",
    }
    return {
        "none": "",
        "nonsense": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "not even base64": "øæå ☠",
        "another token": signed(stage, form, token="x" * 32),
        "other words": signed(stage, form | {"Body": "hej"}),
    } | {name: signed(stage, form, url=other) for name, other in urls.items()}


async def test_what_is_not_signed_as_twilio_signs_it_is_refused(stage, untouched):
    form = sms_form(stage, Body=WORDS)
    forged = forgeries(stage, form)

    answers = {name: await post(stage, form, sign=forged[name]) for name in forged}

    assert answers == dict.fromkeys(forged, 403)


async def test_an_empty_signature_is_refused(stage, untouched):
    body = urlencode(sms_form(stage, Body=WORDS)).encode()

    assert await send(stage, body=body, X_Twilio_Signature="") == 403


@pytest.mark.parametrize(
    "path", ["/sms/twilio", "/sms/twilio/status/1", "/voice/twilio"]
)
async def test_only_post_is_taken(stage, untouched, path):
    form = sms_form(stage, Body=WORDS)

    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        answer = await post(stage, form, method=method, path=path)
        assert (method, answer) == (method, 405)


async def test_what_is_no_form_is_refused_whoever_signed_it(stage, untouched):
    form = sms_form(stage, Body=WORDS)
    sign = signed(stage, form)
    body = urlencode(form).encode()
    multipart = "multipart/form-data; boundary=x"

    for kind in ("application/json", "text/plain", multipart, "", "nonsense"):
        status = await send(
            stage, body=body, Content_Type=kind, X_Twilio_Signature=sign
        )
        assert (kind, status) == (kind, 403)
    assert await send(stage, body=b'{"Body": 1}', X_Twilio_Signature=sign) == 403
    assert await send(stage, body=b"\xff\xfe", X_Twilio_Signature=sign) == 403


async def test_what_is_too_much_is_refused(stage, untouched):
    large = urlencode(sms_form(stage, Body=WORDS * 4000)).encode()
    many = sms_form(stage, Body=WORDS) | {
        f"Extra{number}": "" for number in range(10_000)
    }
    some = sms_form(stage, Body=WORDS) | {f"E{number}": "" for number in range(2_000)}

    async def in_chunks():
        for start in range(0, len(large), 8192):
            yield large[start : start + 8192]

    assert await send(stage, body=large) == 413
    assert await send(stage, body=in_chunks()) == 413
    assert await post(stage, many) == 413
    assert await post(stage, some) == 403


async def test_one_signature_has_one_meaning(stage, caplog):
    caplog.set_level(logging.DEBUG)
    form = sms_form(stage, Body=WORDS)
    sign = signed(stage, form)
    sid = form["MessageSid"]
    assert await post(stage, form, sign=sign) == 200
    await stage.quiet()
    before = rows(stage)
    words = f"{form['Body']}From{BO}FromCityMessageSid{sid}"
    mutations = {
        "a name cut short": without(form, "MessageSid") | {"MessageSi": f"d{sid}"},
        "an id with a tail": without(form, "NumMedia")
        | {"MessageSid": f"{sid}NumMedia0"},
        "sender and id within the words": without(
            form, "From", "FromCity", "MessageSid"
        )
        | {"Body": words},
        "a field within the account": without(form, "ApiVersion")
        | {"AccountSid": f"{form['AccountSid']}ApiVersion{form['ApiVersion']}"},
    }

    answers = {
        name: await post(stage, changed, sign=sign)
        for name, changed in mutations.items()
    }

    assert answers == dict.fromkeys(mutations, 403)
    # All of them are what Twilio signed, or the test would prove nothing.
    assert {signed(stage, changed) for changed in mutations.values()} == {sign}
    assert rows(stage) == before
    assert WORDS not in said(caplog)


async def test_what_twilio_repeats_is_acknowledged_and_not_stored_again(stage):
    form = sms_form(stage, Body=WORDS)
    assert await post(stage, form) == 200
    await stage.quiet()
    before = rows(stage)
    await stage.restart()

    answers = [await post(stage, form) for _ in range(5)]
    await stage.quiet()

    assert answers == [200] * 5
    assert rows(stage) == before


async def test_the_same_sms_fifty_times_at_once_is_one_entry_and_one_delivery(stage):
    form = sms_form(stage, Body=WORDS)
    before = query(stage, "SELECT count(*) FROM contact_entry WHERE kind = 'message'")

    answers = await asyncio.gather(*(post(stage, form) for _ in range(50)))
    mette = stage.phones["mette"]
    await mette.wait_for(lambda message: WORDS in message.text)
    await stage.quiet()

    after = query(stage, "SELECT count(*) FROM contact_entry WHERE kind = 'message'")
    assert set(answers) == {200}
    assert after[0][0] - before[0][0] == 1
    assert sum(WORDS in message.text for message in mette.chat) == 1


async def test_a_messaging_service_is_taken(stage):
    await stage.stop()
    replace_setting(stage, "messaging_service_sid", f'"{SERVICE_SID}"')
    await stage.start()
    form = sms_form(
        stage, Body=WORDS, MessagingServiceSid=SERVICE_SID, To="+4552000999"
    )

    assert await post(stage, form) == 200
    await stage.phones["mette"].wait_for(lambda message: WORDS in message.text)


async def test_behind_a_proxy_the_address_that_twilio_knows_counts(stage):
    await stage.stop()
    replace_setting(stage, "public_url", f'"{PUBLIC}"')
    await stage.start()
    form = sms_form(stage, Body=WORDS)
    where = f"{PUBLIC}/sms/twilio"
    without_port = where.replace(":8443", "")

    assert await post(stage, form) == 403
    assert await post(stage, form, sign=signed(stage, form, url=where)) == 200
    # Twilio leaves the port out now and then.
    again = sms_form(stage, Body=WORDS)
    sign = signed(stage, again, url=without_port)
    assert await post(stage, again, sign=sign, X_Forwarded_Host="evil.example") == 200
    await stage.quiet()
    told = [each for each in stage.phones["mette"].chat if WORDS in each.text]
    assert len(told) == 2


async def test_while_a_token_is_replaced_both_count(stage):
    old, new = stage.world.auth_token, secrets.token_hex(16)
    await stage.stop()
    replace_setting(stage, "auth_token", f'["{new}", "{old}"]')
    await stage.start()
    forms = [sms_form(stage, Body=WORDS), sms_form(stage, Body=WORDS)]

    answers = [
        await post(stage, form, sign=signed(stage, form, token=token))
        for form, token in zip(forms, (old, new), strict=True)
    ]

    assert answers == [200, 200]


async def test_a_report_about_nothing_of_ours_changes_nothing(stage, untouched):
    path = "/sms/twilio/status/999999"
    form = status_form(stage)
    other = signed(stage, form, url=url_of(stage, "/sms/twilio/status/1"))

    assert await post(stage, form, path=path) == 200
    assert await post(stage, form, path=path, sign=other) == 403


async def test_a_report_says_nothing_about_what_went_by_telegram(stage):
    stage.world.telegram.fault("hang_after_accept", phone=stage.phones["mette"])
    stage.phones["alma"].write("on its way")
    await stage.phones["mette"].wait_for(lambda message: "on its way" in message.text)
    await stage.phones["alma"].wait_for(lambda message: message.reaction)
    await asyncio.sleep(0.1)
    states = "SELECT id, state FROM delivery WHERE channel = 'telegram' ORDER BY id"
    before = query(stage, states)
    form = status_form(stage, MessageStatus="failed", ErrorCode="21610")

    for delivery, _ in before:
        path = f"/sms/twilio/status/{delivery}"
        assert await post(stage, form, path=path) == 200

    stage.world.telegram.clear()
    assert "claimed" in dict(before).values()
    assert query(stage, states) == before
    stage.world._closing.set()  # or else the end waits for what hangs


async def test_what_cannot_be_stored_is_not_acknowledged(stage, caplog):
    caplog.set_level(logging.DEBUG)
    form = sms_form(stage, Body=WORDS)
    await stage.quiet()
    before = rows(stage)
    await read_only(stage, on=True)

    refused = await post(stage, form)
    ready = await send(stage, "GET", "/health/ready")
    stored = rows(stage)
    await read_only(stage, on=False)
    taken = await post(stage, form)
    await stage.service.look_again()

    assert (refused, ready, taken) == (503, 503, 200)
    assert stored == before
    assert await send(stage, "GET", "/health/ready") == 200
    await stage.phones["mette"].wait_for(lambda message: WORDS in message.text)
    assert WORDS not in said(caplog)


async def test_what_was_acknowledged_is_stored_even_if_the_power_goes_at_once(stage):
    acknowledged, chance = [], asyncio.Event()
    await stage.stop()
    process = await (await Running(stage).start()).ready()

    async def write(number):
        form = sms_form(stage, Body=f"{WORDS} {number}")
        try:
            if await post(stage, form) == 200:
                acknowledged.append(form["MessageSid"])
        except aiohttp.ClientError:
            pass
        if len(acknowledged) > 20:
            chance.set()

    writing = asyncio.gather(*(write(number) for number in range(120)))
    await chance.wait()
    await process.end(signal.SIGKILL)
    await writing

    kept = {sid for (sid,) in query(stage, "SELECT external_id FROM inbox")}
    assert set(acknowledged) <= kept
    assert len(acknowledged) > 20


async def test_a_stranger_cannot_fill_the_log(stage):
    async with running(stage, "INFO") as process:
        await asyncio.gather(
            *(post(stage, sms_form(stage, Body=WORDS), sign="x") for _ in range(50))
        )
        log = process.logged

    assert WORDS not in log
    assert log.count("webhook not signed") == 1
    assert len(log.splitlines()) < 20
