"""Providers that are slow, away, wrong or silent: nobody loses a word, all are told."""

import asyncio
import logging
from collections import Counter

import aiohttp
import pytest

from storage import outbox
from tests.flows.conftest import BO
from tests.flows.posting import url_of
from tests.flows.running import query, replace_setting

OPERATOR = "+4520999000"


@pytest.fixture
async def calling(stage):
    """The stage with somebody to call by SMS when something is wrong."""
    await stage.stop()
    replace_setting(stage, "sms", f'"{OPERATOR}"')
    stage.phones["operator"] = stage.world.sms_phone(OPERATOR, name="Operator")
    await stage.start()
    return stage


@pytest.fixture
async def on_telegram(stage):
    """The stage with somebody to call by Telegram when something is wrong."""
    operator = stage.world.telegram_phone("Operator")
    operator.start()
    await stage.stop()
    replace_setting(stage, "telegram_chat", f'"{operator.address}"', "alarms")
    stage.phones["operator"] = operator
    await stage.start()
    return stage


def seen(phone, words):
    return [each.text for each in texts(phone) if words in each.text]


def texts(phone):
    every = phone.messages if hasattr(phone, "messages") else phone.chat
    return [each for each in every if not each.from_me]


def last(phone):
    return texts(phone)[-1].text


async def ready(stage):
    url = url_of(stage, "/health/ready")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def until(stage, holds, **step):
    """Let time pass in steps until something holds."""
    for _ in range(200):
        if holds():
            return
        stage.clock.move(**step)
        await stage.service.look_again()
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


async def reply(stage, ref, words):
    """Have the contact person answer what this person last wrote."""
    mette = stage.phones["mette"]
    got = [each for each in texts(mette) if f"from {ref}" in each.text][-1]
    mette.write(words, reply_to=got.id)


async def wrote(stage, ref):
    """Have a client write, so that they can be answered."""
    phone, words = stage.phones[ref], f"from {ref}"
    phone.write(words) if hasattr(phone, "write") else phone.text(words)
    await stage.phones["mette"].wait_for(lambda message: words in message.text)
    await stage.quiet()


