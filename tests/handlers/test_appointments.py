"""Meetings from proposal to the end: who hears what, and what is written down."""

from datetime import timedelta

import pytest

from casework.appointments import AppointmentKind, AppointmentState, Fault, Outcome
from casework.messages import Never
from casework.people import Role, Topic
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact
from handlers import appointment_parties, appointments, handover, lifecycle
from storage import appointments as kept
from storage import people
from tests.handlers.house import listed
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    WHERE,
    call_off,
    fresh,
    history,
    labels,
    log,
    move,
    new,
    planned,
    propose,
    set_safe,
)

ASKED = "Hi {}. Can you meet Mette Thu 26 Nov at 14:30? Reply OK, NO or MOVE." + WHERE
YES = (
    "Good! You meet Thu 26 Nov at 14:30. You get a reminder the day before. "
    "Send MOVE if it does not fit." + WHERE
)
FRIDAY = THURSDAY + A_DAY


class PowerFailedError(Exception):
    """The power fails in the middle."""


async def state_of(house, one):
    return (await fresh(house, one)).state


async def test_a_meeting_is_proposed_and_agreed_on_with_one_tap(house):
    one = await propose(house, "alma")
    asked = house.last("alma")
    was = asked.text, labels(asked)

    await house.press("alma", "Yes")
    await house.deliver()

    assert was == (ASKED.format("Alma"), ["Yes", "No", "New time"])
    assert house.texts("alma")[-1] == YES
    assert house.texts("mette") == ["K1 Alma says yes to Thu 26 Nov at 14:30."]
    assert await state_of(house, one) is AppointmentState.CONFIRMED
    assert await history(house, one) == [("proposed", "Mette"), ("confirmed", "Alma")]
    assert await log(house, "alma") == [
        "Meeting proposed: Thu 26 Nov at 14:30",
        "Meeting agreed: Thu 26 Nov at 14:30",
    ]
    assert await planned(house, one) == [("day_before", "25/11 14:30")]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("ok", AppointmentState.CONFIRMED),
        ("JA!", AppointmentState.CONFIRMED),
        ("Ja tak \N{THUMBS UP SIGN}", AppointmentState.CONFIRMED),
        ("1.", AppointmentState.CONFIRMED),
        ("\N{THUMBS UP SIGN}", AppointmentState.CONFIRMED),
        ("nej", AppointmentState.DECLINED),
        ("2", AppointmentState.DECLINED),
        ("FLYT", AppointmentState.MOVE_ASKED),
        ("Flytta.", AppointmentState.MOVE_ASKED),
        ("new time", AppointmentState.MOVE_ASKED),
        ("(3)", AppointmentState.MOVE_ASKED),
    ],
)
async def test_a_word_or_a_digit_by_sms_answers(house, said, state):
    one = await propose(house, "bo")

    await house.talk("bo", said)

    assert house.texts("bo")[0] == ASKED.format("Bo")
    assert await state_of(house, one) is state
    assert not any(text == f"K2 Bo\n{said}" for text in house.texts("mette"))


async def test_other_words_go_to_the_human_and_answer_nothing(house):
    one = await propose(house, "bo")

    await house.talk("bo", "ja, men kan vi ses et andet sted?")

    assert house.texts("mette") == ["K2 Bo\nja, men kan vi ses et andet sted?"]
    assert await state_of(house, one) is AppointmentState.PROPOSED


async def test_a_no_is_fine_and_a_human_looks_for_another_time(house):
    one = await propose(house, "bo")

    await house.talk("bo", "NO")

    assert house.texts("bo")[-1] == (
        "That is fine. Mette will find another time with you."
    )
    told = house.chat("mette")
    assert told[-2].text.startswith(
        "K2 Bo would like another time. Thu 26 Nov at 14:30"
    )
    assert told[-1].text == "K2 Bo says no to Thu 26 Nov at 14:30."
    assert labels(told[-1]) == ["Propose a new time"]
    assert await planned(house, one) == []
    assert (await log(house, "bo"))[-1] == "No to the meeting Thu 26 Nov at 14:30"


async def test_move_asks_when_and_what_is_written_goes_to_the_human(house):
    one = await propose(house, "bo")

    await house.talk("bo", "FLYT")
    asked = house.texts("bo")[-1]
    await house.talk("bo", "Friday at 3?")

    assert asked == "No problem. When is better? Write a day and a time, or reply CALL."
    assert labels(house.chat("mette")[-2]) == ["Propose a new time", "Keep the time"]
    assert house.texts("mette")[-2:] == [
        (
            "K2 Bo asks for another time than Thu 26 Nov at 14:30. "
            "When it fits better, they write here."
        ),
        "K2 Bo\nFriday at 3?",
    ]
    assert await planned(house, one) == []
    assert await history(house, one) == [
        ("proposed", "Mette"),
        ("move_asked", "Bo"),
        ("wish", "Bo"),
    ]


