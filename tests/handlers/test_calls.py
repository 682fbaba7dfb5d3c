from casework.people import Address, Channel, Role
from casework.tasks import TaskKind
from handlers import tasks
from handlers.calls import what_the_caller_hears
from tests.handlers.house import listed

UNKNOWN = "+4520777001"


async def test_a_clients_call_is_written_down_and_asked_to_be_returned(house):
    await house.call("bo")
    await house.deliver()

    assert house.texts("mette") == [
        "K2 Bo would like a call. Safe time: any time. Promised by tomorrow at 10:00."
    ]
    assert [kind for kind, _ in await house.record("bo")][-2:] == ["call", "task"]
    assert ("call", {"author": "Bo", "text": ""}) in await house.record("bo")


async def test_who_calls_again_is_told_again_and_is_one_task(house):
    await house.call("bo")
    await house.call("bo")
    await house.deliver()

    assert len(house.texts("mette")) == 2
    found = await house.run(tasks.of_worker, (await house.person("mette")).id)
    assert [each.kind for each in found] == [TaskKind.CALL]


async def test_an_unknown_caller_is_told_to_the_supervisors(house):
    await house.call(Address(Channel.SMS, UNKNOWN))
    await house.deliver()

    assert "Someone we do not know" in house.texts("sanne")[-1]
    assert house.chat("mette") == []


async def test_a_client_whom_nobody_is_there_for_is_told_to_the_supervisors(new_house):
    house = new_house
    await house.enrol(listed("sanne", Role.SUPERVISOR), listed("eva", phone=UNKNOWN))
    await house.link("sanne")
    await house.deliver()

    await house.call(Address(Channel.SMS, UNKNOWN))
    await house.deliver()

    assert house.texts("sanne")[-1].startswith("K1 Eva has written and has no contact")


async def test_a_call_of_somebody_who_works_here_is_nothing_to_tell(house):
    await house.call("kirsten")
    await house.deliver()

    assert all(house.chat(who) == [] for who in ("mette", "sanne", "cleo", "dan"))


async def test_a_client_hears_whom_they_called(house):
    number = house.addresses["bo"].value

    heard = await house.run(what_the_caller_hears, house.office, number, house.now)

    assert "Mette has been told that you called." in heard
    assert "112" in heard


async def test_nobody_else_hears_a_name(house):
    for number in (UNKNOWN, house.addresses["kirsten"].value, "", "anonymous"):
        heard = await house.run(what_the_caller_hears, house.office, number, house.now)

        assert not any(name in heard for name in ("Mette", "Kirsten", "Bo"))
        assert "112" in heard
