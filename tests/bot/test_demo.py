"""The demo: one command, one address, and nothing left behind when it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.demo import staged
from tests.bot.visitor import Visitor, ask, tell, until

ENDS = [
    signal.SIGTERM,
    pytest.param(signal.SIGHUP, marks=pytest.mark.counts),
    pytest.param(signal.SIGINT, marks=pytest.mark.counts),
]


async def begun(place):
    """Start the demo as a person does, with its data in this place."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from bot.cli import main; main()", "demo", "--port", "0"),
        env=os.environ | {"TMPDIR": str(place)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


def left_running(place):
    """Return the processes that were started with something in this place."""
    return [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if str(place).encode() in content_of(path)
    ]


def content_of(path):
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


@pytest.mark.parametrize("sign", ENDS)
async def test_it_prints_one_address_and_leaves_nothing_behind(tmp_path, sign):
    process = await begun(tmp_path)

    address = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        page = await answer.text()
    process.send_signal(sign)
    rest, _ = await process.communicate()

    assert address.startswith("http://127.0.0.1:")
    assert "Fastkontakt" in page
    assert (rest, process.returncode) == (b"", 0)
    assert list(tmp_path.iterdir()) == []
    assert left_running(tmp_path) == []


async def test_whoever_ends_it_while_it_is_being_set_up_is_heard(tmp_path):
    process = await begun(tmp_path)
    while not list(tmp_path.glob("*/service/service.log")):
        await asyncio.sleep(0.01)

    process.send_signal(signal.SIGTERM)
    await process.communicate()

    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []
    assert left_running(tmp_path) == []


async def test_a_demo_that_is_killed_takes_its_service_along(tmp_path):
    process = await begun(tmp_path)
    await process.stdout.readline()
    assert len(left_running(tmp_path)) == 1

    process.kill()
    await process.communicate()

    async with asyncio.timeout(20):
        while left_running(tmp_path):
            await asyncio.sleep(0.05)


def happened(found):
    """Return how many rows there are, but for those that tell who reads."""
    readers = {"reader_added", "taken_out"}
    return sum(row["kind"] not in readers for row in found["rows"])


async def test_a_kill_from_the_page_loses_no_word_and_the_reader_opens_all(
    tmp_path, loaded
):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        phones = {
            each["name"]: each["id"] for each in (await ask(session, "state"))["phones"]
        }
        linked = 6  # four came, Alma by a second way as well, and said yes
        await until(session, "record", lambda found: happened(found) == linked)
        await tell(session, f"phones/{phones['Alma']}/write", text="before the plug")
        await until(session, "record", lambda found: happened(found) == linked + 1)
        await tell(session, "service", action="kill")
        await tell(session, f"phones/{phones['Alma']}/write", text="while it was dark")
        await until(session, "state", lambda found: found["service"] == "stopped")
        await tell(session, "service", action="start")
        await until(session, "record", lambda found: happened(found) == linked + 2)
        rows = await ask(session, "record")
        opened = await ask(session, "record/open")
        await ask(session, "record/open")  # as the page does when the record has grown
        looked = [each["kind"] for each in (await ask(session, "record"))["rows"]]

    # Telegram counts in whole seconds: where the yes at the beginning stands may vary.
    words = [each["text"] for each in opened["entries"] if each["kind"] == "message"]
    assert words == ["before the plug", "while it was dark"]
    assert "plug" not in str(rows)
    # Once for each case: looking again while it is open writes nothing more.
    assert looked.count("taken_out") == len(opened["cases"])


async def test_every_scene_shows_what_it_says(tmp_path, loaded):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        state = await ask(session, "state")
        visitor = Visitor(session, {p["name"]: p["id"] for p in state["phones"]})
        steps = {each["name"]: each["steps"] for each in state["scenes"]}

        await visitor.writes("Eva and Finn", "can you come today?")
        await visitor.presses("Mette", "Eva")
        await visitor.sees("Mette", "K4 Eva\ncan you come today?")

        await visitor.types(steps["discreet"][1])
        await visitor.sees("Cleo", "Only one reads it")
        await visitor.writes("Bo", "ABOUT")
        await visitor.sees("Bo", "Mette and the team")

        await visitor.types(steps["substitute"][0])
        await visitor.presses("Mette", "Jonas")
        await visitor.presses("Mette", "Confirm")
        await visitor.sees("Alma", "Jonas")
        await visitor.writes("Alma", "is somebody there?")
        await visitor.sees("Jonas", "K1 Alma\nis somebody there?")
        await visitor.sees("Cleo", "somebody else answers you here")
        await visitor.types(steps["substitute"][2])
        await visitor.sees("Alma", "Mette is back")

        await visitor.types(steps["stop"][0])
        await visitor.sees("Mette", "K2 Bo has sent STOP")
        await visitor.types(steps["stop"][1])
        await visitor.presses("Mette", "Send now")
        await visitor.sees("Mette", "K2 Bo: not delivered")
        await visitor.types(steps["stop"][2])
        await visitor.sees("Bo", "Welcome back, Bo")


async def test_time_brings_what_the_scenes_say(tmp_path, loaded):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        state = await ask(session, "state")
        visitor = Visitor(session, {p["name"]: p["id"] for p in state["phones"]})
        steps = {each["name"]: each["steps"] for each in state["scenes"]}

        await visitor.types(steps["danger"][0])
        await visitor.sees("Bo", "112")
        await visitor.sees("Mette", "READ NOW: a message from K2 Bo")
        await visitor.moves("next")
        await visitor.sees("Sanne", "READ NOW: K2 Bo may be in danger")
        await visitor.presses("Sanne", "I have it")
        await visitor.sees("Mette", "Sanne has it: K2 Bo.")
        await visitor.presses("Sanne", "Done")

        await visitor.types(steps["meeting"][0])
        await visitor.presses("Mette", "Send")
        await visitor.sees("Alma", "Can you meet Mette")
        await visitor.presses("Alma", "Yes")
        await visitor.sees("Mette", "K1 Alma says yes")
        await visitor.moves("next")
        await visitor.sees("Alma", "You meet Mette tomorrow at 14:00")
        await visitor.moves("next")
        await visitor.sees("Mette", "how did it go?")
        await visitor.presses("Mette", "Did not come")
        await visitor.sees("Alma", "We did not see you")


async def test_the_scenes_of_another_day_speak_of_the_days_then(tmp_path, loaded):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        state = await ask(session, "state")
        visitor = Visitor(session, {p["name"]: p["id"] for p in state["phones"]})
        before = {each["name"]: each["steps"] for each in state["scenes"]}

        await visitor.moves("day")
        state = await ask(session, "state")
        steps = {each["name"]: each["steps"] for each in state["scenes"]}

        assert steps["meeting"][0]["typed"] != before["meeting"][0]["typed"]
        await visitor.types(steps["check_in"][0])
        await visitor.sees("Alma", "Mette would like to ask")
        await visitor.presses("Alma", "Yes")
        await visitor.sees("Mette", "would like to be asked")
        await visitor.moves("next")
        await visitor.sees("Alma", "How are you today?")
        await visitor.moves("next")
        await visitor.sees("Alma", "We think of you.")
        await visitor.moves("next")
        await visitor.sees("Alma by SMS", "We think of you.")
        await visitor.moves("next")
        await visitor.sees("Mette", "K1 Alma has not answered.")
        await visitor.moves("next")
        await visitor.sees("Mette", "Still open: K1 Alma has not answered.")
        await visitor.moves("next")
        await visitor.sees("Sanne", "Still open with Mette: K1 Alma")

        await visitor.writes("Mette", "/later Alma tomorrow 9 Good luck today!")
        await visitor.presses("Mette", "Ask me first")
        await visitor.sees("Mette", "I ask you first")
        await visitor.writes("Alma", "I am not going")
        await visitor.sees("Mette", "I am not going")
        await visitor.moves("day")
        await visitor.sees("Mette", "K1 Alma has written since")
