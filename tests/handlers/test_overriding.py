"""Other rules for one assignment."""

from dataclasses import replace

import pytest

from casework.people import Role
from casework.profiles import OverrideError
from handlers import overriding, profiles, reading
from handlers.families import Kin
from handlers.permissions import NotPossibleError
from storage import cases, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.family import new, take_part
from tests.handlers.house import listed


async def override(house, ref, **given):
    return await house.run(overriding.override, house.office, ref, given, house.now)


async def who_open(house, found):
    return [await house.run(cases.readers_of, case) for case in found]


async def counting(house, who):
    person = await house.person(who)
    return await house.run(profiles.of_assignment, house.office, person, house.now)


async def test_what_is_said_counts_for_this_one_and_nobody_else(house):
    found = await override(house, "alma", telegram_from="none", missed_tries="1")

    assert (found.telegram_from, found.missed_tries) == (None, 1)
    assert await counting(house, "alma") == found
    assert (await counting(house, "bo")).missed_tries == 3


async def test_it_is_added_to_what_was_said_before_and_can_be_taken_back(house):
    house.office = replace(house.office, profiles={"dk_youth": {"missed_tries": 5}})
    await override(house, "alma", missed_tries="1")
    await override(house, "alma", follow_up_months="9")

    found = await override(house, "alma", missed_tries=None)

    assert (found.missed_tries, found.follow_up_months) == (5, 9)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"missed_tries": "many"}, "missed_tries"),
        ({"telegram_form": "16"}, "telegram_form"),
        ({"record_policy": "none"}, "record_policy"),
        ({"youngest": "30"}, "oldest"),
    ],
)
async def test_what_cannot_be_changes_nothing(house, given, fault):
    before = await counting(house, "alma")

    with pytest.raises(OverrideError) as caught:
        await override(house, "alma", **given, follow_up_months="9")

    assert fault in caught.value.faults
    assert await counting(house, "alma") == before
    assert [kind for kind, _ in await house.record("alma")].count("rules") == 0


@pytest.mark.parametrize("ref", ["nobody", "mette"])
async def test_only_a_client_with_a_contact_person_has_rules(house, ref):
    with pytest.raises(NotPossibleError):
        await override(house, ref, missed_tries="1")


async def test_which_rules_changed_stands_in_the_case(house):
    await override(house, "alma", missed_tries="1")

    kind, words = (await house.record("alma"))[-1]
    assert (kind, words["text"]) == ("rules", "missed_tries=1")


async def test_a_caseworker_who_may_read_no_more_gets_no_new_key(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("karin", Role.CASEWORKER),
        listed("alma", contact_person="mette"),
    )
    karin = await house.person("karin")
    key = generate_key_pair().public_key()
    await house.run(readers.add, "r-karin", karin.id, key, house.now)
    await take_part(house, new("sven", Kin.SIBLING))
    of_both = [await house.case_of(who) for who in ("alma", "sven")]
    await house.run(reading.renew, house.office, of_both, house.now)
    before = await who_open(house, of_both)

    await override(house, "alma", visibility="pair")
    shut = await who_open(house, of_both)
    await override(house, "alma", visibility=None)

    assert (before, shut) == ([["r-karin"]] * 2, [[]] * 2)
    assert await who_open(house, of_both) == [["r-karin"]] * 2
