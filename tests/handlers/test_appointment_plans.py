"""What a meeting makes due, and that nothing of it is left when it changes."""

from datetime import datetime

import pytest

from casework.people import Agreement
from casework.safe_contact import SafeContact, Window
from handlers import appointment_plans, questions
from storage import people
from storage import questions as rows
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    WHERE,
    at,
    call_off,
    fresh,
    move,
    new,
    planned,
    propose,
    set_safe,
)


@pytest.mark.parametrize(
    ("starts", "more", "due"),
    [
        (
            THURSDAY,
            {"remind_before_2h": True},
            [
                *[("day_before", "25/11 14:30"), ("soon", "26/11 12:30")],
                ("no_answer", "24/11 10:00"),
            ],
        ),
        # Two hours before it begins it is still night: at seven, then.
        (
            THURSDAY.replace(hour=8, minute=0),
            {"remind_before_2h": True},
            [
                *[("day_before", "25/11 08:00"), ("soon", "26/11 07:00")],
                ("no_answer", "24/11 10:00"),
            ],
        ),
        (datetime(2026, 11, 23, 14, 0), {}, [("unanswered", "23/11 12:00")]),
        (
            datetime(2026, 11, 23, 14, 0),
            {"remind_before_2h": True},
            [("soon", "23/11 12:00"), ("unanswered", "23/11 12:00")],
        ),
    ],
)
async def test_reminders_are_planned_by_the_clock_there(house, starts, more, due):
    one = await propose(house, "bo", new(starts, **more))

    assert await planned(house, one) == due


@pytest.mark.parametrize(
    ("starts", "opens", "closes", "days", "due"),
    [
        # Still the day before, only later.
        (THURSDAY, 16, 20, range(7), "25/11 14:30"),
        # The next safe hour is too late for "tomorrow", or comes after it began.
        (THURSDAY.replace(hour=18), 8, 16, range(7), "25/11 15:45"),
        (datetime(2026, 11, 30, 10, 0), 16, 20, range(5), "27/11 19:45"),
        # Nothing is safe in the three days before: it is told, as ever.
        (datetime(2026, 12, 5, 10, 0), 9, 12, [0], "04/12 10:00"),
    ],
)
async def test_a_reminder_that_would_fall_outside_safe_hours_is_planned_earlier(
    house, starts, opens, closes, days, due
):
    window = (Window(opens * 60, closes * 60),)
    hours = tuple(window if day in days else () for day in range(7))
    await set_safe(house, "bo", SafeContact(hours=hours))

    one = await propose(house, "bo", new(starts), agreed=True)

    assert await planned(house, one) == [("day_before", due)]


async def test_nobody_is_promised_the_day_before_what_comes_on_another_day(house):
    window = (Window(10 * 60, 16 * 60),)
    await set_safe(house, "bo", SafeContact(hours=(*[window] * 5, (), ())))
    one = await propose(house, "bo", new(datetime(2026, 11, 30, 9, 0)))

    await house.talk("bo", "1")

    assert ("day_before", "27/11 15:45") in await planned(house, one)
    assert house.texts("bo")[-1] == (
        "Good! You meet Mon 30 Nov at 9:00. Send MOVE if it does not fit." + WHERE
    )


async def test_a_new_time_leaves_nothing_of_the_old_one(house):
    one = await propose(house, "bo", new(remind_before_2h=True))

    await move(house, one, THURSDAY + A_DAY)
    after_move = await planned(house, one)
    await call_off(house, one)

    assert {when for _, when in after_move} == {"26/11 14:30", "24/11 10:00"}
    assert await planned(house, one) == []
    bo = await house.person("bo")
    assert await house.run(rows.open_of, bo.id) is None


async def test_it_is_known_whether_a_reminder_is_still_to_come(house):
    bo = await house.person("bo")
    far = await propose(house, "bo")
    near = await propose(house, "bo", new(datetime(2026, 11, 24, 9, 0)))

    reminded = [
        await house.run(appointment_plans.is_reminded, await fresh(house, each), bo)
        for each in (far, near)
    ]

    assert reminded == [True, False]


async def test_a_proposal_goes_before_what_the_program_asks_by_itself(house):
    bo = await house.person("bo")
    await house.run(questions.put, house.office, bo.id, "safe_contact", house.now)
    await house.deliver()

    await propose(house, "bo")

    standing = await house.run(rows.open_of, bo.id)
    assert standing.kind == appointment_plans.PROPOSAL


async def test_nothing_is_asked_before_they_said_that_we_may_write_to_them(house):
    bo = await house.person("bo")
    await house.run(people.set_agreement, bo.id, Agreement.ASKED, house.now)
    one = await propose(house, "bo")
    before = house.texts("bo")

    await house.talk("bo", "JA")
    await house.talk("bo", "JA")

    assert not any("Can you meet" in text for text in before)
    assert (await fresh(house, one)).state == "confirmed"
    assert "K2 Bo\nJA" not in house.texts("mette")


async def test_where_people_met_is_forgotten_four_weeks_later(house):
    one = await propose(house, "bo")

    await at(house, THURSDAY + A_DAY * 27)
    kept = (await fresh(house, one)).place
    await at(house, THURSDAY + A_DAY * 29)

    assert kept == "the library"
    assert (await fresh(house, one)).place == ""
