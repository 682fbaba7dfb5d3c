"""The days that a report counts, as the clocks of the organisation show them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache

from casework import local_time

MOST_MONTHS = 36
"""More than three years are several reports."""

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_A_DAY = timedelta(days=1)


class Fault(StrEnum):
    """Why no period can be made of what was said."""

    MONTH = "a month is written 2026-10"
    DAY = "a day is written 2026-10-31"
    BOTH = "say either the month or the days"
    BACKWARDS = "the last day lies before the first"
    LONG = "a report counts three years at most"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, in one zone."""

    first: date
    last: date
    zone: tzinfo

    @property
    def since(self) -> datetime:
        """Return the moment at which the first day begins there."""
        return _begins(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """Return the moment at which the last day is over there."""
        return _begins(self.last + _A_DAY, self.zone)

    def holds(self, moment: datetime) -> bool:
        """Tell whether it happened on one of these days."""
        return self.since <= moment < self.until

    def month_of(self, moment: datetime) -> str:
        """Return in which month it happened there: `2026-10`."""
        return f"{local_time.local_of(moment, self.zone):%Y-%m}"

    def months(self) -> tuple[str, ...]:
        """Return the months of these days, the empty ones too.

        >>> from datetime import UTC
        >>> Period(date(2026, 11, 30), date(2027, 1, 1), UTC).months()
        ('2026-11', '2026-12', '2027-01')
        """
        first, last = (day.year * 12 + day.month - 1 for day in (self.first, self.last))
        return tuple(
            f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)
        )

    def by_month(self) -> list["Period"]:
        """Return it in parts, each within one month."""
        firsts = [date.fromisoformat(f"{month}-01") for month in self.months()]
        lasts = [*(first - _A_DAY for first in firsts[1:]), self.last]
        return [
            Period(max(first, self.first), last, self.zone)
            for first, last in zip(firsts, lasts, strict=True)
        ]

    def __str__(self) -> str:
        """Return its days: `2026-10-01 to 2026-10-31`."""
        return f"{self.first} to {self.last}"


def read_period(
    month: str, first: str, last: str, today: date, zone: tzinfo
) -> Period | Fault:
    """Return the period that was asked for; with nothing said, this month until today.

    >>> from datetime import UTC
    >>> print(read_period("2026-02", "", "", date(2026, 11, 22), UTC))
    2026-02-01 to 2026-02-28
    >>> read_period("", "2026-10-31", "2026-10-01", date(2026, 11, 22), UTC).value
    'the last day lies before the first'
    """
    if month and (first or last):
        return Fault.BOTH
    if month:
        return _of_month(month, zone)
    begun = _day(first) if first else today.replace(day=1)
    ended = _day(last) if last else today
    if isinstance(begun, Fault) or isinstance(ended, Fault):
        return Fault.DAY
    if ended < begun:
        return Fault.BACKWARDS
    period = Period(begun, ended, zone)
    return Fault.LONG if len(period.months()) > MOST_MONTHS else period


def _of_month(month: str, zone: tzinfo) -> Period | Fault:
    match = _MONTH.fullmatch(month)
    if match is None:
        return Fault.MONTH
    first = date(int(match[1]), int(match[2]), 1)
    # From the first of any month, 31 days later is in the next one.
    return Period(first, (first + timedelta(days=31)).replace(day=1) - _A_DAY, zone)


def _day(text: str) -> date | Fault:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Fault.DAY


@cache
def _begins(day: date, zone: tzinfo) -> datetime:
    return local_time.instant(datetime.combine(day, time()), zone)
