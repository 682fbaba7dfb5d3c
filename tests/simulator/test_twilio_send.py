from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

BO = "+4520123456"


@pytest.fixture
def bo(world):
    return world.sms_phone(BO, "Bo")


async def test_an_sms_arrives_and_every_step_is_called_back(twilio, world, bo, service):
    sent = await twilio.messages.create_async(
        to=BO,
        from_=world.sms_number,
        body="Hej æøå",
        status_callback=f"{service.url}/sms/twilio/status/7",
    )
    await world.settled()

    assert (sent.status, sent.direction, sent.num_segments) == (
        "queued",
        "outbound-api",
        "1",
    )
    assert [(m.text, m.from_me, m.sender) for m in bo.messages] == [
        ("Hej æøå", False, world.sms_number)
    ]
    assert [form["MessageStatus"] for _, form in service.seen] == ["sent", "delivered"]
    assert {path for path, _ in service.seen} == {"/sms/twilio/status/7"}
    assert {form["MessageSid"] for _, form in service.seen} == {sent.sid}
    assert service.forged == []
    assert (await twilio.messages(sent.sid).fetch_async()).status == "delivered"


async def test_a_messaging_service_is_accepted_first(twilio, world, bo, service):
    sent = await twilio.messages.create_async(
        to=BO,
        messaging_service_sid=world.twilio.service_sid,
        body="hej",
        status_callback=f"{service.url}/s",
    )
    await world.settled()

    assert (sent.status, sent.num_segments, sent.from_) == ("accepted", "0", None)
    assert [form["MessageStatus"] for _, form in service.seen] == [
        "queued",
        "sent",
        "delivered",
    ]
    assert service.seen[0][1]["MessagingServiceSid"] == world.twilio.service_sid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "20123456"}, 21211),
        ({"from_": ""}, 21603),
        ({"from_": "+4599999999"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"to": "+4552000111"}, 21266),
        ({"status_callback": "ftp://x"}, 21609),
        ({"validity_period": 36_001}, 90007),
    ],
)
async def test_what_cannot_be_sent_is_refused(twilio, world, change, code):
    given = {"to": BO, "from_": world.sms_number, "body": "hej"} | change

    with pytest.raises(TwilioRestException) as told:
        await twilio.messages.create_async(**given)

    assert (told.value.status, told.value.code) == (400, code)
    assert world.twilio.messages == {}


async def test_a_wrong_password_is_refused(twilio, world):
    other = Client(world.account_sid, "wrong", http_client=twilio.http_client)

    with pytest.raises(TwilioRestException) as told:
        await other.messages("SM" + "0" * 32).fetch_async()

    assert (told.value.status, told.value.code) == (401, 20003)


async def test_a_phone_that_is_off_gets_it_later(twilio, world, bo, service):
    bo.switch_off()
    sent = await send(twilio, world, service)
    await world.settled()
    before = (list(bo.messages), [form["MessageStatus"] for _, form in service.seen])

    bo.switch_on()
    await world.settled()

    assert before == ([], ["sent"])
    assert [m.id for m in bo.messages] == [sent.sid]
    assert [form["MessageStatus"] for _, form in service.seen] == ["sent", "delivered"]


async def test_what_is_no_longer_worth_delivering_never_comes(
    twilio, world, bo, service, clock
):
    bo.switch_off()
    await send(twilio, world, service, validity_period=60)
    clock.move(seconds=61)

    bo.switch_on()
    await world.settled()

    assert bo.messages == []
    assert service.seen[-1][1]["MessageStatus"] == "undelivered"
    assert service.seen[-1][1]["ErrorCode"] == "30003"


async def send(twilio, world, service, **more):
    return await twilio.messages.create_async(
        to=BO,
        from_=world.sms_number,
        body="hej",
        status_callback=f"{service.url}/s",
        **more,
    )


async def test_the_outcome_of_the_next_delivery_can_be_decided(
    twilio, world, bo, service
):
    world.twilio.outcome(BO, "undelivered", error_code=30003)
    world.twilio.outcome(BO, "failed", error_code=30007)
    world.twilio.outcome(BO, "sent")

    sent = [await send(twilio, world, service) for _ in range(4)]
    await world.settled()

    states = [await twilio.messages(message.sid).fetch_async() for message in sent]
    assert [(m.status, m.error_code) for m in states] == [
        ("undelivered", 30003),
        ("failed", 30007),
        ("sent", None),
        ("delivered", None),
    ]
    assert len(bo.messages) == 1


