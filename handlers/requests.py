"""Requests about what is kept of somebody: taken, reminded, extended, answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from casework import requests as rules
from casework.follow_ups import Standing
from casework.people import CaseId, Channel, Person, Role
from casework.requests import AUTHORITIES, Fault, Outcome, Request, RequestKind
from casework.rights import Act
from handlers import entries, notices, permissions, speaking
from handlers.caseload import clients_of
from handlers.contact_gaps import day
from handlers.follow_ups import OVERSEE
from handlers.office import Office
from handlers.relaying import Conversation
from storage import assignments, cases, owed_notes, people, requests
from storage.records import NewEntry
from storage.requests import NewRequest
from storage.transaction import Transaction

MOST_LINES = 30

_TAKEN = MappingProxyType(
    {
        RequestKind.ACCESS: ("access_request_ack", "staff_wants_access"),
        RequestKind.CORRECTION: ("correction_request_ack", "staff_wants_corrected"),
        RequestKind.ERASURE: ("delete_request_ack", "staff_wants_deleted"),
    }
)
"""What is said to who asks, and to who sees to it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: the reason of a no, and which entry a correction is beside."""

    outcome: Outcome
    reason: str = field(default="", repr=False)
    entry: int | None = None


def take(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    channel: Channel,
    kind: RequestKind,
    now: datetime,
    *,
    words: str = "",
    entry: int | None = None,
) -> Request:
    """Take what somebody asks for: a human sees to it, within the law's time.

    The same thing asked for twice is one request; what is wrong can be many things.
    """
    client, case = conversation.client, conversation.case_id
    request = _keep(tx, office, client, kind, now, words=words, entry=entry)
    entries.write(tx, case, _asked(client, channel, request, words, now))
    text = _taken(tx, office, client, request)
    notices.answer(tx, client.id, text, now, case_id=case)
    _tell_who_answers(tx, office, client, request, now)
    return request


def note(
    tx: Transaction,
    office: Office,
    client: Person,
    kind: RequestKind,
    received: datetime,
    now: datetime,
    *,
    words: str = "",
    entry: int | None = None,
) -> Request:
    """Note what somebody asked for by letter, by phone or face to face.

    The law's time counts from when it came.
    """
    request = _keep(tx, office, client, kind, received, words=words, entry=entry)
    entries.write(tx, request.case, _asked(client, "", request, words, now))
    text = _taken(tx, office, client, request)
    notices.news(tx, client.id, text, now, case_id=request.case)
    _tell_who_answers(tx, office, client, request, now)
    return request


def answer(
    tx: Transaction,
    office: Office,
    request: Request,
    given: Answer,
    by: Person | None,
    now: datetime,
) -> Fault | None:
    """Answer it, and tell who asked; or return why this is no answer.

    Nothing that was written is changed: what is put right is an entry beside it, and
    so are the words of who does not get their way. Where no record is kept of anybody,
    their words are nowhere once it is answered, and they are told so.
    """
    wrong = given.entry or request.entry
    if wrong is not None and not _has_entry(tx, request.case, wrong):
        wrong = None
    has_record = entries.has_record(tx, request.case)
    fault = rules.fault_of(
        request, given.outcome, given.reason, entry=wrong, has_record=has_record
    )
    if fault is not None:
        return fault
    words = requests.words_of(tx, request)
    requests.answer(tx, request, given.outcome, None if by is None else by.id, now)
    client = people.known(tx, request.client)
    if request.kind is RequestKind.CORRECTION:
        author = by if given.outcome is Outcome.GRANTED else client
        _put_beside(tx, request, given.outcome, author, words, now, wrong=wrong)
    _write_down(tx, request, "request_answered", by, given.reason, now)
    _tell_answer(tx, office, client, request, given, now)
    return None


def extend(
    tx: Transaction,
    office: Office,
    request: Request,
    reason: str,
    by: Person | None,
    now: datetime,
) -> Fault | None:
    """Take two months more, and tell who asked why; or return why that cannot be."""
    received = _there(office, request.received_at)
    term = rules.extended(request, received, reason, _there(office, now))
    if isinstance(term, Fault):
        return term
    requests.extend(tx, request, term, now)
    _write_down(tx, request, "request_extended", by, reason, now)
    client = people.known(tx, request.client)
    values = {"date": day(office, term.due, client.language), "reason": reason.strip()}
    _tell(tx, office, client, "request_extended", now, **values)
    return None


def open_for(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> list[Request]:
    """Return what somebody who works here can answer; what is due first comes first."""
    if worker.role in OVERSEE:
        return requests.open_now(tx)
    found = [
        each
        for client in clients_of(tx, worker)
        if permissions.is_allowed(tx, office, worker, Act.ANSWER_REQUEST, client, now)
        for each in requests.of_client(tx, client.id)
        if each.is_open
    ]
    return sorted(found, key=lambda each: (each.term.due, each.id))


def in_digest(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return what somebody is reminded of in the morning.

    Supervisors: what is near its day, or past it. Who answers the person: that, and
    whatever is said to be wrong, every day until it is answered.
    """
    today, oversees = _there(office, now), worker.role in OVERSEE
    found = [
        each
        for each in open_for(tx, office, worker, now)
        if each.standing(today) is not Standing.LATER
        or (each.kind is RequestKind.CORRECTION and not oversees)
    ]
    return listed(tx, office, worker, found, now)


