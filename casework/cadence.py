"""How often two people are to be in touch, and how often they were."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

MOST_TIMES = 21
MOST_UNITS = 26
"""More often, or more rarely, is a slip of the pen."""


class Unit(StrEnum):
    """What is counted from one contact to the next."""

    WEEK = "week"
    MONTH = "month"


DAYS_IN = MappingProxyType({Unit.WEEK: 7, Unit.MONTH: 30})

LOOKED_BACK = MappingProxyType({Unit.WEEK: 4, Unit.MONTH: 3})
"""Over so many periods it is counted: one that went otherwise says nothing."""


@dataclass(frozen=True, slots=True)
class Planned:
    """So many times in so many weeks or months, at least."""

    times: int
    unit: Unit
    every: int = 1

    @property
    def days(self) -> int:
        """Return how long one period is."""
        return self.every * DAYS_IN[self.unit]

    def __str__(self) -> str:
        """Return it as it is written: `2 a week`, `1 in 2 weeks`."""
        if self.every == 1:
            return f"{self.times} a {self.unit}"
        return f"{self.times} in {self.every} {self.unit}s"


@dataclass(frozen=True, slots=True)
class Happened:
    """On which days there was something: meetings, words each way, tries."""

    meetings: Sequence[date] = ()
    heard: Sequence[date] = ()
    answered: Sequence[date] = ()
    attempts: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What there was; `talks` counts the weeks in which both wrote."""

    meetings: int
    talks: int
    attempts: int

    @property
    def contacts(self) -> int:
        """Return how often they were in touch."""
        return self.meetings + self.talks


@dataclass(frozen=True, slots=True)
class Cadence:
    """What was planned since a day, and what came of it.

    `talks` counts the weeks in which both wrote. `expected` is 0 while the first
    period runs.
    """

    planned: Planned
    since: date
    expected: int
    meetings: int
    talks: int
    attempts: int

    @property
    def contacts(self) -> int:
        """Return how often they were in touch."""
        return self.meetings + self.talks

    @property
    def is_behind(self) -> bool:
        """Tell whether there was less contact than planned."""
        return self.contacts < self.expected


def looked_back(planned: Planned) -> timedelta:
    """Return over how long it is counted."""
    return timedelta(days=planned.days * LOOKED_BACK[planned.unit])


def measure(planned: Planned, happened: Happened, begun: date, today: date) -> Cadence:
    """Count the contact of the last few periods, or since it began.

    >>> plan = Planned(1, Unit.WEEK)
    >>> monday = date(2026, 11, 23)
    >>> measure(plan, Happened([monday]), date(2026, 1, 1), monday).contacts
    1
    """
    since = max(today - looked_back(planned), begun)
    was = held(happened, since)
    return Cadence(
        planned=planned,
        since=since,
        expected=expected(planned, since, today),
        meetings=was.meetings,
        talks=was.talks,
        attempts=was.attempts,
    )


def expected(planned: Planned, since: date, today: date) -> int:
    """Return how many contacts were planned from one day to another.

    >>> expected(Planned(2, Unit.WEEK), date(2026, 11, 2), date(2026, 11, 23))
    6
    """
    return (today - since).days // planned.days * planned.times


def held(happened: Happened, since: date) -> Held:
    """Return what there was from a day on."""
    return Held(
        meetings=_count(happened.meetings, since),
        talks=len(_weeks(happened.heard, since) & _weeks(happened.answered, since)),
        attempts=_count(happened.attempts, since),
    )


def _count(days: Iterable[date], since: date) -> int:
    return sum(day >= since for day in days)


def _weeks(days: Iterable[date], since: date) -> set[tuple[int, int]]:
    return {day.isocalendar()[:2] for day in days if day >= since}