async def test_a_number_that_nobody_has_is_undelivered(twilio, world, service):
    sent = await send(twilio, world, service)

    found = await twilio.messages(sent.sid).fetch_async()

    assert (found.status, found.error_code) == ("undelivered", 30005)


@pytest.mark.parametrize(
    ("mode", "statuses"),
    [
        ("none", []),
        ("duplicate", ["sent", "sent", "delivered", "delivered"]),
        ("reversed", ["delivered", "sent"]),
        ("before_response", ["sent", "delivered"]),
    ],
)
async def test_callbacks_come_as_badly_as_they_do(
    twilio, world, bo, service, mode, statuses
):
    world.twilio.callbacks = mode

    await send(twilio, world, service)
    already = len(service.seen)
    await world.settled()

    assert [form["MessageStatus"] for _, form in service.seen] == statuses
    if mode == "before_response":
        assert already == 2


async def test_stop_blocks_and_start_opens_the_way_again(twilio, world, bo, service):
    bo.text(" stop ")
    with pytest.raises(TwilioRestException) as told:
        await send(twilio, world, service)
    bo.text("START")
    await send(twilio, world, service)
    await world.settled()

    assert told.value.code == 21610
    assert [form["Body"] for path, form in service.seen if path == "/sms/twilio"] == [
        " stop ",
        "START",
    ]
    assert [m.text[:33] for m in bo.messages if m.automatic] == [
        "You have successfully been unsubs",
        "You have successfully been re-sub",
    ]
    assert bo.messages[-1].text == "hej"


async def test_stop_inside_a_sentence_is_no_stop(twilio, world, bo, service):
    bo.text("stop nu, jeg kan ikke mere")
    bo.text("YES")
    bo.text("HELP")

    await send(twilio, world, service)

    assert [m.text[:10] for m in bo.messages if m.automatic] == ["Reply STOP"]


async def test_a_text_can_be_redacted_and_deleted_once_it_is_final(
    twilio, world, bo, service
):
    bo.switch_off()
    sent = await send(twilio, world, service)
    for early in (
        twilio.messages(sent.sid).update_async(body=""),
        twilio.messages(sent.sid).delete_async(),
    ):
        with pytest.raises(TwilioRestException) as told:
            await early
        assert told.value.code == 20009
    bo.switch_on()

    redacted = await twilio.messages(sent.sid).update_async(body="")
    deleted = await twilio.messages(sent.sid).delete_async()

    assert (redacted.body, deleted) == ("", True)
    with pytest.raises(TwilioRestException) as told:
        await twilio.messages(sent.sid).fetch_async()
    assert (told.value.status, told.value.code) == (404, 20404)


async def test_messages_are_listed_newest_first_and_by_page(twilio, world, bo, clock):
    for number in range(5):
        bo.text(str(number))
        clock.move(seconds=1)
        await twilio.messages.create_async(
            to=BO, from_=world.sms_number, body=f"svar {number}"
        )

    everything = await twilio.messages.list_async(page_size=3)
    inbound = await twilio.messages.list_async(to=world.sms_number, page_size=2)
    from_us = await twilio.messages.list_async(from_=world.sms_number, limit=2)

    assert [m.body for m in everything[:3]] == ["svar 4", "4", "svar 3"]
    assert len({m.sid for m in everything}) == 10
    assert [m.body for m in inbound] == ["4", "3", "2", "1", "0"]
    assert {(m.direction, m.status) for m in inbound} == {("inbound", "received")}
    assert [m.body for m in from_us] == ["svar 4", "svar 3"]


async def test_messages_are_listed_by_when_they_were_sent(twilio, bo, clock):
    start = clock()
    for number in range(4):
        bo.text(str(number))
        clock.move(days=1)

    after = await twilio.messages.list_async(date_sent_after=start + timedelta(days=2))
    before = await twilio.messages.list_async(
        date_sent_before=start + timedelta(days=1)
    )
    that_day = await twilio.messages.list_async(
        date_sent=(start + timedelta(days=1)).date()
    )

    assert [m.body for m in after] == ["3", "2"]
    assert [m.body for m in before] == ["1", "0"]
    assert [m.body for m in that_day] == ["1"]


async def test_new_messages_do_not_shift_the_pages(twilio, bo):
    for number in range(4):
        bo.text(str(number))
    first = await twilio.messages.page_async(page_size=2)
    bo.text("new")

    second = await first.next_page_async()

    assert [m.body for m in first] == ["3", "2"]
    assert [m.body for m in second] == ["1", "0"]
