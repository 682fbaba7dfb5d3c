"""The webhooks, with simulated phones at the other end."""

import pytest
from aiohttp.test_utils import unused_port

from casework.messages import Reason
from sms_gateway import inbound
from sms_gateway.account import TwilioAccount

ALMA = "+4520123456"


@pytest.fixture
async def neighbour(world, open_house):
    """The webhooks where the simulated Twilio finds them."""
    port = unused_port()
    world.webhook_base = f"http://127.0.0.1:{port}"
    account = TwilioAccount(
        world.account_sid,
        (world.auth_token,),
        api_url=world.twilio_url,
        sender=world.sms_number,
        public_url=world.webhook_base,
    )
    return await open_house(account, port)


@pytest.mark.parametrize("text", ["hej æøå 🙂", "", "STOP", "a" * 1600])
async def test_what_is_typed_on_a_phone_is_taken_in(world, neighbour, text):
    sid = world.sms_phone(ALMA).text(text, media=1)
    await world.settled()

    (raw,) = neighbour.raws
    incoming = inbound.parse(raw.body)
    assert (incoming.external_id, incoming.text) == (sid, text)
    assert incoming.media_count == 1
    assert world.twilio.alerts == []


async def test_nothing_we_answer_reaches_the_person(world, neighbour):
    alma = world.sms_phone(ALMA)
    alma.text("hej")
    await world.settled()
    neighbour.failure = RuntimeError("Kære Alma")
    alma.text("er du der?")
    await world.settled()

    assert [text.from_me for text in alma.messages] == [True, True]
    assert world.twilio.alerts == [(11200, "/sms/twilio")]


@pytest.mark.parametrize("withheld", [False, True])
async def test_a_call_is_answered(world, neighbour, withheld):
    call = await world.sms_phone(ALMA).call(withheld=withheld)

    assert call.said == (("da-DK", neighbour.speech),)
    caller = inbound.parse(neighbour.raws[0].body).sender.value
    assert caller == ("anonymous" if withheld else ALMA)


@pytest.mark.parametrize("mode", ["normal", "duplicate", "reversed", "before_response"])
async def test_reports_come_in_any_order_and_number(
    world, neighbour, gateway_to, sms, mode
):
    world.sms_phone(ALMA)
    world.twilio.callbacks = mode
    gateway = gateway_to(
        world.twilio_url,
        account_sid=world.account_sid,
        auth_tokens=(world.auth_token,),
        sender=world.sms_number,
        public_url=world.webhook_base,
    )

    sent = await gateway.send(sms(delivery=42))
    await world.settled()

    states = [report.state for report in neighbour.reports]
    assert set(states) == {"sent", "delivered"}
    assert states[0] == ("delivered" if mode == "reversed" else "sent")
    assert len(states) == (4 if mode == "duplicate" else 2)
    assert {report.delivery for report in neighbour.reports} == {42}
    assert {report.message_id for report in neighbour.reports} == set(sent.message_ids)
    assert world.twilio.alerts == []


async def test_a_phone_that_nobody_has_is_reported_with_its_reason(
    world, neighbour, gateway_to, sms
):
    gateway = gateway_to(
        world.twilio_url,
        account_sid=world.account_sid,
        auth_tokens=(world.auth_token,),
        sender=world.sms_number,
        public_url=world.webhook_base,
    )

    await gateway.send(sms())
    await world.settled()

    assert (neighbour.reports[-1].state, neighbour.reports[-1].reason) == (
        "undelivered",
        Reason.BAD_NUMBER,
    )
