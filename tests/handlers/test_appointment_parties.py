"""Others hear of a meeting in their own talk, and nobody from outside does."""

from datetime import date

import pytest

from casework.people import Role
from handlers import absences, appointment_parties, families
from storage import appointments as kept
from storage import people
from tests.handlers.family import with_family
from tests.handlers.house import OFFICE, listed
from tests.handlers.meetings import A_DAY, THURSDAY, call_off, move, new, propose

IS_TO_MEET = "Hi Karin. Alma is to meet Mette {} at 14:30. You hear if it changes."


@pytest.fixture
async def family(house):
    """Alma is 16; Karin, her mother, and Sven, her brother, take part."""
    alma = await house.person("alma")
    await house.run(
        people.update,
        alma.id,
        name=alma.name,
        language=alma.language,
        profile="dk_child",
        born_before=date(2010, 6, 1),
    )
    return await with_family(house)


async def ids(house, *who):
    return tuple([(await house.person(each)).id for each in who])


async def test_a_guardian_who_was_chosen_hears_when_it_is_and_of_each_change(family):
    karin = await ids(family, "karin")
    before = len(family.texts("karin"))

    one = await propose(family, "alma", new(tell=karin))
    await move(family, one, THURSDAY + A_DAY)
    await call_off(family, one)

    assert family.texts("karin")[before:] == [
        IS_TO_MEET.format("Thu 26 Nov"),
        IS_TO_MEET.format("Fri 27 Nov"),
        "Hi Karin. The meeting of Alma Fri 27 Nov at 14:30 is off.",
    ]


async def test_who_was_not_chosen_hears_nothing(family):
    before = family.texts("sven")

    await propose(family, "alma", new(tell=await ids(family, "karin")))

    assert family.texts("sven") == before


async def test_nobody_from_outside_can_be_chosen(family):
    outside = await ids(family, "bo", "cleo", "kirsten")
    before = family.texts("bo"), family.texts("kirsten")

    one = await propose(family, "alma", new(tell=outside))

    assert await family.run(kept.parties, one.id) == []
    assert (family.texts("bo"), family.texts("kirsten")) == before


async def test_a_caseworker_may_be_told_as_well(family):
    await family.enrol(listed("clara", Role.CASEWORKER))
    clara = await ids(family, "clara")

    one = await propose(family, "alma", new(tell=clara))
    await call_off(family, one)

    told = [each.draft.text for each in await family.deliveries("clara")]
    assert told[-2:] == [
        "K1 Alma is to meet Mette Thu 26 Nov at 14:30.",
        "The meeting with K1 Alma Thu 26 Nov at 14:30 is off.",
    ]


async def test_who_takes_part_no_more_hears_no_more(family):
    one = await propose(family, "alma", new(tell=await ids(family, "karin")))
    karin = await family.person("karin")
    await family.run(families.end, OFFICE, karin, family.now)
    await family.deliver()
    before = family.texts("karin")

    await call_off(family, one)

    assert family.texts("karin") == before


async def test_who_takes_part_can_be_chosen(family):
    alma, bo = await family.person("alma"), await family.person("bo")

    of_alma = await family.run(appointment_parties.choosable, alma)
    of_bo = await family.run(appointment_parties.choosable, bo)

    assert {each.name for each in of_alma} == {"Karin", "Sven"}
    assert of_bo == []


async def test_a_guardians_own_meeting_ends_with_their_part(family):
    one = await propose(family, "karin")
    karin = await family.person("karin")

    await family.run(families.end, OFFICE, karin, family.now)
    await family.deliver()

    assert (await family.run(kept.known, one.id)).state == "cancelled"
    assert any("because the help ends" in text for text in family.texts("karin"))


async def test_who_is_to_come_hears_what_who_stands_in_for_them_changes(house):
    one = await propose(house, "bo", new(THURSDAY + 14 * A_DAY), agreed=True)
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    week = (house.now, house.now + 7 * A_DAY)
    args = (house.office, mette, kirsten.id, *week, {}, house.now)
    await house.run(absences.plan, *args)
    await house.deliver()
    before = len(house.texts("mette"))

    await move(house, one, THURSDAY + 15 * A_DAY, by="kirsten")
    await call_off(house, one, by="kirsten")

    assert house.texts("mette")[before:] == [
        "K2 Bo is to meet Mette Fri 11 Dec at 14:30.",
        "The meeting with K2 Bo Fri 11 Dec at 14:30 is off.",
    ]


async def test_who_calls_off_their_own_meeting_while_away_is_told_nothing_twice(house):
    one = await propose(house, "bo", new(THURSDAY + 14 * A_DAY), agreed=True)
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    week = (house.now, house.now + 7 * A_DAY)
    args = (house.office, mette, kirsten.id, *week, {}, house.now)
    await house.run(absences.plan, *args)
    await house.deliver()
    before = house.texts("mette")

    await call_off(house, one, by="mette")

    assert house.texts("mette") == before
    assert "Mette has called off" in house.texts("kirsten")[-1]
