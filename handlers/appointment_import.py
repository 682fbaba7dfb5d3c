"""Meetings that the organisation agreed on elsewhere, taken in from its list."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from casework.appointments import Appointment, AppointmentState, Fault, NewAppointment
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId, Role
from handlers import appointment_news, appointment_plans, appointments, notices
from handlers.enrolment import Refused, RefusedError
from handlers.office import Office
from storage import appointment_lists, assignments, people
from storage import appointments as kept
from storage.appointments import Origin
from storage.transaction import Transaction

SENTENCES = {
    Fault.PAST: "starts: in the past",
    Fault.TOO_FAR: "starts: more than a year ahead",
    Fault.LENGTH: "minutes: not a length for a meeting",
    Fault.PLACE: "place: too long",
    Fault.OVER: "key: this meeting is over",
    Fault.NOT_THEIRS: "client: has no contact person who answers",
}
NOBODY = "client: nobody who is helped and answered here has this ref"
OF_ANOTHER = "key: the same as of somebody else's meeting"


class What(StrEnum):
    """What a line, or its absence, comes to."""

    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    """The same time; another place, length or kind."""
    CANCELLED = "cancelled"
    REMOVED = "removed"
    """Stands in the list no more, and was called off."""
    MISSING = "missing"
    """Stands in the list no more, and was left as it is."""
    OVER = "over"
    """Called off or over here: nothing was changed."""
    UNMATCHED = "unmatched"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting as a line of the list names it; `client` is the organisation's ref."""

    line: int
    key: str = field(repr=False)
    client: str = field(repr=False)
    new: NewAppointment
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a meeting: from which time to which, on the wall there."""

    what: What
    client: str = field(repr=False)
    line: int | None = None
    key: str = field(default="", repr=False)
    before: datetime | None = None
    starts: datetime | None = None


def take_in(
    tx: Transaction,
    office: Office,
    listed: Sequence[Listed],
    now: datetime,
    *,
    remove_missing: bool = False,
    skip_unmatched: bool = False,
) -> list[Taken]:
    """Let every meeting be as the list has it, or none; return what that came to.

    Staff agreed on them: whoever is helped is told, by day, and asked nothing. Raises
    `RefusedError` with every line that cannot be taken.
    """
    importing = _Importing(tx, office, now)
    for one in listed:
        importing.take(one)
    unmatched = [each for each in importing.taken if each.what is What.UNMATCHED]
    if not skip_unmatched:
        importing.refused += [Refused(each.line or 0, NOBODY) for each in unmatched]
    if importing.refused:
        raise RefusedError(sorted(importing.refused, key=lambda each: each.line))
    importing.look_for_missing(remove=remove_missing)
    importing.tell_clients()
    importing.tell_workers()
    return importing.taken


class _Importing:
    """One list, line by line."""

    def __init__(self, tx: Transaction, office: Office, now: datetime) -> None:
        self.taken: list[Taken] = []
        self.refused: list[Refused] = []
        self._tx = tx
        self._office = office
        self._now = now
        self._seen: set[int] = set()
        self._told: defaultdict[PersonId, Counter[What]] = defaultdict(Counter)
        self._news: defaultdict[PersonId, list[Appointment]] = defaultdict(list)

    def take(self, one: Listed) -> None:
        """Let one meeting be as its line has it."""
        found = kept.find_imported(self._tx, one.key)
        if found is not None:
            self._seen.add(found.id)
        client = people.find_by_ref(self._tx, one.client)
        worker = None if client is None else self._answering(client)
        if client is None or worker is None:
            self._note(one, What.UNMATCHED)
        elif found is None:
            self._add(one, client, worker)
        elif found.client != client.id:
            self.refused.append(Refused(one.line, OF_ANOTHER))
        elif one.is_off:
            self._call_off(one, found, worker)
        else:
            self._change(one, found, worker)

    def look_for_missing(self, *, remove: bool) -> None:
        """Find what an earlier list had and this one has no more."""
        for each in appointment_lists.imported(self._tx, self._now):
            if each.id in self._seen:
                continue
            client = people.known(self._tx, each.client)
            what = What.REMOVED if remove else What.MISSING
            if remove:
                worker = self._answering(client) or people.known(self._tx, each.worker)
                self._off(each, worker)
                self._told[worker.id][what] += 1
            ref = people.ref_of(self._tx, client.id)
            self.taken.append(Taken(what, ref, before=each.starts))

    def tell_clients(self) -> None:
        """Tell everybody who is helped once what the list changed for them, by day."""
        for each, changed in self._news.items():
            client = people.known(self._tx, each)
            appointment_news.tell_by_day(
                self._tx, self._office, client, changed, self._now
            )

    def tell_workers(self) -> None:
        """Tell each contact person once what the list changed for them, by day."""
        wait = self._office.by_day(self._now) - self._now
        for worker, counted in self._told.items():
            text = self._office.say(
                "staff_appts_imported",
                people.known(self._tx, worker).language,
                new=counted[What.NEW],
                moved=counted[What.MOVED] + counted[What.CHANGED],
                off=counted[What.CANCELLED] + counted[What.REMOVED],
            )
            draft = Draft(worker, DeliveryKind.NOTICE, text, hold=wait or None)
            notices.tell(self._tx, draft, self._now)

    def _add(self, one: Listed, client: Person, worker: Person) -> None:
        if one.is_off:
            self._note(one, What.UNCHANGED)
            return
        added = appointments.propose(
            self._tx,
            self._office,
            worker,
            client,
            one.new,
            self._now,
            agreed=True,
            quietly=True,
            origin=Origin(import_key=one.key),
        )
        self._finish(one, What.NEW, added, worker)

    def _change(self, one: Listed, found: Appointment, worker: Person) -> None:
        is_moved = found.starts != one.new.starts
        if not is_moved and found.starts_at <= self._now:
            self._note(one, What.UNCHANGED, found)
        elif not found.may_become(AppointmentState.PROPOSED):
            self._note(one, What.OVER, found)
        elif not is_moved and _is_same(found, one.new):
            self._note(one, What.UNCHANGED, found)
        else:
            moved = appointments.move(
                self._tx,
                self._office,
                worker,
                found,
                replace(one.new, remind_before_2h=found.remind_before_2h),
                self._now,
                agreed=True,
                quietly=True,
            )
            what = What.MOVED if is_moved else What.CHANGED
            self._finish(one, what, moved, worker, found)

    def _call_off(self, one: Listed, found: Appointment, worker: Person) -> None:
        if not found.is_upcoming(self._now):
            self._note(one, What.UNCHANGED, found)
            return
        self._off(found, worker)
        self._note(one, What.CANCELLED, found)
        self._told[worker.id][What.CANCELLED] += 1

    def _off(self, found: Appointment, worker: Person) -> None:
        is_untold = appointment_plans.is_untold(self._tx, found)
        appointments.call_off(
            self._tx, self._office, worker, found, self._now, quietly=True
        )
        if not is_untold:
            self._news[found.client].append(kept.known(self._tx, found.id))

    def _finish(
        self,
        one: Listed,
        what: What,
        made: Appointment | Fault,
        worker: Person,
        before: Appointment | None = None,
    ) -> None:
        if isinstance(made, Fault):
            self.refused.append(Refused(one.line, SENTENCES[made]))
            return
        self._seen.add(made.id)
        self._news[made.client].append(made)
        self._note(one, what, before)
        self._told[worker.id][what] += 1

    def _note(self, one: Listed, what: What, before: Appointment | None = None) -> None:
        was = None if before is None else before.starts
        self.taken.append(
            Taken(what, one.client, one.line, one.key, was, one.new.starts)
        )

    def _answering(self, client: Person) -> Person | None:
        """Return who answers somebody who is helped, if anybody does."""
        assignment = assignments.current(self._tx, client.id)
        if client.role is not Role.CLIENT or assignment is None:
            return None
        return people.known(self._tx, assignment.answering)


def _is_same(found: Appointment, new: NewAppointment) -> bool:
    old = found.as_new()
    return (old.minutes, old.kind, old.place) == (new.minutes, new.kind, new.place)


def count(taken: Iterable[Taken]) -> Counter[What]:
    """Return how often each thing came of a list."""
    return Counter(each.what for each in taken)
