import pytest

from storage import store_facts
from storage.beside import NotAloneError, alone, beside
from storage.errors import StoreMissingError
from tests.storage.installations import populated


@pytest.fixture
async def installation(tmp_path):
    return await populated(tmp_path / "installation", clients=0)


async def test_each_unit_is_a_transaction_of_its_own(installation):
    def fail(tx):
        store_facts.remember(tx, "second", "no")
        raise LookupError

    with beside(installation.data, installation.keys) as work:
        work.run(store_facts.remember, "first", "yes")
        with pytest.raises(LookupError):
            work.run(fail)

        found = work.run(
            lambda tx: [store_facts.recall(tx, name) for name in ("first", "second")]
        )

    assert found == ["yes", None]
    assert await installation.run(store_facts.recall, "first") == "yes"


async def test_only_one_is_at_work_at_a_time(installation):
    with alone(installation.data), pytest.raises(NotAloneError):
        beside(installation.data, installation.keys).__enter__()

    with beside(installation.data, installation.keys) as work:
        assert work.run(store_facts.recall, "first") is None


def test_where_there_is_no_store_nothing_is_made(tmp_path):
    with pytest.raises(StoreMissingError), alone(tmp_path / "data"):
        pass

    assert list(tmp_path.iterdir()) == []
