"""Kinds of things that are due, which are only there for a test."""

from collections import Counter
from datetime import date, timedelta
from types import MappingProxyType

from casework.drafts import DeliveryKind, Draft
from casework.rhythm import Rhythm
from handlers import due_kinds, due_work
from handlers.due_work import Done, DueKind
from storage import cases, due, outbox, rules

HOURS = timedelta(hours=1)


class Probe:
    """A kind of reminder; it counts what was done and what was missed."""

    def __init__(self, name="probe", lateness=2 * HOURS, **more) -> None:
        self.name = name
        self.did = Counter()
        self.missed = []
        self.result = None  # what comes of it instead of a message
        self.breaks = False
        self.kind = DueKind(self._do, lateness, self._missed, **more)

    def _do(self, tx, _office, what, now):
        if self.breaks:
            raise ValueError("kanarie")
        self.did[what.id] += 1
        if self.result is not None:
            return self.result
        draft = Draft(
            what.person,
            DeliveryKind.AUTOMATIC,
            text_of(what),
            case_id=cases.of_client(tx, what.person),
            until=due_work.until(what),
        )
        return Done(outbox.add(tx, draft, now))

    def _missed(self, _tx, _office, what, reason, _now):
        self.missed.append((what.id, str(reason)))

    async def put(self, house, subject=1, at=None, who="alma", **more):
        """Let it be due once; return how it stands."""
        person = await house.person(who)
        put = (house.office, self.name, subject, person.id, at or house.now)
        await house.run(due_work.put, *put, **more)
        return (await self.rows(house, subject))[-1]

    async def rows(self, house, subject=1):
        return await house.run(due.of_subject, self.name, subject)

    async def add_rule(self, house, at, who="alma", **more):
        """Let a rhythm count for somebody; return the rule."""
        person = await house.person(who)
        rhythm = rhythm_at(at, **more)
        who_set_it = (house.office.zone, person.id, house.now)
        rule = await house.run(rules.add, person.id, self.name, rhythm, *who_set_it)
        return await house.run(rules.find, rule)


def text_of(what):
    return f"{what.kind} {what.subject} {what.local_time:%d.%m. %H:%M}"


def register(monkeypatch, *probes):
    """Let these kinds be known as well."""
    known = dict(due_kinds.KINDS) | {each.name: each.kind for each in probes}
    monkeypatch.setattr(due_kinds, "KINDS", MappingProxyType(known))


def rhythm_at(at, **more):
    """Return a rhythm at this time every day, unless said otherwise."""
    return Rhythm(**{"at": at, "starts": date(2026, 11, 1), **more})
