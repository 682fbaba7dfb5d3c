"""An empty store for each test, made once and copied."""

import pytest

from storage.engine import Store
from tests.storage.stores import make, transaction_on


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    return make(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def made(empty_store, tmp_path):
    """A store of one's own, and its keys."""
    return empty_store.copy_to(tmp_path / "store")


@pytest.fixture
async def store(made):
    """The store, open as the running service has it."""
    async with await Store.open(made.directory, made.keys) as opened:
        yield opened


@pytest.fixture
def tx(made):
    """An open transaction of one's own."""
    with transaction_on(made) as opened:
        yield opened
