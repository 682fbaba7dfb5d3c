"""Letting somebody be reached no more."""

import pytest

from casework.people import Address, AddressState, Channel, Role
from handlers import enrolment, leaving, notices, reading
from handlers.leaving import StillNeededError
from handlers.permissions import NotPossibleError
from storage import addresses, assignments, choices, people, readers
from storage.key_pairs import generate_key_pair
from tests.handlers.house import listed


async def unlink(house, ref, **more):
    done = await house.run(leaving.unlink, house.office, ref, house.now, **more)
    for reader in done.readers:
        closing = await house.run(reading.to_close_for, reader)
        await house.run(reading.renew, house.office, closing, house.now)
    return done


async def worker_of(house, who):
    client = await house.person(who)
    assignment = await house.run(assignments.current, client.id)
    return assignment.contact_person


async def enrol_key(house, ref):
    person = await house.person(ref)
    key = generate_key_pair().public_key()
    reader = await house.run(readers.add, f"r-{ref}", person.id, key, house.now)
    opening = await house.run(reading.to_open_for, house.office, reader, house.now)
    await house.run(reading.renew, house.office, opening, house.now)
    return reader


async def test_a_leaver_cannot_leave_clients_without_anyone(house):
    with pytest.raises(StillNeededError) as caught:
        await unlink(house, "mette")

    assert caught.value.refs == ("alma", "bo")
    assert "alma, bo" in str(caught.value)
    assert (await house.person("mette")).left_at is None
    assert (await house.address("mette")).state is AddressState.VERIFIED


async def test_whoever_takes_over_gets_all_of_them_in_the_same_transaction(house):
    kirsten = await house.person("kirsten")

    done = await unlink(house, "mette", handover_to="kirsten")

    assert done.handed_over == 2
    assert await worker_of(house, "alma") == kirsten.id
    assert await worker_of(house, "bo") == kirsten.id
    assert (await house.person("mette")).left_at == house.now
    assert await house.address("mette") is None
    await house.deliver()
    assert "Kirsten" in house.texts("alma")[-1]


@pytest.mark.parametrize("to", ["nobody", "mette", "sanne", "alma"])
async def test_only_another_contact_person_can_take_over(house, to):
    with pytest.raises(NotPossibleError, match="must be the ref of another"):
        await unlink(house, "mette", handover_to=to)

    assert (await house.person("mette")).left_at is None
    assert await worker_of(house, "alma") == (await house.person("mette")).id


async def test_what_a_leaver_writes_afterwards_reaches_nobody(house):
    await house.talk("mette", "/to K1")
    await unlink(house, "mette", handover_to="kirsten")
    await house.deliver()
    before = len(house.texts("alma"))

    await house.talk("mette", "this is for Alma")

    assert len(house.texts("alma")) == before
    assert "this is for Alma" not in await house.said("alma")


async def test_a_leavers_keys_open_nothing_that_is_sealed_from_now_on(house):
    reader = await enrol_key(house, "mette")
    assert await house.run(reading.to_close_for, reader) != []

    done = await unlink(house, "mette", handover_to="kirsten")

    assert [each.id for each in done.readers] == [reader.id]
    assert await house.run(reading.to_close_for, reader) == []
    assert (await house.run(readers.find, reader.id)).removed_at == house.now


async def test_an_invitation_that_lies_around_counts_no_more(new_house):
    house = new_house
    await house.enrol(listed("mette", Role.CONTACT_PERSON))

    await unlink(house, "mette")
    await house.link("mette")

    assert await house.address("mette") is None
    assert await house.run(enrolment.invite, "mette", house.now) is None


async def test_a_leaver_stands_in_for_nobody(house):
    kirsten, alma = await house.person("kirsten"), await house.person("alma")

    def stands_in(tx):
        number = assignments.current(tx, alma.id).id
        assignments.set_substitute(tx, number, kirsten.id)

    await house.run(stands_in)
    await unlink(house, "kirsten", handover_to="mette")

    assert (await house.run(assignments.current, alma.id)).substitute is None


async def test_a_clients_lost_phone_is_unlinked_and_the_contact_person_told(house):
    alma = await house.person("alma")
    done = await unlink(house, "alma")
    await house.deliver()

    assert done.channels == ("telegram",)
    assert await house.run(addresses.of_person, alma.id) == []
    assert await worker_of(house, "alma") == (await house.person("mette")).id
    assert "not linked any more" in house.texts("mette")[-1]
    assert (await house.record("alma"))[-1][0] == "unlinked"


async def test_what_comes_from_a_lost_phone_is_a_strangers_word(house):
    await unlink(house, "alma")

    await house.talk("alma", "I found this phone")

    assert "I found this phone" not in await house.said("alma")
    assert "I found this phone" not in "".join(house.texts("mette"))


async def test_a_choice_of_the_unlinked_is_closed(house):
    await house.talk("mette", "/to K1")
    mette = await house.person("mette")
    assert await house.run(choices.find, mette.id) is not None

    await unlink(house, "mette", handover_to="kirsten")

    assert await house.run(choices.find, mette.id) is None


async def test_nobody_is_unlinked_whom_nobody_knows(house):
    with pytest.raises(NotPossibleError, match="nobody has this ref"):
        await unlink(house, "nobody")


async def test_nothing_is_done_if_it_breaks_in_the_middle(house, monkeypatch):
    def breaks(*_args):
        raise LookupError

    monkeypatch.setattr(people, "set_left", breaks)
    with pytest.raises(LookupError):
        await unlink(house, "mette", handover_to="kirsten")

    assert await worker_of(house, "alma") == (await house.person("mette")).id
    assert (await house.address("mette")).address == Address(
        Channel.TELEGRAM, "7001002001"
    )


async def test_a_supervisor_who_left_is_told_nothing_more(house):
    await house.deliver()
    before = len(house.texts("sanne"))
    done = await unlink(house, "sanne")

    await house.run(
        notices.notify_supervisors,
        house.office,
        "staff_unknown_sender",
        house.now,
        channel="SMS",
    )
    await house.deliver()

    assert done.was_last_supervisor
    assert len(house.texts("sanne")) == before
    assert "ready" not in await house.waiting()
