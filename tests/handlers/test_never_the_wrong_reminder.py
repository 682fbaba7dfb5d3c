"""Whatever people do with a meeting, a reminder names the one that is still to come."""

import random
import re
from datetime import timedelta

import pytest

from casework import local_time
from casework.safe_contact import SafeContact, Window, every_day
from tests.handlers.meetings import (
    call_off,
    fresh,
    move,
    new,
    propose,
    set_safe,
    tick,
)

REMINDER = re.compile(
    r"Hi Bo\. You meet Mette (today|tomorrow) at (\d+:\d\d)|"
    r"Soon: you meet Mette (today) at (\d+:\d\d)|(See) you at (\d+:\d\d)"
)
STEPS = 40
DAYS = {"today": 0, "tomorrow": 1, "See": 0}


def named(text):
    """Return the day and the hour that a reminder names, if it is one."""
    found = REMINDER.match(text)
    return None if found is None else tuple(part for part in found.groups() if part)


class Walk:
    """Random things that people do with one meeting, and the time that passes."""

    def __init__(self, house, seed) -> None:
        self.house, self.dice = house, random.Random(seed)
        self.one = None
        self.read = 0
        self.seen = []

    def some_start(self):
        there = local_time.local_of(self.house.now, self.house.office.zone)
        ahead = timedelta(hours=self.dice.randrange(1, 80))
        return (there + ahead).replace(minute=self.dice.choice((0, 15, 30)), second=0)

    async def step(self):
        what = self.dice.choice(
            ("time", "time", "time", "answer", "answer", "move", "off", "talk")
        )
        upcoming = self.one and (await fresh(self.house, self.one)).is_upcoming(
            self.house.now
        )
        if not upcoming:
            wanted = new(self.some_start(), remind_before_2h=self.dice.random() < 0.5)
            agreed = self.dice.random() < 0.5
            self.one = await propose(self.house, "bo", wanted, agreed=agreed)
        elif what == "time":
            self.house.move(minutes=self.dice.choice((1, 20, 60, 300, 900, 2000)))
        elif what == "answer":
            await self.house.talk("bo", self.dice.choice(("1", "1", "JA", "3", "2")))
        elif what == "move":
            await move(self.house, self.one, self.some_start())
        elif what == "off":
            await call_off(self.house, self.one)
        else:
            await self.house.talk("bo", "hello you")
        await tick(self.house)
        await self.check()

    async def check(self):
        """Let each reminder that came name the meeting as it stands."""
        texts = self.house.texts("bo")
        fresh_ones, self.read = texts[self.read :], len(texts)
        for said in filter(None, map(named, fresh_ones)):
            one = await fresh(self.house, self.one)
            there = local_time.local_of(self.house.now, one.zone)
            assert one.is_upcoming(self.house.now)
            assert (one.starts.date() - there.date()).days == DAYS[said[0]]
            assert said[1] == f"{one.starts.hour}:{one.starts:%M}"
            assert 7 <= there.hour < 21
            self.seen.append((one.id, one.revision, said[0]))


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("seed", range(6))
async def test_a_reminder_names_what_is_still_to_come_and_comes_once(
    house, seed, bounded
):
    hours = every_day(Window(10 * 60, 19 * 60)) if bounded else None
    asked = SafeContact(hours=hours, checked_on=house.now.date())
    await set_safe(house, "bo", asked)
    walk = Walk(house, seed)

    for _ in range(STEPS):
        await walk.step()

    assert len(walk.seen) == len(set(walk.seen))


async def test_such_walks_do_meet_reminders(house):
    await set_safe(house, "bo", SafeContact(checked_on=house.now.date()))
    seen = []

    for seed in range(20, 23):
        walk = Walk(house, seed)
        walk.read = len(house.texts("bo"))
        for _ in range(STEPS):
            await walk.step()
        seen += walk.seen

    assert {day for _, _, day in seen} >= {"tomorrow"}
