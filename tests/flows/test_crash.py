"""The service is killed at random moments while everybody writes: nothing is lost."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter

import pytest

from bot.clock import now
from bot.opening import opened_with
from storage import inbox, outbox, record_counts

SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(2**32)


class Process:
    """The service as an operator runs it."""

    PROGRAM = "from bot.cli import main; main()"

    def __init__(self, stage):
        self._stage = stage
        self._process = None
        self.before = {}

    async def start(self):
        log = (self._stage.directory / "service.log").open("ab")
        with log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                self.PROGRAM,
                "run",
                "--config",
                str(self._stage.directory / "config.toml"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )

    async def end(self, sign):
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(sign)
            await self._process.wait()
        return self._process.returncode


@pytest.fixture
def clock():
    """The clock of a real process cannot be moved by hand."""
    return now


@pytest.fixture
async def process(stage):
    """The stage of the other flows, with its service in a process of its own."""
    process = Process(stage)
    process.before = await stage.store.run(record_counts.by_kind)
    await stage.stop()
    yield process
    await process.end(signal.SIGKILL)


async def survive(stage, process, kills):
    """Let everybody write while the service is killed, and count what arrived."""
    chance = random.Random(SEED)
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    written = {"alma": [], "bo": [], "mette": []}
    await process.start()
    for round_ in range(kills):
        if round_ % 2:
            # Every other kill meets it at work, however slowly it has started.
            await stage.ready()
        for number in range(4):
            words = f"r{round_}n{number}"
            written["alma"].append(f"{words}-from-alma")
            alma.write(written["alma"][-1])
            written["bo"].append(f"{words}-from-bo")
            bo.text(written["bo"][-1])
            await asyncio.sleep(chance.random() * 0.12)
        seen = [each for each in mette.chat if "-from-alma" in each.text]
        if seen:
            words = f"r{round_}-from-mette"
            written["mette"].append(words)
            mette.write(words, reply_to=seen[-1].id)
        await asyncio.sleep(0.3 + chance.random() * 1.4)
        await process.end(signal.SIGKILL)
        await process.start()
    await everything_settled(stage, written)
    assert await process.end(signal.SIGTERM) == 0
    return written


async def everything_settled(stage, written, seconds=90):
    """Wait until every word stands on the other phone, and nothing is to go out."""
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    def is_there():
        to_mette = " ".join(each.text for each in mette.chat if not each.from_me)
        to_alma = " ".join(each.text for each in alma.chat if not each.from_me)
        return all(
            words in to_mette for words in written["alma"] + written["bo"]
        ) and all(words in to_alma for words in written["mette"])

    async with asyncio.timeout(seconds):
        while not is_there():
            await asyncio.sleep(0.1)
        await stage.ready()
        async with opened_with(stage.settings) as opened:
            while True:
                taken_in = await opened.store.run(inbox.waiting)
                going_out = await opened.store.run(outbox.waiting)
                if "new" not in taken_in and not going_out:
                    return
                await asyncio.sleep(0.1)


async def check(stage, process, written, kills):
    """Nothing lost, each once in the record, and what came twice was marked."""
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    on_mettes = arrivals(mette, written["alma"] + written["bo"])
    on_almas = arrivals(alma, written["mette"])
    async with opened_with(stage.settings) as opened:
        kinds = await opened.store.run(record_counts.by_kind)
        marked = await opened.store.run(outbox.maybe_twice)
    every = on_mettes | on_almas
    twice = sum(count - 1 for count in every.values())

    assert min(every.values()) == 1, f"lost; CRASH_SEED={SEED}"
    new = kinds["message"] - process.before["message"]
    assert new == sum(map(len, written.values())), f"CRASH_SEED={SEED}"
    assert len(written["mette"]) >= kills // 2
    # At most one per conversation that was sending: Alma's, Bo's and Mette's own.
    assert twice <= 3 * kills, f"CRASH_SEED={SEED}"
    assert marked >= twice, f"not marked; CRASH_SEED={SEED}"
    return twice


def arrivals(phone, expected):
    """Return how often each text stands on a phone, in the order that it should."""
    texts = [each.text for each in phone.chat if not each.from_me]
    return Counter({words: sum(words in text for text in texts) for words in expected})


async def test_three_kills_lose_nothing(stage, process):
    written = await survive(stage, process, kills=3)

    await check(stage, process, written, kills=3)


@pytest.mark.counts
async def test_thirty_kills_lose_nothing(stage, process):
    written = await survive(stage, process, kills=30)

    twice = await check(stage, process, written, kills=30)

    print(f"30 kills: 0 lost, {twice} twice and marked")


@pytest.mark.soak
async def test_two_hundred_kills_lose_nothing(stage, process):
    written = await survive(stage, process, kills=200)

    twice = await check(stage, process, written, kills=200)

    print(f"200 kills: 0 lost, {twice} twice and marked")
