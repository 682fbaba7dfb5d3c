from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from simulator.server import Simulator
from sms_gateway import inbound
from sms_gateway.failures import TwilioError
from sms_gateway.reconcile import missed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SERVICE_SID = "MG" + "0b" * 16
ALMA = "+4520123456"
BO = "+4521123456"
MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def world(clock):
    async with Simulator(clock=clock) as world:
        world.twilio.inbound = "lost"
        yield world


async def test_what_was_never_posted_is_found_in_the_order_it_was_written(
    world, simulated, clock
):
    alma, bo = world.sms_phone(ALMA), world.sms_phone(BO)
    sids = []
    for phone, text in [(alma, "en"), (bo, "to"), (alma, "tre"), (alma, "fire")]:
        clock.at += 20 * timedelta(seconds=1)
        sids += [phone.text(text), phone.text(f"{text} igen")]

    found = await missed(simulated, NOON, seen=(), now=clock.at)

    assert [raw.external_id for raw in found] == sids
    assert [raw.lane for raw in found] == [ALMA] * 2 + [BO] * 2 + [ALMA] * 4
    texts = [inbound.parse(raw.body).text for raw in found]
    assert texts[:3] == ["en", "en igen", "to"]
    assert inbound.parse(found[0].body).at == NOON + timedelta(seconds=20)


async def test_what_arrived_is_left_out(world, simulated, clock):
    alma = world.sms_phone(ALMA)
    seen = {alma.text("en"), alma.text("to")}
    third = alma.text("tre")

    found = await missed(simulated, NOON, seen, clock.at)

    assert [raw.external_id for raw in found] == [third]


async def test_one_missing_before_the_last_that_arrived_is_found(
    world, simulated, clock
):
    alma = world.sms_phone(ALMA)
    first = alma.text("en")
    clock.at += 30 * MINUTE
    second = alma.text("to")

    found = await missed(simulated, since=clock.at, seen={second}, now=clock.at)

    assert [raw.external_id for raw in found] == [first]


async def test_pictures_are_counted_and_our_own_messages_left_out(
    world, simulated, clock, sms
):
    alma = world.sms_phone(ALMA)
    await simulated.send(sms())
    sid = alma.text("se her", media=2)

    (raw,) = await missed(simulated, NOON, (), clock.at)

    assert raw.external_id == sid
    assert inbound.parse(raw.body).media_count == 2


async def test_a_backlog_of_many_pages_is_found_whole(world, simulated, clock):
    alma = world.sms_phone(ALMA)
    sids = [alma.text(f"besked {number}") for number in range(250)]

    found = await missed(simulated, NOON, (), clock.at)

    assert [raw.external_id for raw in found] == sids


async def test_it_is_the_same_as_what_is_posted(world, simulated, clock, message_form):
    sid = world.sms_phone(ALMA).text("hej æøå 🙂")
    posted = message_form(
        Body="hej æøå 🙂", MessageSid=sid, AccountSid=world.account_sid
    )

    found = await missed(simulated, NOON, (), clock.at)

    assert found == [inbound.message(posted, NOON)]


async def test_with_a_messaging_service_all_its_numbers_count(
    far_end, gateway_to, clock
):
    def record(sid, **changes):
        return {
            "sid": sid,
            "direction": "inbound",
            "from": ALMA,
            "to": "+4552000222",
            "body": "hej",
            "messaging_service_sid": SERVICE_SID,
            "date_created": "Sun, 22 Nov 2026 12:00:01 +0000",
        } | changes

    async def answer(request):
        records = [
            record("SM3", messaging_service_sid="MG" + "ff" * 16),
            record("SM2", direction="outbound-api"),
            record("SM1"),
        ]
        return web.json_response({"messages": records, "next_page_uri": None})

    far_end.answer = answer
    gateway = gateway_to(far_end.url, sender="", messaging_service_sid=SERVICE_SID)

    found = await missed(gateway, NOON, (), NOON)

    assert [raw.external_id for raw in found] == ["SM1"]
    assert "To" not in far_end.asked[0].query


@pytest.mark.parametrize("bad_page", [0, 1])
async def test_a_list_that_ends_early_is_not_taken_for_the_whole(
    world, simulated, clock, bad_page
):
    alma = world.sms_phone(ALMA)
    for number in range(150):
        alma.text(f"besked {number}")
    if bad_page:
        world.twilio.fault("slow", methods="list", seconds=0, times=1)
    world.twilio.fault("error", methods="list", status=503)

    with pytest.raises(TwilioError):
        await missed(simulated, NOON, (), clock.at)
