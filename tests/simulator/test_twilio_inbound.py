import pytest
from aiohttp import web

BO = "+4520123456"


@pytest.fixture
def bo(world):
    return world.sms_phone(BO, "Bo")


async def test_a_text_is_posted_signed_with_every_field(world, bo, service):
    sid = bo.text("Hej 👍")
    await world.settled()

    path, form = service.seen[0]
    assert path == "/sms/twilio"
    assert service.forged == []
    assert set(form) == {
        *("ToCountry", "ToState", "ToCity", "ToZip", "To"),
        *("FromCountry", "FromState", "FromCity", "FromZip", "From"),
        *("SmsMessageSid", "SmsSid", "MessageSid", "AccountSid", "SmsStatus"),
        *("NumMedia", "NumSegments", "Body", "ApiVersion"),
    }
    assert (form["MessageSid"], form["Body"], form["From"]) == (sid, "Hej 👍", BO)
    assert (form["To"], form["AccountSid"]) == (world.sms_number, world.account_sid)


async def test_texts_of_one_person_arrive_in_the_order_written(world, bo, service):
    for number in range(20):
        bo.text(str(number))
    await world.settled()

    assert [form["Body"] for _, form in service.seen] == [str(n) for n in range(20)]


@pytest.mark.parametrize(
    ("answer", "arrives", "alerts"),
    [
        ({"status": 204}, [], []),
        ({"text": "<Response/>", "content_type": "text/xml"}, [], []),
        ({"text": "OK", "content_type": "text/plain"}, ["OK"], []),
        (
            {
                "text": "<Response><Message>Hej</Message></Response>",
                "content_type": "application/xml",
            },
            ["Hej"],
            [],
        ),
        (
            {
                "text": "<Response><Message><Body>Du</Body></Message></Response>",
                "content_type": "text/html",
            },
            ["Du"],
            [],
        ),
        ({"text": "<Resp", "content_type": "text/xml"}, [], [(12100, "/sms/twilio")]),
        (
            {"text": "{}", "content_type": "application/json"},
            [],
            [(12300, "/sms/twilio")],
        ),
        ({"status": 500}, [], [(11200, "/sms/twilio")]),
    ],
)
async def test_the_answer_to_a_webhook_counts(
    world, bo, service, answer, arrives, alerts
):
    service.answer = lambda: web.Response(**answer)

    bo.text("hej")
    await world.settled()

    assert [m.text for m in bo.messages if not m.from_me] == arrives
    assert world.twilio.alerts == alerts


async def test_a_webhook_is_tried_once_but_the_message_stays_in_the_list(
    world, bo, twilio, service
):
    service.answer = lambda: web.Response(status=503)
    bo.text("nede")
    await world.settled()
    world.webhook_base = "http://127.0.0.1:1"
    bo.text("helt nede")
    await world.settled()
    world.twilio.inbound = "lost"
    bo.text("tabt")

    listed = await twilio.messages.list_async(to=world.sms_number)

    assert [form["Body"] for _, form in service.seen] == ["nede"]
    assert [m.body for m in listed] == ["tabt", "helt nede", "nede"]
    assert world.twilio.alerts == [(11200, "/sms/twilio"), (11205, "/sms/twilio")]


async def test_nothing_is_posted_away_from_this_machine(world, bo):
    world.webhook_base = "https://example.dk"

    bo.text("hej")
    await world.settled()

    assert world.twilio.alerts == [(11205, "/sms/twilio")]


async def test_what_is_typed_while_off_goes_out_later(world, bo, service):
    bo.switch_off()
    early = bo.text("Jeg er på vej")
    waiting = [(m.text, m.state) for m in bo.messages]
    bo.switch_on()
    await world.settled()

    assert waiting == [("Jeg er på vej", "queued")]
    assert service.seen[0][1]["MessageSid"] == bo.sent_as(early)
    assert [m.state for m in bo.messages] == ["delivered"]


async def test_a_picture_comes_with_its_address(world, bo, service):
    sid = bo.text("se", media=1)
    await world.settled()

    form = service.seen[0][1]
    assert sid.startswith("MM")
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    assert sid in form["MediaUrl0"]


async def test_anything_can_be_posted_as_if_it_came_from_twilio(world, service):
    signed = await world.twilio.post_raw({"Body": "æ", "From": BO})
    unsigned = await world.twilio.post_raw({"Body": ""}, signature="")
    twice = await world.twilio.post_raw([("Body", "a"), ("Body", "b"), ("A", "")])
    raw = await world.twilio.post_raw(
        b"{}",
        url=f"{service.url}/elsewhere",
        headers={"Content-Type": "application/json"},
    )

    assert [a.status for a in (signed, unsigned, twice, raw)] == [200] * 4
    assert "X-Twilio-Signature" not in service.raw[1][2]
    assert service.forged == ["/sms/twilio"]
    assert service.raw[2][1] == b"Body=a&Body=b&A="
    assert service.raw[3][:2] == ("/elsewhere", b"{}")


async def test_a_call_hears_what_the_service_says(world, bo, service):
    service.answer = lambda: web.Response(
        text='<Response><Say language="da-DK">Skriv en\n SMS.</Say>'
        "<Pause/><Say>Ring 112.</Say><Hangup/></Response>",
        content_type="text/xml",
    )

    call = await bo.call()
    hidden = await bo.call(withheld=True)

    assert call.said == (("da-DK", "Skriv en SMS."), ("en-US", "Ring 112."))
    assert (call.text, call.ended) == ("Skriv en SMS. Ring 112.", "hangup")
    assert call == hidden
    assert [form["From"] for _, form in service.seen] == [BO, "anonymous"]
    assert {path for path, _ in service.seen} == {"/voice/twilio"}
    assert service.forged == []


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        ({"status": 500}, "fault"),
        ({"text": "OK"}, "fault"),
        ({"text": "<Response><Reject/></Response>"}, "rejected"),
        ({"text": "<Response/>"}, "end"),
    ],
)
async def test_a_call_can_end_without_a_word(world, bo, service, answer, ended):
    service.answer = lambda: web.Response(**answer)

    call = await bo.call()

    assert (call.text, call.ended) == ("", ended)


async def test_waiting_in_vain_shows_the_phone(world, bo, service):
    bo.text("hej")

    with pytest.raises(TimeoutError, match="me  'hej'"):
        await bo.wait_for(lambda m: not m.from_me, timeout=0.01)
