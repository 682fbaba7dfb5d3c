"""When somebody works, and by when they have promised to answer."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

from casework import local_time
from casework.safe_contact import DAY, Week, Window

NOON = time(12)
"""By then, on the next working day, somebody is answered."""

NO_PRAYER_DAY_SINCE = 2024
"""Denmark worked on Great Prayer Day from then on."""

_A_DAY = timedelta(days=1)
_FURTHEST = 60
"""Days: no hours leave so many out in a row, whatever the holidays are."""

_MIDSUMMER_EVE = (6, 19)
_ALL_SAINTS = (10, 31)
_SATURDAY = 5


class NoWorkingDayError(ValueError):
    """There is no time in these hours at which anybody works."""


def easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    moved = (century + 8) // 25
    lag = (century - moved + 1) // 3
    moon = (19 * golden + century - century // 4 - lag + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def days_off(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country, and the eves on which nobody works.

    Any other country than Sweden is Denmark, with Constitution Day, on which
    municipalities are closed.
    """
    fixed = [(1, 1), (12, 24), (12, 25), (12, 26), (12, 31)]
    # Counted from Easter Sunday: Good Friday, Easter, Ascension, Pentecost.
    moving = [-2, 0, 1, 39, 49]
    found = set()
    if country == "SE":
        fixed += [(1, 6), (5, 1), (6, 6)]
        eve = _first(year, _MIDSUMMER_EVE, _SATURDAY - 1)
        found |= {eve, eve + _A_DAY, _first(year, _ALL_SAINTS, _SATURDAY)}
    else:
        fixed += [(6, 5)]
        moving += [-3, 50]
        if year < NO_PRAYER_DAY_SINCE:
            moving += [26]
    sunday = easter(year)
    found |= {date(year, month, day) for month, day in fixed}
    return frozenset(found | {sunday + count * _A_DAY for count in moving})


def _first(year: int, since: tuple[int, int], weekday: int) -> date:
    """Return the first such weekday from a day of the year on."""
    day = date(year, *since)
    return day + _A_DAY * ((weekday - day.weekday()) % 7)


def is_day_off(day: date, country: str) -> bool:
    """Tell whether nobody works that day, whichever weekday it is."""
    return day in days_off(country, day.year)


def is_open(moment: datetime, hours: Week, zone: tzinfo, country: str) -> bool:
    """Tell whether it is in the working hours."""
    there = local_time.local_of(moment, zone)
    minute = there.hour * 60 + there.minute
    windows = _windows(there.date(), hours, country)
    return any(window.holds(minute) for window in windows)


def next_open(moment: datetime, hours: Week, zone: tzinfo, country: str) -> datetime:
    """Return the moment itself while somebody works, or when they next begin.

    >>> from datetime import UTC
    >>> office = ((Window(540, 960),),) * 5 + ((), ())
    >>> friday = datetime(2026, 11, 27, 17, tzinfo=UTC)
    >>> next_open(friday, office, UTC, "DK").isoformat()
    '2026-11-30T09:00:00+00:00'
    """
    if is_open(moment, hours, zone, country):
        return moment
    first = local_time.local_of(moment, zone).date()
    openings = (
        _at(day, window.opens, zone)
        for day in _working_days(first, hours, country)
        for window in _windows(day, hours, country)
    )
    return next(each for each in openings if each > moment)


def next_day_open(
    moment: datetime, hours: Week, zone: tzinfo, country: str
) -> datetime:
    """Return when somebody begins to work on the next working day, never today."""
    today = local_time.local_of(moment, zone).date()
    day = next(_working_days(today + _A_DAY, hours, country))
    return _at(day, _windows(day, hours, country)[0].opens, zone)


def opened(
    moment: datetime, hours: Week, zone: tzinfo, country: str
) -> datetime | None:
    """Return when somebody began to work today; nothing if they have not, or do not."""
    today = local_time.local_of(moment, zone).date()
    windows = _windows(today, hours, country)
    began = _at(today, windows[0].opens, zone) if windows else None
    return None if began is None or began > moment else began


def reply_by(moment: datetime, hours: Week, zone: tzinfo, country: str) -> datetime:
    """Return by when somebody who asks at this moment is answered.

    That is noon of the next working day, and a day later at most where that is one
    as well. Before somebody has begun to work, the day itself is the next.

    >>> from datetime import UTC
    >>> office = ((Window(540, 960),),) * 5 + ((), ())
    >>> for day, hour in ((23, 7), (23, 10), (23, 15), (27, 10), (28, 10)):
    ...     asked = datetime(2026, 11, day, hour, tzinfo=UTC)
    ...     print(reply_by(asked, office, UTC, "DK").strftime("%a %H"))
    Mon 12
    Tue 10
    Tue 12
    Mon 10
    Mon 12
    """
    there = local_time.local_of(moment, zone)
    minute = there.hour * 60 + there.minute
    today = _windows(there.date(), hours, country)
    begun = not today or minute >= today[0].opens
    first = there.date() + _A_DAY * begun
    day = next(_working_days(first, hours, country))
    windows = _windows(day, hours, country)
    latest = NOON.hour * 60
    if not any(window.opens < latest for window in windows):
        latest = windows[0].closes
    if today and begun:
        latest = min(latest, max(minute, windows[0].opens))
    return _at(day, latest, zone)


def _windows(day: date, hours: Week, country: str) -> tuple[Window, ...]:
    return () if is_day_off(day, country) else hours[day.weekday()]


def _working_days(first: date, hours: Week, country: str) -> Iterator[date]:
    """Yield the days on which somebody works, from this one on."""
    for ahead in range(_FURTHEST):
        day = first + _A_DAY * ahead
        if _windows(day, hours, country):
            yield day
    raise NoWorkingDayError


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    """Return the moment at which it is so late that day; 24 hours are its end."""
    ahead, rest = divmod(minute, DAY)
    local = datetime.combine(day + _A_DAY * ahead, time(rest // 60, rest % 60))
    return local_time.instant(local, zone)
