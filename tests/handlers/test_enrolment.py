from dataclasses import replace
from datetime import date

import pytest

from casework.people import AddressState, Language, Role
from handlers import enrolment
from handlers.enrolment import NewPerson, RefusedError
from handlers.families import Kin
from storage import addresses, assignments, cases, people, people_list, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.family import new, take_part
from tests.handlers.house import listed

PHONE = "+4520111111"
METTE = listed("mette", Role.CONTACT_PERSON, line=2)
JONAS = listed("jonas", Role.CONTACT_PERSON, line=3)
ALMA = listed("alma", line=4, contact_person="mette", phone=PHONE)


async def refused(house, *people):
    """Return what an import is refused for, by line."""
    with pytest.raises(RefusedError) as caught:
        await house.enrol(*people)
    return [(each.line, each.sentence) for each in caught.value.refused]


async def everybody(house):
    return [each.as_dict() for each in await house.run(people_list.listed, house.now)]


async def numbers_of(house, who):
    person = await house.person(who)
    found = await house.run(addresses.of_person, person.id)
    return [(each.address.value, each.state) for each in found]


async def test_everybody_is_taken_in_and_invited(new_house):
    invited = await new_house.enrol(METTE, ALMA)

    assert [each.ref for each in invited] == ["mette", "alma"]
    assert all(len(each.secrets.code) == 6 for each in invited)
    assert await everybody(new_house) == [
        {
            "alias": "K1",
            "ref": "alma",
            "role": "client",
            "language": "en",
            "profile": "dk_youth",
            "reached": ["sms (unverified)"],
            "agreement": "not_asked",
            "contact_person": "mette",
            "state": "active",
            "owed": [],
        },
        {
            "alias": "M1",
            "ref": "mette",
            "role": "contact_person",
            "language": "en",
            "profile": "dk_youth",
            "reached": [],
            "agreement": "not_asked",
            "contact_person": "",
            "state": "",
            "owed": [],
        },
    ]


async def test_rows_may_come_in_any_order(new_house):
    await new_house.enrol(ALMA, METTE)

    assert (await everybody(new_house))[0]["contact_person"] == "mette"


async def test_people_are_listed_in_the_order_of_their_short_names(new_house):
    await new_house.enrol(METTE, *(listed(f"c{n}") for n in range(12)))

    found = [each["alias"] for each in await everybody(new_house)]

    assert found == ["K1", *(f"K{n}" for n in range(2, 10)), "M1", "K10", "K11", "K12"]


async def test_a_client_gets_a_case_of_the_kind_their_help_asks_for(new_house):
    await new_house.enrol(
        METTE,
        listed("alma", contact_person="mette", profile="dk_youth"),
        listed("bo", contact_person="mette", profile="dk_skp"),
        listed("cleo", contact_person="mette", profile="se_contact_person"),
        listed("dan", contact_person="mette", profile="se_lss"),
    )

    policies = [
        await new_house.run(cases.policy_of, await new_house.case_of(who))
        for who in ("alma", "bo", "cleo", "dan")
    ]
    assert policies == ["full", "none", "log_only", "summary"]


async def test_the_same_ref_again_updates_the_person(new_house):
    await new_house.enrol(METTE, ALMA)
    before = await new_house.person("alma")

    await new_house.enrol(
        METTE,
        replace(
            ALMA,
            name="Alma Marie",
            language=Language.SWEDISH,
            born_before=date(2004, 1, 2),
        ),
    )

    after = await new_house.person("alma")
    assert (after.id, after.alias) == (before.id, before.alias)
    assert (after.name, after.language) == ("Alma Marie", Language.SWEDISH)
    assert after.born_before == date(2004, 1, 2)
    assert len(await everybody(new_house)) == 2


async def test_who_is_linked_is_not_invited_again(new_house):
    await new_house.enrol(METTE, ALMA)
    await new_house.link("alma")

    invited = await new_house.enrol(METTE, ALMA)

    assert [each.ref for each in invited] == ["mette"]


async def test_a_changed_contact_person_is_a_hand_over_and_refused(new_house):
    await new_house.enrol(METTE, JONAS, ALMA)

    faults = await refused(new_house, replace(ALMA, contact_person="jonas"))

    assert faults == [(4, "contact_person: changing it is a hand-over, not an import")]
    alma, mette = await new_house.person("alma"), await new_house.person("mette")
    current = await new_house.run(assignments.current, alma.id)
    assert current.contact_person == mette.id


