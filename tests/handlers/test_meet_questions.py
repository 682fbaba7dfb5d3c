"""What is still to be asked of a meeting, in its order."""

from dataclasses import replace
from datetime import date, datetime

from casework.appointments import AppointmentKind
from handlers import meet_questions
from handlers.meet_plan import Plan
from tests.handlers.family import with_young_family
from tests.handlers.house import OFFICE


async def test_steps_come_in_their_order_and_none_for_what_is_known(house):
    alma = await house.person("alma")
    asked = {
        "who": Plan(),
        "when": Plan(client=alma.id),
        "time": Plan(client=alma.id, day=date(2026, 11, 24)),
        "long": Plan(client=alma.id, starts=datetime(2026, 11, 24, 14)),
    }
    asked["kind"] = replace(asked["long"], minutes=30)
    asked["where"] = replace(asked["kind"], kind=AppointmentKind.SCHOOL)
    asked["preview"] = replace(asked["kind"], kind=AppointmentKind.PHONE)

    for step, plan in asked.items():
        assert await house.run(meet_questions.missing, plan) == step


async def test_whom_one_could_tell_is_asked_where_there_is_somebody(house):
    await with_young_family(house)
    alma = await house.person("alma")
    plan = Plan(
        client=alma.id,
        starts=datetime(2026, 11, 24, 14),
        minutes=30,
        kind=AppointmentKind.PHONE,
    )

    assert await house.run(meet_questions.missing, plan) == "tell"


async def test_only_who_is_helped_is_met_not_their_family(house):
    await with_young_family(house)
    mette = await house.person("mette")

    mine = await house.run(meet_questions.mine, mette)

    assert [each.name for each in mine] == ["Alma", "Bo"]


async def test_late_in_the_day_no_hour_that_is_over_is_offered(house):
    alma, mette = await house.person("alma"), await house.person("mette")
    house.move(hours=8)
    plan = Plan(client=alma.id, day=date(2026, 11, 23))

    _, rows, takes_words = await house.run(
        meet_questions.question, OFFICE, mette, "time", plan, house.now
    )

    assert [answer for row in rows for answer, _ in row] == ["19:00"]
    assert takes_words
