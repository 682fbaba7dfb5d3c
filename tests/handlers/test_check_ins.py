"""Asking how somebody is: alma on Telegram, bo by SMS; mette answers them."""

from dataclasses import replace

import pytest

from casework.messages import Never
from casework.people import Topic
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import check_in_words, lifecycle
from handlers.check_ins import KIND
from storage import people, rules, safe_contacts
from tests.handlers.asking import (
    ASKS,
    agree,
    all_of,
    later,
    news,
    silence,
    states,
)

MONDAY = 0


async def set_safe(house, who, **safe):
    person = await house.person(who)
    said = SafeContact(checked_on=house.now.date(), **safe)
    await house.run(safe_contacts.set_profile, person.id, said, person.id, house.now)


async def set_scale(house):
    settings = {"dk_youth": {"check_in_scale": "true"}}
    house.office = replace(house.office, profiles=settings)


async def reasons(house, who):
    return [each.reason for each in await all_of(house, who)]


async def test_somebody_is_asked_at_the_hour_that_was_agreed_and_thanked(house):
    await agree(house, "alma", MONDAY, at=11)

    asked = await news(house, "alma", later(house, hours=1))
    thanked = await news(house, "alma", house.press("alma", "Fine"))

    assert asked == [ASKS.format("Alma")]
    assert thanked == ["Thank you for your answer. Mette sees it by tomorrow at 11:00."]
    (check_in,) = await all_of(house, "alma")
    assert (check_in.state, check_in.answer) == ("answered", "fine")


async def test_by_sms_a_digit_or_a_word_answers(house):
    await agree(house, "bo")

    asked = await news(house, "bo", later(house, hours=1))
    await house.talk("bo", "1")
    await later(house, days=1)
    await house.talk("bo", "Fine!")

    assert asked == [ASKS.format("Bo")]
    assert [each.answer for each in await all_of(house, "bo")] == ["fine", "fine"]


async def test_where_the_help_asks_for_a_scale_a_number_answers(house):
    await set_scale(house)
    await agree(house, "bo")

    asked = await news(house, "bo", later(house, hours=1))
    await house.talk("bo", "4")

    assert "Reply 1-5" in asked[0]
    assert [each.answer for each in await all_of(house, "bo")] == ["4"]


async def test_a_discreet_question_names_nobody(house):
    await agree(house, "bo")
    await set_safe(house, "bo", discreet=Discreet.DISCREET)

    asked = await news(house, "bo", later(house, hours=1))
    thanked = await news(house, "bo", house.talk("bo", "1"))

    assert asked == ["Hi! How is it going? 1 fine, 2 talk, 3 not fine, 4 later"]
    assert thanked == ["OK, thanks"]


async def test_not_now_is_an_answer_and_says_when_it_is_asked_again(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)

    said = await news(house, "bo", house.talk("bo", "LATER"))
    more = await news(house, "bo", later(house, days=5))

    assert said == ["That is fine. We ask again Mon 30 Nov. Take care."]
    assert more == []
    assert await states(house, "bo") == ["answered"]


async def test_nobody_is_asked_while_a_human_talks_with_them(house):
    await agree(house, "alma", MONDAY)
    await later(house, minutes=50)
    await house.talk("alma", "hello Mette")

    asked = await news(house, "alma", later(house, minutes=20))
    then = await news(house, "alma", later(house, minutes=20))

    assert asked == []
    assert then == [ASKS.format("Alma")]


async def test_words_that_come_before_the_question_has_left_make_it_needless(house):
    await agree(house, "alma", MONDAY)
    await later(house, minutes=50)
    await house.talk("alma", "hello Mette")
    await later(house, minutes=15)

    await house.talk("alma", "it was a good day")
    asked = await news(house, "alma", later(house, hours=2))

    assert asked == []
    assert await states(house, "alma") == ["words"]


async def test_what_lies_outside_safe_hours_waits_for_them_if_they_are_near(house):
    await agree(house, "bo", MONDAY)
    await set_safe(house, "bo", hours=every_day(Window(12 * 60, 20 * 60)))

    before = await news(house, "bo", later(house, minutes=110))
    asked = await news(house, "bo", later(house, minutes=15))

    assert before == []
    assert asked == [ASKS.format("Bo")]


async def test_what_lies_far_outside_safe_hours_is_left_out_with_its_reason(house):
    await agree(house, "bo", MONDAY)
    await set_safe(house, "bo", hours=every_day(Window(17 * 60, 20 * 60)))

    asked = await news(house, "bo", later(house, days=3))

    assert asked == []
    assert await reasons(house, "bo") == [Reason.SAFE_HOURS]
    assert await silence(house, "bo") is None


