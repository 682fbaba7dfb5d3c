"""Each assignment is looked at once a day, in the morning, and nobody is told twice."""

from handlers import daily_look
from storage import assignments, cadence


async def look(house):
    return await house.look_after(daily_look.DAILY_LOOK)


async def test_everybody_is_looked_at_once_a_day(house):
    assert await look(house) == 4
    assert await look(house) == 0

    house.move(hours=22)  # 8.00 there
    at_eight = await look(house)

    assert (at_eight, await look(house)) == (4, 0)


async def test_nobody_is_looked_at_in_the_night(house):
    await look(house)
    house.move(hours=20)

    assert await look(house) == 0


async def test_many_are_looked_at_in_several_goes(house, monkeypatch):
    monkeypatch.setattr(daily_look, "AT_ONCE", 3)

    assert [await look(house), await look(house), await look(house)] == [3, 1, 0]


async def test_days_without_the_service_are_told_as_one(house):
    await look(house)
    house.move(days=100)
    before = len(house.texts("mette"))

    await look(house)
    await look(house)
    await house.deliver()

    news = [each for each in house.texts("mette")[before:] if "K1 Alma" in each]
    assert len(news) == 2  # a silence, and a review
    assert len(set(news)) == 2


async def test_who_has_left_the_help_is_not_looked_at(house):
    await look(house)
    alma = await house.person("alma")
    one = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, one.id, house.now)
    house.move(days=30)

    due = await house.run(cadence.to_look_at, house.now, 10)

    assert one.id not in due
    assert len(due) == 3
