"""Reminders come at the right hour of the clock there, once, and never too late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.appointments import AppointmentKind, AppointmentState
from casework.messages import Never
from casework.people import AssignmentState, Topic
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from storage import assignments, people
from storage import due as rows
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    at,
    call_off,
    fresh,
    move,
    new,
    planned,
    propose,
    set_safe,
    tick,
)

WEDNESDAY = THURSDAY - A_DAY
REMINDED = (
    "Hi Bo. You meet Mette tomorrow at 14:30. How will you get there? "
    "Reply OK if it fits, or MOVE."
)
TODAY = REMINDED.replace("tomorrow", "today")
NO_WORD = (
    "Hi Bo. We have not heard from you about Thu 3 Dec at 14:30. Does it fit? "
    "Reply OK, NO or MOVE. All answers are OK."
)
A_MINUTE = timedelta(minutes=1)


async def agreed(house, who="bo", what=None):
    """Let a meeting be agreed on, and nothing else be asked meanwhile."""
    await set_safe(house, who, SafeContact(checked_on=house.now.date()))
    return await propose(house, who, what or new(place=""), agreed=True)


def reminders(house, who="bo"):
    return [text for text in house.texts(who) if "How will you get" in text]


def of_bo(house):
    return [text for text in house.texts("mette") if text.startswith("K2 Bo")]


def not_reminded(house):
    return [text for text in house.texts("mette") if "no reminder" in text]


async def test_a_day_before_at_the_same_hour_one_is_reminded_and_asked(house):
    one = await agreed(house)

    await at(house, WEDNESDAY - A_MINUTE)
    before = reminders(house)
    await at(house, WEDNESDAY)
    await at(house, WEDNESDAY + A_MINUTE)

    assert (before, reminders(house)) == ([], [REMINDED])
    await house.talk("bo", "Ja tak")
    assert house.texts("bo")[-1].startswith("Good! You meet Thu 26 Nov at 14:30.")
    assert (await fresh(house, one)).state is AppointmentState.CONFIRMED


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("FLYT", AppointmentState.MOVE_ASKED),
        ("3", AppointmentState.MOVE_ASKED),
        ("NEJ", AppointmentState.CANCELLED),
        ("2", AppointmentState.CANCELLED),
    ],
)
async def test_the_reminder_is_the_easiest_place_to_say_no(house, said, state):
    one = await agreed(house)
    await at(house, WEDNESDAY)

    await house.talk("bo", said)

    assert (await fresh(house, one)).state is state
    assert await planned(house, one) == []


async def test_how_they_will_get_there_is_words_to_the_human(house):
    await agreed(house)
    await at(house, WEDNESDAY)

    await house.talk("bo", "by bus, I think")
    await house.talk("bo", "ok")

    assert "K2 Bo\nby bus, I think" in house.texts("mette")
    assert house.texts("bo")[-1].startswith("Good!")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (AppointmentKind.HOME_VISIT, "Hi Bo. Mette comes to you tomorrow at 14:30."),
        (AppointmentKind.PHONE, "Hi Bo. Mette rings you tomorrow at 14:30."),
    ],
)
async def test_who_need_not_go_anywhere_is_asked_something_else(house, kind, said):
    await agreed(house, what=new(kind=kind, place=""))

    await at(house, WEDNESDAY)

    assert house.texts("bo")[-1].startswith(said)


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/Stockholm"])
@pytest.mark.parametrize(
    ("day", "utc_hour"), [(datetime(2027, 3, 29), 8), (datetime(2027, 11, 1), 9)]
)
async def test_after_a_clock_change_the_reminder_comes_at_its_local_hour(
    house, zone, day, utc_hour
):
    """The meeting is the day after the change; the reminder falls on the day itself."""
    house.office = replace(house.office, zone=ZoneInfo(zone))
    house.now = (day - timedelta(days=4)).replace(hour=9, tzinfo=UTC)
    starts = day.replace(hour=10)
    one = await agreed(house, "alma", new(starts, place=""))
    assert one.starts_at == datetime(*day.timetuple()[:3], utc_hour, tzinfo=UTC)

    await at(house, starts - A_DAY - A_MINUTE)
    before = reminders(house, "alma")
    await at(house, starts - A_DAY)

    assert before == []
    said = REMINDED.replace("14:30", "10:00").replace("Bo", "Alma")
    assert reminders(house, "alma") == [said]


@pytest.mark.parametrize("day", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
async def test_on_the_day_of_a_clock_change_two_hours_are_two_hours(house, day):
    house.now = (day - timedelta(days=3)).replace(hour=9, tzinfo=UTC)
    what = new(day.replace(hour=10), remind_before_2h=True)
    one = await agreed(house, what=what)

    (soon,) = await house.run(rows.of_subject, "appointment_soon", one.id)

    assert one.starts_at - soon.at == timedelta(hours=2)
    assert soon.local_time == day.replace(hour=8)


async def test_two_hours_before_one_is_told_where_if_that_was_wanted(house):
    what = new(remind_before_2h=True)
    await agreed(house, what=what)

    await at(house, THURSDAY - timedelta(hours=2))

    assert house.texts("bo")[-1] == "See you at 14:30"  # they named no place as safe
    safe = SafeContact(may_name_place=True, checked_on=house.now.date())
    await set_safe(house, "bo", safe)
    friday = replace(what, starts=THURSDAY + A_DAY)
    await propose(house, "bo", friday, agreed=True)
    await at(house, THURSDAY + A_DAY - timedelta(hours=2))
    assert house.texts("bo")[-1] == (
        "Soon: you meet Mette today at 14:30, the library. "
        "Running late? Just write here."
    )


async def test_what_is_proposed_within_a_day_is_not_reminded_of(house):
    one = await agreed(house, what=new(datetime(2026, 11, 24, 9, 0)))

    assert await planned(house, one) == []
    assert house.texts("bo")[-1].startswith("Hi Bo. Noted: you meet Mette Tue 24 Nov")


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        (THURSDAY.replace(hour=7), "25/11 08:00"),
        (THURSDAY.replace(hour=22), "25/11 20:00"),
        (THURSDAY.replace(hour=0, minute=15), "25/11 08:00"),
    ],
)
async def test_nobody_is_reminded_in_the_night(house, starts, reminded):
    one = await agreed(house, what=new(starts))

    assert await planned(house, one) == [("day_before", reminded)]


async def test_moved_the_old_reminder_is_dead_though_it_waits_in_the_outbox(house):
    one = await agreed(house)
    house.now = WEDNESDAY.replace(tzinfo=house.office.zone).astimezone(UTC)
    house.now -= timedelta(minutes=5)
    await house.talk("bo", "see you")  # a talk: what starts from us waits half an hour
    house.move(minutes=6)
    await tick(house)
    (waits,) = [each for each in await house.deliveries("bo") if each.state == "ready"]

    await move(house, one, THURSDAY + timedelta(days=7))
    house.move(hours=2)
    await tick(house)

    assert waits.draft.text == REMINDED
    assert reminders(house) == []
    assert house.texts("bo")[-1].startswith("Hi Bo. A new time with Mette: Thu 3 Dec")
    assert not_reminded(house) == []


async def test_what_is_off_reminds_nobody(house):
    one = await agreed(house)
    await call_off(house, one)

    await at(house, WEDNESDAY)
    await at(house, THURSDAY)

    assert reminders(house) == []
    assert not_reminded(house) == []


async def test_after_a_stop_of_three_hours_the_reminder_still_comes(house):
    await agreed(house)

    await at(house, WEDNESDAY + timedelta(hours=3))

    assert reminders(house) == [REMINDED]


async def test_after_a_night_without_power_it_says_today(house):
    await agreed(house)

    await at(house, THURSDAY.replace(hour=3))
    in_the_night = reminders(house)
    await at(house, THURSDAY.replace(hour=7))

    assert in_the_night == []
    assert reminders(house) == [TODAY]


async def test_after_a_stop_of_three_days_nothing_stale_goes_out_and_a_human_knows(
    house,
):
    await agreed(house)

    await at(house, THURSDAY + timedelta(days=3))

    assert reminders(house) == []
    reason = house.office.say("reason_too_old", "en")
    assert not_reminded(house) == [
        f"K2 Bo got no reminder of Thu 26 Nov at 14:30: {reason}"
    ]


async def test_a_reminder_waits_for_safe_hours_and_then_names_the_right_day(house):
    evening = SafeContact(
        hours=every_day(Window(8 * 60, 9 * 60)), checked_on=house.now.date()
    )
    await agreed(house)
    await set_safe(house, "bo", evening)

    await at(house, WEDNESDAY)
    waits = reminders(house)
    await at(house, THURSDAY.replace(hour=8))

    assert (waits, reminders(house)) == ([], [TODAY])


async def test_where_no_safe_hour_is_left_the_contact_person_is_told(house):
    fridays = (*[()] * 4, (Window(8 * 60, 9 * 60),), (), ())
    await agreed(house)
    safe = SafeContact(hours=fridays, checked_on=house.now.date())
    await set_safe(house, "bo", safe)

    await at(house, WEDNESDAY)

    reason = house.office.say("reason_safe_hours", "en")
    assert reminders(house) == []
    assert not_reminded(house) == [
        f"K2 Bo got no reminder of Thu 26 Nov at 14:30: {reason}"
    ]


async def test_a_provider_that_refuses_is_told_with_its_reason(house):
    await agreed(house)
    house.sms.will(Never(Reason.PROVIDER), to=house.addresses["bo"].value)

    await at(house, WEDNESDAY)

    reason = house.office.say("reason_provider", "en")
    assert not_reminded(house) == [
        f"K2 Bo got no reminder of Thu 26 Nov at 14:30: {reason}"
    ]


async def test_who_switched_reminders_off_gets_none_and_nobody_is_told_again(house):
    await agreed(house)
    bo = await house.person("bo")
    await house.run(people.set_declined_topics, bo.id, frozenset({Topic.REMINDERS}))

    await at(house, WEDNESDAY)

    assert reminders(house) == []
    assert not_reminded(house) == []


async def test_in_a_pause_nobody_is_reminded_and_the_contact_person_knows(house):
    await agreed(house)
    bo = await house.person("bo")
    await house.run(people.set_paused, bo.id, house.now + timedelta(days=7))

    await at(house, WEDNESDAY)

    assert reminders(house) == []
    assert len(not_reminded(house)) == 1


async def test_while_the_help_rests_nobody_is_reminded(house):
    await agreed(house)
    bo = await house.person("bo")
    one = await house.run(assignments.current, bo.id)
    await house.run(assignments.set_state, one.id, AssignmentState.PAUSED, house.now)

    await at(house, WEDNESDAY)

    assert reminders(house) == []
    assert len(not_reminded(house)) == 1


async def test_a_reminder_takes_the_place_of_a_proposal_nobody_answered(house):
    await set_safe(house, "bo", SafeContact(checked_on=house.now.date()))
    await propose(house, "bo", new(place=""))

    await at(house, WEDNESDAY)
    await house.talk("bo", "1")

    assert reminders(house) == [REMINDED]
    assert house.texts("bo")[-1].startswith("Good!")
    assert house.texts("mette")[-1] == "K2 Bo says yes to Thu 26 Nov at 14:30."


async def test_who_does_not_answer_is_asked_once_more_and_then_a_human_is_told(house):
    await set_safe(house, "bo", SafeContact(checked_on=house.now.date()))
    starts = THURSDAY + timedelta(days=7)
    await propose(house, "bo", new(starts))

    await at(house, datetime(2026, 11, 24, 10, 0))
    again = house.texts("bo")[1:]
    told = of_bo(house)
    await at(house, datetime(2026, 11, 25, 10, 0))
    await at(house, datetime(2026, 11, 28, 10, 0))

    assert again == [NO_WORD]
    assert told == []
    assert house.texts("bo")[1:] == again
    assert of_bo(house) == [
        "K2 Bo has not answered about Thu 3 Dec at 14:30. Perhaps ring?"
    ]
    await house.talk("bo", "nej")
    assert house.texts("mette")[-1] == "K2 Bo says no to Thu 3 Dec at 14:30."


async def test_on_short_notice_a_human_is_told_in_time_that_nobody_answered(house):
    await propose(house, "bo", new(datetime(2026, 11, 23, 16, 0)))

    await at(house, datetime(2026, 11, 23, 13, 0))

    assert house.texts("mette") == [
        "K2 Bo has not answered about Mon 23 Nov at 16:00. Perhaps ring?"
    ]


async def test_a_discreet_reminder_names_nobody_and_no_place_and_2_calls_it_off(house):
    one = await agreed(house, what=new(place="the library"))
    await set_safe(
        house,
        "bo",
        SafeContact(discreet=Discreet.DISCREET, checked_on=house.now.date()),
    )

    await at(house, WEDNESDAY)
    asked = house.texts("bo")[-1]
    await house.talk("bo", "2")

    assert asked == (
        "Hi! Still fine tomorrow at 14:30? 1 = yes, 2 = no, 3 = other time"
    )
    assert (await fresh(house, one)).state is AppointmentState.CANCELLED
    assert house.texts("bo")[-1] == "OK, thanks"


async def test_fifty_looks_and_a_restart_at_the_same_minute_remind_once(house):
    await agreed(house)

    for _ in range(50):
        await at(house, WEDNESDAY)
    await house.restart()
    await at(house, WEDNESDAY)

    assert reminders(house) == [REMINDED]


async def test_who_could_not_read_a_proposal_yet_is_not_asked_why_they_are_silent(
    house,
):
    fridays = (*[()] * 4, (Window(8 * 60, 20 * 60),), (), ())
    safe = SafeContact(hours=fridays, checked_on=house.now.date())
    await set_safe(house, "bo", safe)
    await propose(house, "bo", new(THURSDAY + timedelta(days=7)))

    for day in range(5):
        await at(house, datetime(2026, 11, 24, 10, 0) + day * A_DAY)

    assert house.texts("bo") == [
        "Hi Bo. Can you meet Mette Thu 3 Dec at 14:30? Reply OK, NO or MOVE."
    ]


async def test_who_has_just_read_the_proposal_is_not_reminded_as_well(house):
    await set_safe(house, "bo", SafeContact(checked_on=house.now.date()))
    await propose(house, "bo", new(THURSDAY + A_DAY))
    other = await propose(house, "bo", new(THURSDAY, place=""))

    await at(house, WEDNESDAY - timedelta(hours=1))
    await house.talk("bo", "1")
    await at(house, WEDNESDAY)

    assert reminders(house) == []
    assert (await fresh(house, other)).state is AppointmentState.PROPOSED


async def test_a_reminder_that_had_to_make_way_in_a_talk_comes_all_the_same(house):
    await agreed(house)
    await at(house, WEDNESDAY - 10 * A_MINUTE)
    await house.talk("bo", "hi, are you there?")
    await at(house, WEDNESDAY + A_MINUTE)  # it waits for the talk to end
    await propose(house, "bo", new(THURSDAY + 7 * A_DAY))
    in_the_talk = reminders(house)

    for _ in range(8):
        house.move(minutes=15)
        await tick(house)

    assert (in_the_talk, reminders(house)) == ([], [REMINDED])


async def test_a_reminder_that_made_way_and_left_meanwhile_comes_once(house):
    await agreed(house)
    await at(house, WEDNESDAY - 10 * A_MINUTE)
    await house.talk("bo", "hi, are you there?")
    await at(house, WEDNESDAY + A_MINUTE)
    await propose(house, "bo", new(THURSDAY + 7 * A_DAY))
    await house.talk("bo", "1")

    for _ in range(12):
        house.move(minutes=15)
        await tick(house)

    assert reminders(house) == [REMINDED]


async def test_a_reminder_they_have_read_is_not_said_again_after_another_question(
    house,
):
    await agreed(house)
    await at(house, WEDNESDAY)
    await propose(house, "bo", new(THURSDAY + 7 * A_DAY))

    await house.talk("bo", "1")
    await at(house, WEDNESDAY + timedelta(hours=2))

    assert reminders(house) == [REMINDED]
