from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.lifecycle import NotAllowed, Owed, Step
from casework.people import AssignmentState, Mandate, Role
from casework.reasons import Reason
from handlers import consents, enrolment, lifecycle, owing
from handlers import questions as asking
from handlers.families import Kin
from handlers.lifecycle import Terms
from handlers.permissions import NotPossibleError
from storage import assignments, choices, outbox, people, questions
from tests.handlers.family import new, take_part, with_family
from tests.handlers.house import OFFICE, listed

GOODBYE = (
    "Hi Alma. The messages with Mette end Mon 23 Nov. Thank you for the time together."
    " Need help again? Call +4533112233."
)
STEPS = {
    Step.ESTABLISH: lifecycle.establish,
    Step.ACTIVATE: lifecycle.activate,
    Step.PAUSE: lifecycle.pause,
    Step.RESUME: lifecycle.resume,
    Step.END: lifecycle.end,
    Step.REOPEN: lifecycle.reopen,
}


async def take(house, step, who="alma", by="mette", **more):
    client, author = await house.person(who), by and await house.person(by)
    done = await house.run(STEPS[step], OFFICE, client, author, house.now, **more)
    await house.deliver()
    return done


async def state_of(house, who="alma"):
    client = await house.person(who)
    return await house.run(lifecycle.standing, client.id)


async def history(house, who="alma"):
    client = await house.person(who)
    return await house.run(assignments.history, client.id)


async def test_a_life_from_the_referral_to_a_second_beginning(new_house):
    house = new_house
    await house.enrol(listed("mette", Role.CONTACT_PERSON), listed("alma"))
    alma, mette = await house.person("alma"), await house.person("mette")
    seen = []

    await house.run(
        lifecycle.begin,
        OFFICE,
        alma,
        mette,
        house.now,
        state=AssignmentState.REFERRED,
        terms=Terms(purpose="company", mandate=Mandate.COURT_CONDITION),
    )
    for step in (
        Step.ESTABLISH,
        Step.ACTIVATE,
        Step.PAUSE,
        Step.RESUME,
        Step.END,
        Step.REOPEN,
    ):
        seen.append(await take(house, step))
        house.move(days=1)

    first, second = await history(house)
    assert seen == ["establishing", "active", "paused", "active", "ended", "active"]
    assert (first.state, second.state) == ("ended", "active")
    assert second.contact_person == mette.id
    assert (second.purpose, second.mandate) == ("company", Mandate.COURT_CONDITION)
    assert second.legal_basis == "Barnets lov §§ 111-121"


async def test_every_step_is_written_into_the_same_case(house):
    case = await house.case_of("alma")
    for step in (Step.PAUSE, Step.RESUME, Step.END, Step.REOPEN):
        await take(house, step)

    written = [
        words for kind, words in await house.record("alma") if kind == "assignment"
    ]
    assert [each["state"] for each in written] == [
        "paused",
        "active",
        "ended",
        "active",
    ]
    assert {each["author"] for each in written} == {"Mette"}
    assert await house.case_of("alma") == case


async def test_outreach_keeps_nothing_of_its_life(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", profile="dk_skp", contact_person="mette"),
    )

    await take(house, Step.END)

    assert await house.record("alma") == []


@pytest.mark.parametrize(
    "step", [Step.ESTABLISH, Step.ACTIVATE, Step.RESUME, Step.REOPEN]
)
async def test_a_step_that_may_not_follow_changes_nothing(house, step):
    before = await history(house)

    done = await take(house, step)

    assert done == NotAllowed(AssignmentState.ACTIVE, step)
    assert await history(house) == before
    assert "assignment" not in [kind for kind, _ in await house.record("alma")]


async def test_what_is_over_cannot_end_again(house):
    await take(house, Step.END)

    assert await take(house, Step.END) == NotAllowed(AssignmentState.ENDED, Step.END)
    assert await take(house, Step.PAUSE) == NotAllowed(
        AssignmentState.ENDED, Step.PAUSE
    )