def listed(
    tx: Transaction,
    office: Office,
    worker: Person,
    found: Sequence[Request],
    now: datetime,
) -> list[str]:
    """Return them line by line under a head; nothing where there is none."""
    if not found:
        return []
    more = [f"+ {len(found) - MOST_LINES}"] if len(found) > MOST_LINES else []
    return [
        office.say("requests_open", worker.language),
        *(line(tx, office, worker, each, now) for each in found[:MOST_LINES]),
        *more,
    ]


def line(
    tx: Transaction, office: Office, worker: Person, request: Request, now: datetime
) -> str:
    """Return one: `3. K1 Alma wants to read what is saved: by Wed 2 Dec`."""
    today, term = _there(office, now), request.term
    is_late = request.standing(today) is Standing.OVERDUE
    # Past the aim the last day is what counts.
    until = term.aim if term.aim is not None and today <= term.aim else term.due
    return office.say(
        "request_late" if is_late else "request_line",
        worker.language,
        number=request.id,
        client=people.known(tx, request.client).label,
        what=office.say(f"request_{request.kind}", worker.language),
        date=day(office, until, worker.language),
    )


def _keep(
    tx: Transaction,
    office: Office,
    client: Person,
    kind: RequestKind,
    received: datetime,
    *,
    words: str,
    entry: int | None,
) -> Request:
    """Return the row of it: the one that waits already, unless something is wrong.

    A letter that is noted late can have come before what waits: then its day counts.
    """
    came = _there(office, received)
    for each in requests.of_client(tx, client.id):
        if each.is_open and each.kind is kind is not RequestKind.CORRECTION:
            if came >= _there(office, each.received_at):
                return each
            term = rules.term_from(each, came, office.country)
            return requests.move(tx, each, received, term)
    term = rules.term_of(kind, came, office.country)
    case = cases.of_client(tx, client.id)
    new = NewRequest(client.id, case, kind, term, entry, words)
    return requests.add(tx, new, received)


def _taken(tx: Transaction, office: Office, client: Person, request: Request) -> str:
    """Return what is said to who asks."""
    due = day(office, request.term.due, client.language)
    return speaking.say(tx, office, client, _TAKEN[request.kind][0], date=due)


def _tell_who_answers(
    tx: Transaction, office: Office, client: Person, request: Request, now: datetime
) -> None:
    """Tell who answers them; where nobody does any more, everybody who supervises."""
    term, assignment = request.term, assignments.current(tx, client.id)
    told = (
        [each for each in people.with_role(tx, Role.SUPERVISOR) if not each.left_at]
        if assignment is None
        else [people.known(tx, assignment.answering)]
    )
    for worker in told:
        notices.notify_about(
            tx,
            office,
            _TAKEN[request.kind][1],
            about=client,
            recipient=worker,
            case_id=request.case,
            now=now,
            date=day(office, term.aim or term.due, worker.language),
        )


def _has_entry(tx: Transaction, case: CaseId | None, entry: int) -> bool:
    return case is not None and owed_notes.has_entry(tx, case, entry)


def _asked(
    client: Person, channel: Channel | str, request: Request, words: str, now: datetime
) -> NewEntry:
    return NewEntry(
        kind=f"{request.kind}_request",
        at=now,
        direction="in",
        channel=channel,
        author=client.id,
        body={"author": client.name, "text": words},
        refers_to=request.entry,
    )


def _put_beside(
    tx: Transaction,
    request: Request,
    outcome: Outcome,
    author: Person | None,
    words: str,
    now: datetime,
    *,
    wrong: int | None,
) -> None:
    """Let it stand beside the old entry: as what is right, or as what they say."""
    entry = NewEntry(
        kind="correction" if outcome is Outcome.GRANTED else "objection",
        at=now,
        direction="",
        channel="",
        author="" if author is None else author.id,
        body={"author": "" if author is None else author.name, "text": words},
        refers_to=wrong,
    )
    entries.write(tx, request.case, entry)


def _write_down(
    tx: Transaction,
    request: Request,
    kind: str,
    by: Person | None,
    reason: str,
    now: datetime,
) -> None:
    entry = NewEntry(
        kind=kind,
        at=now,
        direction="",
        channel="",
        author="" if by is None else by.id,
        body={"author": "" if by is None else by.name, "text": reason.strip()},
    )
    entries.write(tx, request.case, entry)


def _tell_answer(
    tx: Transaction,
    office: Office,
    client: Person,
    request: Request,
    given: Answer,
    now: datetime,
) -> None:
    """Tell who asked; who is refused hears why, and where they can turn."""
    has_record = entries.has_record(tx, request.case)
    is_beside = request.kind is not RequestKind.CORRECTION or has_record
    beside = "" if is_beside else "_none"
    if given.outcome is Outcome.GRANTED:
        _tell(tx, office, client, f"request_{request.kind}_done{beside}", now)
        return
    reason = given.reason.strip()
    _tell(tx, office, client, f"request_{request.kind}_no{beside}", now, reason=reason)
    authority = AUTHORITIES.get(office.country, AUTHORITIES["DK"])
    _tell(tx, office, client, "request_complain", now, authority=authority)


def _tell(
    tx: Transaction,
    office: Office,
    client: Person,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    text = speaking.say(tx, office, client, key, **values)
    case = cases.of_client(tx, client.id)
    notices.news(tx, client.id, text, now, case_id=case)


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
