"""The service is killed while it reminds people: nothing twice, nothing forgotten."""

import asyncio
import random
import signal
from collections import Counter
from datetime import timedelta

import pytest

from bot.clock import now
from bot.office import office_of
from bot.opening import opened_with
from handlers import due_work
from storage import due, outbox, people
from tests.flows.due_probe import KIND, LATENESS, text_of
from tests.flows.seeing import read
from tests.flows.test_crash import SEED, Process, clock

__all__ = ["clock"]

EACH = 25


class Reminding(Process):
    """The service, with reminders that are only there for this test."""

    PROGRAM = "from tests.flows.due_probe import main; main()"


@pytest.fixture
async def process(stage):
    process = Reminding(stage)
    await stage.stop()
    yield process
    await process.end(signal.SIGKILL)


async def plan(stage, rounds):
    """Plan reminders for Mette (Telegram) and Kirsten (SMS), some in each round.

    Every fifth was due long ago: it is too late for these.
    """

    def unit(tx, office, begins):
        for number in range(rounds * EACH):
            who = people.find_by_ref(tx, "mette" if number % 2 else "kirsten")
            at = begins + timedelta(seconds=2.5 * number / EACH)
            if number % 5 == 0:
                at = begins - 2 * LATENESS
            due_work.put(tx, office, KIND, number, who.id, at)

    async with opened_with(stage.settings) as opened:
        office = await office_of(stage.settings, opened.store)
        await opened.store.run(unit, office, now())


async def rows_of(stage, rounds):
    def unit(tx):
        return [due.of_subject(tx, KIND, n)[0] for n in range(rounds * EACH)]

    async with opened_with(stage.settings) as opened:
        while True:
            rows = await opened.store.run(unit)
            open_rows = [each for each in rows if each.state in ("planned", "claimed")]
            if not open_rows and not await opened.store.run(outbox.waiting):
                return rows
            await asyncio.sleep(0.2)


async def survive(stage, process, kills):
    """Kill the service again and again while reminders are due."""
    chance = random.Random(SEED)
    await plan(stage, kills)
    await process.start()
    for round_ in range(kills):
        if round_ % 2:
            await stage.ready()
        await asyncio.sleep(0.4 + chance.random() * 3)
        await process.end(signal.SIGKILL)
        await process.start()
    async with asyncio.timeout(150):
        await stage.ready()
        rows = await rows_of(stage, kills)
    assert await process.end(signal.SIGTERM) == 0
    return rows


def check(stage, rows):
    """Return what became of them: nothing twice, and each no has its reason."""
    texts = [*read(stage.phones["mette"]), *read(stage.phones["kirsten"])]
    became = Counter()
    for row in rows:
        came = sum(text_of(row.subject) in text for text in texts)
        became[row.reason or row.state] += 1
        assert came <= 1, f"twice; CRASH_SEED={SEED}"
        if row.state == "done":
            assert came == 1, f"lost without a word; CRASH_SEED={SEED}"
        else:
            assert (row.state, row.reason) in {
                ("skipped", "crashed"),
                ("skipped", "too_old"),
            }
            assert came == 0 or row.reason == "crashed"
    assert became["done"] > len(rows) / 2
    assert became["too_old"] >= len(rows) / 5
    return became


async def test_two_kills_remind_nobody_twice(stage, process):
    rows = await survive(stage, process, kills=2)

    check(stage, rows)


@pytest.mark.counts
async def test_twenty_kills_remind_nobody_twice(stage, process):
    rows = await survive(stage, process, kills=20)

    became = check(stage, rows)

    print(f"20 kills, {len(rows)} reminders: {dict(became)} ({SEED})")