class TestTelegram:
    """What Telegram does to us."""

    async def test_a_chat_that_is_held_up_holds_no_other_up(self, stage):
        alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
        cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
        await wrote(stage, "bo")
        stage.world.telegram.fault("rate_limit", retry_after=30, phone=mette)

        alma.write("mette is held up")
        cleo.write("kirsten is not")
        await kirsten.wait_for(lambda sms: "kirsten is not" in sms.text)
        kirsten.text("K3 nor is Cleo")
        await stage.later(seconds=9)
        await cleo.wait_for(lambda message: "nor is Cleo" in message.text)
        early = seen(mette, "mette is held up")
        stage.world.telegram.clear()
        await stage.later(seconds=31)

        await mette.wait_for(lambda message: "mette is held up" in message.text)
        assert early == []
        assert len(seen(mette, "mette is held up")) == 1
        assert bo.messages

    async def test_a_pause_that_telegram_asked_for_outlasts_a_restart(self, stage):
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        stage.world.telegram.fault(
            "rate_limit", retry_after=300, phone=mette, methods="sendMessage"
        )
        alma.write("patience")
        await stage.quiet()
        calls = Counter(name for name, _ in stage.world.telegram.calls)

        await stage.restart()
        await stage.later(seconds=60)
        await stage.quiet()
        again = Counter(name for name, _ in stage.world.telegram.calls)
        stage.world.telegram.clear()
        await stage.later(seconds=300)

        assert again["sendMessage"] == calls["sendMessage"]
        await mette.wait_for(lambda message: "patience" in message.text)

    @pytest.mark.parametrize(
        "fault",
        [
            ("hang_after_accept", {}),
            ("drop_after_accept", {}),
            ("error", {"status": 502, "accepted": True}),
            ("junk", {}),
        ],
        ids=lambda fault: fault[0],
    )
    async def test_what_may_have_arrived_comes_at_most_twice_and_is_marked(
        self, stage, fault, monkeypatch
    ):
        kind, options = fault
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        await wrote(stage, "alma")
        request = stage.service.gateways["telegram"]._bot.request
        monkeypatch.setattr(request, "_timeout", aiohttp.ClientTimeout(total=0.3))
        stage.world.telegram.fault(
            kind, times=1, phone=alma, methods="sendMessage", **options
        )

        await reply(stage, "alma", "once or twice")
        await until(stage, lambda: len(seen(alma, "once or twice")) == 2, seconds=10)
        told = await mette.wait_for(lambda message: "twice" in message.text)
        await stage.later(hours=1)

        assert len(seen(alma, "once or twice")) == 2
        assert "twice" in told.text
        assert await stage.store.run(outbox.maybe_twice) == 1

    async def test_what_certainly_did_not_arrive_comes_once(self, stage):
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        stage.world.telegram.fault("drop_before_accept", times=1, phone=mette)

        alma.write("through a broken line")
        await until(stage, lambda: seen(mette, "a broken line"), seconds=10)
        await stage.later(hours=1)

        assert len(seen(mette, "a broken line")) in {1, 2}

    async def test_an_hour_without_telegram_costs_nothing_and_is_told(self, calling):
        stage = calling
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
        operator = stage.phones["operator"]
        await wrote(stage, "alma")
        stage.world.telegram.fault("error", status=502)

        await reply(stage, "alma", "written before")
        alma.write("written meanwhile")
        kirsten.text("K3 by sms")
        for _ in range(60):
            stage.clock.move(minutes=1)
            await stage.service.look_again()
            await asyncio.sleep(0)
        stage.world.twilio.alerts.clear()
        stage.phones["bo"].text("sms goes on")
        await stage.world.settled()
        assert await ready(stage) == 200
        await until(stage, lambda: texts(operator), seconds=30)
        stage.world.telegram.clear()
        await until(
            stage,
            lambda: (
                seen(mette, "written meanwhile")
                and seen(mette, "sms goes on")
                and seen(alma, "written before")
                and seen(cleo, "by sms")
            ),
            seconds=10,
        )
        await until(stage, lambda: len(texts(operator)) == 2, seconds=30)
        await stage.world.settled()

        assert len(seen(mette, "written meanwhile")) == 1
        assert len(seen(alma, "written before")) <= 2
        assert stage.world.twilio.alerts == []
        down, well = (each.text for each in texts(operator))
        assert "Telegram" in down
        assert "Telegram" in well
        assert down != well

    async def test_a_lost_token_is_told_and_nothing_is_given_up(self, calling):
        stage = calling
        alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
        operator, cloud = stage.phones["operator"], stage.world.telegram
        alma.write("before")
        await mette.wait_for(lambda message: "before" in message.text)
        await stage.quiet()
        good, cloud.token = cloud.token, "7000000001:AAnewtokennewtokennewtokennewtoken"

        bo.text("the token is gone")
        await until(stage, lambda: texts(operator), seconds=30)
        assert await ready(stage) == 200
        await stage.stop()
        replace_setting(stage, "token", f'"{cloud.token}"')
        await stage.start()
        await until(stage, lambda: seen(mette, "the token is gone"), seconds=30)

        assert good != cloud.token
        assert len(seen(mette, "the token is gone")) == 1
        assert "Telegram" in texts(operator)[0].text

    async def test_a_bot_that_somebody_else_polls_is_told(self, calling):
        stage = calling
        stage.world.telegram.fault(
            "error", status=409, description="Conflict", methods="getUpdates", times=2
        )
        stage.world.telegram.updates.terminate("ready")

        await until(stage, lambda: texts(stage.phones["operator"]), seconds=10)

        assert "Telegram" in texts(stage.phones["operator"])[0].text

    async def test_a_blocked_bot_is_told_to_the_contact_person(self, stage):
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        await wrote(stage, "alma")
        alma.block()
        await stage.quiet()

        await reply(stage, "alma", "into the void")
        await mette.wait_for(lambda message: "not delivered" in message.text)

        assert seen(mette, "blocked")


