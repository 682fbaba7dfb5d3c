import pytest

from casework.people import AssignmentState, Role
from handlers import assigning
from handlers.assigning import Refusal
from storage import assignments, cases
from tests.handlers.house import listed


async def assign(house, client, worker):
    people = [await house.person(each) for each in (client, worker)]
    refused = await house.run(assigning.assign, house.office, *people, None, house.now)
    await house.deliver()
    return refused


async def test_a_client_gets_a_contact_person_and_a_case(house):
    await house.enrol(listed("eva"))

    assert await assign(house, "eva", "mette") is None

    eva = await house.person("eva")
    found = await house.run(assignments.current, eva.id)
    assert found.contact_person == (await house.person("mette")).id
    assert await house.run(cases.of_client, eva.id) is not None
    assert "K5 Eva" in house.texts("mette")[-1]


async def test_who_is_linked_already_is_welcomed_and_asked(house):
    house.addresses["eva"] = house.addresses["dan"].__class__(
        house.addresses["dan"].channel, "+4520505050"
    )
    await house.enrol(listed("eva"))
    await house.link("eva")
    await house.deliver()

    await assign(house, "eva", "mette")

    assert "Mette" in house.texts("eva")[-1]
    assert "May we write to you" in house.texts("eva")[-1]


async def test_nobody_is_asked_about_help_that_was_only_asked_for(house):
    house.addresses["eva"] = house.addresses["dan"].__class__(
        house.addresses["dan"].channel, "+4520505050"
    )
    await house.enrol(listed("eva"))
    await house.link("eva")
    await house.deliver()
    before = house.texts("eva")
    both = [await house.person(each) for each in ("eva", "mette")]

    await house.run(
        assigning.assign,
        house.office,
        *both,
        None,
        house.now,
        state=AssignmentState.REFERRED,
    )
    await house.deliver()

    assert house.texts("eva") == before
    assert "asked for, not begun" in house.texts("mette")[-1]


@pytest.mark.parametrize(
    ("client", "worker", "refusal"),
    [
        ("alma", "kirsten", Refusal.HAS_ONE),
        ("eva", "sanne", Refusal.NOBODY),
        ("eva", "bo", Refusal.NOBODY),
        ("mette", "kirsten", Refusal.NO_CLIENT),
    ],
)
async def test_what_makes_no_sense_is_refused(house, client, worker, refusal):
    await house.enrol(listed("eva"))

    assert await assign(house, client, worker) is refusal


async def test_a_caseworker_is_no_contact_person(house):
    await house.enrol(listed("eva"), listed("carl", Role.CASEWORKER))

    assert await assign(house, "eva", "carl") is Refusal.NOBODY
