import pytest

from bot.cli_service import set_up
from bot.clock import now
from bot.config import ConfigError
from bot.opening import EXPECTED, opened
from storage.errors import StoreMissingError
from storage.people_list import listed


@pytest.fixture
def directory(tmp_path):
    set_up(tmp_path / "house")
    return tmp_path / "house"


async def test_a_command_gets_store_settings_and_keys(directory):
    async with opened(directory / "config.toml") as found:
        assert await found.store.run(listed, now()) == []
        assert found.settings.storage.path == directory / "data"
        assert "ServiceKeys" not in repr(found)


async def test_two_may_have_it_open_at_once(directory):
    config = directory / "config.toml"

    async with opened(config, owner=True) as service, opened(config) as command:
        assert await service.store.run(listed, now()) == []
        assert await command.store.run(listed, now()) == []


async def test_a_configuration_that_is_not_there_is_an_operators_error(tmp_path):
    with pytest.raises(ConfigError):
        async with opened(tmp_path / "none.toml"):
            pass


async def test_a_store_that_is_not_there_is_expected(directory):
    (directory / "data" / "store.db").unlink()

    with pytest.raises(EXPECTED) as caught:
        async with opened(directory / "config.toml"):
            pass
    assert isinstance(caught.value, StoreMissingError)
