"""Proposing a meeting step by step, and what is asked again on the way."""

from datetime import datetime

import pytest

from casework.safe_contact import SafeContact, Window, every_day
from handlers import absences
from storage import appointments as kept
from storage import assignments
from tests.handlers.family import with_young_family
from tests.handlers.meetings import labels, set_safe

TUESDAY = datetime(2026, 11, 24, 14)


async def all_of(house, who):
    person = await house.person(who)
    return await house.run(kept.of_client, person.id)


async def press(house, *chosen):
    for label in chosen:
        await house.press("mette", label)
        await house.deliver()


async def reply(house, words):
    await house.talk("mette", words, reply_to=house.last("mette"))


async def test_a_meeting_is_proposed_with_buttons_alone(house):
    await house.talk("mette", "/meet")
    assert labels(house.last("mette")) == ["K1 Alma", "K2 Bo", "Cancel"]

    await press(house, "K1 Alma", "Tomorrow", "14:00", "45 min", "Visit at home")
    assert house.last("mette").text == "Where? Write it in a few words."
    await press(house, "No place yet")
    assert house.last("mette").text == (
        "K1 Alma: Tue 24 Nov at 14:00, 45 min (Visit at home)"
    )
    await press(house, "Send")

    (one,) = await all_of(house, "alma")
    assert (one.starts, one.minutes, one.kind) == (TUESDAY, 45, "home_visit")


async def test_each_step_takes_typed_words_as_a_reply(house):
    await house.talk("mette", "/meet")
    for words in ("Alma", "tirsdag", "kl. 14 til 15"):
        await reply(house, words)
    await press(house, "Out somewhere")
    await reply(house, "at the library")
    await press(house, "Send")

    (one,) = await all_of(house, "alma")
    assert (one.starts, one.minutes, one.place) == (TUESDAY, 60, "the library")


async def test_on_the_phone_nobody_is_asked_where(house):
    await house.talk("mette", "/meet K1")
    await press(house, "Tomorrow", "10:00", "30 min", "Phone")

    assert house.last("mette").text == "K1 Alma: Tue 24 Nov at 10:00, 30 min (Phone)"


@pytest.mark.parametrize(
    ("steps", "words", "asked"),
    [
        ((), "Cleo", "I know nobody"),
        (("K1 Alma",), "next Tuesdayish", "I do not understand"),
        (("K1 Alma",), "yesterday 14", "yesterday 14 has been already"),
        (("K1 Alma",), "tuesday 25:00", "There is no such time: 25:00"),
        (("K1 Alma", "Tomorrow"), "2", "2: at night or in the afternoon?"),
        (("K1 Alma", "Tomorrow", "14:00"), "for ever", "How long? for ever"),
        (
            ("K1 Alma", "Tomorrow", "14:00", "30 min", "School"),
            "x" * 3000,
            "A place has at most 120 characters",
        ),
    ],
)
async def test_a_step_is_asked_again_with_what_was_wrong(house, steps, words, asked):
    await house.talk("mette", "/meet")
    await press(house, *steps)
    question = house.last("mette").text

    await reply(house, words)

    assert question in house.last("mette").text
    if words != "Cleo":
        assert house.last("mette").text.startswith(asked)
    assert await all_of(house, "alma") == []


async def test_a_day_without_its_time_asks_for_the_time_alone(house):
    await house.talk("mette", "/meet K1 tuesday")

    assert house.last("mette").text.startswith("At what time Tue 24 Nov?")
    await reply(house, "wednesday 15")
    await press(house, "60 min", "School", "No place yet", "Send")
    (one,) = await all_of(house, "alma")
    assert one.starts == datetime(2026, 11, 25, 15)


async def test_whatever_stands_there_can_be_changed_before_it_is_sent(house):
    await house.talk("mette", "/meet K1 tuesday 14 1h at the library")
    await press(house, "Change", "How long", "90 min")
    await press(house, "Change", "Day and time", "Tomorrow", "15:00")
    await press(house, "Change", "Where")
    await reply(house, "the park")
    await press(house, "Change", "Reminder 2 h before")

    assert house.last("mette").text == (
        "K1 Alma: Tue 24 Nov at 15:00, 90 min (Out somewhere)\nWhere: the park\n"
        "A reminder two hours before as well."
    )
    await press(house, "Send")
    (one,) = await all_of(house, "alma")
    assert one.remind_before_2h


async def test_cancelling_proposes_nothing(house):
    await house.talk("mette", "/meet K1 tuesday 14 1h")
    await press(house, "Cancel")

    assert await all_of(house, "alma") == []
    assert house.texts("alma") == []


async def test_a_preview_that_waited_too_long_is_asked_about_again(house):
    await house.talk("mette", "/meet K1 today 10:05 30 min at school")
    house.move(minutes=10)
    await press(house, "Send")

    fault, question, *_ = house.last("mette").text.splitlines()
    assert fault == "Mon 23 Nov 10:05 has been already. Which day and time do you mean?"
    assert question.startswith("When do you meet")
    assert await all_of(house, "alma") == []


async def test_words_are_no_press_of_send(house):
    await house.talk("mette", "/meet K1 tuesday 14 1h")
    await reply(house, "no, not yet")

    assert house.last("mette").text.startswith("Please press one of the buttons")
    assert await all_of(house, "alma") == []


async def test_days_away_and_safe_hours_are_said_and_no_hindrance(house):
    daytime = every_day(Window(8 * 60, 16 * 60))
    await set_safe(house, "alma", SafeContact(hours=daytime))
    mette = await house.person("mette")
    starts, ends = (house.now.replace(day=day) for day in (24, 26))
    await house.run(
        absences.plan, house.office, mette, None, starts, ends, {}, house.now
    )

    await house.talk("mette", "/meet K1 tuesday 18 1h at the library")

    assert house.last("mette").text.splitlines()[2:] == [
        "Note: you are away then.",
        "Note: that is outside the safe hours of K1 Alma.",
    ]


async def test_whom_somebody_answers_no_more_they_propose_nothing(house):
    await house.talk("mette", "/meet K1 tuesday 14 1h at the library")
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    await house.run(_hand_over, alma.id, kirsten.id)

    await press(house, "Send")

    assert await all_of(house, "alma") == []
    assert house.last("mette").text == "You have nobody to write with here yet."


def _hand_over(tx, client, worker):
    one = assignments.current(tx, client)
    assignments.set_contact_person(tx, one.id, worker)


async def test_others_who_hear_of_it_are_chosen_and_told_the_time_alone(house):
    await with_young_family(house)
    await house.talk("mette", "/meet K1 tuesday 14 1h at the library")
    await press(house, "Change", "Who else hears of it", "Karin")
    assert labels(house.last("mette")) == ["+ Karin", "Sven", "Go on", "Cancel"]
    await press(house, "Go on")
    assert "Told as well: Karin" in house.last("mette").text

    await press(house, "Send")

    assert house.texts("karin")[-1] == (
        "Hi Karin. Alma is to meet Mette Tue 24 Nov at 14:00. You hear if it changes."
    )
    assert "is to meet" not in house.texts("sven")[-1]
