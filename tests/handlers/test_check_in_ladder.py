"""What comes after no answer: alma on Telegram, bo by SMS; sanne supervises mette."""

import random
from datetime import UTC, datetime

import pytest

from casework.check_ins import Rung
from casework.messages import Never
from casework.people import Address, AddressState, Channel
from casework.reasons import Reason
from casework.safe_contact import Window
from handlers import check_in_ladder, lifecycle
from storage import addresses, check_ins
from tests.handlers.asking import (
    ASKS,
    ASKS_AGAIN,
    agree,
    all_of,
    later,
    news,
    silence,
    states,
)
from tests.handlers.house import maybe
from tests.handlers.test_check_in_answers import kinds
from tests.handlers.test_check_ins import set_safe

MONDAY, THURSDAY, FRIDAY, SATURDAY = 0, 3, 4, 5
TOLD = (
    "K2 Bo has not answered. No answer to {} questions. Last contact Mon 23 Nov. "
    "Agreed next step: call or write."
)


async def rungs(house, who):
    """Return what was climbed, and who was told."""
    found = []
    for each in await all_of(house, who):
        found += await house.run(check_ins.rungs, each.id)
    names = {(await house.person(who)).id: who for who in ("alma", "bo", "mette")}
    return [(rung, names[told]) for rung, told, _ in found]


def said(texts, words):
    return [text for text in texts if words in text]


async def test_after_a_day_there_is_a_gentle_reminder(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)

    nothing = await news(house, "bo", later(house, hours=23))
    reminded = await news(house, "bo", later(house, hours=2))

    assert nothing == []
    assert reminded == [ASKS_AGAIN.format("Bo")]


async def test_then_a_human_has_it_and_nothing_automatic_follows(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)

    told = await news(house, "mette", later(house, days=2, hours=1))
    known = await kinds(house)
    more = await news(house, "bo", later(house, days=21))

    assert said(told, "No answer to 2 questions")
    assert more == []
    assert known == ["missed"]
    assert await rungs(house, "bo") == [
        (Rung.QUESTION, "bo"),
        (Rung.REMINDER, "bo"),
        (Rung.CONTACT_PERSON, "mette"),
    ]


async def test_three_missed_check_ins_alert_the_worker_and_no_further_message_goes_out(
    house,
):
    await agree(house, "bo")
    to_bo = await news(house, "bo", later(house, days=2, hours=2))
    before = len(house.texts("mette"))

    more = await news(house, "bo", later(house, days=14))

    assert to_bo == [ASKS.format("Bo")] * 3
    assert more == []
    assert said(house.texts("mette")[before:], "No answer to 3 questions")
    assert await states(house, "bo") == ["missed"] * 3


async def test_the_supervisor_hears_of_it_when_nobody_takes_it_up(house):
    await agree(house, "bo", MONDAY)

    told = await news(house, "sanne", later(house, days=7))

    assert said(told, "K2 Bo has not answered")


async def test_the_contact_person_is_told_in_their_hours(house):
    await agree(house, "bo", THURSDAY)
    await later(house, days=3, hours=2)  # Thursday 12.00: asked an hour ago

    on_saturday = await news(house, "mette", later(house, days=3))
    on_monday = await news(house, "mette", later(house, days=1))

    assert said(on_saturday, "No answer") == []
    assert said(on_monday, "No answer to 2 questions")


@pytest.mark.parametrize("deed", ["word", "digit", "checkins"])
async def test_whatever_somebody_writes_ends_the_climb_at_once(house, deed):
    await agree(house, "bo", MONDAY)
    await later(house, hours=3)

    words = {"word": "hello", "digit": "1", "checkins": "CHECKINS"}[deed]
    await house.talk("bo", words)
    more = await news(house, "bo", later(house, days=4))

    assert more == []
    assert await silence(house, "bo") is None
    assert await kinds(house) == []


async def test_an_answer_to_the_reminder_is_an_answer(house):
    await agree(house, "bo", MONDAY)
    await later(house, days=1, hours=2)

    await house.talk("bo", "1")

    assert [each.answer for each in await all_of(house, "bo")] == ["fine"]
    assert await silence(house, "bo") is None


async def test_where_there_is_another_way_that_is_tried_before_a_human(house):
    await agree(house, "alma", MONDAY)
    number = Address(Channel.SMS, "+4520999999")
    alma = await house.person("alma")
    await house.run(addresses.add, alma.id, number, AddressState.VERIFIED, house.now)
    await later(house, days=1, hours=2)
    on_telegram = len(house.texts("alma"))

    await later(house, days=1)

    house.addresses["alma by sms"] = number
    assert house.texts("alma by sms") == [ASKS_AGAIN.format("Alma")]
    assert len(house.texts("alma")) == on_telegram
    await later(house, days=1, hours=1)
    assert await rungs(house, "alma") == [
        (Rung.QUESTION, "alma"),
        (Rung.REMINDER, "alma"),
        (Rung.OTHER_CHANNEL, "alma"),
        (Rung.CONTACT_PERSON, "mette"),
    ]


async def test_who_writes_after_a_human_was_told_is_asked_again(house):
    await agree(house, "bo", MONDAY)
    await later(house, days=3)
    assert await kinds(house) == ["missed"]

    await house.talk("bo", "sorry, I was away")
    asked = await news(house, "bo", later(house, days=4, hours=2))

    assert asked == [ASKS.format("Bo")]
    assert await kinds(house) == []


async def test_a_service_that_stood_still_reminds_of_nothing_before_it_has_read(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)

    house.move(days=3)
    await house.deliver()
    at_once = await news(house, "bo", house.deliver())
    await house.talk("bo", "I wrote this while you were away")
    more = await news(house, "bo", later(house, days=2))

    assert at_once == []
    assert more == []
    assert await kinds(house) == []


