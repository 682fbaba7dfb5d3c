"""Which rules count for somebody today."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework.people import Role
from casework.profiles import PROFILES, RecordPolicy
from handlers import profiles
from storage import assignments, people
from tests.handlers.house import listed


async def counting(house, who, at=None):
    person = await house.person(who)
    return await house.run(
        profiles.of_assignment, house.office, person, at or house.now
    )


async def override(house, who, overrides):
    person = await house.person(who)

    def unit(tx):
        number = assignments.current(tx, person.id).id
        known = assignments.details(tx, number)
        assignments.set_details(tx, replace(known, overrides=overrides))

    await house.run(unit)


def wants(house, **rules):
    house.office = replace(house.office, profiles={"dk_youth": rules})


async def test_what_is_shipped_counts_until_somebody_says_otherwise(house):
    assert await counting(house, "alma") == PROFILES["dk_youth"]


async def test_the_law_of_the_day_counts(house):
    then = await counting(house, "alma", datetime(2023, 12, 31, 22, 59, tzinfo=UTC))
    new_year = await counting(house, "alma", datetime(2023, 12, 31, 23, 0, tzinfo=UTC))

    assert then.legal_basis == "Serviceloven § 76"
    assert new_year.legal_basis == "Barnets lov §§ 111-121"  # midnight in Copenhagen


async def test_the_assignment_goes_before_the_organisation_and_that_before_the_law(
    house,
):
    wants(house, follow_up_months=6, missed_tries=5)
    await override(house, "alma", json.dumps({"missed_tries": 1}))

    alma, bo = await counting(house, "alma"), await counting(house, "bo")

    assert (alma.follow_up_months, alma.missed_tries) == (6, 1)
    assert (bo.follow_up_months, bo.missed_tries) == (6, 5)
    assert alma.record_policy is RecordPolicy.FULL


async def test_what_a_later_version_does_not_take_closes_nobodys_conversation(house):
    kept = {"gone": 1, "missed_tries": "many", "follow_up_months": 9}
    await override(house, "alma", json.dumps(kept))

    alma = await counting(house, "alma")

    assert (alma.missed_tries, alma.follow_up_months) == (3, 9)


async def test_what_fits_only_together_counts(house):
    """The first alone would make the youngest older than the oldest."""
    await override(house, "alma", json.dumps({"youngest": 40, "oldest": 50}))

    alma = await counting(house, "alma")

    assert (alma.youngest, alma.oldest) == (40, 50)


async def test_who_works_here_is_in_no_kind_of_help(new_house):
    await new_house.enrol(listed("mette", Role.CONTACT_PERSON, profile=""))

    assert await counting(new_house, "mette") is None


async def enrolled(house, profile, born):
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("nora", contact_person="mette", profile=profile, born_before=born),
    )
    person = await house.person("nora")
    return await house.run(profiles.may_use_telegram, house.office, person, house.now)


@pytest.mark.parametrize(
    ("profile", "born", "may"),
    [
        ("dk_child", date(2012, 3, 1), False),  # 14
        ("dk_child", date(2010, 3, 1), True),  # 16
        ("dk_child", None, False),
        ("dk_skp", None, True),
        ("se_qualified", date(2005, 1, 1), False),
    ],
)
async def test_who_may_be_linked_on_telegram(new_house, profile, born, may):
    assert await enrolled(new_house, profile, born) is may


async def test_an_organisation_may_keep_a_kind_of_help_off_telegram(new_house):
    new_house.office = replace(
        new_house.office, profiles={"dk_child": {"telegram_from": None}}
    )

    assert not await enrolled(new_house, "dk_child", date(2009, 3, 1))


async def test_one_assignment_may_be_kept_off_telegram(new_house):
    assert await enrolled(new_house, "dk_youth", date(2005, 3, 1))

    await override(new_house, "nora", json.dumps({"telegram_from": None}))

    nora = await new_house.person("nora")
    assert not await new_house.run(
        profiles.may_use_telegram, new_house.office, nora, new_house.now
    )


@pytest.mark.parametrize(
    ("kind", "born", "may"),
    [
        ("guardian", None, True),
        ("representative", None, True),
        ("sibling", None, False),
        ("sibling", date(2012, 1, 1), False),
        ("sibling", date(2009, 1, 1), True),
    ],
)
async def test_a_guardian_is_of_age_and_a_sibling_has_to_be(new_house, kind, born, may):
    house = new_house
    await enrolled(house, "dk_child", date(2012, 3, 1))
    nora = await house.person("nora")

    def takes_part(tx):
        person = people.add(
            tx,
            ref="other",
            role=Role.GUARDIAN,
            name="Other",
            language=house.office.language,
            profile="",
            born_before=born,
            now=house.now,
        )
        assignment = assignments.current(tx, nora.id)
        assignments.add_participant(tx, assignment.id, person.id, kind, house.now)
        return profiles.may_use_telegram(tx, house.office, person, house.now)

    assert await house.run(takes_part) is may
