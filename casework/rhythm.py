"""When something recurs: `every other Tuesday at 10`, `the last of every month`."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from casework import local_time

RAREST = 52
"""Weeks or months: what comes more seldom than that is no rhythm."""

Due = tuple[datetime, datetime]
"""When the rule says, on the wall and without a zone; and which moment that is."""

_DAY = timedelta(days=1)
_WEEKDAYS = range(7)
_MONTH_DAYS = range(1, 32)
_LONGEST_WAIT = (RAREST + 2) * 31 * _DAY
_TEXT = re.compile(
    r"(?:D|W(?P<weeks>\d{1,2}):(?P<weekdays>[0-6](?:,[0-6])*)"
    r"|M(?P<months>\d{1,2}):(?P<day>\d{1,2}))"
    r"@(?P<at>\d\d:\d\d);(?P<starts>\d{4}-\d\d-\d\d);(?P<until>\d{4}-\d\d-\d\d)?",
    re.ASCII,
)


class RhythmError(ValueError):
    """These values make no rhythm; the message says which of them and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """On which days, and at what time on the wall.

    Without weekdays and without a day of the month it is every day. Every n weeks
    are counted from the Monday of the week of `starts`, whatever the calendar calls
    the week; every n months from the month of `starts`. The 31st, and each day that
    a month is too short for, is its last one. `starts` and `until` are included.
    """

    at: time
    weekdays: frozenset[int] = frozenset()
    every: int = 1
    day_of_month: int | None = None
    starts: date
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse what could be read in two ways, or never comes."""
        plain = self.at.replace(second=0, microsecond=0, tzinfo=None)
        faults = {
            "at: a time on the wall, in whole minutes": (
                self.at != plain or self.at.fold == 1
            ),
            "weekdays: 0, Monday, to 6, Sunday": not self.weekdays <= {*_WEEKDAYS},
            f"every: from 1 to {RAREST}": not 1 <= self.every <= RAREST,
            "every: more than a week apart, it needs its weekdays": (
                self.every > 1 and not self.weekdays and self.day_of_month is None
            ),
            "day_of_month: from 1 to 31": (
                self.day_of_month is not None and self.day_of_month not in _MONTH_DAYS
            ),
            "day_of_month: not together with weekdays": (
                self.day_of_month is not None and bool(self.weekdays)
            ),
            "starts, until: days, without a time": (
                isinstance(self.starts, datetime) or isinstance(self.until, datetime)
            ),
        }
        for fault, found in faults.items():
            if found:
                raise RhythmError(fault)
        if self.until is not None and self.until < self.starts:
            raise RhythmError("until: before it starts")


def occurrences(
    rhythm: Rhythm, zone: tzinfo, after: datetime, before: datetime
) -> Iterator[Due]:
    """Return what is due from `after`, included, to `before`, not included.

    The moment decides, so windows that follow each other leave nothing out and say
    nothing twice, also where a clock change moves what is due. The time on the wall
    is what the rule says, even if the clocks leave it out: it is the key of what is
    due, and comes once.
    """
    # A clock change moves a moment by a day at most (Samoa left out 2011-12-30).
    first = max(local_time.local_of(after, zone).date() - _DAY, rhythm.starts)
    last = local_time.local_of(before, zone).date() + _DAY
    for day in _days(rhythm, first, min(last, rhythm.until or last)):
        local = datetime.combine(day, rhythm.at)
        moment = local_time.instant(local, zone)
        if after <= moment < before:
            yield local, moment


def next_after(rhythm: Rhythm, zone: tzinfo, moment: datetime) -> Due | None:
    """Return what is due next, later than this moment; nothing after the last one.

    >>> from datetime import UTC
    >>> last = Rhythm(at=time(10), day_of_month=31, starts=date(2027, 1, 1))
    >>> next_after(last, UTC, datetime(2027, 1, 31, 10, tzinfo=UTC))[0]
    datetime.datetime(2027, 2, 28, 10, 0)
    """
    start = local_time.instant(datetime.combine(rhythm.starts, time()), zone)
    window = moment + datetime.resolution, max(moment, start) + _LONGEST_WAIT
    return next(occurrences(rhythm, zone, *window), None)


def to_text(rhythm: Rhythm) -> str:
    """Return a rhythm as it is stored.

    >>> to_text(Rhythm(at=time(9), starts=date(2027, 1, 4), until=date(2027, 6, 30)))
    'D@09:00;2027-01-04;2027-06-30'
    """
    days = "D"
    if rhythm.weekdays:
        days = f"W{rhythm.every}:{','.join(map(str, sorted(rhythm.weekdays)))}"
    elif rhythm.day_of_month is not None:
        days = f"M{rhythm.every}:{rhythm.day_of_month}"
    return f"{days}@{rhythm.at:%H:%M};{rhythm.starts};{rhythm.until or ''}"


def from_text(text: str) -> Rhythm:
    """Return the rhythm that was stored as this text, and as no other.

    >>> from_text("W2:1,3@10:00;2027-01-04;").every
    2
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        raise RhythmError("text: not what a rhythm is stored as")
    try:
        rhythm = Rhythm(
            at=time.fromisoformat(found["at"]),
            weekdays=frozenset(map(int, re.findall(r"\d", found["weekdays"] or ""))),
            every=int(found["weeks"] or found["months"] or 1),
            day_of_month=int(found["day"]) if found["day"] else None,
            starts=date.fromisoformat(found["starts"]),
            until=date.fromisoformat(found["until"]) if found["until"] else None,
        )
    except ValueError as error:
        raise RhythmError("text: not a rhythm") from error
    if to_text(rhythm) != text:
        raise RhythmError("text: not as a rhythm is stored")
    return rhythm


def _days(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        day = first + ahead * _DAY
        if _falls_on(rhythm, day):
            yield day


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    starts = rhythm.starts
    if rhythm.day_of_month is not None:
        months = (day.year - starts.year) * 12 + day.month - starts.month
        length = monthrange(day.year, day.month)[1]
        return not months % rhythm.every and day.day == min(rhythm.day_of_month, length)
    weeks = (day - starts + starts.weekday() * _DAY).days // 7
    return not weeks % rhythm.every and (
        not rhythm.weekdays or day.weekday() in rhythm.weekdays
    )
