"""What people ask about what is kept of them, and by when each is answered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from casework.follow_ups import Standing, due_on
from casework.people import CaseId, PersonId
from casework.working_hours import is_day_off

WITHIN, EXTENDED_WITHIN = 1, 3
"""Months from when it came (GDPR art. 12(3)); the second only with a reason."""

WORKING_DAYS = 7
"""In Denmark who asks to see their case is answered so soon (forvaltningsloven 16)."""

NEAR, NEAR_AIM = timedelta(days=7), timedelta(days=2)
"""So long ahead people are reminded."""

AUTHORITIES = MappingProxyType(
    {"DK": "Datatilsynet", "SE": "Integritetsskyddsmyndigheten"}
)
"""Who can be asked to look at a refusal (GDPR art. 12(4))."""

_SATURDAY = 5


class RequestKind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    """To see what is kept."""
    CORRECTION = "correction"
    """To have something put right."""
    ERASURE = "erasure"


class Outcome(StrEnum):
    """How it was answered."""

    GRANTED = "granted"
    REFUSED = "refused"


class Fault(StrEnum):
    """Why something cannot be answered or extended so."""

    ANSWERED = "answered"
    """It was answered before."""
    NO_REASON = "no_reason"
    NO_ENTRY = "no_entry"
    """Which entry is wrong was not said, or there is none of that number."""
    EXTENDED = "extended"
    """It was extended before."""
    TOO_LATE = "too_late"
    """That it takes longer had to be said within the first month."""


@dataclass(frozen=True, slots=True)
class Term:
    """By when the law wants an answer."""

    due: date
    aim: date | None = None
    """What the country's own law wants, earlier; after it, a reason is owed."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody asked for; what they wrote is kept beside it."""

    id: int
    client: PersonId
    case: CaseId | None
    kind: RequestKind
    received_at: datetime
    term: Term
    entry: int | None = None
    extended_at: datetime | None = None
    outcome: Outcome | None = None
    answered_at: datetime | None = None
    answered_by: PersonId | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered it yet."""
        return self.answered_at is None

    def standing(self, today: date) -> Standing:
        """Say how near its last day is, or the aim, which passes without a fault."""
        if today > self.term.due:
            return Standing.OVERDUE
        aim = self.term.aim
        is_near = self.term.due - today <= NEAR or (aim and aim - today <= NEAR_AIM)
        return Standing.SOON if is_near else Standing.LATER


def term_of(kind: RequestKind, received: date, country: str) -> Term:
    """Return by when something is to be answered that came on this day.

    >>> term_of(RequestKind.ERASURE, date(2027, 1, 31), "DK")
    Term(due=datetime.date(2027, 2, 28), aim=None)
    >>> term_of(RequestKind.ACCESS, date(2026, 12, 21), "DK").aim
    datetime.date(2027, 1, 5)
    """
    due = due_on(received, None, WITHIN)
    if kind is not RequestKind.ACCESS or country != "DK":
        return Term(due)
    return Term(due, _working_days_after(received, WORKING_DAYS, country))


def extended(
    request: Request, received: date, reason: str, today: date
) -> Term | Fault:
    """Return the new term of what takes longer, or why it cannot."""
    if not request.is_open:
        return Fault.ANSWERED
    if request.extended_at is not None:
        return Fault.EXTENDED
    if today > request.term.due:
        return Fault.TOO_LATE
    if not reason.strip():
        return Fault.NO_REASON
    return Term(due_on(received, None, EXTENDED_WITHIN))


def term_from(request: Request, received: date, country: str) -> Term:
    """Return the term of what waits already and came on this day, as is seen now."""
    if request.extended_at is not None:
        return Term(due_on(received, None, EXTENDED_WITHIN))
    return term_of(request.kind, received, country)


def fault_of(
    request: Request,
    outcome: Outcome,
    reason: str,
    *,
    entry: int | None,
    has_record: bool,
) -> Fault | None:
    """Return why this is no answer, if it is none.

    Who is refused is owed a reason; what is put right stands beside an entry. Where no
    record is kept of anybody there is none: a name or a number was wrong.
    """
    if not request.is_open:
        return Fault.ANSWERED
    if outcome is Outcome.REFUSED and not reason.strip():
        return Fault.NO_REASON
    corrects = request.kind is RequestKind.CORRECTION and outcome is Outcome.GRANTED
    return Fault.NO_ENTRY if corrects and has_record and entry is None else None


def _working_days_after(day: date, count: int, country: str) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY and not is_day_off(day, country)
    return day
