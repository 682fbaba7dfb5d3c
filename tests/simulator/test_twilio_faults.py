import asyncio
import json

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException

BO = "+4520123456"


async def send(twilio, world, to=BO):
    return await twilio.messages.create_async(to=to, from_=world.sms_number, body="hej")


@pytest.fixture
def bo(world):
    return world.sms_phone(BO)


@pytest.mark.parametrize(
    ("kind", "options", "status", "code", "arrives"),
    [
        ("error", {"status": 500}, 500, 20500, False),
        ("error", {"status": 503, "accepted": True}, 503, 20503, True),
        ("code", {"status": 400, "code": 21610}, 400, 21610, False),
        ("rate_limit", {}, 429, 20429, False),
    ],
)
async def test_errors_come_in_twilios_words(
    twilio, world, bo, kind, options, status, code, arrives
):
    world.twilio.fault(kind, times=1, **options)

    with pytest.raises(TwilioRestException) as told:
        await send(twilio, world)

    assert (told.value.status, told.value.code) == (status, code)
    assert len(bo.messages) == arrives
    await send(twilio, world)


@pytest.mark.parametrize(
    ("kind", "arrives"), [("drop_before_accept", False), ("drop_after_accept", True)]
)
async def test_the_connection_can_break(twilio, world, bo, kind, arrives):
    world.twilio.fault(kind, times=1)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await send(twilio, world)

    assert len(bo.messages) == arrives


async def test_the_answer_can_be_no_json(twilio, world, bo):
    twilio.http_client.oracle = None  # what comes is meant to be wrong
    world.twilio.fault("junk", times=1)

    with pytest.raises(json.JSONDecodeError):
        await send(twilio, world)

    assert len(bo.messages) == 1


async def test_the_answer_can_fail_to_come(twilio, world, bo):
    world.twilio.fault("hang_after_accept", methods=("create",))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(send(twilio, world), 0.1)

    assert len(bo.messages) == 1
    assert len(await twilio.messages.list_async()) == 1


async def test_a_fault_can_be_for_one_number(twilio, world, bo):
    other = world.sms_phone("+4530303030")
    world.twilio.fault("rate_limit", phone=other)

    await send(twilio, world)
    with pytest.raises(TwilioRestException):
        await send(twilio, world, other.number)


async def test_calls_are_noted_for_those_who_ask(twilio, world, bo):
    await send(twilio, world)

    assert world.twilio.calls == [
        ("create", {"To": BO, "From": world.sms_number, "Body": "hej"})
    ]
