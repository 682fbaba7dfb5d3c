"""Those who run the service are told, once, and on a way that works."""

import asyncio
import os

import pytest

from bot import alarms as alarms_module
from bot.alarms import Alarms, CommandFailedError, by_command, by_sentence, pause_after


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Way:
    """A way out that writes down what it was told, and can be broken."""

    def __init__(self) -> None:
        self.told = []
        self.broken = False
        self.tries = 0

    async def __call__(self, name: str, *, over: bool) -> None:
        self.tries += 1
        if self.broken:
            raise OSError("the network is away")
        self.told.append(f"{name} {'over' if over else 'on'}")


@pytest.fixture
def telegram():
    return Way()


@pytest.fixture
def sms():
    return Way()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def alarms(telegram, sms, clock):
    return Alarms({"telegram": telegram, "sms": sms}, clock)


async def test_an_alarm_is_told_once_on_every_way_and_once_when_it_is_over(
    alarms, telegram, sms
):
    for _ in range(3):
        alarms.switch("store_failing", on=True)
        await alarms.tell()
    assert alarms.raised == ("store_failing",)
    for _ in range(3):
        alarms.switch("store_failing", on=False)
        await alarms.tell()

    assert telegram.told == sms.told == ["store_failing on", "store_failing over"]
    assert alarms.raised == ()


async def test_what_is_over_before_it_could_be_told_is_not_told(alarms, telegram):
    alarms.switch("store_failing", on=True)
    alarms.switch("store_failing", on=False)
    await alarms.tell()

    assert telegram.told == []


async def test_that_one_way_is_down_is_told_on_the_other_at_once(alarms, telegram, sms):
    telegram.broken = True

    alarms.switch("telegram_away", on=True)
    await alarms.tell()

    assert set(sms.told) == {"telegram_away on", "alarm_way_telegram_down on"}


async def test_a_way_that_works_again_catches_up_and_the_other_is_told(
    alarms, telegram, sms, clock
):
    telegram.broken = True
    alarms.switch("telegram_away", on=True)
    alarms.switch("store_failing", on=True)
    await alarms.tell()
    telegram.broken = False
    clock.seconds += 60

    await alarms.tell()

    assert telegram.told == ["store_failing on", "telegram_away on"]
    assert sms.told[-1] == "alarm_way_telegram_down over"
    assert alarms.raised == ("store_failing", "telegram_away")


async def test_a_way_that_failed_tells_that_it_works_again_when_nothing_else_is_due(
    alarms, telegram, sms, clock
):
    telegram.broken = True
    alarms.switch("store_failing", on=True)
    await alarms.tell()
    alarms.switch("store_failing", on=False)
    telegram.broken = False
    clock.seconds += 60

    await alarms.tell()

    assert telegram.told == ["alarm_way_telegram_down over"]
    assert set(sms.told[-2:]) == {
        "store_failing over",
        "alarm_way_telegram_down over",
    }
    assert alarms.raised == ()


async def test_a_failing_way_is_tried_again_with_growing_pauses(
    alarms, telegram, clock
):
    telegram.broken = True
    alarms.switch("store_failing", on=True)
    for _minute in range(60):
        await alarms.tell()
        clock.seconds += 60

    assert telegram.tries == 7  # at minutes 0, 1, 3, 7, 14, 28 and 55


async def test_a_way_that_hangs_is_given_up_and_holds_nobody_back(
    sms, clock, monkeypatch
):
    async def hang(_name, *, over):
        await asyncio.Event().wait()

    monkeypatch.setattr(alarms_module, "WAY_SECONDS", 0.02)
    alarms = Alarms({"telegram": hang, "sms": sms}, clock)
    alarms.switch("store_failing", on=True)

    await asyncio.wait_for(alarms.tell(), 20)

    assert set(sms.told) == {"store_failing on", "alarm_way_telegram_down on"}


async def test_two_tellings_at_once_tell_once(alarms, telegram):
    alarms.switch("store_failing", on=True)

    await asyncio.gather(*(alarms.tell() for _ in range(5)))

    assert telegram.told == ["store_failing on"]


async def test_without_any_way_alarms_are_kept_and_logged(caplog):
    alarms = Alarms({})

    alarms.switch("store_failing", on=True)
    await alarms.tell()

    assert alarms.raised == ("store_failing",)
    assert [record.getMessage() for record in caplog.records] == ["alarm raised"]


@pytest.mark.parametrize("name", ["", "Store", "a b", "+4520101010", "x" * 62])
def test_an_alarm_has_a_fixed_name(alarms, name):
    with pytest.raises(ValueError, match="fixed name"):
        alarms.switch(name, on=True)


async def test_a_sentence_is_sent_as_it_is_worded():
    sent = []

    async def send(text):
        sent.append(text)

    tell = by_sentence(send, lambda name, over: f"{name}: {'ok' if over else 'help'}")
    await tell("store_failing", over=False)
    await tell("store_failing", over=True)

    assert sent == ["store_failing: help", "store_failing: ok"]


async def test_a_command_gets_the_name_and_nothing_else(tmp_path):
    program = tmp_path / "alarm.sh"
    told = tmp_path / "told"
    program.write_text(f'#!/bin/sh\necho "$#:$*" >> {told}\n')
    program.chmod(0o700)

    await by_command(program)("store_failing", over=False)
    await by_command(program)("store_failing", over=True)

    assert told.read_text() == "2:store_failing on\n2:store_failing off\n"


async def test_a_command_that_fails_or_is_missing_is_a_failing_way(tmp_path):
    program = tmp_path / "alarm.sh"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o700)

    with pytest.raises(CommandFailedError):
        await by_command(program)("store_failing", over=False)
    with pytest.raises(FileNotFoundError):
        await by_command(tmp_path / "missing")("store_failing", over=False)


async def test_a_command_that_hangs_is_ended(tmp_path):
    program = tmp_path / "alarm.sh"
    told = tmp_path / "pid"
    program.write_text(f"#!/bin/sh\necho $$ > {told}\nexec sleep 600\n")
    program.chmod(0o700)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await by_command(program)("store_failing", over=False)

    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_pauses_end_at_half_an_hour():
    assert pause_after(10_000) == 1800
