"""Setting the service up, in this process; starting it is tried in tests/flows."""

import re
import stat
import tomllib
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.cli_service import NotEmptyError, set_up
from bot.config import Settings
from bot.lock import NAME, InstanceLock
from storage.service_keys import ServiceKeys

pytestmark = pytest.mark.usefixtures("made_anew")


def test_everything_is_for_the_eyes_of_its_owner_only(tmp_path):
    set_up(tmp_path / "new")

    modes = {path: path.stat().st_mode for path in (tmp_path / "new").rglob("*")}
    assert {stat.S_IMODE(mode) for mode in modes.values()} == {0o600, 0o700}
    assert len(list((tmp_path / "new" / "recovery").iterdir())) == 3


def test_a_directory_that_is_there_and_empty_is_taken(tmp_path):
    (tmp_path / "new").mkdir(mode=0o755)

    set_up(tmp_path / "new")

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("what", ["file", "full directory"])
def test_what_holds_something_is_left_alone(tmp_path, what):
    there = tmp_path / "there"
    if what == "file":
        there.write_text("mine")
    else:
        there.mkdir()
        (there / "mine").write_text("mine")

    with pytest.raises(NotEmptyError, match="choose an empty directory"):
        set_up(there)

    assert not there.is_dir() or [path.name for path in there.iterdir()] == ["mine"]


def test_the_configuration_holds_only_simple_values(tmp_path):
    set_up(tmp_path / "new")

    document = tomllib.loads((tmp_path / "new" / "config.toml").read_text())

    def simple(value):
        if isinstance(value, dict):
            return all(map(simple, value.values()))
        if isinstance(value, list):
            return all(isinstance(one, str) for one in value)
        return isinstance(value, str | int | float | bool)

    assert simple(document)
    assert document["storage"] == {"path": "data", "keys": "keys"}


def test_what_is_given_is_written_in(tmp_path):
    set_up(tmp_path / "new", {"organisation": {"name": 'Børn "& unge"'}})

    settings = Settings.read(tmp_path / "new" / "config.toml")

    assert settings.organisation.name == 'Børn "& unge"'
    assert ServiceKeys.load(settings.storage.keys)


def test_the_lock_is_there_before_anybody_starts(tmp_path):
    set_up(tmp_path / "new")

    assert (tmp_path / "new" / "data" / NAME).stat().st_size == 0
    with InstanceLock(tmp_path / "new" / "data"):
        pass


def test_two_installations_share_no_key(tmp_path):
    set_up(tmp_path / "one")
    set_up(tmp_path / "two")

    for name in ("field.key", "lookup.key", "signing.key", "recovery.pub"):
        one, two = (tmp_path / each / "keys" / name for each in ("one", "two"))
        assert one.read_bytes() != two.read_bytes()


def commands_of(group, *names):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, *names, name)
        else:
            yield " ".join([*names, name]), command


def test_no_command_takes_a_secret_in_its_arguments():
    """Whoever lists the processes of a machine reads the arguments of all."""
    listed = dict(commands_of(typer.main.get_command(app)))
    taken = {
        (name, each.name)
        for name, command in listed.items()
        for each in command.params
        if re.search("pass|secret|token|^shares?$|^keys?$", each.name)
        and each.type_descriptor.annotation not in {Path, list[Path]}
    }

    assert {"run", "reader open", "recovery open"} <= listed.keys()
    assert taken == set()
