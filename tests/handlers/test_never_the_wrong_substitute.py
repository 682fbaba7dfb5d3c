"""Whatever is planned, called off and changed: one person answers, and it is right."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest

from casework.absences import AbsenceState
from handlers import absences, handover
from handlers.handover import Plan
from storage import absences as rows
from storage import assignments
from tests.handlers.test_absences import were_asked

STAFF = ("mette", "kirsten", "sanne")
CONTACT_PERSONS = ("mette", "kirsten")
CLIENTS = ("alma", "bo", "cleo", "dan")
STEPS = 60


@dataclass
class Away:
    """An absence as this test remembers it."""

    who: str
    substitute: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass
class Model:
    """Who should answer whom, worked out in another way than by the program."""

    now: datetime
    has: dict = field(
        default_factory=lambda: {
            "alma": "mette",
            "bo": "mette",
            "cleo": "kirsten",
            "dan": "kirsten",
        }
    )
    absences: list = field(default_factory=list)

    def away(self):
        return {
            each.who: each.substitute
            for each in self.absences
            if each.starts_at <= self.now < each.ends_at
        }

    def answering(self, client):
        own, away = self.has[client], self.away()
        chain = [own]
        while chain[-1] in away and len(chain) <= 3:
            following = away[chain[-1]]
            if following is None or following in chain:
                break
            chain.append(following)
        if chain[-1] not in away:
            return chain[-1]
        return own if "sanne" in away or own == "sanne" else "sanne"


async def step(house, model, chance):
    deed = chance.choice(["away", "away", "away", "time", "time", "back", "hand over"])
    if deed == "away":
        await plan(house, model, chance)
    elif deed == "time":
        house.move(hours=chance.choice([1, 6, 12, 30]))
    elif deed == "back":
        await come_back(house, model, chance.choice(STAFF))
    else:
        await hand_over(house, model, chance.choice(CLIENTS))
    model.now = house.now
    await house.run(absences.look_after, house.office, house.now)
    await house.deliver()


async def plan(house, model, chance):
    who = chance.choice(STAFF)
    substitute = chance.choice([None, *(each for each in STAFF if each != who)])
    starts_at = house.now + timedelta(hours=chance.choice([0, 6, 30, 100]))
    ends_at = starts_at + timedelta(hours=chance.choice([5, 40, 90]))
    taken = any(
        each.who == who and each.starts_at < ends_at and starts_at < each.ends_at
        for each in model.absences
    )
    if taken:
        return
    worker = await house.person(who)
    other = substitute and (await house.person(substitute)).id
    await house.run(
        absences.plan,
        house.office,
        worker,
        other,
        starts_at,
        ends_at,
        {},
        house.now,
    )
    model.absences.append(Away(who, substitute, starts_at, ends_at))


async def come_back(house, model, who):
    worker = await house.person(who)
    ended = await house.run(absences.come_back, house.office, worker, house.now)
    own = [
        each for each in model.absences if each.who == who and each.ends_at > house.now
    ]
    if ended is None:
        assert own == []
        return
    first = min(own, key=lambda each: each.starts_at)
    if ended is AbsenceState.CANCELLED:
        model.absences.remove(first)
    else:
        first.ends_at = house.now


async def hand_over(house, model, client):
    before = model.has[client]
    after = next(each for each in CONTACT_PERSONS if each != before)
    person = await house.person(client)
    planned = await house.run(
        handover.plan,
        await house.person(before),
        await house.person(after),
        house.now,
        [person.id],
    )
    assert isinstance(planned, Plan)
    await house.run(handover.hand_over, house.office, planned, None, house.now)
    model.has[client] = after


def heard(house, words):
    return {who for who in STAFF if any(words in text for text in house.texts(who))}


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_written_reaches_who_answers_and_nobody_else(house, seed):
    chance, numbers = random.Random(seed), count(1)
    model = Model(house.now)
    await were_asked(house)
    answered = set()

    for _ in range(STEPS):
        await step(house, model, chance)
        client = chance.choice(CLIENTS)
        words = f"word-{seed}-{next(numbers)}-end"
        await house.talk(client, words)

        answered |= {(client, model.answering(client))}
        assert heard(house, words) == {model.answering(client)}
        person = await house.person(client)
        found = await house.run(assignments.current, person.id)
        assert found.answering == (await house.person(model.answering(client))).id
    assert len(answered) > 1.5 * len(CLIENTS)


async def test_after_all_of_it_everybody_is_back_where_they_belong(house):
    chance, model = random.Random(99), Model(house.now)
    for _ in range(STEPS):
        await step(house, model, chance)

    house.move(days=60)
    await house.run(absences.look_after, house.office, house.now)

    assert await house.run(rows.every_open) == []
    assert await house.run(assignments.stood_in_for) == []