async def test_a_client_has_one_contact_person_at_a_time(house):
    alma, kirsten = await house.person("alma"), await house.person("kirsten")

    begun = await house.run(lifecycle.begin, OFFICE, alma, kirsten, house.now)

    assert begun is None
    assert len(await history(house)) == 1


async def test_the_contact_person_is_told_of_each_step(house):
    await take(house, Step.PAUSE, by=None)
    await take(house, Step.RESUME, by=None)
    await take(house, Step.END, aftercare_until=date(2027, 2, 21))

    assert house.texts("mette")[-3:] == [
        "K1 Alma: the contact is now paused: nothing starts from our side.",
        "K1 Alma: the contact is now active.",
        (
            "K1 Alma: the contact has ended. What they write until Sun 21 Feb is kept,"
            " and you are told."
        ),
    ]


async def test_a_pause_ends_what_starts_from_us_and_no_human_words(house):
    alma = await house.person("alma")
    reminder = Draft(alma.id, DeliveryKind.AUTOMATIC, "tomorrow at two")
    await house.run(outbox.add, reminder, house.now + timedelta(hours=1))

    await take(house, Step.PAUSE)
    await house.run(outbox.add, replace(reminder, text="at three"), house.now)
    await house.talk("mette", "/to K1 how are you?")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("alma")[-1] == "Mette: how are you?"
    skipped = [
        each for each in await house.deliveries("alma") if each.state == "skipped"
    ]
    assert [each.reason for each in skipped] == [Reason.PAUSED] * 2


async def test_a_question_waits_for_the_end_of_a_pause(house):
    alma = await house.person("alma")
    await house.run(questions.withdraw, alma.id)
    await take(house, Step.PAUSE)
    await house.run(consents.ask_own, OFFICE, alma, house.now)
    await house.deliver()
    paused = house.texts("alma")

    await take(house, Step.RESUME)
    await house.look_after(asking.LET_GO, asking.ASK)
    await house.deliver()

    assert paused == []
    assert house.texts("alma")[-1].startswith("Happy birthday, Alma!")


async def test_a_question_that_has_not_left_goes_back_into_the_line(house):
    alma = await house.person("alma")
    await house.run(questions.withdraw, alma.id)
    await house.run(consents.ask_own, OFFICE, alma, house.now)

    await take(house, Step.PAUSE)
    await take(house, Step.RESUME)
    await house.look_after(asking.LET_GO, asking.ASK)
    await house.deliver()

    asked = [text for text in house.texts("alma") if text.startswith("Happy birthday")]
    assert len(asked) == 1


async def test_an_end_says_goodbye_once_to_the_client_and_no_more_than_that(house):
    before = house.texts("alma")

    await take(house, Step.END)
    house.move(days=3)
    await house.deliver()

    assert house.texts("alma") == [*before, GOODBYE]
    assert house.texts("mette")[-1] == "K1 Alma: the contact is now ended."
    assert await state_of(house) is AssignmentState.ENDED


async def test_an_answer_that_was_written_before_the_end_still_goes_out(house):
    await house.talk("alma", "will I see you again?")
    await house.write("mette", "/to K1 I will miss you")
    held = await house.waiting()

    await take(house, Step.END)
    house.move(seconds=9)
    await house.deliver()

    assert held.get("held") or held.get("ready")
    assert "Mette: I will miss you" in house.texts("alma")


async def test_what_nobody_had_asked_for_does_not_and_its_author_is_told(house):
    await house.talk("alma", "hello")
    house.move(hours=73)
    await house.deliver()
    await house.write("mette", "/to K1 by the way")

    await take(house, Step.END)
    house.move(seconds=9)
    await house.deliver()

    assert not any("by the way" in text for text in house.texts("alma"))
    assert any(
        house.office.say("reason_over", "en") in text for text in house.texts("mette")
    )


