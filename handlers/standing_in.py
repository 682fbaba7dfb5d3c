"""Letting somebody stand in for who is away, as the tables say, and telling everybody.

Looked after from time to time: it compares who answers with who should, so that it
does not matter when it was looked at last.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.absences import Absence, AbsenceState, who_answers
from casework.days import begins, last_day
from casework.drafts import DeliveryKind, Draft
from casework.people import Assignment, Person, PersonId, Role
from handlers import enrolment, entries, notices, old_messages, questions, speaking
from handlers.caseload import buttons_to_choose
from handlers.duty import Duty
from handlers.office import Office
from storage import (
    absences,
    assignments,
    cases,
    choices,
    messages,
    people,
)
from storage.absences import Line
from storage.records import NewEntry
from storage.transaction import Transaction

ASKED = "wait_or_substitute"
"""The question whether somebody else may answer, or they would rather wait."""

LINES_AT_ONCE = 30

A_RUN = timedelta(minutes=10)
"""Lines that come closer together are told of once."""


@dataclass(slots=True)
class _News:
    """What staff are told at the end: who answers whom from now on."""

    gained: dict[tuple[PersonId, int], list[PersonId]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lost: dict[tuple[PersonId, PersonId], list[PersonId]] = field(
        default_factory=lambda: defaultdict(list)
    )


def answering_at(
    tx: Transaction,
    worker: PersonId,
    moment: datetime,
    *,
    planned: Absence | None = None,
) -> PersonId:
    """Return who answers for somebody at a moment, as it is, or is being, planned."""
    known = absences.every_open(tx)
    away = {
        each.person: each.substitute
        for each in (*known, *([] if planned is None else [planned]))
        if each.covers(moment)
    }
    return who_answers(worker, away, _supervisors(tx), _gone(tx, away))


def tell_of_waiting(
    tx: Transaction, office: Office, client: Person, worker: Person, now: datetime
) -> None:
    """Tell who stands in that somebody wrote who rather waits: not a word of it.

    Once for a run of lines: nobody reads them before the contact person is back.
    """
    if not absences.waits_for(tx, worker.id, client.id):
        return
    if not messages.begins_a_run(tx, client.id, now - A_RUN):
        return
    others = {answering_at(tx, worker.id, now), *_supervisors(tx)} - {worker.id}
    for other in sorted(others):
        who = people.known(tx, other)
        text = office.say(
            "staff_wrote_meanwhile",
            who.language,
            client=client.label,
            worker=worker.name,
        )
        notices.notify(tx, other, text, now)


@dataclass(frozen=True, slots=True)
class _Change:
    """An assignment that somebody else should answer, and because of which absence."""

    assignment: Assignment
    wanted: PersonId | None
    absence: Absence | None


def settle(tx: Transaction, office: Office, now: datetime) -> int:
    """Let each open assignment be answered by who should; return how many changed."""
    return SETTLE.everyone(tx, office, now)


def _unsettled(tx: Transaction, _office: Office, _now: datetime) -> list[int]:
    return [change.assignment.id for change in _changes(tx)]


def _settle(
    tx: Transaction, office: Office, unsettled: Sequence[int], now: datetime
) -> None:
    news = _News()
    for each in _changes(tx):
        if each.assignment.id in unsettled:
            _change(tx, office, each, news, now)
    _tell_staff(tx, office, news, now)


SETTLE = Duty("standing_in", _unsettled, _settle)


def _changes(tx: Transaction) -> list[_Change]:
    """Return what differs between who answers and who should."""
    running = {
        each.person: each
        for each in absences.every_open(tx)
        if each.state is AbsenceState.RUNNING
    }
    away = {each.person: each.substitute for each in running.values()}
    looked_at = {each.id: each for each in assignments.stood_in_for(tx)}
    for worker in running:
        looked_at |= {each.id: each for each in assignments.open_of(tx, worker)}
    if not looked_at:
        return []
    supervisors, gone = _supervisors(tx), _gone(tx, away)
    known = {each.id: absences.lines(tx, each.id) for each in running.values()}
    changes = []
    for one in looked_at.values():
        absence = running.get(one.contact_person)
        wanted = None
        if absence is not None and not _line(known[absence.id], one.client).waits:
            found = who_answers(one.contact_person, away, supervisors, gone)
            wanted = None if found == one.contact_person else found
        if wanted != one.substitute:
            changes.append(_Change(one, wanted, absence))
    return changes


def days_of(office: Office, absence: Absence, language: str) -> dict[str, str]:
    """Return the first and the last day of an absence, for the places of a text."""
    last = begins(last_day(absence.ends_at, office.zone), office.zone)
    return {
        "since": office.texts.date(absence.starts_at, office.zone, language),
        "date": office.texts.date(last, office.zone, language),
    }


def say_of(
    tx: Transaction,
    office: Office,
    key: str,
    person: Person,
    absence: Absence,
    substitute: PersonId | None = None,
) -> str:
    """Return a text about an absence to somebody who is helped."""
    other = substitute or absence.person
    return speaking.say(
        tx,
        office,
        person,
        key,
        worker=people.known(tx, absence.person).name,
        substitute=people.known(tx, other).name,
        **days_of(office, absence, person.language),
    )


def tell(
    tx: Transaction,
    office: Office,
    key: str,
    client: PersonId,
    absence: Absence,
    now: datetime,
    substitute: PersonId | None = None,
) -> None:
    """Tell somebody who is helped about an absence."""
    person = people.known(tx, client)
    text = say_of(tx, office, key, person, absence, substitute)
    tell_by_day(tx, office, client, text, now)


def tell_by_day(
    tx: Transaction, office: Office, client: PersonId, text: str, now: datetime
) -> None:
    """Tell somebody who is helped what changed; in the night it waits until morning.

    Beside the conversation, so that no human's words wait behind it.
    """
    morning = office.by_day(now)
    if morning == now:
        notices.news(tx, client, text, now, case_id=cases.of_client(tx, client))
    else:
        draft = Draft(client, DeliveryKind.NEWS, text, hold=morning - now)
        notices.tell(tx, draft, now)


def everybody_in(tx: Transaction, assignment: Assignment) -> list[PersonId]:
    """Return the client of an assignment and who takes part in it."""
    others = assignments.participants(tx, assignment.id)
    return [assignment.client, *(person for person, _ in others)]


def _change(
    tx: Transaction, office: Office, change: _Change, news: _News, now: datetime
) -> None:
    """Let somebody else answer, and tell those who are helped."""
    one, wanted, absence = change.assignment, change.wanted, change.absence
    before = one.answering
    assignments.set_substitute(tx, one.id, wanted)
    concerned = everybody_in(tx, one)
    for worker in (one.contact_person, before, wanted):
        _close_choice(tx, worker, concerned)
    for client in concerned:
        _write_down(tx, client, wanted or one.contact_person, now)
        enrolment.open_case(tx, office, people.known(tx, client), now)
    if one.substitute is not None:
        news.lost[one.substitute, one.contact_person] += concerned
    if wanted is not None and absence is not None:
        news.gained[wanted, absence.id] += concerned
        _tell_begin(tx, office, one, concerned, wanted, absence, now)
    elif absence is None:
        _tell_end(tx, office, one, concerned, now)


def _tell_begin(
    tx: Transaction,
    office: Office,
    one: Assignment,
    concerned: Sequence[PersonId],
    substitute: PersonId,
    absence: Absence,
    now: datetime,
) -> None:
    """Say who answers from now on; who was not asked before is asked as well."""
    was_told = _line(absences.lines(tx, absence.id), one.client).told_at is not None
    if not was_told:
        questions.put(
            tx,
            office,
            one.client,
            ASKED,
            now,
            subject=str(absence.id),
            not_before=office.by_day(now),
        )
        asked_now = _line(absences.lines(tx, absence.id), one.client).told_at
        concerned = concerned if asked_now is None else concerned[1:]
    for client in concerned:
        tell(tx, office, "substitute_start", client, absence, now, substitute)
    absences.set_told(tx, absence.id, one.client, now)
    old_messages.ask(tx, office, one.client, substitute, now)


def _tell_end(
    tx: Transaction,
    office: Office,
    one: Assignment,
    concerned: Sequence[PersonId],
    now: datetime,
) -> None:
    worker = people.known(tx, one.contact_person)
    for client in concerned:
        person = people.known(tx, client)
        text = speaking.say(tx, office, person, "substitute_end", worker=worker.name)
        tell_by_day(tx, office, client, text, now)


def _tell_staff(tx: Transaction, office: Office, news: _News, now: datetime) -> None:
    for (substitute, worker), clients in news.lost.items():
        who = people.known(tx, substitute)
        text = office.say(
            "staff_substitute_over",
            who.language,
            worker=people.known(tx, worker).name,
            aliases=", ".join(people.known(tx, each).alias for each in clients),
        )
        notices.notify(tx, substitute, text, now)
    for (substitute, absence), clients in news.gained.items():
        found = absences.find(tx, absence)
        if found is not None:
            _tell_substitute(tx, office, substitute, found, clients, now)


def _tell_substitute(
    tx: Transaction,
    office: Office,
    substitute: PersonId,
    absence: Absence,
    clients: Sequence[PersonId],
    now: datetime,
) -> None:
    """Tell a substitute whom they answer, with the line of what matters of each."""
    who = people.known(tx, substitute)
    head = office.say(
        "staff_substitute_begins",
        who.language,
        worker=people.known(tx, absence.person).name,
        **days_of(office, absence, who.language),
    )
    known = absences.lines(tx, absence.id)
    for start in range(0, len(clients), LINES_AT_ONCE):
        some = [people.known(tx, each) for each in clients[start : start + 30]]
        lines = [listed(each, _line(known, each.id)) for each in some]
        buttons = buttons_to_choose(some)
        notices.answer(tx, substitute, "\n".join([head, *lines]), now, choices=buttons)


def listed(client: Person, line: Line) -> str:
    """Return one line of a list: who, and what matters.

    >>> from casework.people import Language
    >>> alma = Person(PersonId("c-1"), Role.CLIENT, "Alma", "K1", Language.DANISH, "")
    >>> listed(alma, Line(alma.id, "court on Thursday"))
    'K1 Alma: court on Thursday'
    """
    return f"{client.label}: {line.matters}" if line.matters else client.label


def _line(known: Mapping[PersonId, Line], client: PersonId) -> Line:
    return known.get(client, Line(client))


def _close_choice(
    tx: Transaction, worker: PersonId | None, clients: Sequence[PersonId]
) -> None:
    """Let nobody's next line go to somebody whom another one answers now."""
    choice = None if worker is None else choices.find(tx, worker)
    if worker is not None and choice is not None and choice.client in clients:
        choices.close(tx, worker)


def _write_down(
    tx: Transaction, client: PersonId, answering: PersonId, now: datetime
) -> None:
    """Write down who answers from now on, where contacts are written down at all."""
    entry = NewEntry(
        kind="answering",
        at=now,
        direction="out",
        channel="",
        author=answering,
        body={"author": people.known(tx, answering).name, "text": ""},
    )
    entries.write(tx, cases.of_client(tx, client), entry)


def _supervisors(tx: Transaction) -> list[PersonId]:
    return people.at_work(tx, Role.SUPERVISOR)


def _gone(tx: Transaction, away: Mapping[PersonId, PersonId | None]) -> set[PersonId]:
    """Return the substitutes who do not work here any more."""
    named = {each for each in away.values() if each is not None}
    return {each for each in named if people.has_left(tx, each)}
