"""Whether somebody may do something with a case."""

from datetime import date

import pytest

from casework.people import Role
from casework.rights import Act, Part
from handlers import permissions
from handlers.permissions import DeniedError
from storage import assignments, people
from tests.handlers.house import listed


@pytest.fixture
async def team(new_house):
    """Nora (a Swedish contact person) and Alma (Danish), both with Mette."""
    await new_house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("jonas", Role.CONTACT_PERSON),
        listed("karin", Role.CASEWORKER),
        listed("sanne", Role.SUPERVISOR),
        listed("nora", contact_person="mette", profile="se_contact_person"),
        listed("alma", contact_person="mette"),
    )
    return new_house


async def may(house, who, act, client="alma"):
    person, about = await house.person(who), await house.person(client)
    return await house.run(
        permissions.is_allowed, house.office, person, act, about, house.now
    )


async def parts(house, who, client="alma"):
    person, about = await house.person(who), await house.person(client)
    return await house.run(permissions.parts_of, person, about)


async def test_what_somebody_is_to_a_case_follows_from_the_assignment(team):
    alma, jonas = await team.person("alma"), await team.person("jonas")

    assert await parts(team, "mette") == {Part.NOBODY, Part.CONTACT_PERSON}
    assert await parts(team, "jonas") == {Part.NOBODY}
    assert await parts(team, "sanne") == {Part.SUPERVISOR}
    assert await parts(team, "karin") == {Part.CASEWORKER}
    assert await parts(team, "alma") == {Part.CLIENT}
    assert await parts(team, "nora") == {Part.NOBODY}

    def stands_in(tx):
        number = assignments.current(tx, alma.id).id
        assignments.set_substitute(tx, number, jonas.id)

    await team.run(stands_in)
    assert await parts(team, "jonas") == {Part.NOBODY, Part.SUBSTITUTE}


@pytest.mark.parametrize(
    ("who", "act", "allowed"),
    [
        ("mette", Act.READ_CONTENT, True),
        ("jonas", Act.READ_CONTENT, False),
        ("karin", Act.READ_CONTENT, True),
        ("sanne", Act.READ_CONTENT, False),
        ("sanne", Act.SEE_METADATA, True),
        ("jonas", Act.SEE_METADATA, False),
        ("mette", Act.WRITE_TO, True),
        ("sanne", Act.WRITE_TO, False),
        ("mette", Act.ASSIGN, False),
        ("sanne", Act.ASSIGN, True),
        ("karin", Act.ENROL_READERS, False),
    ],
)
async def test_the_table_holds_for_real_people(team, who, act, allowed):
    assert await may(team, who, act) is allowed


async def test_a_swedish_caseworker_sees_the_dates_and_not_the_words(team):
    assert await may(team, "karin", Act.SEE_METADATA, "nora")
    assert not await may(team, "karin", Act.READ_CONTENT, "nora")
    assert await may(team, "mette", Act.READ_CONTENT, "nora")


async def test_who_left_may_nothing_any_more(team):
    mette = await team.person("mette")
    await team.run(people.set_left, mette.id, team.now)

    assert not any([await may(team, "mette", act) for act in Act])


async def test_a_right_ends_with_the_assignment(team):
    alma = await team.person("alma")

    def ends(tx):
        assignments.end(tx, assignments.current(tx, alma.id).id, team.now)

    await team.run(ends)

    assert not await may(team, "mette", Act.READ_CONTENT)
    assert not await may(team, "mette", Act.WRITE_TO)


async def test_a_denied_try_stands_in_the_case_with_who_and_what(team):
    karin, nora = await team.person("karin"), await team.person("nora")
    denied = DeniedError("no", karin, Act.READ_CONTENT, nora)

    assert await team.run(permissions.keep_denied, denied, team.now) == 1

    ((kind, words),) = await team.record("nora")
    assert kind == "denied"
    assert (words["author"], words["text"]) == ("Karin", "read content")


async def test_a_denied_try_about_somebody_without_a_case_is_kept_nowhere(team):
    karin, jonas = await team.person("karin"), await team.person("jonas")
    denied = DeniedError("no", karin, Act.SEE_METADATA, jonas)

    assert await team.run(permissions.keep_denied, denied, team.now) is None


async def test_where_nothing_is_written_down_a_denied_try_is_not_either(team):
    await team.enrol(listed("per", contact_person="mette", profile="dk_skp"))
    jonas, per = await team.person("jonas"), await team.person("per")
    denied = DeniedError("no", jonas, Act.SEE_METADATA, per)

    assert await team.run(permissions.keep_denied, denied, team.now) is None


async def test_writing_to_somebody_elses_client_is_refused_and_stands_in_the_case(
    house,
):
    await house.talk("mette", "/to K3 hello Cleo")

    assert "hello Cleo" not in "".join(house.texts("cleo"))
    kind, words = (await house.record("cleo"))[-1]
    assert (kind, words["author"], words["text"]) == ("denied", "Mette", "write to")
    assert "hello Cleo" not in str(await house.record("cleo"))


async def test_a_short_name_that_nobody_has_stands_nowhere(house):
    before = len(await house.record("cleo"))

    await house.talk("mette", "/to K99 hello")
    await house.talk("mette", "/to M1 hello")

    assert len(await house.record("cleo")) == before


@pytest.mark.parametrize(
    ("born", "allowed"),
    [(date(2012, 1, 1), True), (date(2008, 11, 23), False), (None, True)],
)
async def test_a_guardian_writes_until_the_day_on_which_the_child_is_of_age(
    new_house, born, allowed
):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("ida", contact_person="mette", profile="dk_child", born_before=born),
    )
    ida = await house.person("ida")

    def takes_part(tx):
        mother = people.add(
            tx,
            ref="mother",
            role=Role.GUARDIAN,
            name="Mother",
            language=house.office.language,
            profile="",
            born_before=None,
            now=house.now,
        )
        assignment = assignments.current(tx, ida.id)
        assignments.add_participant(tx, assignment.id, mother.id, "guardian", house.now)

    await house.run(takes_part)

    assert await may(house, "mother", Act.WRITE_TO, "mother") is allowed
    assert not await may(house, "mother", Act.READ_CONTENT, "ida")
    assert not await may(house, "mother", Act.SEE_METADATA, "ida")
