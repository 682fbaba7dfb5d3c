"""The demo: one command, one address, and nothing left behind when it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.demo import staged

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


async def ask(session, path):
    async with session.get(f"/control/{path}") as answer:
        return await answer.json()


async def tell(session, path, **given):
    async with session.post(f"/control/{path}", json=given) as answer:
        assert answer.status == 200, await answer.text()


async def until(session, path, is_so):
    async with asyncio.timeout(20):
        while not is_so(found := await ask(session, path)):
            await asyncio.sleep(0.02)
        return found


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


async def test_a_kill_from_the_page_loses_no_word_and_the_reader_opens_all(tmp_path):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        phones = {
            each["name"]: each["id"] for each in (await ask(session, "state"))["phones"]
        }
        linked = 4  # who came to have a record, and was linked
        await until(session, "record", lambda found: len(found["rows"]) == linked)
        await tell(session, f"phones/{phones['Alma']}/write", text="before the plug")
        await until(session, "record", lambda found: len(found["rows"]) == linked + 1)
        await tell(session, "service", action="kill")
        await tell(session, f"phones/{phones['Alma']}/write", text="while it was dark")
        await until(session, "state", lambda found: found["service"] == "stopped")
        await tell(session, "service", action="start")
        await until(session, "record", lambda found: len(found["rows"]) == linked + 2)
        rows = await ask(session, "record")
        opened = await ask(session, "record/open")

    words = [entry["text"] for entry in opened["entries"] if entry["text"]]
    assert words == ["before the plug", "while it was dark"]
    assert "plug" not in str(rows)


class Visitor:
    """Somebody who does on the page what a scene says."""

    def __init__(self, session, phones) -> None:
        self.session, self.phones = session, phones

    async def writes(self, name, text):
        await tell(self.session, f"phones/{self.phones[name]}/write", text=text)

    async def presses(self, name, label):
        message, button = await self._finds(name, lambda each: button_of(each, label))
        given = {"message_id": message["id"], "button_id": button}
        await tell(self.session, f"phones/{self.phones[name]}/press", **given)

    async def sees(self, name, text):
        await self._finds(
            name, lambda each: not each["from_me"] and text in each["text"]
        )

    async def _finds(self, name, wanted):
        """Return the newest message for which this is so, and what was found in it."""
        path = f"phones/{self.phones[name]}"
        shown = await until(
            self.session, path, lambda phone: any(map(wanted, phone["messages"]))
        )
        found = [(each, wanted(each)) for each in shown["messages"]]
        return next(each for each in reversed(found) if each[1])


def button_of(message, label):
    """Return the id of the button that says this, if the message has it."""
    rows = (button for row in message["buttons"] for button in row)
    return next((each["id"] for each in rows if label in each["text"]), None)


async def test_every_scene_shows_what_it_says(tmp_path):
    async with (
        staged(0, tmp_path / "service") as address,
        aiohttp.ClientSession(address) as session,
    ):
        state = await ask(session, "state")
        visitor = Visitor(session, {p["name"]: p["id"] for p in state["phones"]})
        steps = {each["name"]: each["steps"] for each in state["scenes"]}
        away = steps["substitute"][0][1].partition(": ")[2].partition(",")[0]

        await visitor.writes("Eva and Finn", "can you come today?")
        await visitor.presses("Mette", "Eva")
        await visitor.sees("Mette", "K4 Eva\ncan you come today?")

        await visitor.writes("Cleo", "ABOUT")
        await visitor.sees("Cleo", "Only one reads it")
        await visitor.writes("Bo", "ABOUT")
        await visitor.sees("Bo", "Mette and the team")

        await visitor.writes("Mette", away)
        await visitor.presses("Mette", "Jonas")
        await visitor.presses("Mette", "Confirm")
        await visitor.sees("Alma", "Jonas")
        await visitor.writes("Alma", "is somebody there?")
        await visitor.sees("Jonas", "K1 Alma\nis somebody there?")
        await visitor.sees("Cleo", "somebody else answers you here")
        await visitor.writes("Mette", "/back")
        await visitor.sees("Alma", "Mette is back")

        await visitor.writes("Bo", "STOP")
        await visitor.sees("Mette", "K2 Bo has sent STOP")
        await visitor.writes("Mette", "/to Bo are you there?")
        await visitor.presses("Mette", "Send now")
        await visitor.sees("Mette", "K2 Bo: not delivered")
        await visitor.writes("Bo", "START")
        await visitor.sees("Bo", "Welcome back, Bo")