async def test_what_is_written_after_the_end_goes_nowhere(house):
    await house.talk("alma", "hello")
    shown = house.last("mette")
    await take(house, Step.END)

    await house.talk("mette", "and another thing", reply_to=shown)
    await house.talk("mette", "/to K1 and another thing")
    house.move(minutes=1)
    await house.deliver()

    assert house.texts("alma")[-1] == GOODBYE
    assert not any("another thing" in text for text in house.texts("bo"))


async def test_words_can_be_taken_back_and_not_changed_after_the_end(house):
    first = await house.write("mette", "/to K1 see you at Bo's")
    house.move(seconds=9)
    await house.deliver()
    second = await house.write("mette", "/to K1 bye")
    house.move(seconds=9)
    await house.deliver()
    await take(house, Step.END)

    await house.talk("mette", "/to K1 see you never", edit_of=second)
    await house.talk("mette", "/undo", reply_to=first)
    house.move(minutes=1)
    await house.deliver()

    assert not any("never" in text for text in house.texts("alma"))
    assert "Mette: bye" in house.texts("alma")
    assert not any("Bo's" in text for text in house.texts("alma"))


async def test_whoever_takes_part_is_thanked_and_not_there_when_it_begins_again(house):
    alma = await house.person("alma")
    await house.run(
        people.update,
        alma.id,
        name=alma.name,
        language=alma.language,
        profile="dk_child",
        born_before=date(2010, 6, 1),
    )
    await with_family(house)

    await take(house, Step.END)
    thanked = {who: house.texts(who)[-1] for who in ("alma", "karin", "sven")}
    await take(house, Step.REOPEN)
    current = await house.run(assignments.current, alma.id)

    assert all("Thank you for the time together" in text for text in thanked.values())
    assert await house.run(assignments.participants, current.id) == []
    assert await house.run(current_of, "karin") is None


def current_of(tx, ref):
    return assignments.current(tx, people.find_by_ref(tx, ref).id)


async def test_who_only_stands_in_may_steer_nothing(house):
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    current = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_substitute, current.id, kirsten.id)

    may = await house.run(lifecycle.may_steer, OFFICE, kirsten, alma, house.now)

    assert may is False


async def test_an_invitation_that_is_used_after_the_end_says_where_to_turn(house):
    house.secrets["alma"] = (
        await house.run(enrolment.invite, "alma", house.now)
    ).secrets
    await take(house, Step.END)

    await house.link("alma")
    await house.deliver()

    assert house.texts("alma")[-1].startswith("Hi Alma. The messages here have ended.")


async def test_a_choice_of_the_client_is_closed(house):
    await house.talk("mette", "/to K1")
    mette = await house.person("mette")

    await take(house, Step.END)

    assert await house.run(choices.find, mette.id) is None


async def test_what_was_asked_and_what_would_start_from_us_ends(house):
    alma = await house.person("alma")
    reminder = Draft(alma.id, DeliveryKind.AUTOMATIC, "tomorrow at two")

    def ask(tx):
        outbox.add(tx, reminder, house.now)
        questions.add(tx, alma.id, "any", "", house.now, house.now)

    await house.run(ask)
    await take(house, Step.END)

    assert await house.run(questions.in_line, alma.id, house.now) == []
    skipped = [
        each for each in await house.deliveries("alma") if each.state == "skipped"
    ]
    assert [each.reason for each in skipped] == [Reason.OVER]


async def test_a_goodbye_that_cannot_go_is_told(house):
    await house.talk("alma", "/stop")

    await take(house, Step.END)

    assert GOODBYE not in house.texts("alma")
    assert any(
        text.startswith("K1 Alma: not delivered. There is a STOP")
        for text in house.texts("mette")
    )


