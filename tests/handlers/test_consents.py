"""Who said yes to what: asked in plain words, written down, taken back, asked anew."""

from datetime import timedelta

from casework.consents import Consent, ConsentState, How, Purpose
from casework.messages import Never
from casework.people import Agreement, Role
from casework.reasons import Reason
from handlers import consents
from storage import assignments, people, questions
from storage import consents as rows
from tests.handlers.house import listed


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
    """Ask somebody once the talk of before is over."""
    house.move(minutes=30)
    giver = await house.person(who)
    concerned = None if about is None else (await house.person(about)).id
    await house.run(
        consents.ask, house.office, giver.id, purpose, house.now, about=concerned
    )
    await house.deliver()


async def a_year_later(house):
    """Let a year pass in which Bo's number stays his own."""
    for _ in range(8):
        house.move(days=46)
        await house.talk("bo", "hello again")
    await ask_nothing_else(house)


async def ask_nothing_else(house):
    """Let go of what else everybody is asked as time goes by."""
    for who in ("alma", "bo", "cleo", "dan"):
        await house.run(questions.withdraw, (await house.person(who)).id)
    house.gateway_of("bo").chats.clear()


async def ask_anew(house):
    """Look whose yes is old, once the talk of before is over."""
    house.move(minutes=30)
    asked = await house.look_after(consents.ASK_ANEW)
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


async def test_a_stop_that_only_the_provider_heard_is_written_down(house):
    house.sms.will(Never(Reason.OPTED_OUT))
    await house.talk("mette", "/to K2")

    await house.talk("mette", "are you there?")
    house.move(seconds=9)
    await house.deliver()

    assert [state for _, state, _, _ in await said_by(house, "bo")][-1] == "withdrawn"


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


async def test_an_old_yes_to_messages_is_asked_anew_once(house):
    await a_year_later(house)

    for _ in range(2):
        await ask_anew(house)

    assert house.texts("bo") == [
        "Hi Bo. You said yes to messages Mon 23 Nov. Is it still OK? Reply OK or NO."
    ]


async def test_a_consent_for_a_while_is_asked_about_when_it_runs_out(house):
    await give(house, "bo", Purpose.MEDIA, valid_until=house.now + timedelta(days=30))
    early = await ask_anew(house)
    house.move(days=30)
    await ask_nothing_else(house)

    await ask_anew(house)

    assert early == 0
    assert house.texts("bo")[-1].startswith("May we keep pictures and voice messages")


async def test_a_human_is_told_once_to_ask_who_wants_no_messages(house):
    await give(house, "bo", Purpose.MEDIA, valid_until=house.now + timedelta(days=30))
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.DECLINED, house.now)
    house.move(days=30)
    await ask_nothing_else(house)

    for _ in range(3):
        await ask_anew(house)
        house.move(hours=1)

    assert len([text for text in house.texts("mette") if "pictures" in text]) == 1


async def test_a_question_about_a_yes_that_cannot_be_sent_is_asked_once(house):
    await give(house, "bo", Purpose.MEDIA, valid_until=house.now + timedelta(days=30))
    house.move(days=30)
    await house.talk("bo", "hello again")
    await ask_nothing_else(house)
    house.sms.will(*[Never(Reason.FILTERED)] * 3)

    for _ in range(3):
        await ask_anew(house)
        house.move(hours=1)

    assert [state for *_, state, _, _ in await said_by(house, "bo")].count("asked") == 2


async def test_nobody_is_asked_anew_whose_help_has_ended(house):
    bo = await house.person("bo")
    current = await house.run(assignments.current, bo.id)
    await house.run(assignments.end, current.id, house.now)
    house.move(days=400)

    await ask_anew(house)

    assert house.texts("bo") == []


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
    assert (kept.purpose, kept.state) == (Purpose.MEASURE, ConsentState.GIVEN)
