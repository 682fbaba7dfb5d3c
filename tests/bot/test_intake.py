import pytest

from bot.health import StoreHealth
from bot.intake import Intake
from casework.people import Channel
from storage import inbox
from storage.errors import StoreUnwritableError
from storage.inbox_rows import Raw
from tests.bot.living import (
    Switches,
    empty_store,
    house,
    linked_store,
    read_only,
)

__all__ = ["empty_store", "house", "linked_store"]

RAW = Raw(Channel.SMS, "SM1", "+4520303030", b"{}")


@pytest.fixture
def intake(house):
    house.woken = 0
    house.health = StoreHealth(Switches())

    def wake():
        house.woken += 1

    return Intake(house.store, house.health, now=lambda: house.now, wake=wake)


async def test_what_was_taken_in_is_stored_before_anybody_hears(house, intake):
    await intake.take_in([RAW])

    assert (await house.run(inbox.waiting))["new"][0] == 1
    assert house.woken == 1


async def test_what_cannot_be_stored_is_said_and_wakes_nobody(house, intake):
    await read_only(house.store, on=True)

    with pytest.raises(StoreUnwritableError):
        await intake.take_in([RAW])

    assert (house.woken, house.health.fails) == (0, True)
