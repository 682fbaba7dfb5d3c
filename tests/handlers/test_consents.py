"""Who said yes to what: asked in plain words, written down, taken back, asked anew."""

from datetime import timedelta

import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import Agreement, Role
from casework.safe_contact import Discreet, SafeContact
from handlers import consents, questions
from storage import assignments, people, safe_contacts
from storage import consents as rows
from tests.handlers.house import listed

MEASURE = "It is your choice: do you want to have Mette as your contact person?"


async def said_by(house, who, about=None):
    """Return what somebody said, as (purpose, state, how, text), the first first."""
    giver = await house.person(who)
    concerned = giver if about is None else await house.person(about)
    return [
        (str(each.purpose), str(each.state), str(each.how), each.text_key)
        for each in await house.run(rows.of_person, concerned.id)
        if each.giver == giver.id
    ]


async def ask(house, who, purpose, about=None):
    giver = await house.person(who)
    concerned = None if about is None else (await house.person(about)).id
    await house.run(
        consents.ask, house.office, giver.id, purpose, house.now, about=concerned
    )
    await house.deliver()


async def a_year_later(house):
    """Let a year pass in which Bo's number stays his own."""
    house.move(days=365)
    await house.talk("bo", "hello again")


async def ask_anew(house):
    asked = await house.run(consents.ask_anew, house.office, house.now)
    await house.deliver()
    return asked


async def give(house, who, purpose, **more):
    giver = await house.person(who)
    known = {"how": How.PAPER, "at": house.now, "state": ConsentState.GIVEN} | more
    said = Consent(giver.id, giver.id, purpose, **known)
    await house.run(consents.write_down, house.office, said)


async def test_linking_and_its_answer_are_written_down_with_the_words_shown(house):
    by_button, by_sms = await said_by(house, "alma"), await said_by(house, "bo")
    bo = await house.person("bo")
    asked, given = await house.run(rows.of_person, bo.id)

    assert by_button == [
        ("messages", "asked", "telegram", "welcome_consent"),
        ("messages", "given", "telegram", "welcome_consent"),
    ]
    assert [how for _, _, how, _ in by_sms] == ["sms", "sms"]
    assert asked.text_version == given.text_version
    assert asked.text_version.startswith("en:")
    assert len(asked.text_version) == len("en:") + 16


async def test_a_no_a_stop_and_a_start_are_written_down_as_well(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON), listed("bo", contact_person="mette")
    )
    await house.link("bo")
    for words in ("nej", "START", "STOP", "START"):
        await house.talk("bo", words)

    assert [state for _, state, _, _ in await said_by(house, "bo")] == [
        *("asked", "declined", "given", "withdrawn", "given"),
    ]


async def test_the_same_stop_twice_is_one_word(house):
    for _ in range(2):
        await house.talk("bo", "STOP")

    states = [state for _, state, _, _ in await said_by(house, "bo")]
    assert states.count("withdrawn") == 1


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


async def test_all_that_was_said_yes_to_is_taken_back_in_one_word(house):
    await give(house, "bo", Purpose.MEDIA)
    await give(house, "bo", Purpose.SHARING)

    await house.talk("bo", "TILBAGEKALD")

    (answer,) = house.texts("bo")
    assert "taken back (pictures and voice, talk with others)" in answer
    assert [line.partition(":")[0] for line in house.texts("mette")] == [
        "K2 Bo took a yes back",
        "K2 Bo took a yes back",
    ]
    bo = await house.person("bo")
    assert await house.run(consents.given_by, bo.id, house.now) == []
    assert bo.agreement is Agreement.GIVEN


async def test_who_gave_no_consent_is_told_so_and_how_to_stop_messages(house):
    await house.talk("bo", "withdraw")

    assert house.texts("bo") == [
        "There is no yes of yours to take back. Do you want no messages? Send STOP."
    ]
    assert house.chat("mette") == []


async def test_one_yes_is_taken_back_with_a_tap(house):
    await give(house, "alma", Purpose.MEDIA)
    await give(house, "alma", Purpose.SHARING)
    await house.talk("alma", "/mydata")

    await house.press("alma", "Take back: pictures")
    await house.deliver()

    alma = await house.person("alma")
    assert await house.run(consents.given_by, alma.id, house.now) == [
        (Purpose.SHARING, alma.id)
    ]
    assert "pictures and voice" in house.texts("alma")[-1]


