"""Who did not come hears a kind word, and finds another time with one tap."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.appointments import AppointmentKind
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from casework.tasks import TaskKind
from storage import tasks
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    at,
    labels,
    new,
    propose,
    set_safe,
    tick,
)

OVER = THURSDAY + timedelta(minutes=45)
MORNINGS = SafeContact(hours=every_day(Window(8 * 60, 10 * 60)))
MISSED = (
    "Hi {}. We did not see you {}. That is OK. Find a new time? Reply OK. "
    "Or reply CALL and {} rings you."
)


async def missed(house, who="alma", by="mette", *, after=timedelta(0), **more):
    """Let somebody not come, and the contact person say so."""
    safe = more.pop("safe", SafeContact())
    await set_safe(house, who, replace(safe, checked_on=house.now.date()))
    one = await propose(house, who, new(**more), by=by)
    await house.talk(who, "OK")
    await at(house, OVER)
    house.now += after
    await tick(house)
    if by == "mette":
        await house.press(by, "Did not come")
    else:
        await house.talk(by, f"NOBODY {one.id}")
    await house.deliver()
    return one


async def open_task(house, who, kind, about=""):
    person = await house.person(who)
    return await house.run(tasks.find_open, person.id, kind, about)


async def test_who_did_not_come_is_told_that_it_is_all_right(house):
    await missed(house)

    assert house.texts("alma")[-1] == MISSED.format("Alma", "today", "Mette")
    assert labels(house.last("alma")) == ["Find a new time", "Call me", "Later"]


async def test_said_the_day_after_the_day_is_named(house):
    await missed(house, after=timedelta(days=1))

    assert house.texts("alma")[-1] == MISSED.format("Alma", "Thu 26 Nov", "Mette")


async def test_a_call_that_nobody_answered_was_no_visit(house):
    await missed(house, kind=AppointmentKind.PHONE)

    assert house.texts("alma")[-1].startswith(
        "Hi Alma. We did not reach you Thu 26 Nov"
    )


async def test_yes_makes_a_new_time_somebody_s_task_with_a_button_to_propose_one(house):
    one = await missed(house)

    await house.press("alma", "Find a new time")
    await house.deliver()

    assert house.texts("alma")[-1] == (
        "Thanks. Mette writes back about a new time by tomorrow at 12:00."
    )
    assert await open_task(house, "alma", TaskKind.NEW_TIME, str(one.id))
    await house.press("mette", "Propose a new time")
    await house.deliver()
    await house.talk("mette", "friday 14", reply_to=house.last("mette"))
    await house.press("mette", "Send")
    await house.deliver()
    assert "Fri 27 Nov at 14:00" in house.texts("alma")[-1]
    assert not await open_task(house, "alma", TaskKind.NEW_TIME, str(one.id))


@pytest.mark.parametrize("word", ["OK", "1", "ja tak"])
async def test_by_sms_a_word_is_enough(house, word):
    one = await missed(house, "bo")

    await house.talk("bo", word)

    assert await open_task(house, "bo", TaskKind.NEW_TIME, str(one.id))


async def test_call_makes_a_call_somebody_s_task(house):
    await missed(house, "bo")

    await house.talk("bo", "RING")

    assert await open_task(house, "bo", TaskKind.CALL)
    assert house.texts("bo")[-1].startswith("Thanks. Mette has been told")


async def test_later_is_an_answer_and_makes_no_task(house):
    one = await missed(house)

    await house.press("alma", "Later")
    await house.deliver()

    assert house.texts("alma")[-1] == (
        "That is fine. Write here when it suits you, and Mette answers."
    )
    assert not await open_task(house, "alma", TaskKind.NEW_TIME, str(one.id))


async def test_words_go_to_the_human(house):
    await missed(house)

    await house.talk("alma", "sorry I overslept")

    assert house.texts("mette")[-1] == "K1 Alma\nsorry I overslept"


async def test_a_discreet_text_names_nothing_and_no_one(house):
    one = await missed(house, "bo", safe=SafeContact(discreet=Discreet.DISCREET))

    assert house.texts("bo")[-1] == "Hi! New time? 1 = yes, 2 = later"
    await house.talk("bo", "2")
    assert not await open_task(house, "bo", TaskKind.NEW_TIME, str(one.id))


async def test_outside_the_safe_hours_it_waits_and_then_names_the_day(house):
    mornings = SafeContact(
        hours=every_day(Window(8 * 60, 12 * 60)), checked_on=house.now.date()
    )
    await set_safe(house, "alma", mornings)
    one = await propose(house, "alma")
    await at(house, OVER)
    await house.press("mette", "Did not come")
    await house.deliver()
    assert not any("did not see" in text for text in house.texts("alma"))

    await at(house, THURSDAY.replace(hour=9) + A_DAY)

    assert one.id
    assert house.texts("alma")[-1].startswith("Hi Alma. We did not see you Thu 26 Nov.")


async def test_after_a_new_proposal_nobody_asks_any_more(house):
    await propose(house, "alma", new(THURSDAY))
    await at(house, OVER)
    await propose(house, "alma", new(THURSDAY + A_DAY))

    await house.press("mette", "Did not come")
    await house.deliver()

    assert not any("did not see" in text for text in house.texts("alma"))


async def test_who_came_after_all_is_not_told_that_nobody_saw_them(house):
    one = await missed(house, "dan", by="kirsten", safe=MORNINGS)
    before = house.texts("dan")

    await house.talk("kirsten", f"MET {one.id}")
    await at(house, THURSDAY.replace(hour=9) + A_DAY)

    assert house.texts("dan") == before
    assert not any("did not see you" in text for text in before)


async def test_what_they_were_asked_before_it_was_put_right_is_words_then(house):
    one = await missed(house, "dan", by="kirsten")

    await house.talk("kirsten", f"MET {one.id}")
    await house.talk("dan", "OK")

    assert house.texts("kirsten")[-1] == "K4 Dan: OK"
    assert await open_task(house, "dan", TaskKind.NEW_TIME, str(one.id)) is None
