"""When people want to meet, as they write it: `tirsdag 14.30, halvanden time`."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from casework import local_time
from casework.appointments import FURTHEST, LONGEST, SHORTEST
from casework.when_phrases import contradiction, first_words, plain, understand
from casework.when_said import FaultError, Said, WhenFault

__all__ = ["NotWhen", "When", "WhenFault", "read", "read_minutes"]

_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class When:
    """When it begins on the wall, for how long, and what was written behind it.

    `minutes` is nothing where nobody said how long.
    """

    starts: datetime
    minutes: int | None = None
    rest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotWhen:
    """Why a text says no time to meet, and which part of it is to blame.

    `day` is what it says all the same, where only the time is missing or wrong.
    """

    fault: WhenFault
    part: str = field(default="", repr=False)
    day: date | None = None


def read(text: str, now: datetime, zone: tzinfo) -> When | NotWhen:
    """Return the time that a text begins with, or why it says none.

    A weekday is the next one: today only while its time is still to come. A date
    without a year is the next one; one that has just been is over. `next tuesday` is
    asked about where this week has a Tuesday left. A time that the clocks leave out is
    asked about; of one that comes twice it is the first.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> found = read("tirsdag kl. 14.30 halvanden time på biblioteket", monday, UTC)
    >>> found.starts, found.minutes, found.rest
    (datetime.datetime(2026, 11, 24, 14, 30), 90, 'på biblioteket')
    >>> read("tomorrow 2", monday, UTC).fault
    <WhenFault.HALF: 'half'>
    """
    try:
        return _read(plain(text), now, zone)
    except FaultError as error:
        return NotWhen(error.fault, error.part, error.day)


def read_minutes(text: str) -> int | NotWhen:
    """Return how long a text says that it takes; a number alone is minutes.

    >>> read_minutes("halvanden time"), read_minutes("45")
    (90, 45)
    """
    try:
        return _read_minutes(plain(text))
    except FaultError as error:
        return NotWhen(WhenFault.LENGTH, error.part)


def _read_minutes(text: str) -> int:
    said, rest = understand(f"{text} min" if text.isdecimal() else text)
    is_more = said.has_day or said.at is not None or bool(rest)
    if said.minutes is None or is_more:
        raise FaultError(WhenFault.LENGTH, text)
    _check_length(said.minutes, text)
    return said.minutes


def _read(text: str, now: datetime, zone: tzinfo) -> When:
    said, rest = understand(text)
    today = local_time.local_of(now, zone).date()
    if said == Said():
        fault = WhenFault.WORD if rest else WhenFault.NOTHING
        raise FaultError(fault, first_words(rest))
    more = contradiction(rest)
    if more:
        raise more
    if not said.has_day:
        raise FaultError(WhenFault.NO_DAY, first_words(rest))
    day = _day(said, today)
    if said.at is None:
        if day < today:
            raise FaultError(WhenFault.PAST, said.named)
        raise FaultError(WhenFault.NO_TIME, first_words(rest), day)
    starts = datetime.combine(day, said.at)
    is_only_weekday = said.date is None and said.weekday is not None and not said.week
    if is_only_weekday and _moment(starts, zone) <= now:
        starts += _WEEK * _DAY
    if _moment(starts, zone) <= now:
        raise FaultError(WhenFault.PAST, f"{said.named} {said.clock}")
    if starts - local_time.local_of(now, zone) > FURTHEST:
        raise FaultError(WhenFault.TOO_FAR, said.named)
    _check_gap(starts, zone, said.clock)
    minutes = _minutes(said, starts, zone)
    if minutes is not None:
        _check_length(minutes, said.lasting)
    return When(starts, minutes, rest)


def _day(said: Said, today: date) -> date:
    """Return the day; what was said of it in two ways has to be the same day."""
    day = None if said.date is None else said.date(today)
    if day is not None and said.weekday is not None:
        if day.weekday() != said.weekday:
            raise FaultError(WhenFault.DIFFER, said.named)
        return day
    if day is not None:
        return day
    if said.weekday is None:
        raise FaultError(WhenFault.NO_DAY, said.named)
    ahead = (said.weekday - today.weekday()) % _WEEK
    if said.week is not None:
        return said.week(today) + said.weekday * _DAY
    if said.is_next and today.weekday() + ahead < _WEEK:
        # Some mean tomorrow by it on a Monday, some the Tuesday of the week after.
        raise FaultError(WhenFault.NEXT, said.named)
    return today + ahead * _DAY


def _minutes(said: Said, starts: datetime, zone: tzinfo) -> int | None:
    if said.until is None:
        return said.minutes
    if said.minutes is not None:
        raise FaultError(WhenFault.TWICE, said.lasting)
    midnight = said.until == time()
    ends = datetime.combine(starts.date() + midnight * _DAY, said.until)
    _check_gap(ends, zone, said.clock)
    lasts = _moment(ends, zone) - _moment(starts, zone)
    if ends <= starts:
        raise FaultError(WhenFault.LENGTH, said.clock)
    return round(lasts / timedelta(minutes=1))


def _check_gap(local: datetime, zone: tzinfo, part: str) -> None:
    if local_time.local_of(_moment(local, zone), zone) != local:
        raise FaultError(WhenFault.GAP, part, local.date())


def _check_length(minutes: int, part: str) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise FaultError(WhenFault.LENGTH, part)


def _moment(local: datetime, zone: tzinfo) -> datetime:
    return local_time.instant(local, zone)