async def test_a_phone_of_somebody_else_is_refused(new_house):
    await new_house.enrol(METTE, ALMA)

    faults = await refused(
        new_house, listed("bo", line=7, contact_person="mette", phone=PHONE)
    )

    assert faults == [(7, "phone: somebody else has this number already")]
    assert await new_house.person("bo") is None


async def test_two_rows_cannot_share_a_phone(new_house):
    faults = await refused(
        new_house,
        METTE,
        ALMA,
        listed("bo", line=5, contact_person="mette", phone=PHONE),
    )

    assert faults == [(5, "phone: somebody else has this number already")]
    assert await everybody(new_house) == []


async def test_a_changed_role_is_refused(new_house):
    await new_house.enrol(METTE)

    faults = await refused(new_house, listed("mette", Role.SUPERVISOR, line=9))

    assert faults == [(9, "role: this ref has another role already")]


@pytest.mark.parametrize("named", ["nobody", "bo", "sanne"])
async def test_a_contact_person_must_be_one(new_house, named):
    faults = await refused(
        new_house,
        listed("bo", line=2),
        listed("sanne", Role.SUPERVISOR, line=3),
        replace(ALMA, contact_person=named),
    )

    assert faults == [(4, "contact_person: no contact person has this ref")]


async def test_one_bad_row_and_nothing_is_imported(new_house):
    await new_house.enrol(METTE, ALMA)
    before = await everybody(new_house)

    faults = await refused(
        new_house,
        replace(METTE, name="Changed"),
        listed("bo", line=5, contact_person="mette", phone=PHONE),
        listed("cleo", line=6, contact_person="nobody"),
        listed("dan", line=7, contact_person="mette"),
    )

    assert [line for line, _ in faults] == [5, 6]
    assert await everybody(new_house) == before
    assert (await new_house.person("mette")).name == "Mette"


async def test_a_refusal_says_no_name_number_or_ref(new_house):
    await new_house.enrol(METTE, ALMA)

    row = listed("canary", phone=PHONE, contact_person="canary-2")

    with pytest.raises(RefusedError) as caught:
        await new_house.enrol(row)

    said = (repr(caught.value.refused) + str(caught.value)).lower()
    assert "canary" not in said
    assert PHONE not in said


async def test_a_new_phone_takes_the_place_of_the_old_one(new_house):
    await new_house.enrol(METTE, ALMA)

    await new_house.enrol(replace(ALMA, phone="+4520222222"))

    assert await numbers_of(new_house, "alma") == [
        ("+4520222222", AddressState.UNVERIFIED)
    ]
    await new_house.enrol(listed("bo", contact_person="mette", phone=PHONE))


async def test_the_same_phone_again_stays_confirmed(new_house):
    await new_house.enrol(METTE, ALMA)
    await new_house.talk(
        addresses.Address(addresses.Channel.SMS, PHONE), new_house.secrets["alma"].code
    )

    await new_house.enrol(ALMA)

    assert await numbers_of(new_house, "alma") == [(PHONE, AddressState.VERIFIED)]


async def test_a_row_without_a_phone_takes_none_away(new_house):
    await new_house.enrol(METTE, ALMA)

    await new_house.enrol(replace(ALMA, phone=""))

    assert await numbers_of(new_house, "alma") == [(PHONE, AddressState.UNVERIFIED)]


async def test_nobody_is_invited_who_is_not_known(new_house):
    assert await new_house.run(enrolment.invite, "nobody", new_house.now) is None


async def test_who_reads_a_case_from_the_beginning(new_house):
    """The contact person and caseworkers; a supervisor reads the intake only."""
    house = new_house
    await house.enrol(
        METTE,
        JONAS,
        listed("carl", Role.CASEWORKER),
        listed("sanne", Role.SUPERVISOR),
    )

    def enrol_readers(tx, now):
        for ref in ("mette", "jonas", "carl", "sanne"):
            public = generate_key_pair().public_key()
            person = people.find_by_ref(tx, ref)
            readers.add(tx, f"r-{ref}", person.id, public, now)

    await house.run(enrol_readers, house.now)
    await house.enrol(ALMA)

    found = await house.run(cases.readers_of, await house.case_of("alma"))
    assert found == ["r-carl", "r-mette"]


async def test_who_may_read_a_case(house):
    def unit(tx):
        alma = people.find_by_ref(tx, "alma")
        return {
            ref: enrolment.may_read(
                tx, house.office, people.find_by_ref(tx, ref), alma, house.now
            )
            for ref in ("mette", "kirsten", "sanne", "bo")
        }

    assert await house.run(unit) == {
        "mette": True,
        "kirsten": False,
        "sanne": False,
        "bo": False,
    }


