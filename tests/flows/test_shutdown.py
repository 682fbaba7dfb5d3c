"""Told to stop, the service stops soon and has lost nothing; idle, it rests."""

import asyncio
import signal

import pytest

from bot.clock import now
from tests.flows.running import Running, query, running

CLAIMED = "SELECT count(*) FROM delivery WHERE state = 'claimed'"
UNSETTLED = """
    SELECT count(*) FROM delivery WHERE state IN ('held', 'ready', 'claimed', 'unknown')
"""
TWICE = "SELECT count(*) FROM delivery WHERE maybe_twice = 1"
MOST_SECONDS = 10.0


@pytest.fixture
def clock():
    """The clock of a real process cannot be moved by hand."""
    return now


def missing(phone, words):
    """Return which of these words are not on the phone, or are there twice."""
    texts = [each.text for each in phone.chat if not each.from_me]
    return [word for word in words if sum(word in text for text in texts) != 1]


async def arrive(phone, words):
    async with asyncio.timeout(30):
        while missing(phone, words):
            await asyncio.sleep(0.02)


async def test_it_stops_in_the_middle_of_traffic_and_goes_on_where_it_was(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    words = []
    async with running(stage) as process:
        for number in range(60):
            words += [f"telegram {number};", f"sms {number};"]
            alma.write(words[-2])
            bo.text(words[-1])
        while missing(mette, words[:20]):
            await asyncio.sleep(0.005)
        code, seconds = await process.end()
        log = process.logged
    left = query(stage, CLAIMED)
    async with running(stage) as process:
        await arrive(mette, words)
        again = await process.end(signal.SIGINT)

    assert (code, seconds < MOST_SECONDS) == (0, True)
    assert (again[0], again[1] < MOST_SECONDS) == (0, True)
    assert left == [(0,)]
    assert query(stage, TWICE) == [(0,)]
    assert "ERROR" not in log
    assert log.splitlines()[-1].endswith("service stopped")


@pytest.mark.counts
async def test_it_waits_neither_for_telegram_nor_for_a_webhook_that_never_ends(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    host, port = stage.world.webhook_base.removeprefix("http://").split(":")
    async with running(stage) as process:
        idle = await asyncio.open_connection(host, int(port))
        slow = await asyncio.open_connection(host, int(port))
        slow[1].write(
            b"POST /sms/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nBody="
        )
        await slow[1].drain()
        stage.world.telegram.fault("hang_after_accept", methods="sendMessage")
        alma.write("into the silence")
        await mette.wait_for(lambda message: "into the silence" in message.text)
        code, seconds = await process.end()
    for _, writer in (idle, slow):
        writer.close()
    left = query(stage, CLAIMED)
    stage.world.telegram.clear()
    async with running(stage):
        while query(stage, UNSETTLED) != [(0,)]:
            await asyncio.sleep(0.05)

    assert (code, seconds < MOST_SECONDS) == (0, True)
    assert left == [(0,)]
    assert sum("into the silence" in each.text for each in mette.chat) == 2
    assert query(stage, TWICE) == [(1,)]


async def test_it_stops_while_it_is_starting(stage):
    stage.world.telegram.fault("slow", seconds=4, methods="getMe")
    stage.world.twilio.fault("slow", seconds=9, methods="list")
    await stage.stop()
    process = await Running(stage).start()
    while "service started" not in process.logged:
        await asyncio.sleep(0.02)

    code, seconds = await process.end()

    assert (code, seconds < MOST_SECONDS) == (0, True)


@pytest.mark.parametrize("seconds", [1, pytest.param(5, marks=pytest.mark.counts)])
async def test_it_rests_when_nobody_writes(stage, seconds):
    async with running(stage) as process:
        await asyncio.sleep(1)
        before = process.seconds_of_cpu()
        await asyncio.sleep(seconds)
        share = (process.seconds_of_cpu() - before) / seconds

    print(f"at rest it uses {share:.2%} of a processor")
    assert share < 0.02
