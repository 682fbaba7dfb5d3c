"""Sending, with simulated phones at the other end."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from casework.messages import Later, Never, NotThere, Reason, Sent, Unknown

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALMA = "+4520123456"
MINUTE = timedelta(minutes=1)


async def test_a_text_arrives_on_a_phone(world, simulated, sms):
    alma = world.sms_phone(ALMA)

    outcome = await simulated.send(sms("Hej Alma \u2013 kl. 14 æøå"))

    assert isinstance(outcome, Sent)
    assert [text.text for text in alma.messages] == ["Hej Alma - kl. 14 æøå"]


async def test_who_wrote_stop_gets_nothing_more(world, simulated, sms):
    alma = world.sms_phone(ALMA)
    alma.text("STOP")

    assert await simulated.send(sms()) == Never(Reason.OPTED_OUT)


@pytest.mark.parametrize(
    ("fault", "options", "outcome"),
    [
        ("error", {"status": 500}, Unknown(Reason.PROVIDER)),
        ("error", {"status": 503}, Unknown(Reason.PROVIDER)),
        ("drop_before_accept", {}, Unknown(Reason.NETWORK)),
        (
            "rate_limit",
            {"retry_after": 3},
            Later(Reason.RATE_LIMITED, timedelta(seconds=3)),
        ),
        ("code", {"status": 400, "code": 21211}, Never(Reason.BAD_NUMBER)),
        ("code", {"status": 400, "code": 21635}, Never(Reason.BAD_NUMBER)),
    ],
)
async def test_what_twilio_did_not_take_is_not_on_the_phone(
    world, simulated, sms, fault, options, outcome
):
    alma = world.sms_phone(ALMA)
    world.twilio.fault(fault, methods="create", **options)

    assert await simulated.send(sms()) == outcome
    assert alma.messages == []
    assert [name for name, _ in world.twilio.calls] == ["create"]
    assert await simulated.look_up(sms(), NOON - 10 * MINUTE) == NotThere()


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("error", {"status": 500, "accepted": True}),
        ("drop_after_accept", {}),
        ("junk", {"accepted": True}),
    ],
)
async def test_what_twilio_took_without_saying_so_is_found_and_not_sent_again(
    world, simulated, sms, fault, options
):
    alma = world.sms_phone(ALMA)
    world.twilio.fault(fault, methods="create", times=1, **options)

    outcome = await simulated.send(sms())
    found = await simulated.look_up(sms(), NOON)

    assert isinstance(outcome, Unknown)
    (text,) = alma.messages
    assert found == Sent((text.id,))
    assert await simulated.look_up(sms(), NOON, taken=(text.id,)) is None


async def test_a_wrong_token_stops_the_channel(world, gateway_to, sms):
    gateway = gateway_to(world.twilio_url, account_sid=world.account_sid)

    assert await gateway.send(sms()) == Later(Reason.UNAUTHORISED, everywhere=True)


async def test_words_are_gone_from_the_list_after_their_removal(world, simulated, sms):
    world.sms_phone(ALMA)
    sent = await simulated.send(sms())

    assert isinstance(await simulated.redact(sent.message_ids[0]), Sent)
    assert await simulated.look_up(sms(), NOON) is None


async def test_only_what_still_has_words_and_is_ours_is_listed_for_removal(
    world, simulated, sms
):
    alma = world.sms_phone(ALMA)
    first = await simulated.send(sms("first"))
    await simulated.send(sms("second"))
    alma.text("third")
    await world.settled()
    await simulated.redact(first.message_ids[0])

    found = await simulated.with_words(NOON - 60 * MINUTE, NOON + 60 * MINUTE)

    assert sorted(each.body for each in found) == ["second", "third"]
    assert await simulated.with_words(NOON - 60 * MINUTE, NOON - MINUTE) == []


async def test_nothing_personal_is_in_any_log(world, simulated, sms, caplog):
    caplog.set_level(logging.DEBUG)
    alma = world.sms_phone(ALMA)
    alma.text("STOP")

    await simulated.send(sms("kanariefugl"))
    await simulated.look_up(sms("kanariefugl"), NOON)
    await simulated.received(NOON)

    assert "kanariefugl" not in caplog.text
    assert ALMA.removeprefix("+") not in caplog.text
    assert world.auth_token not in caplog.text