async def test_an_old_tap_takes_back_nothing_twice(house):
    await give(house, "alma", Purpose.MEDIA)
    await house.talk("alma", "/mydata")
    await house.talk("alma", "WITHDRAW")

    await house.press("alma", "Take back: pictures")
    await house.deliver()

    states = [state for purpose, state, *_ in await said_by(house, "alma")
              if purpose == "media"]  # fmt: skip
    assert states == ["given", "withdrawn"]


async def test_who_is_of_age_is_asked_for_their_own_yes(house):
    bo = await house.person("bo")

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
    await house.run(consents.ask_own, house.office, bo, house.now)
    await house.deliver()

    await house.talk("bo", "nej")

    assert house.texts("bo")[-1].startswith("OK, we have stopped the messages.")
    assert (await house.person("bo")).agreement is Agreement.DECLINED
    assert (await house.run(assignments.current, bo.id)).client == bo.id


async def test_who_cannot_be_asked_here_is_asked_by_a_human(house):
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.DECLINED, house.now)

    await house.run(consents.ask_own, house.office, bo, house.now)
    await house.deliver()

    assert house.texts("bo") == []
    assert house.texts("mette") == [
        "K2 Bo: this was not asked here. Please ask when you meet: messages."
    ]


async def test_an_old_yes_to_messages_is_asked_anew_once(house):
    await a_year_later(house)

    for _ in range(2):
        await ask_anew(house)

    assert house.texts("bo") == [
        "Hi Bo. You said yes to messages Mon 23 Nov. Is it still OK? Reply OK or NO."
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
    await ask_anew(house)
    assert sum("Is it still OK?" in text for text in house.texts("bo")) == 1


async def test_silence_about_a_renewal_changes_nothing_and_a_human_asks(house):
    await a_year_later(house)
    await ask_anew(house)
    house.move(days=7)

    await house.run(questions.tick, house.office, house.now)
    await house.deliver()
    await ask_anew(house)

    assert (await house.person("bo")).agreement is Agreement.GIVEN
    told = [line for line in house.texts("mette") if "K2 Bo has not answered" in line]
    assert len(told) == 1
    assert len(house.texts("bo")) == 1


async def test_a_consent_for_a_while_is_asked_about_when_it_runs_out(house):
    await give(house, "bo", Purpose.MEDIA, valid_until=house.now + timedelta(days=30))
    early = await ask_anew(house)
    house.move(days=30)

    await ask_anew(house)

    assert early == 0
    assert house.texts("bo")[-1].startswith("May we keep pictures and voice messages")


async def test_nobody_is_asked_anew_whose_help_has_ended(house):
    bo = await house.person("bo")
    current = await house.run(assignments.current, bo.id)
    await house.run(assignments.end, current.id, house.now)
    house.move(days=400)

    await ask_anew(house)

    assert house.texts("bo") == []


async def test_a_discreet_person_is_asked_without_a_name(house):
    bo = await house.person("bo")
    safe = SafeContact(discreet=Discreet.DISCREET)
    await house.run(safe_contacts.set_profile, bo.id, safe, bo.id, house.now)

    await ask(house, "bo", Purpose.MEASURE)

    (asked,) = house.texts("bo")
    assert "Bo" not in asked
    assert "Mette" not in asked


async def test_what_was_given_on_paper_names_who_wrote_it_down(house):
    mette, bo = await house.person("mette"), await house.person("bo")
    said = Consent(
        bo.id,
        bo.id,
        Purpose.MEASURE,
        ConsentState.GIVEN,
        How.PAPER,
        house.now,
        recorded_by=mette.id,
    )

    await house.run(consents.write_down, house.office, said)

    kept = (await house.run(rows.of_person, bo.id))[-1]
    assert (kept.recorded_by, kept.text_version) == (mette.id, "")
    assert await house.run(consents.is_given, bo.id, Purpose.MEASURE, house.now)
