"""Days as people write them: `1/12-8/12`, `today to friday`, `8 december`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

LONGEST = 366
"""Days: nobody is away for longer in one go."""

FURTHEST = 2 * LONGEST
"""Days from today: what is written down for later than that is a slip of the pen."""

MORNING = time(8)
"""When one answers for another from: nobody is told about that in the night."""

JUST_BEEN = timedelta(days=31)
"""So long a day without a year still means the one that was, not next year's."""


class DayFault(StrEnum):
    """What is wrong with the days that somebody wrote."""

    NO_DAY = "no_day"
    IMPOSSIBLE = "impossible"
    BACKWARDS = "backwards"
    OVER = "over"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included, and what was written behind them."""

    first: date
    last: date
    rest: str = ""


WORDS = MappingProxyType(
    dict.fromkeys(("today", "now", "i dag", "idag", "nu"), 0)
    | dict.fromkeys(("tomorrow", "i morgen", "imorgen", "i morgon", "imorgon"), 1)
)
WEEKDAYS = MappingProxyType(
    {
        name: place
        for names in (
            "monday tuesday wednesday thursday friday saturday sunday",
            "mandag tirsdag onsdag torsdag fredag lørdag søndag",
            "måndag tisdag onsdag torsdag fredag lördag söndag",
        )
        for place, name in enumerate(names.split())
    }
)
MONTHS = MappingProxyType(
    {
        name: number
        for names in (
            "jan feb mar apr may jun jul aug sep oct nov dec",
            "jan feb mar apr maj jun jul aug sep okt nov dec",
        )
        for number, name in enumerate(names.split(), start=1)
    }
)
_LONGEST_FIRST = sorted((*WORDS, *WEEKDAYS), key=len, reverse=True)
_NAMED = "|".join(name.replace(" ", r"\s") for name in _LONGEST_FIRST)
_MONTH = "|".join(MONTHS)
_DAY = rf"""
    (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})
    | (?P<dashed>\d{{1,2}}[-/]\d{{1,2}}-20\d{{2}}) (?!\d)
    | (?P<day>\d{{1,2}}) \s* [./] \s* (?P<month>\d{{1,2}})
      (?: \s* [./] \s* (?P<year>\d{{4}}|\d{{2}}) (?!\d) )? \.?
    | (?P<date>\d{{1,2}}) \.? \s+ (?P<name>{_MONTH})[^\W\d_]*\.?
      (?: \s+ (?P<named_year>\d{{4}}) )?
    | (?P<word>{_NAMED}) \b
"""
A_DAY = re.compile(_DAY, re.VERBOSE | re.IGNORECASE)
BETWEEN = re.compile(
    r"\s*(?:-|–|—|\.\.\.?|to\b|till?\b|until\b|t\.o\.m\.?|og med\b|och med\b|,)\s*",  # noqa: RUF001 - the dashes that phones write
    re.IGNORECASE,
)
BEFORE = re.compile(r"\s*(?:from|fra|från|on|den|d\.)?\s*", re.IGNORECASE)


def parse_span(text: str, today: date) -> Span | DayFault:
    """Return the days that a text begins with, or what is wrong with them.

    >>> parse_span("1/12-8/12 Kirsten", date(2026, 11, 23))
    Span(first=datetime.date(2026, 12, 1), last=datetime.date(2026, 12, 8), \
rest='Kirsten')
    >>> parse_span("31/2", date(2026, 11, 23))
    <DayFault.IMPOSSIBLE: 'impossible'>
    """
    lead = BEFORE.match(text)
    start = A_DAY.match(text, lead.end() if lead else 0)
    if start is None:
        return DayFault.NO_DAY
    first = meant(start, today, after=None)
    if first is None:
        return DayFault.IMPOSSIBLE
    last, behind = first, start.end()
    between = BETWEEN.match(text, behind)
    end = between and A_DAY.match(text, between.end())
    if end:
        found = meant(end, today, after=first)
        if found is None:
            return DayFault.IMPOSSIBLE
        last, behind = found, end.end()
    fault = _fault(first, last, today)
    return fault or Span(first, last, text[behind:].strip(" ,:;-"))


def begins(day: date, zone: tzinfo) -> datetime:
    """Return the moment from which on somebody is away whose first day this is."""
    return datetime.combine(day, MORNING, zone)


def ends(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which somebody is back whose last day away this was."""
    return begins(day + timedelta(days=1), zone)


def last_day(moment: datetime, zone: tzinfo) -> date:
    """Return the last day away of somebody who is back at this moment.

    >>> from datetime import UTC
    >>> last_day(datetime(2026, 12, 9, 8, 0, tzinfo=UTC), UTC)
    datetime.date(2026, 12, 8)
    """
    there = moment.astimezone(zone)
    before = datetime.combine(date.min, MORNING) - datetime.combine(date.min, time())
    return (there - before - timedelta(seconds=1)).date()


def _fault(first: date, last: date, today: date) -> DayFault | None:
    if last < first:
        return DayFault.BACKWARDS
    if last < today:
        return DayFault.OVER
    if (last - first).days >= LONGEST or (last - today).days > FURTHEST:
        return DayFault.TOO_LONG
    return None


def meant(found: re.Match[str], today: date, *, after: date | None) -> date | None:
    """Return the day that was written; nothing for one that there is not."""
    try:
        if found["iso"]:
            return date(*map(int, found["iso"].split("-")))
        if found["dashed"]:
            day, month, year = re.split("[-/]", found["dashed"])
            return date(int(year), int(month), int(day))
        if found["word"]:
            word = " ".join(found["word"].casefold().split())
            return _named(word, today, after)
        if found["day"]:
            day, month = found["day"], found["month"]
        else:
            day, month = found["date"], MONTHS[found["name"][:3].casefold()]
        year = found["year"] or found["named_year"]
        if year:
            century = 2000 if len(year) <= 2 else 0  # noqa: PLR2004 - "26" is 2026
            return date(int(year) + century, int(month), int(day))
        return _nearest(int(day), int(month), today, after)
    except (ValueError, OverflowError):  # a weekday after the last day of all
        return None


def _named(word: str, today: date, after: date | None) -> date:
    if word in WORDS:
        return today + timedelta(days=WORDS[word])
    since = after or today
    return since + timedelta(days=(WEEKDAYS[word] - since.weekday()) % 7)


def _nearest(day: int, month: int, today: date, after: date | None) -> date | None:
    """Return the day without a year that was meant: the next one, or one just been.

    The 29th of February may be up to eight years away; that one is no day here.
    """
    earliest = after or today - JUST_BEEN
    if after is not None and date(after.year, month, min(day, 28)) < after:
        # Backwards within half a year is a slip of the pen; beyond, the turn of a year.
        within = (after - date(after.year, month, min(day, 28))).days
        if within < LONGEST // 2:
            earliest = date(after.year, 1, 1)
    for year in (earliest.year, earliest.year + 1):
        found = date(year, month, day)
        if found >= earliest:
            return found
    return None