async def test_a_new_time_is_a_new_revision_and_is_asked_anew(house):
    one = await propose(house, "bo")
    await house.talk("bo", "JA")

    moved = await move(house, one, FRIDAY)

    assert (moved.id, moved.uid, moved.revision) == (one.id, one.uid, 1)
    assert house.texts("bo")[-1] == (
        "Hi Bo. A new time with Mette: Fri 27 Nov at 14:30. Does it fit? "
        "Reply OK, NO or MOVE." + WHERE
    )
    assert await planned(house, one) == [
        ("day_before", "26/11 14:30"),
        ("no_answer", "24/11 10:00"),
    ]
    await house.talk("bo", "1")
    assert await state_of(house, one) is AppointmentState.CONFIRMED
    assert (await log(house, "bo"))[-2:] == [
        "Meeting moved to Fri 27 Nov at 14:30",
        "Meeting agreed: Fri 27 Nov at 14:30",
    ]


async def test_the_time_can_stay_after_all_and_is_asked_about_again(house):
    one = await propose(house, "bo")
    await house.talk("bo", "FLYT")
    mette = await house.person("mette")

    args = (house.office, mette, await fresh(house, one), house.now)
    again = await house.run(appointments.keep, *args)
    await house.deliver()

    assert (again.starts, again.revision) == (THURSDAY, 1)
    assert house.texts("bo")[-1] == (
        "Hi Bo. Mette can only Thu 26 Nov at 14:30. Does it fit after all? "
        "Reply OK, NO or MOVE. All answers are OK." + WHERE
    )
    assert await planned(house, one) == [
        ("day_before", "25/11 14:30"),
        ("no_answer", "24/11 10:00"),
    ]


async def test_what_the_contact_person_calls_off_is_nobodys_fault(house):
    one = await propose(house, "bo")
    await house.talk("bo", "JA")

    done = await call_off(house, one)
    again = await call_off(house, one)

    assert (done, again) == (True, False)
    assert house.texts("bo")[-1] == (
        "Sorry Bo, the meeting Thu 26 Nov at 14:30 is off. It is not your fault. "
        "Mette writes with a new time."
    )
    off = await fresh(house, one)
    assert (off.state, off.outcome) == (
        AppointmentState.CANCELLED,
        Outcome.CANCELLED_BY_US,
    )
    assert await planned(house, one) == []
    assert (await log(house, "bo"))[-1] == "Meeting called off: Thu 26 Nov at 14:30"


async def test_nobody_hears_that_something_is_off_which_they_never_heard_of(house):
    bo, mette = await house.person("bo"), await house.person("mette")
    one = await house.run(
        appointments.propose, house.office, mette, bo, new(), house.now
    )

    await call_off(house, one)

    assert house.texts("bo") == []


async def test_an_answer_to_what_is_off_is_told_so_and_never_confirmed(house):
    one = await propose(house, "bo")
    await call_off(house, one)

    await house.talk("bo", "JA")

    assert house.texts("bo")[-1] == (
        "The meeting Thu 26 Nov at 14:30 is off. Mette sees your answer."
    )
    assert house.texts("mette") == [
        "K2 Bo\nJA",
        "K2 Bo answered about Thu 26 Nov at 14:30, which is off. They were told so.",
    ]
    assert await state_of(house, one) is AppointmentState.CANCELLED


async def test_a_button_under_what_is_off_says_so_too(house):
    one = await propose(house, "alma")
    asked = house.last("alma")
    await call_off(house, one)

    await house.press("alma", "Yes", on=asked)
    await house.deliver()

    assert house.texts("alma")[-1] == (
        "The meeting Thu 26 Nov at 14:30 is off. Mette sees your answer."
    )


async def test_a_yes_to_a_humans_own_words_is_no_answer_to_what_was_off(house):
    one = await propose(house, "bo")
    await call_off(house, one)
    house.move(hours=1)
    await house.talk("mette", "/to K2 shall I ring you?")

    await house.talk("bo", "ja")

    assert house.texts("mette")[-1] == "K2 Bo\nja"


async def test_a_button_of_the_old_time_names_the_new_one(house):
    one = await propose(house, "alma")
    asked = house.last("alma")
    await move(house, one, FRIDAY)

    await house.press("alma", "Yes", on=asked)
    await house.deliver()

    assert house.texts("alma")[-1] == (
        "There is a new time: Fri 27 Nov at 14:30. Please answer that one."
    )
    assert await state_of(house, one) is AppointmentState.PROPOSED


async def test_a_meeting_that_was_agreed_in_words_is_told_and_not_asked(house):
    one = await propose(house, "bo", agreed=True)

    assert house.texts("bo")[-1] == (
        "Hi Bo. Noted: you meet Mette Thu 26 Nov at 14:30. "
        "Send MOVE if it does not fit." + WHERE
    )
    assert await state_of(house, one) is AppointmentState.CONFIRMED
    assert await planned(house, one) == [("day_before", "25/11 14:30")]


