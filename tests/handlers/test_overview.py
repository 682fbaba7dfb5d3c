"""How it stands with somebody, for those who may know."""

import json
from datetime import timedelta

import pytest

from casework.people import Role
from casework.rights import Act
from handlers import overview
from handlers.permissions import DeniedError, NotPossibleError
from storage import people
from tests.handlers.house import listed


async def shown(house, ref, **more):
    return await house.run(overview.of, house.office, ref, house.now, **more)


async def test_it_shows_how_it_stands_and_no_name_number_or_word(house):
    await house.talk("bo", "canary words")
    house.move(hours=1)

    seen = await shown(house, "bo")

    said = json.dumps(seen.to_json(), default=str) + repr(seen)
    assert (seen.alias, seen.role, seen.agreement) == ("K2", "client", "given")
    assert (seen.assignment.state, seen.assignment.contact_person) == (
        "active",
        "mette",
    )
    (number,) = seen.reached
    assert (number.channel, number.state, number.ends_in) == ("sms", "verified", "30")
    for secret in ("Bo ", "canary", "+4520303030", "20303030"):
        assert secret not in said


async def test_contact_is_counted_and_dated(house):
    await house.talk("alma", "one")
    await house.talk("alma", "two")

    seen = await shown(house, "alma")

    counted = {(each.kind, each.direction): each.count for each in seen.contacts}
    assert counted["message", "in"] == 2
    assert seen.latest[0].kind == "message"
    assert seen.latest[0].at == house.now


async def test_a_silent_number_shows_as_stale(house):
    house.move(days=61)

    (number,) = (await shown(house, "bo")).reached

    assert number.state == "stale"


async def test_staff_show_whom_they_answer_and_whether_they_left(house):
    sanne = await house.person("sanne")
    await house.run(people.set_left, sanne.id, house.now)

    assert (await shown(house, "mette")).clients == ("alma", "bo")
    assert (await shown(house, "sanne")).left_at == house.now
    assert (await shown(house, "mette")).assignment is None


async def test_nobody_is_shown_whom_nobody_knows(house):
    with pytest.raises(NotPossibleError, match="nobody has this ref"):
        await shown(house, "nobody")


@pytest.mark.parametrize("viewer", ["nobody", "alma"])
async def test_only_a_colleague_looks(house, viewer):
    with pytest.raises(NotPossibleError, match="nobody who works here"):
        await shown(house, "bo", viewer=viewer)


async def test_a_colleague_whom_it_is_no_business_of_sees_nothing(house):
    with pytest.raises(DeniedError) as caught:
        await shown(house, "alma", viewer="kirsten")

    assert caught.value.act is Act.SEE_METADATA
    assert (await shown(house, "alma", viewer="mette")).alias == "K1"
    assert (await shown(house, "alma", viewer="sanne")).alias == "K1"


async def test_a_swedish_caseworker_sees_dates_forms_and_counts_and_no_words(
    new_house,
):
    """Acceptance example 4 of the domain report, as the handlers see it."""
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("karin", Role.CASEWORKER),
        listed("alma", contact_person="mette", profile="se_contact_person"),
    )
    await house.link("mette")
    await house.link("alma")
    await house.talk("alma", "canary words")
    house.move(minutes=1)
    alma = await house.person("alma")

    seen = await shown(house, "alma", viewer="karin")

    assert seen.assignment.starts_at <= house.now
    assert {each.kind for each in seen.contacts} >= {"linked", "message"}
    assert "canary" not in repr(seen)
    with pytest.raises(DeniedError, match="may not see what was written"):
        await house.run(
            overview.require,
            house.office,
            "karin",
            Act.READ_CONTENT,
            alma,
            house.now + timedelta(seconds=1),
        )