class TestTwilio:
    """What Twilio does to us."""

    @pytest.mark.parametrize("how", ["callback", "list"])
    @pytest.mark.parametrize(
        "fault",
        [
            ("error", {"status": 500, "accepted": True}),
            ("drop_after_accept", {}),
            ("junk", {}),
        ],
        ids=lambda fault: fault[0],
    )
    async def test_what_was_accepted_all_the_same_is_sent_once(self, stage, fault, how):
        kind, options = fault
        bo, mette = stage.phones["bo"], stage.phones["mette"]
        await wrote(stage, "bo")
        stage.world.twilio.callbacks = "normal" if how == "callback" else "none"
        stage.world.twilio.fault(kind, methods="create", times=1, **options)

        await reply(stage, "bo", "exactly once")
        await stage.later(seconds=9)
        await stage.quiet()
        for _ in range(40):
            await stage.later(minutes=1)
        await stage.quiet()

        assert len(seen(bo, "exactly once")) == 1
        assert created(stage, "exactly once") == 1
        assert query(stage, UNSETTLED) == [(0,)]
        assert last(mette) in {"K2 Bo: sent", "K2 Bo: delivered"}

    async def test_what_twilio_never_took_is_sent_again_after_a_look(self, stage):
        bo = stage.phones["bo"]
        await wrote(stage, "bo")
        stage.world.twilio.fault("error", status=500, methods="create", times=1)

        await reply(stage, "bo", "second try")
        await until(stage, lambda: seen(bo, "second try"), seconds=30)
        await stage.later(hours=1)

        assert len(seen(bo, "second try")) == 1
        assert created(stage, "second try") == 2

    async def test_a_slow_twilio_slows_nobody_else_down(self, stage):
        alma, mette = stage.phones["alma"], stage.phones["mette"]
        cleo, bo = stage.phones["cleo"], stage.phones["bo"]
        await wrote(stage, "bo")
        stage.world.twilio.fault("slow", seconds=1.5, methods="create", times=2)

        cleo.write("to Kirsten by sms")
        await reply(stage, "bo", "to Bo by sms")
        await stage.later(seconds=9)
        alma.write("by Telegram")
        await mette.wait_for(lambda message: "by Telegram" in message.text)
        early = seen(bo, "to Bo by sms")

        await bo.wait_for(lambda sms: "to Bo by sms" in sms.text)
        assert early == []
        assert len(seen(bo, "to Bo by sms")) == 1

    @pytest.mark.parametrize(
        "mode", ["normal", "duplicate", "reversed", "before_response", "none"]
    )
    async def test_reports_come_as_they_like(self, stage, mode):
        bo, mette = stage.phones["bo"], stage.phones["mette"]
        await wrote(stage, "bo")
        stage.world.twilio.callbacks = mode

        await reply(stage, "bo", "whatever they report")
        await stage.later(seconds=9)
        await bo.wait_for(lambda sms: "whatever they report" in sms.text)
        await stage.quiet()
        for _ in range(10):
            await stage.later(minutes=1)

        states = query(stage, STATES, "sms")
        assert created(stage, "whatever they report") == 1
        assert states[-1] == (("sent",) if mode == "none" else ("delivered",))
        told = "sent" if mode == "none" else "delivered"
        assert last(mette) == f"K2 Bo: {told}"

    async def test_a_number_that_said_stop_is_left_alone(self, stage):
        mette = stage.phones["mette"]
        await wrote(stage, "bo")
        stage.world.twilio.fault("code", status=400, code=21610, times=1)

        await reply(stage, "bo", "never arrives")
        await stage.later(seconds=9)
        await mette.wait_for(lambda message: "not delivered" in message.text)
        await stage.quiet()
        await reply(stage, "bo", "nor does this")
        await stage.later(seconds=9)
        await stage.later(hours=1)

        assert created(stage, "nor does this") == 0
        assert query(stage, FROZEN) == [("opted_out",)]

    @pytest.mark.parametrize(
        ("code", "frozen"), [(30003, []), (30005, [("bad_number",)])]
    )
    async def test_a_phone_that_cannot_be_reached_is_told(self, stage, code, frozen):
        bo, mette = stage.phones["bo"], stage.phones["mette"]
        await wrote(stage, "bo")
        stage.world.twilio.outcome(BO, "undelivered", error_code=code)

        await reply(stage, "bo", "never arrives")
        await stage.later(seconds=9)
        await mette.wait_for(lambda message: "not delivered" in message.text)
        await stage.quiet()
        found = query(stage, FROZEN)
        bo.text("from bo again")
        await mette.wait_for(lambda message: "from bo again" in message.text)
        await reply(stage, "bo", "good to hear")
        await stage.later(seconds=9)

        assert found == frozen
        await bo.wait_for(lambda sms: "good to hear" in sms.text)

    async def test_a_twilio_that_refuses_everything_is_told(self, on_telegram):
        stage = on_telegram
        operator, bo = stage.phones["operator"], stage.phones["bo"]
        await wrote(stage, "bo")
        await stage.quiet()
        before = len(texts(operator))
        stage.world.twilio.fault("error", status=503)

        for number in range(4):
            await reply(stage, "bo", f"wait {number}")
        await until(stage, lambda: len(texts(operator)) > before, seconds=30)
        stage.world.twilio.clear()
        await until(stage, lambda: len(seen(bo, "wait")) == 4, seconds=30)

        assert any("SMS" in each.text for each in texts(operator)[before:])
        assert seen(bo, "wait") == [f"Mette: wait {number}" for number in range(4)]

    async def test_a_wrong_auth_token_keeps_the_queue(self, on_telegram):
        stage = on_telegram
        operator, bo = stage.phones["operator"], stage.phones["bo"]
        await wrote(stage, "bo")
        before = len(texts(operator))
        keys = stage.world.twilio.keys
        good, keys[stage.world.account_sid] = stage.world.auth_token, "0" * 32

        await reply(stage, "bo", "kept for later")
        await until(stage, lambda: len(texts(operator)) > before, seconds=30)
        assert await ready(stage) == 200
        await stage.stop()
        keys[stage.world.account_sid] = good
        await stage.start()
        await until(stage, lambda: seen(bo, "kept for later"), seconds=30)

        assert len(seen(bo, "kept for later")) == 1

    async def test_what_twilio_quotes_in_an_error_is_in_no_log(self, stage, caplog):
        caplog.set_level(logging.DEBUG, "bot")
        caplog.set_level(logging.DEBUG, "sms_gateway")
        caplog.set_level(logging.DEBUG, "handlers")
        await wrote(stage, "bo")
        for code, status in ((21211, 400), (20429, 429), (99999, 400)):
            stage.world.twilio.fault(
                "code",
                status=status,
                code=code,
                description=f"The 'To' number {BO} is not valid: quoted words",
                times=1,
            )

        for number in range(3):
            await reply(stage, "bo", f"quoted words {number}")
            await stage.later(seconds=9)
            await stage.later(minutes=2)

        every = " ".join(str(vars(record)) for record in caplog.records)
        assert "quoted words" not in every
        assert BO not in every
        assert BO[3:] not in every


UNSETTLED = """
    SELECT count(*) FROM delivery WHERE state IN ('held', 'ready', 'claimed', 'unknown')
"""
STATES = "SELECT state FROM delivery WHERE channel = ? AND kind = 'relay' ORDER BY id"
FROZEN = "SELECT reason FROM address WHERE state = 'frozen'"


def created_texts(stage, words):
    """Return what Twilio was asked to send."""
    bodies = [
        given["Body"] for name, given in stage.world.twilio.calls if name == "create"
    ]
    return [body for body in bodies if words in body]


def created(stage, words):
    return len(created_texts(stage, words))
