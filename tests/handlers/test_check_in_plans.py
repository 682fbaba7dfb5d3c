"""What is agreed: one rhythm for somebody, with nothing left of the one before."""

from dataclasses import replace
from datetime import timedelta

from casework.people import Role
from casework.rhythm import Rhythm
from handlers import check_in_plans
from handlers.check_ins import KIND
from storage import due, rules
from tests.handlers.asking import agree, later, silence, states


async def pause(house, person, until):
    return await house.run(
        check_in_plans.pause, house.office, person.id, until, person.id, house.now
    )


async def test_a_second_agreement_changes_the_first(house):
    await agree(house, "bo", 1)
    await agree(house, "bo", 4)

    bo = await house.person("bo")
    (rule,) = await house.run(rules.of_person, bo.id, KIND)
    planned = await house.run(due.of_subject, KIND, rule.id)

    assert rule.rhythm.weekdays == {4}
    assert rule.revision == 2
    assert {each.state for each in planned} <= {"cancelled"}


async def test_a_pause_ends_the_climb(house):
    await agree(house, "bo", 0)
    await later(house, hours=2)
    bo = await house.person("bo")

    until = house.now + timedelta(days=7)
    was_agreed = await house.run(
        check_in_plans.pause, house.office, bo.id, until, bo.id, house.now
    )

    assert was_agreed
    assert await silence(house, "bo") is None
    assert await states(house, "bo") == ["withdrawn"]


async def test_nothing_agreed_is_nothing_to_pause_or_end(house):
    bo = await house.person("bo")

    paused = await house.run(
        check_in_plans.pause, house.office, bo.id, house.now, bo.id, house.now
    )
    ended = await house.run(check_in_plans.end, house.office, bo.id, house.now)

    assert (paused, ended) == (False, False)


async def test_a_time_that_was_not_said_is_the_one_that_was_agreed(house):
    await agree(house, "bo", 1, at=15)
    bo = await house.person("bo")

    made = await house.run(
        check_in_plans.wanted, house.office, bo, "fridays", house.now
    )

    assert isinstance(made, Rhythm)
    assert made.at.hour == 15


async def test_who_only_takes_part_is_not_asked(house):
    bo = replace(await house.person("bo"), role=Role.GUARDIAN)

    most = await house.run(check_in_plans.most_a_week, house.office, bo, house.now)

    assert most == 0