async def test_who_begins_again_is_welcomed_and_everything_works_as_before(house):
    await take(house, Step.END)
    house.move(days=30)

    await take(house, Step.REOPEN)
    await house.talk("alma", "I am back")

    assert house.texts("alma")[-1] == (
        "Welcome back, Alma. Mette is here for you again. Just write when you like."
    )
    assert house.texts("mette")[-1] == "K1 Alma\nI am back"


async def test_another_may_answer_when_it_begins_again(house):
    kirsten = await house.person("kirsten")
    await take(house, Step.END)

    await take(house, Step.REOPEN, worker=kirsten)
    await house.talk("alma", "I am back")

    assert house.texts("kirsten")[-1] == "K1 Alma: I am back"
    assert not any("I am back" in text for text in house.texts("mette"))


async def test_nothing_begins_again_with_who_has_left(house):
    await take(house, Step.END)
    mette = await house.person("mette")
    await house.run(people.set_left, mette.id, house.now)

    with pytest.raises(NotPossibleError, match="--contact-person"):
        await take(house, Step.REOPEN)

    assert await state_of(house) is AssignmentState.ENDED


@pytest.mark.parametrize("step", [Step.PAUSE, Step.END])
async def test_who_only_takes_part_has_no_assignment_to_steer(house, step):
    await take_part(house, new("sven", Kin.SIBLING))

    done = await take(house, step, who="sven")

    assert done == NotAllowed(None, step)
    assert await state_of(house) is AssignmentState.ACTIVE


async def test_nothing_begins_again_for_who_takes_part_in_anothers_help(house):
    await take(house, Step.END, who="bo")
    await take_part(house, new("bo", Kin.SIBLING))
    before = house.texts("bo")

    with pytest.raises(NotPossibleError, match="participant end"):
        await take(house, Step.REOPEN, who="bo")

    assert house.texts("bo") == before


async def test_an_end_that_dies_in_the_middle_leaves_all_as_it_was(house, monkeypatch):
    before = await history(house)

    def dies(*_):
        raise RuntimeError

    monkeypatch.setattr(assignments, "end", dies)
    with pytest.raises(RuntimeError):
        await take(house, Step.END)
    await house.deliver()

    assert await history(house) == before
    assert GOODBYE not in house.texts("alma")


@pytest.mark.parametrize(
    ("who", "may"),
    [("mette", True), ("sanne", True), ("kirsten", False), ("bo", False)],
)
async def test_the_contact_person_and_supervisors_may_steer_it(house, who, may):
    person, alma = await house.person(who), await house.person("alma")

    assert await house.run(lifecycle.may_steer, OFFICE, person, alma, house.now) is may


async def test_who_has_left_may_steer_nothing(house):
    mette = await house.person("mette")
    await house.run(people.set_left, mette.id, house.now)
    mette, alma = await house.person("mette"), await house.person("alma")

    assert not await house.run(lifecycle.may_steer, OFFICE, mette, alma, house.now)


async def test_what_the_kind_of_help_asks_for_is_owed_and_blocks_nothing(house):
    alma = await house.person("alma")

    await house.talk("alma", "hello")

    assert await house.run(owing.of_client, OFFICE, alma, house.now) == (
        Owed.PURPOSE,
        Owed.DECISION,
        Owed.CONSENT,
        Owed.EXPECTED_END,
    )
    assert house.texts("mette")[-1] == "K1 Alma\nhello"


async def test_under_a_court_condition_every_text_is_the_same(house):
    texts = {}
    for mandate in (Mandate.VOLUNTARY, Mandate.COURT_CONDITION):
        (details, *_) = (await history(house))[-1:]
        await house.run(assignments.set_details, replace(details, mandate=mandate))
        before = len(house.texts("alma"))
        await take(house, Step.END)
        await take(house, Step.REOPEN)
        texts[mandate] = house.texts("alma")[before:]

    assert texts[Mandate.VOLUNTARY] == texts[Mandate.COURT_CONDITION]
