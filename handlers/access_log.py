"""The access log and its monthly review, without opening a word."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from casework.access_review import Concern, Finding, Seen, review
from casework.people import PersonId, Role
from casework.report_period import Period
from handlers import access, reader_news, reading
from handlers.permissions import DENIED
from storage import access_log, case_wraps, people, readers
from storage.access_log import Logged
from storage.transaction import Transaction

_COUNTED = {
    DENIED: Concern.DENIED,
    reader_news.ADDED: Concern.READER_ADDED,
    reader_news.HISTORY: Concern.HISTORY_GIVEN,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log, with references in place of people."""

    at: datetime
    what: str
    case: str
    client: str | None = field(repr=False)
    person: str | None = field(repr=False)
    by: str | None = field(repr=False)
    way: str
    reason: str = field(repr=False)


def lines(
    tx: Transaction, period: Period, case: str | None, person: str | None
) -> list[Line]:
    """Return what happened in a time, of one case or one colleague if that was said."""
    one = None if case is None else reading.find_case(tx, case)
    who = None if person is None else reading.colleague(tx, person).id
    return [
        Line(
            each.at,
            each.kind,
            each.case,
            reading.ref_of(tx, each.client),
            _ref(tx, each.person),
            _ref(tx, each.by),
            each.way,
            each.reason,
        )
        for each in access_log.between(tx, period.since, period.until)
        if one in {None, each.case} and who in {None, each.person, each.by}
    ]


def reviewed(
    tx: Transaction, month: Period, before: list[Period]
) -> list[tuple[Finding, str | None]]:
    """Return what a month has to be asked about, and whose case each is."""
    logged = access_log.between(tx, month.since, month.until)
    usual = [access_log.between(tx, each.since, each.until) for each in before]
    findings = review(
        _seen(tx, logged),
        [_seen(tx, each) for each in usual],
        [*_others(tx, logged), *_left(tx)],
    )
    clients = {str(each.case): each.client for each in logged}
    return [
        (each, reading.ref_of(tx, clients.get(each.case)) if each.case else None)
        for each in findings
    ]


def _seen(tx: Transaction, logged: list[Logged]) -> list[Seen]:
    return [
        Seen(
            _ref(tx, each.person) or "",
            each.case,
            bool(each.reason),
            each.was_there or _reads_by_role(tx, each),
        )
        for each in logged
        if each.kind == access.TAKEN_OUT
    ]


def _reads_by_role(tx: Transaction, logged: Logged) -> bool:
    """Tell whether a role reads such cases: the caseworker's all, the supervisor's one.

    What a kind of help keeps from a caseworker was refused before it was written down.
    """
    person = None if logged.person is None else people.find(tx, logged.person)
    if person is None:
        return False
    if logged.client is None:
        return person.role is Role.SUPERVISOR
    return person.role is Role.CASEWORKER


def _others(
    tx: Transaction, logged: list[Logged]
) -> Iterator[tuple[Concern, str, str]]:
    for each in logged:
        # That somebody reads the case of whom they answer is as it should be.
        is_expected = each.kind == reader_news.ADDED and each.was_there
        if each.kind in _COUNTED and not is_expected:
            yield _COUNTED[each.kind], _ref(tx, each.person) or "", each.case


def _left(tx: Transaction) -> Iterator[tuple[Concern, str, str]]:
    """Yield the cases that still open to a key of somebody who has left."""
    for reader in readers.every(tx):
        person = people.find(tx, reader.person_id)
        if person is None or person.left_at is not None:
            for case in case_wraps.open_to(tx, reader.id):
                yield Concern.LEFT, _ref(tx, reader.person_id) or reader.id, case


def _ref(tx: Transaction, person: PersonId | None) -> str | None:
    """Return the reference of somebody; their id once that is forgotten."""
    known = None if person is None else people.find(tx, person)
    return person if known is None else people.ref_of(tx, known.id)