async def test_with_the_help_the_climb_ends(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)
    bo = await house.person("bo")
    await house.run(lifecycle.end, house.office, bo, None, house.now)
    await house.deliver()

    more = await news(house, "bo", later(house, days=4))

    assert more == []
    assert await kinds(house) == []


async def test_a_crash_in_the_middle_of_a_rung_leaves_nothing_half_done(
    house, monkeypatch
):
    await agree(house, "bo", MONDAY)
    await later(house, hours=23)
    real = check_in_ladder.plan

    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(check_in_ladder, "plan", broken)
    house.move(hours=2)
    with pytest.raises(RuntimeError):
        await house.deliver()
    after_crash = await rungs(house, "bo")
    monkeypatch.setattr(check_in_ladder, "plan", real)

    house.move(minutes=3)
    reminded = await news(house, "bo", house.deliver())

    assert after_crash == [(Rung.QUESTION, "bo")]
    assert reminded == [ASKS_AGAIN.format("Bo")]


async def test_what_may_not_have_arrived_is_not_reminded_of(house):
    await agree(house, "bo", MONDAY)
    house.sms.will(maybe(arrives=False), to=house.addresses["bo"].value)
    house.move(hours=1)
    await house.tick()
    lane = await house.lane_to("bo")
    claimed = await house.claim(lane)
    await house.settle(claimed, maybe(arrives=False))

    house.move(days=1, hours=1)
    await house.tick()

    assert (await silence(house, "bo")).tries == 1
    assert await rungs(house, "bo") == [(Rung.QUESTION, "bo")]


async def test_where_the_last_question_reached_nobody_a_human_still_hears(house):
    await agree(house, "bo", MONDAY, 2)
    await later(house, hours=1)
    house.sms.will(*[Never(Reason.UNREACHABLE)] * 9, to=house.addresses["bo"].value)

    told = await news(house, "mette", later(house, days=4))

    assert said(told, "K2 Bo has not answered")


@pytest.mark.parametrize("seed", range(4))
async def test_between_two_signs_of_life_there_are_never_more_tries_than_allowed(
    house, seed
):
    """Days of all kinds in any order: tries are counted on the phone itself."""
    chance = random.Random(seed)
    await agree(house, "bo", *chance.sample(range(7), chance.randint(0, 3)))
    tries = 0

    for _ in range(30):
        before = len(house.texts("bo"))
        await later(house, hours=chance.choice([1, 6, 24, 26]))
        asked = [text for text in house.texts("bo")[before:] if "4 not now" in text]
        tries += len(asked)
        assert tries <= 3
        if chance.random() < 0.2:
            await house.talk("bo", chance.choice(["1", "hello", "LATER", "4"]))
            tries = 0


async def test_whoever_hears_of_no_answer_reads_when_they_meet(house):
    await agree(house, "bo", MONDAY)
    await house.talk("mette", "/meet K2 friday 14:00")
    await house.press("mette", "Send")
    await house.deliver()
    await house.talk("bo", "YES")

    told = await news(house, "mette", later(house, days=3))

    assert said(told, "Agreed next step: you meet Fri 27 Nov.")


async def test_a_weekend_outside_the_safe_hours_ends_no_climb(house):
    await agree(house, "bo", FRIDAY)
    week = (*((Window(8 * 60, 20 * 60),),) * 5, (), ())
    await set_safe(house, "bo", hours=week)
    await later(house, days=4, hours=2)  # Friday 12.00: asked an hour ago

    on_the_weekend = await news(house, "bo", later(house, days=2))
    on_monday = await news(house, "bo", later(house, days=1))
    told = await news(house, "mette", later(house, days=1))

    assert on_the_weekend == []
    assert on_monday == [ASKS_AGAIN.format("Bo")]
    assert said(told, "No answer to 2 questions")


async def test_who_may_be_written_to_on_one_day_a_week_is_given_to_a_human(house):
    await agree(house, "bo", MONDAY)
    mondays = ((Window(8 * 60, 20 * 60),), *((),) * 6)
    await set_safe(house, "bo", hours=mondays)
    await later(house, hours=2)

    told = await news(house, "mette", later(house, days=3))

    assert said(told, "No answer to 1 questions")


async def test_of_all_who_are_silent_by_then_a_human_hears_in_one_message(house):
    await agree(house, "bo")
    await agree(house, "alma")
    await later(house, days=3, hours=3)

    (text,) = said(house.texts("mette"), "No answer to 3 questions")

    assert text.startswith("Tasks:\n1. K")
    assert "K1 Alma has not answered." in text
    assert "K2 Bo has not answered." in text
    for who in ("alma", "bo"):
        assert (Rung.CONTACT_PERSON, "mette") in await rungs(house, who)


@pytest.mark.parametrize(("month", "day", "hour"), [(3, 27, 9), (10, 30, 10)])
async def test_over_a_clock_change_the_reminder_comes_at_the_same_time_of_day(
    house, month, day, hour
):
    house.now = datetime(2027, month, day, 8, tzinfo=UTC)
    await agree(house, "alma", SATURDAY, at=11)
    asked = await news(house, "alma", later(house, hours=2))
    sunday = datetime(2027, month, day + 1, hour, tzinfo=UTC)  # 11 o'clock here

    before = await news(
        house, "alma", later(house, minutes=_minutes(house, sunday) - 1)
    )
    reminded = await news(house, "alma", later(house, minutes=1))

    assert asked == [ASKS.format("Alma")]
    assert before == []
    assert reminded == [ASKS_AGAIN.format("Alma")]


def _minutes(house, until):
    return (until - house.now).total_seconds() // 60
