import sqlite3

import pytest

from casework.people import Role
from storage import people
from storage.errors import StoreKeyError, StoreMissingError
from storage.reading import reading
from storage.service_keys import ServiceKeys
from tests.storage.installations import populated, take_in


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation", clients=1)


async def test_it_sees_one_moment_while_others_write(installation):
    keys = ServiceKeys.load(installation.keys)

    with reading(installation.data, keys) as tx:
        before = len(list(people.everybody(tx)))
        await installation.run(lambda tx: take_in(tx, Role.CLIENT, "new", "9"))
        during = len(list(people.everybody(tx)))
    with reading(installation.data, keys) as tx:
        after = len(list(people.everybody(tx)))

    assert (before, during, after) == (2, 2, 3)


async def test_nothing_can_be_changed_through_it(installation):
    with (
        reading(installation.data, ServiceKeys.load(installation.keys)) as tx,
        pytest.raises(sqlite3.OperationalError),
    ):
        tx.run("DELETE FROM person")


async def test_keys_of_another_store_are_refused(installation, tmp_path):
    other = await populated(tmp_path / "other", clients=0)

    with (
        pytest.raises(StoreKeyError),
        reading(installation.data, ServiceKeys.load(other.keys)),
    ):
        pass


async def test_where_there_is_no_store_none_is_made(installation, tmp_path):
    (tmp_path / "empty").mkdir(mode=0o700)

    with (
        pytest.raises(StoreMissingError),
        reading(tmp_path / "empty", ServiceKeys.load(installation.keys)),
    ):
        pass

    assert list((tmp_path / "empty").iterdir()) == []
