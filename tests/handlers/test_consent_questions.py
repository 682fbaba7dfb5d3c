"""A yes is asked for in plain words; a no, or silence, ends nothing."""

import pytest

from casework.consents import Purpose
from casework.messages import Never
from casework.people import Agreement
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact
from handlers import consents, questions
from storage import assignments, people, safe_contacts
from tests.handlers.test_consents import (
    a_year_later,
    ask,
    ask_anew,
    ask_nothing_else,
    said_by,
)

MEASURE = "It is your choice: do you want to have Mette as your contact person?"


@pytest.mark.parametrize(
    ("who", "answer", "state", "told"),
    [
        ("alma", "Yes", "given", "said yes: contact person."),
        ("alma", "No", "declined", "said no: contact person. The help goes on."),
        ("bo", "ok", "given", "said yes: contact person."),
        ("bo", "nej", "declined", "said no: contact person. The help goes on."),
    ],
)
async def test_a_consent_is_asked_as_a_question_and_nothing_ends_after_a_no(
    house, who, answer, state, told
):
    await ask(house, who, Purpose.MEASURE)
    asked = house.texts(who)[-1]

    if who == "alma":
        await house.press(who, answer)
        await house.deliver()
    else:
        await house.talk(who, answer)

    assert asked.startswith(MEASURE)
    assert (await said_by(house, who))[-1][:2] == ("measure", state)
    assert told in house.texts("mette")[-1]
    person = await house.person(who)
    assert person.agreement is Agreement.GIVEN
    assert await house.run(assignments.current, person.id) is not None


async def test_a_guardian_is_asked_about_the_child_and_answers_for_themself(house):
    alma, bo = await house.person("alma"), await house.person("bo")
    current = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, (await house.run(assignments.current, bo.id)).id,
                    house.now)  # fmt: skip
    await house.run(
        assignments.add_participant, current.id, bo.id, "guardian", house.now
    )

    await ask(house, "bo", Purpose.MEASURE, about="alma")
    asked = house.texts("bo")[-1]
    await house.talk("bo", "ja")
    given = await house.run(consents.given_by, bo.id, house.now)

    assert asked.startswith("Is it OK with you that Alma gets Mette as contact person?")
    assert [each[:2] for each in await said_by(house, "bo", "alma")] == [
        *(("measure", "asked"), ("measure", "given")),
    ]
    assert await said_by(house, "alma") == await said_by(house, "alma", "alma")
    assert given == [(Purpose.MEASURE, alma.id)]


async def test_who_is_of_age_is_asked_for_their_own_yes(house):
    bo = await house.person("bo")
    house.move(minutes=30)

    await house.run(consents.ask_own, house.office, bo, house.now)
    await house.deliver()
    asked = house.texts("bo")[-1]
    await house.talk("bo", "ok")

    assert "You are 18 and decide for yourself now" in asked
    assert (await said_by(house, "bo"))[-2:] == [
        ("messages", "asked", "sms", "own_again"),
        ("messages", "given", "sms", "own_again"),
    ]


async def test_their_own_no_ends_the_messages_and_not_the_help(house):
    bo = await house.person("bo")
    house.move(minutes=30)
    await house.run(consents.ask_own, house.office, bo, house.now)
    await house.deliver()

    await house.talk("bo", "nej")

    assert house.texts("bo")[-1].startswith("OK, we have stopped the messages.")
    assert (await house.person("bo")).agreement is Agreement.DECLINED
    assert (await house.run(assignments.current, bo.id)).client == bo.id


async def test_who_cannot_be_asked_here_is_asked_by_a_human(house):
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.DECLINED, house.now)
    house.move(minutes=30)

    await house.run(consents.ask_own, house.office, bo, house.now)
    await house.deliver()

    assert house.texts("bo") == []
    assert house.texts("mette") == [
        "K2 Bo: this was not asked here. Please ask when you meet: messages."
    ]


@pytest.mark.parametrize(
    ("answer", "agreement", "states"),
    [
        ("ok", Agreement.GIVEN, ["asked", "given"]),
        ("nej", Agreement.DECLINED, ["asked", "withdrawn"]),
    ],
)
async def test_a_renewal_is_answered_yes_or_no(house, answer, agreement, states):
    await a_year_later(house)
    await ask_anew(house)

    await house.talk("bo", answer)

    assert (await house.person("bo")).agreement is agreement
    assert [state for _, state, _, _ in await said_by(house, "bo")][-2:] == states
    house.move(days=100)
    await ask_nothing_else(house)
    await ask_anew(house)
    assert sum("Is it still OK?" in text for text in house.texts("bo")) == 0


async def test_silence_about_a_renewal_changes_nothing_and_a_human_asks(house):
    await a_year_later(house)
    await ask_anew(house)
    house.move(days=7)

    await house.look_after(questions.LET_GO, questions.ASK)
    await house.deliver()
    await ask_anew(house)

    assert (await house.person("bo")).agreement is Agreement.GIVEN
    told = [line for line in house.texts("mette") if "K2 Bo has not answered" in line]
    assert len(told) == 1
    assert len(house.texts("bo")) == 1


async def test_a_human_asks_where_the_question_reached_nobody(house):
    house.sms.will(Never(Reason.FILTERED))

    await ask(house, "bo", Purpose.MEASURE)

    assert house.texts("mette")[-1] == (
        "K2 Bo: this was not asked here. Please ask when you meet: contact person."
    )


async def test_a_discreet_person_is_asked_without_a_name(house):
    bo = await house.person("bo")
    safe = SafeContact(discreet=Discreet.DISCREET)
    await house.run(safe_contacts.set_profile, bo.id, safe, bo.id, house.now)

    await ask(house, "bo", Purpose.MEASURE)

    (asked,) = house.texts("bo")
    assert "Bo" not in asked
    assert "Mette" not in asked
