"""Whether a delivery may go out at this moment."""

from datetime import timedelta

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.gates import NotAnyMore, NotNow
from casework.people import Address, Channel, PersonId
from casework.reasons import Reason
from handlers import judging
from handlers.carrying import Way
from handlers.strangers import STRANGER
from storage import outbox

HOUR = timedelta(hours=1)


@pytest.fixture
async def alma(house):
    return await house.person("alma")


async def judged(house, draft, after=timedelta()):
    def unit(tx):
        delivery = outbox.find(tx, outbox.add(tx, draft, house.now))
        return judging.way_of(tx, house.office, delivery, house.now + after)

    return await house.run(unit)


async def automatic(house, who, **more):
    person = await house.person(who)
    lane = await house.lane_to(who, "alma")
    case = lane.partition("/")[2]
    return Draft(person.id, DeliveryKind.AUTOMATIC, "x", case_id=case, **more)


async def test_it_goes_to_where_somebody_wrote_from_last(house):
    found = await judged(house, await automatic(house, "alma"))

    assert isinstance(found, Way)
    assert found.address == house.addresses["alma"]
    assert not found.to_staff


async def test_nobody_gets_nothing(house):
    nobody = Draft(PersonId("c-nobody"), DeliveryKind.RELAY, "x")
    stranger = Draft(STRANGER, DeliveryKind.RELAY, "x")

    for draft in (nobody, stranger):
        assert await judged(house, draft) == NotAnyMore(Reason.NO_ADDRESS)


async def test_a_stranger_is_answered_where_they_wrote_from_and_not_days_later(house):
    to = Address(Channel.SMS, "+4520999999")
    draft = Draft(STRANGER, DeliveryKind.ANSWER, "x", to=to)

    assert (await judged(house, draft)).address == to
    late = await judged(house, draft, after=timedelta(days=9))
    assert late == NotAnyMore(Reason.TOO_OLD)


async def test_what_starts_from_our_side_waits_for_a_talk_if_it_is_worth_waiting(house):
    await house.talk("alma", "hello")

    waits = await automatic(house, "alma", until=house.now + HOUR)
    goes = await automatic(house, "alma")

    until = house.now + timedelta(minutes=30)
    assert await judged(house, waits) == NotNow(until, Reason.TALKING)
    assert isinstance(await judged(house, goes), Way)


@pytest.mark.parametrize(("is_patient", "expected"), [(True, False), (False, True)])
async def test_only_what_is_patient_is_not_begun_while_a_human_talks(
    house, alma, is_patient, expected
):
    await house.talk("alma", "hello")

    async def is_time(person):
        return await house.run(
            judging.is_time, house.office, person, house.now, is_patient=is_patient
        )

    assert await is_time(alma) is expected
    assert await is_time(await house.person("mette"))
    house.move(minutes=30)
    assert await is_time(alma)


async def test_staff_get_nothing_that_is_not_worth_sending_any_more(house):
    draft = await automatic(house, "mette", until=house.now + HOUR)

    assert isinstance(await judged(house, draft, after=HOUR), Way)
    late = await judged(house, draft, after=2 * HOUR)
    assert late == NotAnyMore(Reason.TOO_OLD)