async def test_what_cannot_stand_changes_nothing(house):
    one = await propose(house, "bo")
    past = THURSDAY - timedelta(days=7)

    assert await propose(house, "bo", new(past)) is Fault.PAST
    assert await propose(house, "bo", new(place="x" * 3000)) is Fault.PLACE
    assert await propose(house, "cleo") is Fault.NOT_THEIRS
    assert await move(house, one, past) is Fault.PAST
    assert await move(house, one, FRIDAY, by="kirsten") is Fault.NOT_THEIRS
    await call_off(house, one)
    assert await move(house, one, FRIDAY) is Fault.OVER
    assert len(house.texts("bo")) == 2
    bo = await house.person("bo")
    assert [each.id for each in await house.run(kept.of_client, bo.id)] == [one.id]


async def test_by_phone_it_is_asked_whether_one_may_ring(house):
    await propose(house, "bo", new(kind=AppointmentKind.PHONE, place=""))

    assert house.texts("bo") == [
        "Hi Bo. May Mette ring you Thu 26 Nov at 14:30? Reply OK, NO or MOVE."
    ]


async def test_a_proposal_goes_out_in_the_middle_of_a_talk(house):
    await house.talk("bo", "hello")
    await house.talk("mette", "/to K2 hi Bo")
    house.move(minutes=1)

    await propose(house, "bo")

    assert house.texts("bo")[-1] == ASKED.format("Bo")


async def test_the_second_proposal_waits_for_the_answer_to_the_first(house):
    first = await propose(house, "bo")
    second = await propose(house, "bo", new(FRIDAY))
    before = house.texts("bo")

    await house.talk("bo", "1")
    await house.talk("bo", "2")

    assert before == [ASKED.format("Bo")]
    assert await state_of(house, first) is AppointmentState.CONFIRMED
    assert await state_of(house, second) is AppointmentState.DECLINED


async def test_the_contact_person_hears_why_a_proposal_did_not_arrive(house):
    house.sms.will(Never(Reason.PROVIDER))

    await propose(house, "bo")

    reason = house.office.say("reason_provider", "en")
    assert house.texts("mette") == [
        f"K2 Bo was not reached about Thu 26 Nov at 14:30: {reason}"
    ]


async def test_who_switched_reminders_off_is_mentioned_once(house):
    bo = await house.person("bo")
    await house.run(people.set_declined_topics, bo.id, frozenset({Topic.REMINDERS}))

    await propose(house, "bo")
    await house.talk("bo", "JA")

    assert house.texts("mette") == [
        ("K2 Bo has switched reminders off: nobody reminds them of Thu 26 Nov."),
        "K2 Bo says yes to Thu 26 Nov at 14:30.",
    ]
    assert "reminder" not in house.texts("bo")[-1]


async def test_discreetly_nobody_is_named_and_no_place(house):
    await set_safe(house, "bo", SafeContact(discreet=Discreet.DISCREET))

    one = await propose(house, "bo")
    await house.talk("bo", "1")
    await move(house, one, FRIDAY)
    await house.talk("bo", "3")
    await call_off(house, one)

    assert house.texts("bo") == [
        "Hi! Does Thu 26 Nov at 14:30 work? 1 = yes, 2 = no, 3 = other time",
        "Good, Thu 26 Nov at 14:30",
        "Hi! Does Fri 27 Nov at 14:30 work? 1 = yes, 2 = no, 3 = other time",
        "OK! When is better?",
        "Hi! Fri 27 Nov is off. New time later",
    ]


async def test_upcoming_meetings_go_with_the_client_to_who_takes_over(house):
    await house.enrol(listed("jonas", Role.CONTACT_PERSON))
    one = await propose(house, "bo")
    mette, jonas, bo = [await house.person(who) for who in ("mette", "jonas", "bo")]

    def pass_on(tx):
        agreed = handover.plan(tx, mette, jonas, house.now, [bo.id])
        return handover.hand_over(tx, house.office, agreed, mette, house.now)

    await house.run(pass_on)

    theirs = await fresh(house, one)
    assert theirs.worker == jonas.id
    assert (await history(house, one))[-1] == ("handed_over", "Mette")
    told = [each.draft.text for each in await house.deliveries("jonas")]
    assert "You now meet K2 Bo Thu 26 Nov at 14:30." in told


async def test_at_the_end_of_the_help_meetings_are_off_before_the_goodbye(house):
    one = await propose(house, "bo")
    await house.talk("bo", "JA")
    bo, mette = await house.person("bo"), await house.person("mette")

    await house.run(lifecycle.end, house.office, bo, mette, house.now)
    await house.deliver()

    assert house.texts("bo")[-2] == (
        "The meeting Thu 26 Nov at 14:30 is off, because the help ends. "
        "It is not because of you."
    )
    assert await state_of(house, one) is AppointmentState.CANCELLED
    assert await planned(house, one) == []


async def test_power_that_fails_while_it_is_moved_leaves_the_old_time_whole(
    house, monkeypatch
):
    """Old reminders die with the new time in one transaction, or not at all."""
    one = await propose(house, "bo", agreed=True)
    before = await planned(house, one)

    def fails(*_args):
        raise PowerFailedError

    monkeypatch.setattr(appointment_parties, "tell", fails)
    with pytest.raises(PowerFailedError):
        await move(house, one, FRIDAY)

    assert await fresh(house, one) == one
    assert await planned(house, one) == before
    await house.deliver()
    assert len(house.texts("bo")) == 1
