"""What is taken for an answer about a meeting, and what is asked back."""

from datetime import date, datetime

import pytest

from handlers import meet_answers
from handlers.meet_plan import Plan
from tests.handlers.family import with_young_family
from tests.handlers.house import OFFICE


async def take(house, step, answer, plan=None):
    worker = await house.person("mette")
    alma = await house.person("alma")
    return await house.run(
        meet_answers.take,
        OFFICE,
        worker,
        step,
        plan or Plan(client=alma.id),
        answer,
        house.now,
    )


async def test_a_time_is_taken_for_the_day_that_was_said(house):
    alma = await house.person("alma")
    plan = Plan(client=alma.id, day=date(2026, 11, 24))

    assert (await take(house, "time", "14", plan)).starts == datetime(2026, 11, 24, 14)
    other = await take(house, "time", "friday 9", plan)
    assert other.starts == datetime(2026, 11, 27, 9)
    assert "25:00" in await take(house, "time", "25:00", plan)
    assert '"whenever"' in await take(house, "time", "whenever", plan)


async def test_a_rhythm_moves_no_single_meeting(house):
    alma = await house.person("alma")
    plan = Plan(client=alma.id, moves=1)

    assert "one time" in await take(house, "when", "every tuesday 14", plan)
    assert (await take(house, "when", "every tuesday 14")).every is not None


@pytest.mark.parametrize(
    ("answer", "place"),
    [("at the library", "the library"), ("-", ""), ("school", "school")],
)
async def test_a_place_is_kept_as_it_is_called(house, answer, place):
    assert (await take(house, "where", answer)).place == place


async def test_a_place_is_one_line_of_a_few_words(house):
    assert (await take(house, "where", "Torvet\n4")).place == "Torvet 4"
    assert "120" in await take(house, "where", "x" * 121)


async def test_nobody_else_than_who_takes_part_is_told(house):
    await with_young_family(house)
    alma, karin, cleo = [
        (await house.person(who)).id for who in ("alma", "karin", "cleo")
    ]
    plan = Plan(client=alma)

    chosen = await house.run(meet_answers.toggled, plan, karin)
    assert chosen.tell == (karin,)
    assert (await house.run(meet_answers.toggled, chosen, cleo)).tell == (karin,)
    assert (await house.run(meet_answers.toggled, chosen, karin)).tell == ()
