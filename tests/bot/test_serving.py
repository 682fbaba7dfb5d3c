"""Starting the service: what is refused, and by which clock it goes."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock as machine
from bot import serving
from bot.demo_clock import DemoClock
from bot.lock import AlreadyRunningError, InstanceLock
from tests.flows import conftest as flows

ROOT = Path(__file__).parents[2]
HOUSE = ("casework", "storage", "handlers", "sms_gateway", "bot", "simulator")
ITS_OWN = {"bot/demo", "bot/demo_backstage", "bot/demo_service"}
"""What knows of a clock that is moved ahead."""

clock = flows.clock
empty_stage = flows.empty_stage


async def test_a_second_service_is_locked_out(empty_stage):
    place = empty_stage.directory / "data"

    with InstanceLock(place), pytest.raises(AlreadyRunningError):
        await serving.serve(empty_stage.settings)


async def test_it_goes_by_the_clock_of_the_machine(empty_stage):
    async with serving.prepared(empty_stage.settings) as service:
        assert service.now is machine.now


async def test_only_who_starts_it_in_a_program_can_hand_it_another_clock(empty_stage):
    moved = DemoClock(timedelta(days=3))

    async with serving.prepared(empty_stage.settings, now=moved) as service:
        assert service.now is moved


def test_nothing_but_the_demo_knows_of_a_clock_that_is_moved():
    """What `fastkontakt run` starts cannot even name it."""
    naming = {
        str(path.relative_to(ROOT).with_suffix(""))
        for package in HOUSE
        for path in (ROOT / package).rglob("*.py")
        if "demo_clock" in imported(path) | {path.stem}
    }
    starting = {
        str(path.relative_to(ROOT).with_suffix(""))
        for package in HOUSE
        for path in (ROOT / package).rglob("*.py")
        if ITS_OWN_NAMES & imported(path)
    }

    assert naming == ITS_OWN | {"bot/demo_clock"}
    assert starting <= ITS_OWN | {"bot/cli_service"}


ITS_OWN_NAMES = {name.removeprefix("bot/") for name in ITS_OWN}


def imported(path):
    """Return the last part of every module and name that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.rpartition(".")[2] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {each.name for each in node.names}
            found.add((node.module or "").rpartition(".")[2])
    return found