async def with_readers(house, *refs):
    """Give each of them a key named after them."""

    def unit(tx):
        for ref in refs:
            person = people.find_by_ref(tx, ref)
            public = generate_key_pair().public_key()
            readers.add(tx, f"r-{ref}", person.id, public, house.now)

    await house.run(unit)


async def who_opens(house, who):
    return await house.run(cases.readers_of, await house.case_of(who))


async def test_who_is_assigned_anew_is_read_by_their_new_contact_person(new_house):
    house = new_house
    await house.enrol(METTE, JONAS)
    await with_readers(house, "mette", "jonas")
    await house.enrol(ALMA)
    alma = await house.person("alma")
    current = await house.run(assignments.current, alma.id)
    await house.run(assignments.end, current.id, house.now)

    await house.enrol(replace(ALMA, contact_person="jonas"))

    assert await who_opens(house, "alma") == ["r-jonas"]


async def test_a_kind_of_help_that_a_caseworker_may_not_read_shuts_every_case(
    new_house,
):
    house = new_house
    pair_only = {"dk_child": {"visibility": "pair"}}
    house.office = replace(house.office, profiles=pair_only)
    await house.enrol(METTE, listed("carl", Role.CASEWORKER))
    await with_readers(house, "mette", "carl")
    await house.enrol(ALMA)
    await take_part(house, new("sven", Kin.SIBLING))
    before = [await who_opens(house, who) for who in ("alma", "sven")]

    await house.enrol(replace(ALMA, profile="dk_child"))

    assert before == [["r-carl", "r-mette"]] * 2
    assert [await who_opens(house, who) for who in ("alma", "sven")] == [
        ["r-mette"],
        ["r-mette"],
    ]


def test_a_row_does_not_show_who_it_is_about_by_accident():
    row = NewPerson(
        line=2,
        ref="canary-ref",
        role=Role.CLIENT,
        name="canary-name",
        language=Language.DANISH,
        profile="dk_youth",
        phone="+4520123456",
        contact_person="canary-worker",
    )

    assert "canary" not in repr(row)
    assert "+45" not in repr(row)


async def test_another_kind_of_help_counts_from_the_import_on(new_house):
    house = new_house
    await house.enrol(METTE, replace(ALMA, profile="dk_child"))

    await house.enrol(replace(ALMA, profile="dk_youth"))

    alma = await house.person("alma")
    known = await house.run(assignments.current, alma.id)
    details = await house.run(assignments.details, known.id)
    assert (details.profile, details.legal_basis) == (
        "dk_youth",
        "Barnets lov §§ 111-121",
    )


async def test_a_case_is_begun_as_the_organisation_wants_it(new_house):
    house = new_house
    house.office = replace(
        house.office, profiles={"dk_youth": {"record_policy": "summary"}}
    )

    await house.enrol(METTE, ALMA)

    assert await house.run(cases.policy_of, await house.case_of("alma")) == "summary"


@pytest.mark.parametrize(
    ("profile", "read"),
    [
        ("dk_child", True),
        ("dk_youth", True),
        ("dk_skp", False),
        ("se_contact_person", False),
        ("se_qualified", True),
        ("se_lss", False),
    ],
)
async def test_a_caseworker_reads_where_the_kind_of_help_lets_them(
    new_house, profile, read
):
    house = new_house
    await house.enrol(
        METTE,
        listed("carl", Role.CASEWORKER, line=3),
        replace(ALMA, profile=profile),
    )
    carl, alma = await house.person("carl"), await house.person("alma")

    found = await house.run(enrolment.may_read, house.office, carl, alma, house.now)

    assert found is read


async def test_somebody_who_left_is_no_contact_person_and_gets_no_invitation(new_house):
    house = new_house
    await house.enrol(METTE, JONAS)
    mette = await house.person("mette")
    await house.run(people.set_left, mette.id, house.now)

    assert await refused(house, METTE) == [
        (2, "ref: whoever had it has left; take a new ref")
    ]
    assert await refused(house, ALMA) == [
        (4, "contact_person: no contact person has this ref")
    ]
    assert await house.run(enrolment.invite, "mette", house.now) is None


async def test_who_waits_is_told_of_every_line(new_house):
    told = []

    await new_house.run(
        enrolment.enrol,
        new_house.office,
        [METTE, ALMA],
        new_house.now,
        tell=lambda: told.append("line"),
    )

    assert told == ["line", "line"]
