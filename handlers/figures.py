"""What a report counts, gathered from rows that hold no word."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import TypeVar

from casework.answer_times import Line, Wait, waits
from casework.appointments import AppointmentKind, AppointmentState, Outcome
from casework.contacts import ContactForm
from casework.people import Channel, PersonId
from casework.report_period import Period
from casework.report_tables import report
from casework.report_topics import (
    AHEAD,
    LAST_WORD,
    OPEN,
    PRESENT,
    SILENCE,
    STANDING,
    UNRECORDED,
    Topic,
)
from casework.reports import Asked, By, Fact, Report
from handlers import follow_ups, planned_contacts
from handlers.figures_frame import Frame, Help
from handlers.office import Office
from storage import contact_person_changes, people, report_messages, report_rows
from storage.report_messages import Sent, Written
from storage.report_rows import Happened
from storage.transaction import Transaction

LOOKED_BACK = timedelta(days=31)
"""Who wrote before the first day and was not answered yet is not asking anew."""

LOOKED_AHEAD = timedelta(days=62)
"""What comes so long after the last day comes of nothing on these days."""

A_MINUTE = timedelta(minutes=1)
TOLD_EVERY = 2_000

Row = TypeVar("Row")
Tell = Callable[[int, int], None]
"""Told how much of how much was read."""

_FORM_OF = {
    AppointmentKind.SCHOOL: ContactForm.MEETING,
    AppointmentKind.AUTHORITY: ContactForm.MEETING,
}
_CHECK_INS = {
    "answered": "answered",
    "words": "in_words",
    "missed": "missed",
    "skipped": "not_asked",
    "asked": "waits",
}
_MET = frozenset({Outcome.MET, Outcome.LATE})
_AGREED = frozenset(
    {AppointmentState.CONFIRMED, AppointmentState.MOVE_ASKED, AppointmentState.OVER}
)


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def of(
    tx: Transaction, office: Office, frame: Frame, asked: Asked, tell: Tell = silent
) -> Report:
    """Return the report that was asked for, about those in the frame."""
    asked = replace(asked, changes_since=contact_person_changes.known_since(tx))
    return report(asked, _Gathering(tx, office, frame, asked, tell).facts())


@dataclass(slots=True)
class _Moments:
    """When there was contact with somebody, and when something came from them."""

    contact: list[datetime]
    heard: list[datetime]


class _Gathering:
    """Reads one kind of row after the other."""

    def __init__(
        self, tx: Transaction, office: Office, frame: Frame, asked: Asked, tell: Tell
    ) -> None:
        self._tx = tx
        self._office = office
        self._frame = frame
        self._asked = asked
        self._tell = tell
        self._period = asked.period
        self._moments: defaultdict[PersonId, _Moments] = defaultdict(
            lambda: _Moments([], [])
        )
        # What is only known later than the last day still says what came of it.
        self._read_until = min(
            max(asked.now, asked.period.until), asked.period.until + LOOKED_AHEAD
        )
        self._read_since = asked.period.since - LOOKED_BACK
        self._total = 0
        if frame.few_cases is None:
            span = self._read_since, self._read_until
            self._total = report_messages.how_many(tx, *span)
        self._done = 0

    def facts(self) -> Iterator[Fact]:
        """Yield everything that is counted."""
        # What one of these reads may count for the silence that another one tells of.
        yield from self._contacts()
        yield from self._meetings()
        yield from self._answers()
        yield from self._check_ins()
        for each in self._frame.helps:
            yield from self._presence(each)
        for topics, counted in (
            ({Topic.MOVES}, self._moves),
            ({Topic.CONTINUITY}, self._changes),
            ({Topic.OUTREACH}, self._outreach),
            ({Topic.TASKS}, self._tasks),
            ({Topic.DELIVERIES}, self._deliveries),
            (STANDING, self._standing),
        ):
            if topics.intersection(self._asked.topics):
                yield from counted()
        self._tell(self._total, self._total)

    def _of(
        self,
        topic: Topic,
        part: str,
        client: str,
        at: datetime,
        *,
        worker: str | None = None,
        number: int | None = None,
        in_hours: bool = True,
        form: str = "",
    ) -> Iterator[Fact]:
        """Yield the fact, where it is of the days and of somebody in the frame."""
        found = self._frame.help_of(client, at) if self._period.holds(at) else None
        if found is None:
            return
        by = PersonId(worker) if worker else found.worker_at(at)
        yield Fact(
            topic,
            part,
            at,
            self._frame.label_of(found.client),
            self._frame.worker_label(by),
            found.profile,
            number,
            in_hours,
            form,
        )

    def _contacts(self) -> Iterator[Fact]:
        rows = report_rows.contacts(self._tx, self._period.since, self._read_until)
        for row in rows:
            client = self._frame.client_of(row.of)
            if client is None:
                continue
            yield from self._of(
                Topic.CONTACTS, row.what, client, row.at, worker=row.by, form=row.what
            )
            if row.with_client and self._frame.is_own_case(row.of):
                self._moments[client].contact.append(row.at)
                if row.by is not None:
                    self._moments[client].heard.append(row.at)
            if row.by is not None and row.minutes is not None:
                yield from self._of(
                    Topic.HOURS,
                    "with_minutes",
                    client,
                    row.at,
                    worker=row.by,
                    number=row.minutes,
                    form=row.what,
                )

    def _meetings(self) -> Iterator[Fact]:
        rows = report_rows.meetings(self._tx, self._period.since, self._read_until)
        for row in rows:
            kind = AppointmentKind(row.what)
            form = _FORM_OF.get(kind) or ContactForm(kind)
            if row.outcome in _MET:
                yield from self._of(
                    Topic.CONTACTS, form, row.of, row.at, worker=row.by, form=form
                )
                moments = self._moments[PersonId(row.of)]
                moments.contact.append(row.at)
                moments.heard.append(row.at)
            part = self._became(row)
            if part:
                yield from self._of(
                    Topic.MEETINGS, part, row.of, row.at, worker=row.by, form=form
                )

    def _became(self, row: Happened) -> str:
        """Return what became of a meeting; nothing of one nobody agreed on."""
        if row.outcome in tuple(Outcome):
            return str(row.outcome)
        if row.outcome not in _AGREED:
            return ""
        return AHEAD if row.at > self._asked.now else OPEN

    def _moves(self) -> Iterator[Fact]:
        rows = report_rows.moves(self._tx, self._period.since, self._period.until)
        for row in rows:
            part = "moved_by_client" if row.what == row.of else "moved_by_us"
            yield from self._of(Topic.MOVES, part, row.of, row.at, worker=row.by)

    def _answers(self) -> Iterator[Fact]:
        """Yield how long each who wrote waited for a human."""
        lines: defaultdict[str, list[Line]] = defaultdict(list)
        for row in self._counted(self._written()):
            client = self._frame.client_of(row.case)
            if client is None:
                continue
            lines[row.case].append(Line(row.at, row.by_staff))
            if self._frame.is_own_case(row.case):
                self._moments[client].contact.append(row.at)
                if not row.by_staff:
                    self._moments[client].heard.append(row.at)
        for case, written in lines.items():
            client = self._frame.client_of(case)
            if client is not None:
                for wait in waits(written, self._asked.now):
                    yield from self._answered(client, wait)

    def _written(self) -> Iterator[Written]:
        span = self._read_since, self._read_until
        few = self._frame.few_cases
        if few is None:
            return report_messages.written(self._tx, *span)
        # Whoever asks in the chat must not hold up everybody else's messages.
        each = (report_messages.written_in(self._tx, case, *span) for case in few)
        return chain.from_iterable(each)

    def _counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows of a long table, and tell now and then how far it is."""
        for row in rows:
            if self._done % TOLD_EVERY == 0:
                self._tell(self._done, self._total)
            self._done += 1
            yield row

    def _answered(self, client: PersonId, wait: Wait) -> Iterator[Fact]:
        found = self._frame.help_of(client, wait.asked_at)
        if found is None or not self._period.holds(wait.asked_at):
            return
        hours = self._frame.hours_of(found.worker_at(wait.asked_at))
        promised = self._office.promised(wait.asked_at, hours)
        number = None
        if wait.is_last_word:
            part = LAST_WORD
        elif wait.answered_at is None:
            is_late = self._asked.now > promised
            part = "waits_too_long" if is_late else "waits_in_time"
        else:
            part = "in_time" if wait.answered_at <= promised else "late"
            number = round((wait.answered_at - wait.asked_at) / A_MINUTE)
        in_hours = self._office.is_working(wait.asked_at, hours)
        yield from self._of(
            Topic.ANSWERS, part, client, wait.asked_at, number=number, in_hours=in_hours
        )

    def _check_ins(self) -> Iterator[Fact]:
        rows = report_rows.check_ins(self._tx, self._period.since, self._period.until)
        for row in rows:
            part = _CHECK_INS.get(row.what)
            if part in ("answered", "in_words"):
                self._moments[PersonId(row.of)].contact.append(row.at)
                self._moments[PersonId(row.of)].heard.append(row.at)
            if part:
                yield from self._of(Topic.CHECK_INS, part, row.of, row.at)

    def _changes(self) -> Iterator[Fact]:
        for client, at, after in self._frame.changes():
            yield from self._of(Topic.CONTINUITY, "changes", client, at, worker=after)
        rows = report_rows.stand_ins(self._tx, self._period.since, self._period.until)
        for row in rows:
            if not self._frame.is_own_case(row.of):
                continue
            whose = self._frame.client_of(row.of)
            found = whose and self._frame.help_of(whose, row.at)
            if found and row.by != found.worker_at(row.at):
                yield from self._of(Topic.CONTINUITY, "stand_ins", found.client, row.at)

    def _outreach(self) -> Iterator[Fact]:
        tries = defaultdict(list)
        rows = report_rows.attempts(self._tx, self._period.since, self._read_until)
        for row in rows:
            tries[PersonId(row.of)].append(row)
        for client, some in tries.items():
            heard = sorted(self._moments[client].heard)
            for row, following in zip(some, [*some[1:], None], strict=True):
                place = bisect_right(heard, row.at)
                until = self._asked.now if following is None else following.at
                is_reached = place < len(heard) and heard[place] <= until
                part = "reached" if is_reached else "not_reached"
                yield from self._of(Topic.OUTREACH, part, client, row.at, worker=row.by)

    def _tasks(self) -> Iterator[Fact]:
        rows = report_rows.tasks(self._tx, self._period.since, self._period.until)
        for row in rows:
            if row.done_at is None:
                part = "overdue" if row.at <= self._asked.now else "to_do"
            else:
                part = "done_in_time" if row.done_at <= row.at else "done_late"
            yield from self._of(Topic.TASKS, part, row.of, row.at, worker=row.by)

    def _deliveries(self) -> Iterator[Fact]:
        rows = report_messages.sent(self._tx, self._period.since, self._period.until)
        for row in self._counted(rows):
            yield from self._of(Topic.DELIVERIES, _fared(row), row.to, row.at)

    def _presence(self, one: Help) -> Iterator[Fact]:
        """Yield that somebody was helped, what was planned, how long it was quiet."""
        kept = self._frame.is_recorded(one.client)
        for span in self._spans():
            since = max(span.since, one.starts_at)
            until = min(span.until, one.rests_at or self._asked.now, self._asked.now)
            if until < since:
                continue
            expected = planned_contacts.expected(
                self._tx, self._office, one, until - since, self._asked.now
            )
            part = PRESENT if kept else UNRECORDED
            yield from self._of(
                Topic.CONTACTS, part, one.client, since, number=expected
            )
            moments = self._moments[one.client].contact
            between = sorted(at for at in moments if since < at < until)
            longest = max(
                later - earlier for earlier, later in pairwise([since, *between, until])
            )
            yield from self._of(
                Topic.CONTINUITY, SILENCE, one.client, since, number=longest.days
            )

    def _spans(self) -> list[Period]:
        if self._asked.by is not By.MONTH:
            return [self._period]
        return self._period.by_month()

    def _standing(self) -> Iterator[Fact]:
        """Yield how it stands now with everybody whose help is not over."""
        consents = report_rows.consents(self._tx)
        due = {
            each.client.id: each.standing
            for each in follow_ups.reviews(self._tx, self._office, self._asked.now)
        }
        for one in self._frame.helps:
            if one.ends_at is not None:
                continue
            person = people.known(self._tx, one.client)
            parts: list[tuple[Topic, str]] = [
                (Topic.HELP, one.state),
                (Topic.AGREEMENTS, person.agreement),
                (Topic.CONSENTS, consents.get(one.client, "none_noted")),
            ]
            if one.client in due:
                parts.append((Topic.REVIEWS, due[one.client]))
            for topic, part in parts:
                yield Fact(
                    topic,
                    part,
                    None,
                    self._frame.label_of(one.client),
                    self._frame.worker_label(one.worker),
                    one.profile,
                )


def _fared(row: Sent) -> str:
    """Return what became of something that was to reach somebody."""
    if row.state in ("skipped", "failed"):
        return "held_back" if row.state == "skipped" else "failed"
    # By SMS it is only on its way until the network says that it is there.
    there = row.channel == Channel.TELEGRAM and row.state == "sent"
    return "arrived" if there or row.state in ("delivered", "read") else "on_the_way"