_NUMBERS = MappingProxyType(
    {
        word: number
        for number, words in {
            1: "a an one once en et ett én",
            2: "two twice to två",
            3: "three thrice tre",
            4: "four fire fyra",
            5: "five fem",
            6: "six seks sex",
            7: "seven syv sju",
        }.items()
        for word in words.split()
    }
)
_ORDINALS = MappingProxyType(
    {"other": 2, "second": 2, "anden": 2, "andet": 2, "annan": 2, "andra": 2}
    | {"third": 3, "tredje": 3, "fourth": 4, "fjerde": 4, "fjärde": 4}
    | {"fjortende": 14, "fjortonde": 14, "fourteenth": 14}
)
_WORD = "|".join(_NUMBERS)
_UNITS = r"""
    (?: (?P<week> weeks? | uge[rn]? | veck(?:a|an|or) )
      | (?P<month> months? | måned(?:en|er)? | maaned(?:en|er)? | månad(?:en|er)? )
      | (?P<day> days? | dage?n? | dag(?:en|ar) ) )
"""
_TIMES = re.compile(
    rf"""
    (?P<times> \d{{1,2}} | {_WORD} )
    (?: \s* (?: times? | gang(?:e)? | gång(?:er)? | ggr? | x ) )?
    \s* (?: / | a | an | per | in | i | om | every | each | hver | hvert | var | varje
          | pr\.? )
    \s* (?: (?P<every> \d{{1,2}} | {_WORD} | {"|".join(_ORDINALS)} ) \.? \s+ )?
    {_UNITS}
    """,
    re.VERBOSE,
)
_EVERY = re.compile(
    rf"""
    (?: every | each | hver | hvert | var | vart | varje ) \s*
    (?: (?P<every> \d{{1,2}} | {_WORD} | {"|".join(_ORDINALS)} )
        (?: st | nd | rd | th | :e | \. )? \s+ )?
    {_UNITS}
    """,
    re.VERBOSE,
)
_ALONE = MappingProxyType(
    dict.fromkeys(("daily", "dagligt", "dagligen"), Planned(7, Unit.WEEK))
    | dict.fromkeys(
        ("weekly", "ugentligt", "ugentlig", "veckovis"), Planned(1, Unit.WEEK)
    )
    | dict.fromkeys(("fortnightly",), Planned(1, Unit.WEEK, 2))
    | dict.fromkeys(
        ("monthly", "månedligt", "månedlig", "månadsvis"), Planned(1, Unit.MONTH)
    )
)


_AT_MOST = re.compile(r"^(\d{1,2})\s*[-\N{EN DASH}]\s*\d{1,2}\b")
"""Of "2-3 times a week" the two are what must be."""
_BEHIND = (
    (re.compile(r"(?<=\S )(?:ugentligt?|weekly|veckovis)$"), "a week"),
    (re.compile(r"(?<=\S )(?:månedligt?|monthly|månadsvis)$"), "a month"),
)


def read_planned(text: str) -> Planned | None:
    """Return how often, as people write it in three languages; nothing: unclear.

    >>> str(read_planned("2 gange om ugen")), str(read_planned("every other week"))
    ('2 a week', '1 in 2 weeks')
    >>> str(read_planned("hver 14. dag")), read_planned("often")
    ('1 in 2 weeks', None)
    """
    plain = " ".join(text.casefold().split()).strip(" .!")
    plain = re.sub(r"^(varannan|vartannat|hveranden)\b", "var annan", plain)
    if plain in _ALONE:
        return _ALONE[plain]
    plain = _AT_MOST.sub(r"\1", plain)
    for unit_behind, in_a_unit in _BEHIND:
        plain = unit_behind.sub(in_a_unit, plain)
    match = _TIMES.fullmatch(plain) or _EVERY.fullmatch(plain)
    if match is None:
        return None
    times = _number(match.groupdict().get("times"))
    every = _number(match["every"])
    if match["day"] and every % 7:
        # Of days only "every day", "once a day" and whole weeks are a number a week.
        return Planned(7 * times, Unit.WEEK) if every * times <= 1 else None
    if match["day"]:
        every //= 7
    unit = Unit.MONTH if match["month"] else Unit.WEEK
    if not 1 <= times <= MOST_TIMES or not 1 <= every <= MOST_UNITS:
        return None
    return Planned(times, unit, every)


def _number(written: str | None) -> int:
    if written is None:
        return 1
    if written.isdecimal():
        return int(written)
    return _NUMBERS.get(written) or _ORDINALS[written]
