"""How often there was to be contact."""

from dataclasses import replace
from datetime import timedelta

from handlers import planned_contacts
from handlers.figures_frame import Frame, Whom


async def expected(house, days, **changed):
    def unit(tx):
        one = next(Frame(tx, house.office, Whom(), house.now).helps)
        one = replace(one, **changed)
        length = timedelta(days=days)
        return planned_contacts.expected(tx, house.office, one, length, house.now)

    return await house.run(unit)


async def test_what_was_said_of_one_person_counts(house):
    await house.talk("mette", "/cadence K1 2 a week")

    assert [await expected(house, days) for days in (0, 3, 7, 30)] == [0, 1, 2, 9]


async def test_of_help_that_is_over_its_kind_of_help_counts(house):
    ended = {"ends_at": house.now, "profile": "dk_youth"}

    assert await expected(house, 28, **ended) == 4
    assert (
        await expected(house, 28, ends_at=house.now, profile="of another time") is None
    )
