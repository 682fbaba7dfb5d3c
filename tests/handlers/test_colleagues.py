import pytest

from casework.people import Role
from handlers.colleagues import colleagues_of, named
from storage import people
from tests.handlers.house import listed


async def called(house, name):
    mette = await house.person("mette")
    return [each.name for each in await house.run(named, name, mette)]


async def test_everybody_who_could_answer_is_a_colleague(house):
    await house.enrol(listed("carl", Role.CASEWORKER))
    mette = await house.person("mette")

    found = await house.run(colleagues_of, mette)

    assert [each.name for each in found] == ["Kirsten", "Sanne"]


async def test_who_left_is_none(house):
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    await house.run(people.set_left, kirsten.id, house.now)

    assert [each.name for each in await house.run(colleagues_of, mette)] == ["Sanne"]
    assert await called(house, "Kirsten") == []


@pytest.mark.parametrize("name", ["M2", "m2", " Kirsten ", "kirsten", "M2 Kirsten"])
async def test_a_colleague_is_called_by_alias_or_name(house, name):
    assert await called(house, name) == ["Kirsten"]


async def test_two_with_one_first_name_are_told_apart_by_the_whole(house):
    await house.enrol(
        listed("kb", Role.CONTACT_PERSON, name="Anna Berg"),
        listed("ks", Role.CONTACT_PERSON, name="Anna Skov"),
    )

    assert await called(house, "Anna") == ["Anna Berg", "Anna Skov"]
    assert await called(house, "anna skov") == ["Anna Skov"]


async def test_nobody_is_called_by_nothing(house):
    assert await called(house, "") == []
    assert await called(house, "Mette") == []
