"""Houses to begin with: empty, or with everybody linked and in agreement."""

import asyncio
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import pytest

from casework.people import Address, Channel, Role
from sms_gateway.numbers import parse_number
from storage.engine import Store
from tests.handlers.house import EVERYBODY, FakeGateway, House, listed
from tests.handlers.outreach import ALI
from tests.storage.stores import make


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    return make(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def linked_store(empty_store, tmp_path_factory):
    """A store in which everybody is linked and has agreed to be written to."""
    made = empty_store.copy_to(tmp_path_factory.mktemp("linked") / "store")
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(_link_everybody(made))
    finally:
        loop.close()
    return made


async def _link_everybody(made):
    async with await Store.open(made.directory, made.keys) as store:
        house = House(
            store,
            telegram=FakeGateway(Channel.TELEGRAM, first=1),
            sms=FakeGateway(Channel.SMS, first=1),
            numbers=count(1),
        )
        await house.enrol(*EVERYBODY)
        for person in EVERYBODY:
            await house.link(person.ref)
            await house.deliver()
        for client in ("alma", "cleo"):
            await house.press(client, "Yes")
        for client in ("bo", "dan"):
            await house.write(client, "OK")
        await house.deliver()
        assert await house.waiting() == {}
        house.store.listener = None


@pytest.fixture
async def new_house(empty_store, tmp_path):
    """A house where nobody is known yet."""
    async with house_of(empty_store, tmp_path) as opened:
        yield opened


@pytest.fixture
async def house(linked_store, tmp_path):
    """A house where Mette (Telegram) is there for Alma (Telegram) and Bo (SMS), and
    Kirsten (SMS) for Cleo (Telegram) and Dan (SMS); Sanne supervises.
    """
    async with house_of(linked_store, tmp_path) as opened:
        yield opened


@pytest.fixture
async def street(house):
    """A house in which Sofie does outreach work, and has nobody yet."""
    house.office = replace(
        house.office, number_of=lambda typed: parse_number(typed, "DK")
    )
    house.addresses |= {"sofie": Address(Channel.TELEGRAM, "7001009009"), "ali": ALI}
    await house.enrol(listed("sofie", Role.CONTACT_PERSON, profile="dk_skp"))
    await house.link("sofie")
    await house.deliver()
    return house


@asynccontextmanager
async def house_of(made, tmp_path):
    path = tmp_path / "house"
    shutil.copytree(made.directory, path)
    opened = House(await Store.open(path, made.keys), shares=made.shares)
    yield opened
    await opened.store.close()
