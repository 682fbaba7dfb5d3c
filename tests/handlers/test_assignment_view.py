import json
from dataclasses import replace
from datetime import date

from casework.people import Mandate
from handlers import assignment_view, lifecycle
from storage import assignments, people
from tests.handlers.family import with_family
from tests.handlers.house import OFFICE


async def seen(house, who="alma"):
    client = await house.person(who)
    found = await house.run(assignment_view.history, OFFICE, client, house.now)
    return [each.to_json() for each in found]


async def test_how_it_stands_is_shown_with_who_takes_part_and_what_is_owed(house):
    alma = await house.person("alma")
    await house.run(_born_later, alma.id)
    await with_family(house)
    (details,) = await house.run(assignments.history, alma.id)
    rests_on = replace(
        details,
        purpose="company",
        decision="2026-17",
        mandate=Mandate.COURT_CONDITION,
        expected_end=date(2027, 5, 1),
    )
    await house.run(assignments.set_details, rests_on)

    (shown,) = await seen(house)

    assert (shown["state"], shown["contact_person"]) == ("active", "mette")
    assert (shown["mandate"], shown["purpose"]) == ("court_condition", "company")
    assert shown["expected_end"] == "2027-05-01"
    takes_part = {each["ref"]: each["kind"] for each in shown["takes_part"]}
    assert takes_part == {"karin": "guardian", "sven": "sibling"}
    assert shown["owed"] == ["consent"]
    assert json.loads(json.dumps(shown)) == shown


async def test_what_is_over_owes_nothing_and_nobody_takes_part(house):
    alma = await house.person("alma")
    await house.run(
        lifecycle.end,
        OFFICE,
        alma,
        None,
        house.now,
        aftercare_until=date(2027, 2, 1),
    )
    await house.run(lifecycle.reopen, OFFICE, alma, None, house.now)

    first, second = await seen(house)

    assert (first["state"], first["owed"], first["takes_part"]) == ("ended", [], [])
    assert (first["aftercare_until"], second["state"]) == ("2027-02-01", "active")
    assert second["ends_at"] is None


async def test_a_purpose_is_never_shown_by_accident(house):
    alma = await house.person("alma")
    (details,) = await house.run(assignments.history, alma.id)
    await house.run(assignments.set_details, replace(details, purpose="zqx-secret"))

    found = await house.run(assignment_view.history, OFFICE, alma, house.now)

    assert "zqx-secret" not in repr(found)


def _born_later(tx, person):
    alma = people.known(tx, person)
    people.update(
        tx,
        person,
        name=alma.name,
        language=alma.language,
        profile=alma.profile,
        born_before=date(2010, 6, 1),
    )
