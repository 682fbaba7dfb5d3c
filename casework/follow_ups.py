"""When everybody sits down and looks at the help, and what came of it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

TOLD_AHEAD = timedelta(days=14)
"""So long before it is due the contact person is reminded: time enough to meet."""


class Party(StrEnum):
    """Who can take part in a review."""

    CLIENT = "client"
    GUARDIANS = "guardians"
    CASEWORKER = "caseworker"
    CONTACT_PERSON = "contact_person"


class Outcome(StrEnum):
    """What becomes of the help after a review."""

    GOES_ON = "goes_on"
    CHANGED = "changed"
    ENDS = "ends"


class Standing(StrEnum):
    """How near the next review is."""

    LATER = "later"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A review that was held; what was said in it stands in the case alone."""

    assignment: int
    held_on: date
    took_part: frozenset[Party]
    outcome: Outcome


def due_on(begun: date, last: date | None, months: int) -> date:
    """Return when the next one is due: so long after the last, or after the beginning.

    >>> due_on(date(2026, 11, 30), None, 3)
    datetime.date(2027, 2, 28)
    >>> due_on(date(2026, 11, 30), date(2027, 2, 10), 3)
    datetime.date(2027, 5, 10)
    """
    since = begun if last is None else max(begun, last)
    years, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + years, month + 1
    return date(year, month, min(since.day, monthrange(year, month)[1]))


def standing(due: date, today: date) -> Standing:
    """Say how near it is; on its day it is not overdue yet.

    >>> [standing(date(2027, 2, 28), date(2027, 2, day)) for day in (1, 14, 28)]
    [<Standing.LATER: 'later'>, <Standing.SOON: 'soon'>, <Standing.SOON: 'soon'>]
    """
    if today > due:
        return Standing.OVERDUE
    return Standing.SOON if due - today <= TOLD_AHEAD else Standing.LATER
