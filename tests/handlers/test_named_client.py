"""Whose name stands behind a command, and who may name them."""

from casework.rights import Act
from handlers import named_client


async def named(house, worker, said, act=Act.PLAN):
    person = await house.person(worker)
    found = await house.run(
        named_client.behind, house.office, person, said, act, house.now
    )
    await house.deliver()
    return found and (found[0].name, found[1])


async def test_the_short_name_or_the_first_name_is_enough(house):
    assert await named(house, "mette", "K1 2 a week") == ("Alma", "2 a week")
    assert await named(house, "mette", "alma: 2 a week") == ("Alma", "2 a week")


async def test_a_supervisor_names_anybody_by_the_short_name(house):
    assert await named(house, "sanne", "k3") == ("Cleo", "")
    assert await named(house, "sanne", "Cleo") is None


async def test_whose_client_it_is_not_is_refused_and_the_try_written_down(house):
    assert await named(house, "mette", "K3", Act.WRITE_TO) is None

    assert "K3" in house.texts("mette")[-1]
    assert (await house.record("cleo"))[-1][0] == "denied"


async def test_nobody_and_staff_are_no_clients(house):
    for said in ("K99", "M1", "", "x" * 3000):
        assert await named(house, "mette", said) is None
    assert len(house.texts("mette")[-1]) < 200


async def theirs(house, worker, name, act=Act.SEE_METADATA):
    person = await house.person(worker)
    found = await house.run(
        named_client.theirs, house.office, person, name, act, house.now
    )
    await house.deliver()
    return found and found.name


async def test_somebody_names_those_they_answer(house):
    assert await theirs(house, "mette", "alma") == "Alma"
    assert await theirs(house, "mette", "Cleo") is None
    assert "short name Cleo" in house.texts("mette")[-1]


async def test_a_name_of_theirs_alone_keeps_the_try_only_where_it_was_not_theirs(house):
    assert await theirs(house, "sanne", "K3") is None
    assert (await house.record("cleo"))[-1][0] != "denied"

    assert await theirs(house, "mette", "K3", Act.WRITE_TO) is None
    assert (await house.record("cleo"))[-1][0] == "denied"


async def test_a_word_by_sms_needs_a_short_name_behind_it(house):
    told = []
    asked = named_client.word_by_sms(
        "tried", lambda _tx, _office, _who, said, _now: told.append(said)
    )
    mette = await house.person("mette")

    took = [
        await house.run(asked, house.office, mette, text, house.now)
        for text in ("TRIED K1: knocked", "Tried to call you", "triedK1")
    ]

    assert took == [True, False, False]
    assert told == ["K1: knocked"]