async def test_while_the_service_stood_still_nobody_was_silent(house):
    await agree(house, "bo", MONDAY)

    house.move(days=3)
    await house.deliver()
    more = await news(house, "bo", later(house, days=2))

    assert more == []
    assert await states(house, "bo") == ["skipped"]
    assert await reasons(house, "bo") == [Reason.TOO_OLD]
    assert await silence(house, "bo") is None


async def test_what_the_network_refuses_is_nobodys_silence(house):
    await agree(house, "bo", MONDAY)
    house.sms.will(Never(Reason.UNREACHABLE), to=house.addresses["bo"].value)

    await later(house, hours=1)
    more = await news(house, "bo", later(house, days=4))

    assert more == []
    assert await states(house, "bo") == ["skipped"]
    assert await silence(house, "bo") is None


async def test_a_paused_help_asks_nothing_and_says_nothing_of_it(house):
    await agree(house, "alma")
    alma = await house.person("alma")
    await house.run(lifecycle.pause, house.office, alma, None, house.now)
    await house.deliver()

    asked = await news(house, "alma", later(house, days=2))

    assert asked == []
    assert await all_of(house, "alma") == []


async def test_who_switched_the_questions_off_is_not_asked(house):
    await agree(house, "bo")
    bo = await house.person("bo")
    await house.run(people.set_declined_topics, bo.id, {Topic.CHECK_INS})

    asked = await news(house, "bo", later(house, days=2))

    assert asked == []
    assert await all_of(house, "bo") == []


async def test_with_the_help_ends_the_asking(house):
    await agree(house, "alma")
    alma = await house.person("alma")
    await house.run(lifecycle.end, house.office, alma, None, house.now)
    await house.deliver()

    asked = await news(house, "alma", later(house, days=3))

    assert asked == []
    assert await house.run(rules.of_person, alma.id, KIND) == []


async def test_after_a_stop_nobody_is_asked_or_counted(house):
    await agree(house, "alma")
    await house.talk("alma", "STOP")

    asked = await news(house, "alma", later(house, days=4))

    assert asked == []
    assert await silence(house, "alma") is None


async def test_the_first_question_after_a_pause_says_that_it_is_over(house):
    await agree(house, "bo")
    await house.talk("bo", "CHECKINS pause")

    asked = await news(house, "bo", later(house, days=7, hours=2))

    assert asked == ["The break is over. " + ASKS.format("Bo")]


async def test_a_command_is_a_command_while_a_question_is_open(house):
    await agree(house, "alma")
    await later(house, hours=1)

    said = await news(house, "alma", house.talk("alma", "/help"))

    assert said[0].startswith("You can write freely")
    assert await states(house, "alma") == ["words"]


async def test_one_thing_is_asked_at_a_time(house):
    await agree(house, "bo", MONDAY)
    await house.talk("bo", "CHECKINS")
    bo = await house.person("bo")
    await house.run(check_in_words.ask_when, house.office, bo.id, house.now)
    await house.deliver()

    asked = await news(house, "bo", later(house, hours=2))
    await later(house, hours=4)

    assert ASKS.format("Bo") not in asked
    assert await reasons(house, "bo") == [Reason.ASKED]


async def test_answers_are_forgotten_outside_of_the_record_after_twelve_weeks(house):
    await agree(house, "bo", MONDAY)
    await later(house, hours=1)
    await house.talk("bo", "1")

    house.move(weeks=12, hours=1)
    await house.look_after()

    first, *_ = await all_of(house, "bo")
    assert (first.state, first.answer) == ("answered", "")


@pytest.mark.parametrize(
    ("stood_still", "found"), [({"minutes": 10}, "asked"), ({"hours": 3}, "skipped")]
)
async def test_what_is_a_little_late_is_still_asked_and_what_is_stale_is_not(
    house, stood_still, found
):
    await agree(house, "bo", MONDAY)
    house.move(hours=1)

    house.move(**stood_still)
    await house.deliver()

    assert await states(house, "bo") == [found]


async def test_however_often_the_clock_rings_it_is_asked_once(house):
    await agree(house, "bo", MONDAY)
    house.move(hours=1)

    for _ in range(50):
        await house.tick()
    await house.restart()
    asked = await news(house, "bo", house.deliver())

    assert asked == [ASKS.format("Bo")]
