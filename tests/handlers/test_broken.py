"""Setting aside what breaks whatever looks at it."""

from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.reasons import Reason
from handlers import broken
from handlers.broken import DeliveryBrokenError
from storage import alarms, outbox

ASIDE = "A message could not be handled and has been set aside."


async def break_person(house, who):
    """Have everything break that looks at this person."""
    person = await house.person(who)

    def spoil(tx):
        tx.run(
            "UPDATE person SET sealed_name = zeroblob(40) WHERE id = :id", id=person.id
        )
        tx.forget()

    await house.run(spoil)


async def newest(house, who):
    return (await house.deliveries(who))[-1]


async def set_aside(house, delivery, **more):
    await house.run(broken.set_aside, house.office, delivery.id, house.now, **more)
    await house.deliver()


async def write_to_alma(house, *words):
    await house.talk("alma", "hello")
    shown = house.last("mette")
    return [await house.write("mette", each, reply_to=shown) for each in words]


async def test_what_breaks_is_set_aside_and_the_conversation_goes_on(house):
    await write_to_alma(house, "one", "two")
    first, _ = (await house.deliveries("alma"))[-2:]

    await set_aside(house, first)

    assert house.texts("alma") == ["Mette: two"]
    assert [alarm.name for alarm in await house.run(alarms.current)] == ["poison"]
    assert house.texts("sanne")[-1].startswith(ASIDE)


async def test_its_author_is_told_under_their_own_words(house):
    (written,) = await write_to_alma(house, "one")

    await set_aside(house, await newest(house, "alma"))

    assert house.last("mette").text.startswith(ASIDE)
    assert house.last("mette").reply_to == written


async def test_a_client_is_told_that_it_did_not_get_through(house):
    await house.write("alma", "hello")

    await set_aside(house, await newest(house, "mette"))

    assert house.texts("mette") == []
    assert house.texts("alma")[-1].startswith("Sorry, your message did not get")


async def test_what_was_sent_meanwhile_is_not_set_aside(house):
    await write_to_alma(house, "one")
    await house.deliver()

    await set_aside(house, (await house.deliveries("alma"))[-1])

    assert house.texts("sanne") == []
    assert await house.run(alarms.current) == []


async def test_what_waits_for_its_hours_is_not_taken_for_what_breaks_behind_it(house):
    alma, case = await house.person("alma"), await house.case_of("alma")
    lane = await house.lane_to("alma")

    def put(tx, kind):
        draft = Draft(alma.id, kind, "words", case_id=case)
        return outbox.find(tx, outbox.add(tx, draft, house.now))

    waiting = await house.run(put, DeliveryKind.NEWS)
    morning = house.now + timedelta(hours=9)
    await house.run(outbox.postpone, waiting, morning, Reason.SAFE_HOURS)
    breaking = await house.run(put, DeliveryKind.ANSWER)
    await break_person(house, "alma")

    with pytest.raises(DeliveryBrokenError) as raised:
        await house.claim(lane)

    assert raised.value.delivery_id == breaking.id
