from datetime import UTC, datetime, timedelta

import pytest

from bot.channel_health import ChannelHealth
from casework.messages import Later, Never, Sent, Unknown
from casework.people import Channel
from casework.reasons import Reason
from tests.bot.living import Switches

AWAY = Later(Reason.NETWORK, everywhere=True)


class Provider:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.is_there = True
        self.asked = 0
        self.alarms = Switches()
        self.health = ChannelHealth(
            Channel.TELEGRAM, self.alarms, now=lambda: self.now, answers=self.answer
        )

    async def answer(self):
        self.asked += 1
        return self.is_there

    def move(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def provider():
    return Provider()


def test_a_channel_is_open_until_it_refuses_everything(provider):
    assert provider.health.closed_for() is None

    provider.health.note(Later(Reason.RATE_LIMITED, timedelta(seconds=9)))
    provider.health.note(Never(Reason.BLOCKED))

    assert provider.health.closed_for() is None
    assert provider.alarms.told == []


def test_a_channel_that_refuses_everything_closes_for_longer_and_longer(provider):
    pauses = []
    for _ in range(20):
        outcome = provider.health.note(AWAY)
        assert provider.health.closed_for() == outcome.after
        pauses.append(outcome.after.total_seconds())
        provider.now += outcome.after
        assert provider.health.closed_for() is None

    assert pauses[:4] == [5, 10, 15, 20]
    assert max(pauses) == 60


def test_a_pause_that_the_provider_asks_for_is_kept(provider):
    asked = Later(Reason.RATE_LIMITED, timedelta(minutes=15), everywhere=True)

    assert provider.health.note(asked) == asked
    assert provider.health.closed_for() == timedelta(minutes=15)


def test_somebody_is_told_after_three_failures_and_when_it_is_over(provider):
    for outcome in (AWAY, Unknown(Reason.PROVIDER)):
        provider.health.note(outcome)
    early = list(provider.alarms.told)
    provider.health.note(AWAY)
    provider.health.note(Sent(("1",)))

    assert early == []
    assert provider.alarms.told == [("telegram_down", True), ("telegram_down", False)]
    assert provider.health.closed_for() is None


def test_a_token_that_is_refused_is_told_at_once(provider):
    provider.health.note(Later(Reason.UNAUTHORISED, everywhere=True))

    assert provider.alarms.on == {"telegram_down"}


async def test_a_silent_provider_is_asked_now_and_then(provider):
    provider.is_there = False

    answers = [await provider.health.answers() for _ in range(5)]
    provider.move(seconds=11)
    provider.is_there = True

    assert answers == [False] * 5
    assert provider.asked == 1
    assert await provider.health.answers()
    assert await provider.health.answers()


async def test_a_provider_that_cannot_be_asked_is_taken_to_be_there(provider):
    health = ChannelHealth(Channel.SMS, provider.alarms, now=lambda: provider.now)

    assert await health.answers()
