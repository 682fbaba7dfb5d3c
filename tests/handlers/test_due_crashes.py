"""The service dies at random between plan, claim and send, or stands still for days."""

import os
import random
from collections import Counter
from datetime import time, timedelta
from itertools import count

import pytest

from casework.messages import NotThere, Sent
from casework.people import Channel
from handlers import delivery, due_work
from handlers.delivery import Claimed
from storage import due, lanes, people, rules
from tests.handlers.house import MORNING, OFFICE
from tests.handlers.probes import HOURS, Probe, register, rhythm_at, text_of
from tests.storage.stores import transaction_on

SEED = int(os.environ.get("DUE_SEED", "0")) or random.randrange(2**32)
STOPS = (timedelta(minutes=10), 3 * HOURS, timedelta(days=3))


class _DiedError(Exception):
    """The process is gone; what was committed is there."""


class History:
    """One life of the service, of which every step may be the last one of its run."""

    def __init__(self, tx, probe, chance) -> None:
        self.tx, self.probe, self.chance = tx, probe, chance
        self.now = MORNING
        self.arrived = {}
        self.ids = count(1)
        self.deaths = 0
        self.helped = [people.find_by_ref(tx, who).id for who in ("alma", "bo", "cleo")]
        for number, person in enumerate(self.helped):
            at = time(10 + number, self.chance.choice((0, 15, 30)))
            rhythm = rhythm_at(at, every=1)
            added = (person, probe.name, rhythm, OFFICE.zone, person, self.now)
            rules.add(tx, *added)

    def unit(self, work, *args):
        """Run a unit of work; it is kept as a whole, or the process dies before."""
        told = len(self.probe.missed)
        self.tx.run("SAVEPOINT unit")
        found = work(self.tx, *args)
        if self.chance.random() < 0.04:
            self.tx.run("ROLLBACK TO unit")
            self.tx.undo()
            del self.probe.missed[told:]
            raise _DiedError
        self.tx.run("RELEASE unit")
        self.may_die()
        return found

    def may_die(self):
        if self.chance.random() < 0.04:
            raise _DiedError

    def live(self):
        """Let time pass, work and die for some days; at last all is well."""
        end = self.now + timedelta(days=self.chance.choice((2, 4, 6)))
        while self.now < end:
            try:
                self.work()
            except _DiedError:
                self.deaths += 1
                if self.chance.random() < 0.3:
                    self.now += self.chance.choice(STOPS)
                self.begin()
            minutes = self.chance.choice((0, 0, 1, 5, 20, 60))
            self.now += timedelta(minutes=minutes, seconds=5)
        self.chance = random.Random()
        self.chance.random = lambda: 1.0  # nobody dies any more
        self.begin()
        self.now += timedelta(minutes=5)
        self.work()
        self.now += timedelta(minutes=35)
        self.work()

    def begin(self):
        delivery.begin(self.tx, self.now)
        due_work.begin(self.tx)

    def work(self):
        for rule in self.unit(due_work.to_plan, self.now):
            self.unit(due_work.plan_rule, rule, self.now)
        while held := self.unit(due_work.claim, self.now):
            for each in held:
                self.unit(due_work.do, OFFICE, each, self.now)
        first, quiet = self.unit(lanes.due, self.now)
        for lane in (*first, *quiet):
            self.serve(lane)

    def serve(self, lane):
        no_limit = (OFFICE, lane, self.now, lambda *_: 0.0)
        while isinstance(found := self.unit(delivery.claim_next, *no_limit), Claimed):
            outcome = self.send(found)
            self.may_die()
            self.unit(delivery.settle, OFFICE, found, outcome, self.now)

    def send(self, claimed):
        """Let it arrive, or tell what became of it, as Twilio does."""
        outgoing = claimed.outgoing
        if claimed.look_up_since is not None:
            known = self.arrived.get(outgoing.delivery)
            return NotThere() if known is None else Sent((known[2],))
        external = f"{next(self.ids)}"
        if claimed.channel is Channel.SMS:
            external = f"SM{int(external):032x}"
        assert outgoing.delivery not in self.arrived, f"twice; DUE_SEED={SEED}"
        self.arrived[outgoing.delivery] = (outgoing.text, self.now, external)
        return Sent((external,))

    def check(self):
        """Nothing twice, nothing stale, nothing without a word."""
        told = Counter(identity for identity, _ in self.probe.missed)
        rows = [
            each
            for subject in range(1, len(self.helped) + 1)
            for each in due.of_subject(self.tx, self.probe.name, subject)
            if each.at < self.now - HOURS
        ]
        for each in rows:
            came = self.arrived.get(each.delivery_id)
            assert each.state in ("done", "skipped"), (each.state, each.at, SEED)
            if each.state == "done":
                assert came is not None, f"lost without a word; DUE_SEED={SEED}"
                assert told[each.id] == 0
            else:
                assert each.reason is not None
                assert came is None or each.reason == "crashed"
                assert told[each.id] == 1
            if came is not None:
                assert came[0] == text_of(each)
                assert came[1] - each.at <= 2 * HOURS, f"stale; DUE_SEED={SEED}"
        return Counter(each.reason or each.state for each in rows)


def live_through(made, monkeypatch, number, some):
    """Live through some histories; return what came of all that was due."""
    became, deaths = Counter(), 0
    for which in range(some):
        chance = random.Random(f"{SEED}-{number}-{which}")
        probe = Probe()
        register(monkeypatch, probe)
        with transaction_on(made) as tx:
            history = History(tx, probe, chance)
            history.live()
            became += history.check()
            deaths += history.deaths
    assert deaths > some
    assert became["done"] > some
    return became


@pytest.mark.parametrize("number", range(4))
def test_in_random_histories_nothing_comes_twice_or_stale_or_goes_without_a_word(
    linked_store, monkeypatch, number
):
    became = live_through(linked_store, monkeypatch, number, 15)

    assert became["too_old"] > 0


@pytest.mark.counts
@pytest.mark.parametrize("number", range(20))
def test_in_two_thousand_histories_as_well(linked_store, monkeypatch, number):
    became = live_through(linked_store, monkeypatch, 1000 + number, 100)

    assert became["too_old"] > 0
    assert became["crashed"] > 0
