"""What is asked about a meeting is asked while it is so, and never of another one."""

from datetime import timedelta

from handlers import appointment_plans, appointment_questions, questions
from storage import appointments as kept
from storage import questions as rows
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    at,
    call_off,
    fresh,
    history,
    move,
    new,
    planned,
    propose,
)


async def open_of(house, who):
    return await house.run(rows.open_of, (await house.person(who)).id)


async def test_it_is_open_until_the_meeting_begins(house):
    one = await propose(house, "bo")

    standing = await open_of(house, "bo")
    await at(house, THURSDAY + timedelta(minutes=1))
    await house.talk("bo", "JA")

    assert standing.expires_at == one.starts_at
    assert (await fresh(house, one)).state == "proposed"
    assert "K2 Bo\nJA" in house.texts("mette")


async def test_a_proposal_that_waited_is_asked_only_if_it_still_stands(house):
    first = await propose(house, "bo")
    second = await propose(house, "bo", new(THURSDAY + A_DAY))
    await call_off(house, second)

    await house.talk("bo", "1")

    assert (await fresh(house, first)).state == "confirmed"
    assert await open_of(house, "bo") is None
    assert not any("Fri 27 Nov" in text for text in house.texts("bo"))


async def test_a_question_is_about_one_revision_alone(house):
    one = await propose(house, "bo")
    old = await open_of(house, "bo")

    moved = await move(house, one, THURSDAY + A_DAY)
    asked = await open_of(house, "bo")

    def about(tx, question):
        return appointment_questions.asked_about(tx, question, house.now)

    assert await house.run(about, old) is None
    assert (await house.run(about, asked)).id == moved.id


async def test_each_kind_takes_the_same_words(house):
    kinds = (
        appointment_questions.PROPOSAL,
        appointment_questions.AGAIN,
        appointment_questions.REMINDER,
    )

    assert {tuple(kind.words) for kind in kinds} == {tuple(appointment_questions.WORDS)}


async def test_an_answer_long_after_it_was_called_off_is_words(house):
    starts = THURSDAY + timedelta(days=14)
    one = await propose(house, "bo", new(starts))
    await call_off(house, one)
    house.move(days=4)

    await house.talk("bo", "ja")

    assert house.texts("mette")[-1] == "K2 Bo\nja"
    assert not any("sees your answer" in text for text in house.texts("bo"))


async def test_nothing_is_asked_about_what_has_begun(house):
    one = await propose(house, "bo", agreed=True)
    bo = await house.person("bo")
    await at(house, THURSDAY)
    subject = appointment_plans.subject_of(one)

    await house.run(
        questions.put,
        house.office,
        bo.id,
        appointment_plans.REMINDER,
        house.now,
        subject=subject,
    )

    standing = await open_of(house, "bo")
    assert standing is None or standing.kind != appointment_plans.REMINDER
    assert (await house.run(kept.known, one.id)).state == "confirmed"


async def test_the_first_message_can_be_answered_after_the_second_one_came(house):
    starts = THURSDAY + timedelta(days=7)
    one = await propose(house, "alma", new(starts))
    first = house.last("alma")
    await at(house, THURSDAY - A_DAY * 2)
    assert house.last("alma").text.startswith("Hi Alma. We have not heard")

    await house.press("alma", "Yes", on=first)
    await house.deliver()

    assert (await fresh(house, one)).state == "confirmed"
    standing = await open_of(house, "alma")
    assert standing is None or standing.kind != appointment_plans.AGAIN


async def test_a_no_in_words_after_a_yes_goes_to_the_human(house):
    one = await propose(house, "bo")
    await house.talk("bo", "JA")

    await house.talk("bo", "nej")

    assert (await fresh(house, one)).state == "confirmed"
    assert house.texts("mette")[-1] == "K2 Bo\nnej"


async def test_a_yes_after_all_brings_back_what_asking_for_another_time_ended(house):
    one = await propose(house, "alma", agreed=True)
    await at(house, THURSDAY - A_DAY - timedelta(hours=3))
    remind = (house.office, one, house.now, appointment_plans.REMINDER)
    await house.run(appointment_plans.ask, *remind)
    await house.deliver()
    reminder = house.last("alma")
    await house.talk("alma", "/meetings")
    await house.press("alma", "New time")
    await house.deliver()

    await house.press("alma", "Yes", on=reminder)
    await house.deliver()

    assert (await fresh(house, one)).state == "confirmed"
    assert await planned(house, one) == [("day_before", "25/11 14:30")]
    assert house.texts("alma")[-1].startswith("Good! You meet Thu 26 Nov at 14:30. You")
    assert (await history(house, one))[-2:] == [
        ("move_asked", "Alma"),
        ("confirmed", "Alma"),
    ]
    await at(house, THURSDAY + timedelta(hours=1))
    assert house.texts("mette")[-1].endswith("at 14:30: how did it go?")
