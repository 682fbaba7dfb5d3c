"""One running service per store, however it is started and however it ends."""

import asyncio
import signal

import pytest

from bot.clock import now
from tests.flows.conftest import free_port
from tests.flows.running import Running, command, running


@pytest.fixture
def clock():
    """The clock of a real process cannot be moved by hand."""
    return now


async def test_a_second_one_is_refused_and_the_first_does_not_notice(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    async with running(stage) as first:
        second = await command(
            "run",
            "--config",
            stage.directory / "config.toml",
            FASTKONTAKT_HTTP__BIND=f"127.0.0.1:{free_port()}",
        )
        alma.write("still one")
        await mette.wait_for(lambda message: "still one" in message.text)
        code, _ = await first.end()

    assert (second.code, len(second.lines), second.out) == (1, 1, "")
    assert "another fastkontakt is running" in second.err
    assert code == 0


async def test_one_that_was_killed_leaves_the_door_open(stage):
    async with running(stage) as first:
        await first.end(signal.SIGKILL)
        async with running(stage) as second:
            assert (await second.end())[0] == 0


async def test_of_two_that_start_at_once_one_runs(stage):
    await stage.stop()
    both = [Running(stage), Running(stage)]

    await asyncio.gather(*(one.start() for one in both))
    await stage.ready()
    while all(one.code is None for one in both):
        await asyncio.sleep(0.02)
    codes = sorted([one.code for one in both], key=str)
    ends = [await one.end() for one in both if one.code is None]

    assert codes == [1, None]
    assert [code for code, _ in ends] == [0]
