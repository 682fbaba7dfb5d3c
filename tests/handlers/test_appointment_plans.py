"""What a meeting makes due, and that nothing of it is left when it changes."""

from datetime import datetime

import pytest

from handlers import appointment_plans, questions
from storage import questions as rows
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


async def test_where_people_met_is_forgotten_four_weeks_later(house):
    one = await propose(house, "bo")

    await at(house, THURSDAY + A_DAY * 27)
    kept = (await fresh(house, one)).place
    await at(house, THURSDAY + A_DAY * 29)

    assert kept == "the library"
    assert (await fresh(house, one)).place == ""
