"""What is owed, and blocks nothing."""

from dataclasses import replace
from datetime import date

from casework.consents import Consent, ConsentState, How, Purpose
from casework.lifecycle import Owed
from handlers import owing
from storage import assignments, consents
from tests.handlers.house import Role, listed


async def owed(house, who):
    person = await house.person(who)
    return await house.run(owing.of_client, house.office, person, house.now)


async def enrol(house, profile):
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", profile=profile),
    )
    return await house.person("alma")


async def test_an_imported_danish_assignment_owes_its_papers_and_a_yes(new_house):
    await enrol(new_house, "dk_youth")

    assert await owed(new_house, "alma") == (
        Owed.PURPOSE,
        Owed.DECISION,
        Owed.CONSENT,
        Owed.EXPECTED_END,
    )


async def test_outreach_owes_nothing_at_all(new_house):
    await enrol(new_house, "dk_skp")

    assert await owed(new_house, "alma") == ()


async def test_who_works_here_owes_nothing(new_house):
    await enrol(new_house, "dk_youth")

    assert await owed(new_house, "mette") == ()


async def test_what_was_written_down_is_owed_no_more(new_house):
    house = new_house
    alma = await enrol(house, "dk_youth")

    def write_down(tx):
        number = assignments.current(tx, alma.id).id
        known = assignments.details(tx, number)
        papers = replace(
            known, purpose="to talk", decision="D-1", expected_end=date(2027, 6, 1)
        )
        assignments.set_details(tx, papers)
        said = Consent(
            alma.id,
            alma.id,
            Purpose.MEASURE,
            ConsentState.GIVEN,
            How.PAPER,
            house.now,
        )
        consents.add(tx, said)

    await house.run(write_down)

    assert await owed(house, "alma") == ()


async def test_an_organisation_that_asks_for_no_decision_is_owed_none(new_house):
    new_house.office = replace(
        new_house.office, profiles={"dk_youth": {"needs_decision": False}}
    )
    await enrol(new_house, "dk_youth")

    assert await owed(new_house, "alma") == ()
