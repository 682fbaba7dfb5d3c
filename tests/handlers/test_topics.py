"""What somebody wants to talk about at a follow-up: asked ahead, kept, marked."""

from datetime import datetime, timedelta

import pytest

from casework.appointments import AppointmentKind
from casework.people import Topic
from storage import people
from tests.handlers.meetings import call_off, move, new, propose, tick
from tests.handlers.test_contact_log import _with_policy

A_DAY = timedelta(days=1)
IN_A_WEEK = datetime(2026, 11, 30, 14, 0)  # on the wall; it is Monday the 23rd


def the_follow_up(starts=IN_A_WEEK):
    return new(starts, kind=AppointmentKind.FOLLOW_UP)


def asked(house, who="alma"):
    return [text for text in house.texts(who) if "want to talk about" in text]


async def topics(house, who="alma"):
    return [words["text"] for kind, words in await house.record(who) if kind == "topic"]


async def days_pass(house, days):
    for _ in range(days):
        house.move(days=1)
        await tick(house)
        await house.deliver()


async def test_three_days_before_a_follow_up_they_are_asked_once(house):
    await propose(house, "alma", the_follow_up(), agreed=True)

    await days_pass(house, 3)
    assert asked(house) == []
    await days_pass(house, 3)

    (said,) = asked(house)
    assert "topic:" in said
    assert "Mon 30 Nov" in said


async def test_of_any_other_meeting_nobody_is_asked(house):
    await propose(house, "alma", new(IN_A_WEEK), agreed=True)

    await days_pass(house, 6)

    assert asked(house) == []


async def test_nobody_is_asked_before_they_said_yes_nor_when_it_is_off(house):
    await propose(house, "alma", the_follow_up())
    off = await propose(house, "bo", the_follow_up(), agreed=True)
    await call_off(house, off)

    await days_pass(house, 6)

    assert asked(house) == []
    assert asked(house, "bo") == []


async def test_a_follow_up_that_moves_is_asked_about_once(house):
    one = await propose(house, "alma", the_follow_up(), agreed=True)
    await days_pass(house, 5)
    assert len(asked(house)) == 1

    kind = AppointmentKind.FOLLOW_UP
    await move(house, one, IN_A_WEEK + 7 * A_DAY, kind=kind)
    await house.talk("alma", "ok")
    await days_pass(house, 8)

    assert len(asked(house)) == 1


async def test_a_reply_comes_along_and_reaches_the_human_as_well(house):
    await propose(house, "alma", the_follow_up(), agreed=True)
    await days_pass(house, 5)
    question = next(
        each for each in house.chat("alma") if "want to talk about" in each.text
    )

    await house.talk("alma", "my room is too small", reply_to=question.id)

    assert await topics(house) == ["my room is too small"]
    shown = [text for text in house.texts("mette") if "my room is too small" in text]
    assert len(shown) == 1
    assert house.texts("alma")[-1].startswith("It comes along to the follow-up")


async def test_other_words_are_words_to_the_human_alone(house):
    await propose(house, "alma", the_follow_up(), agreed=True)
    await days_pass(house, 5)

    await house.talk("alma", "I am ill today")

    assert await topics(house) == []


@pytest.mark.parametrize("word", ["TOPIC", "Emne", "ämne", "AMNE"])
async def test_with_its_word_a_topic_is_kept_at_any_time(house, word):
    await house.talk("bo", f"{word}: skolen")

    assert await topics(house, "bo") == ["skolen"]
    assert [text for text in house.texts("mette") if "skolen" in text]


async def test_where_nothing_is_recorded_nothing_is_asked(house):
    alma = await house.person("alma")
    await house.run(_with_policy("none"), alma.id)
    await propose(house, "alma", the_follow_up(), agreed=True)

    await days_pass(house, 6)

    assert asked(house) == []


async def test_who_is_not_asked_is_named_to_the_contact_person(house):
    alma = await house.person("alma")
    await house.run(people.set_declined_topics, alma.id, frozenset({Topic.REMINDERS}))
    await propose(house, "alma", the_follow_up(), agreed=True)

    await days_pass(house, 6)

    assert asked(house) == []
    (told,) = [text for text in house.texts("mette") if "was not asked" in text]
    assert told.startswith("K1 Alma was not asked what to talk about on Mon 30 Nov")
