"""What two people agreed on: who does what, and by when."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from unicodedata import normalize

from casework import days
from casework.people import PersonId

LONGEST_WORDS = 70
"""Signs: it stands in an SMS beside everything else."""

MORNING = time(8)
"""When people are reminded, on the day."""


class Who(StrEnum):
    """Who promised it."""

    CLIENT = "client"
    WORKER = "worker"
    OTHER = "other"


class Fault(StrEnum):
    """Why it cannot be noted as it was said."""

    NOTHING = "nothing"
    LONG = "long"
    DAY = "day"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Said:
    """A promise as somebody wrote it; `who` is empty where they did not say."""

    words: str = field(repr=False)
    due_on: date | None = None
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as it stands."""

    id: int
    client: PersonId
    who: Who
    words: str = field(repr=False)
    due_on: date | None
    created_at: datetime
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.done_at is None

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and nobody has done it."""
        return self.is_open and self.due_on is not None and self.due_on < today


_BY = re.compile(
    rf"""
    [\s,;]* \b (?: by | before | until | no\slater\sthan | senest | inden | til | før
                 | senast | innan | till | före ) \s+
    (?: the\s+ | den\s+ | d\.\s* | på\s+ | on\s+ )?
    (?P<when> {days.A_DAY.pattern} ) [\s.!]* $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BY_SOMETHING = re.compile(
    r"""\b (?: by \s+ (?: \d | next\b | this\b | (?:the\s)?end\sof )
             | (?: senest | inden | senast | innan ) \s+ \S )""",
    re.VERBOSE | re.IGNORECASE,
)
# A Danish or Swedish "I" is no English one: "I morgen ...".
_I = re.compile(
    r"(?i:(?:me|mig|jag|jeg|i)\s*:\s*|(?=(?:i'll|jeg|jag)\s))"
    r"|(?=I\s(?!(?:overmorgen|övermorgon|morgen|morgon|dag|aften|kväll|skal|ska)\b))"
)


def read_promise(text: str, today: date) -> Said | Fault:
    """Return what is agreed on, and by when, or why that is not clear.

    >>> read_promise("bring the form by friday", date(2026, 11, 23)).due_on
    datetime.date(2026, 11, 27)
    >>> read_promise("jeg ringer til skolen senest 27/11", date(2026, 11, 23)).who
    <Who.WORKER: 'worker'>
    >>> read_promise("bring the form by next week", date(2026, 11, 23))
    <Fault.DAY: 'day'>
    """
    plain = " ".join(normalize("NFC", text).split())
    match = _BY.search(plain)
    due = None
    if match is not None:
        due = days.meant(match, today, after=None)
        if due is None or (due - today).days > days.FURTHEST:
            return Fault.DAY
        if due < today:
            return Fault.PAST
        plain = plain[: match.start()]
    elif _BY_SOMETHING.search(plain):
        return Fault.DAY
    who = None
    first = _I.match(plain)
    if first is not None:
        who, plain = Who.WORKER, plain[first.end() :]
    words = plain.strip(" ,.;:")
    if not words:
        return Fault.NOTHING
    return Fault.LONG if len(words) > LONGEST_WORDS else Said(words, due, who)


def read_day(text: str, today: date) -> date | Fault:
    """Return the day that alone was answered."""
    found = days.parse_span(text, today)
    if found is days.DayFault.OVER:
        return Fault.PAST
    if isinstance(found, days.Span) and found.first == found.last and not found.rest:
        return found.first if found.first >= today else Fault.PAST
    return Fault.DAY
