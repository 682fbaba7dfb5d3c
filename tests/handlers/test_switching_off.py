"""A break for some days, and one thing off alone; a human's answer still goes out."""

from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.people import Topic
from handlers import switching_off
from storage import consents, outbox, people

STATES = "Messages: {}. Reminders: {}. Questions: {}."


async def start_from_us(house, who, topic, text="Hi"):
    """Say something automatic."""
    person = await house.person(who)
    case = await house.case_of(who)
    draft = Draft(person.id, DeliveryKind.AUTOMATIC, text, case_id=case, topic=topic)
    await house.run(outbox.add, draft, house.now)
    await house.deliver()


async def answer(house, alias, words):
    await house.talk("mette", f"/to {alias}")
    await house.talk("mette", words)
    house.move(seconds=9)
    await house.deliver()


@pytest.mark.parametrize(
    ("who", "words", "days"),
    [
        ("bo", "PAUSE", 7),
        ("bo", "pause 14", 14),
        ("bo", "paus 3 dagar", 3),
        ("alma", "/pause", 7),
        ("alma", "/pause 30", 30),
        ("bo", "pause 999", 60),
        ("bo", "pause 0", 7),
    ],
)
async def test_a_break_is_had_for_the_days_that_were_said(house, who, words, days):
    await house.talk(who, words)

    person = await house.person(who)
    assert person.paused_until == house.now + timedelta(days=days)
    assert house.texts(who)[-1].startswith(f"OK, a break for {days} days.")
    (told,) = house.texts("mette")
    assert told.startswith(f"{person.label} wants a break until ")


async def test_in_a_break_a_human_writes_and_the_program_does_not(house):
    await house.talk("bo", "PAUSE")

    await start_from_us(house, "bo", Topic.CHECK_INS)
    await answer(house, "K2", "thinking of you")

    assert house.texts("bo")[1:] == ["Mette: thinking of you"]


async def test_start_ends_the_break_at_once(house):
    await house.talk("bo", "PAUSE")
    await start_from_us(house, "bo", Topic.CHECK_INS, "how is it going?")

    await house.talk("bo", "START")

    assert (await house.person("bo")).paused_until is None
    assert "how is it going?" in house.texts("bo")
    assert house.texts("mette")[-1] == "K2 Bo gets messages again."


async def test_the_length_of_a_break_is_changed_with_a_tap(house):
    await house.talk("alma", "/pause")

    await house.press("alma", "14 days")
    await house.deliver()

    alma = await house.person("alma")
    assert alma.paused_until == house.now + timedelta(days=14)


async def test_a_break_in_a_sentence_is_said_to_the_human(house):
    await house.talk("bo", "I need a pause from school")

    assert (await house.person("bo")).paused_until is None
    assert house.texts("mette") == ["K2 Bo\nI need a pause from school"]


@pytest.mark.parametrize("words", ["/notices", "indstillinger", "Settings"])
async def test_what_is_on_and_off_can_be_asked(house, words):
    await house.talk("alma", words)

    (shown,) = house.chat("alma")
    assert shown.text.startswith(STATES.format("yes", "yes", "yes"))
    assert [button.label for row in shown.buttons for button in row] == [
        *("messages: yes", "reminders: yes", "questions: yes"),
    ]
    assert house.chat("mette") == []


async def test_one_thing_is_switched_off_alone_with_a_tap_and_on_again(house):
    await house.talk("alma", "/notices")

    await house.press("alma", "reminders")
    await house.deliver()
    off = (house.texts("alma")[-1], (await house.person("alma")).declined_topics)
    await start_from_us(house, "alma", Topic.REMINDERS, "a reminder")
    await start_from_us(house, "alma", Topic.CHECK_INS, "a question")
    await house.press("alma", "reminders")
    await house.deliver()

    assert off[0].startswith(STATES.format("yes", "no", "yes"))
    assert off[1] == {Topic.REMINDERS}
    assert "a reminder" not in house.texts("alma")
    assert "a question" in house.texts("alma")
    assert (await house.person("alma")).declined_topics == frozenset()
    assert house.texts("mette") == [
        "K1 Alma has switched off: reminders.",
        "K1 Alma has switched on: reminders.",
    ]


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("MESSAGES", Topic.MESSAGES),
        ("påmindelser", Topic.REMINDERS),
        ("FRÅGOR", Topic.CHECK_INS),
    ],
)
async def test_one_thing_is_switched_off_alone_in_one_word(house, word, topic):
    await house.talk("bo", word)

    bo = await house.person("bo")
    last = (await house.run(consents.of_person, bo.id))[-1]
    assert bo.declined_topics == {topic}
    assert (last.purpose.value, last.state, last.how) == (
        *(topic.value, "withdrawn", "sms"),
    )
    assert last.text_key == "notices_menu"


async def test_with_messages_off_a_human_answers_and_does_not_begin(house):
    await house.talk("alma", "meddelanden")
    await answer(house, "K1", "fine")
    house.move(hours=73)

    await answer(house, "K1", "are you there?")

    assert house.texts("alma")[-1] == "Mette: fine"


async def test_start_brings_messages_back_and_leaves_the_others_off(house):
    await house.talk("bo", "messages")
    await house.talk("bo", "reminders")

    await house.talk("bo", "START")

    assert (await house.person("bo")).declined_topics == {Topic.REMINDERS}
    assert house.texts("bo")[-1].startswith("Welcome back, Bo.")


async def test_a_break_that_is_over_is_none(house):
    bo = await house.person("bo")
    await house.run(people.set_paused, bo.id, house.now)

    bo = await house.person("bo")
    assert not switching_off.is_paused(bo, house.now)
    assert switching_off.is_paused(bo, house.now - timedelta(seconds=1))
