"""A rhythm as people write it: `every other tuesday 14`, `hver anden tirsdag`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import groupby
from unicodedata import normalize

from casework.rhythm import Rhythm
from casework.rhythm_phrases import (
    WHOLE_WEEK,
    FaultError,
    Said,
    Step,
    Unclear,
    contradiction,
    first_word,
    understand,
)

__all__ = [
    "Kind",
    "RhythmFault",
    "RhythmParts",
    "RhythmWords",
    "Step",
    "Unclear",
    "read_rhythm",
    "write_rhythm",
]


@dataclass(frozen=True, slots=True)
class RhythmFault:
    """Why a text says no rhythm, and which part of it is to blame."""

    fault: Unclear
    part: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmWords:
    """What somebody said of a rhythm, and what was written behind it.

    `weekly` says no weekday, `monthly` no day and many words no time: what is not
    said stays empty, for the first day to decide, or to be asked for.
    """

    step: Step
    weekdays: frozenset[int] = frozenset()
    every: int = 1
    day_of_month: int | None = None
    at: time | None = None
    starts: date | None = None
    until: date | None = None
    rest: str = field(default="", repr=False)

    def rhythm(self, at: time, starts: date) -> Rhythm | RhythmFault:
        """Return the rhythm; the first day decides the weekday or the day of the month.

        What was said goes before what is given here.
        """
        first = self.starts or starts
        if self.until is not None and self.until < first:
            return RhythmFault(Unclear.DATE, f"{self.until:%d/%m}")
        weekdays, day = self.weekdays, self.day_of_month
        if self.step is Step.WEEK:
            weekdays = weekdays or frozenset({first.weekday()})
        if self.step is Step.MONTH:
            day = day or first.day
        return Rhythm(
            at=self.at or at,
            weekdays=weekdays,
            every=self.every,
            day_of_month=day,
            starts=first,
            until=self.until,
        )


def read_rhythm(text: str, today: date) -> RhythmWords | RhythmFault:
    """Return the rhythm that a text begins with, or why it says none.

    >>> found = read_rhythm("varannan onsdag 9.30 på biblioteket", date(2027, 1, 4))
    >>> found.every, found.weekdays, found.at, found.rest
    (2, frozenset({2}), datetime.time(9, 30), 'på biblioteket')
    >>> read_rhythm("every other day", date(2027, 1, 4)).fault
    <Unclear.EVERY: 'every'>
    """
    try:
        return _read(" ".join(normalize("NFKC", text).split()), today)
    except FaultError as error:
        return RhythmFault(error.fault, error.part)


def _read(text: str, today: date) -> RhythmWords:
    said, rest = understand(text, today)
    step = said.step
    if step is None and said.weekdays is not None:
        step = Step.WEEK, 1
    if said == Said() or (step is None and rest):
        raise FaultError(Unclear.WORD if rest else Unclear.NOTHING, first_word(rest))
    more = contradiction(rest)
    if more:
        raise more
    if step is None:
        numbered = said.numbered or ""
        raise FaultError(Unclear.MONTH if numbered else Unclear.NOTHING, numbered)
    return _whole(said, step, rest)


def _whole(said: Said, step: tuple[Step, int], rest: str) -> RhythmWords:
    """Return what the phrases say together, if they do not contradict each other."""
    kind, every = step
    weekdays = said.weekdays or frozenset()
    if kind is Step.WEEK and said.day_of_month is not None:
        raise FaultError(Unclear.MONTH, said.numbered or "")
    if kind is Step.MONTH and weekdays:
        raise FaultError(Unclear.EVERY, said.named or "")
    if kind is Step.MONTH and said.bare and said.day_of_month is None:
        raise FaultError(Unclear.MONTH, said.bare)
    if said.starts and said.until and said.until < said.starts:
        raise FaultError(Unclear.DATE, f"{said.until:%d/%m}")
    if weekdays == WHOLE_WEEK and every == 1:
        kind, weekdays = Step.DAY, frozenset()
    return RhythmWords(
        step=kind,
        weekdays=weekdays,
        every=every,
        day_of_month=said.day_of_month,
        at=said.at,
        starts=said.starts,
        until=said.until,
        rest=rest,
    )


class Kind(StrEnum):
    """Which words a rhythm is said in."""

    DAILY = "daily"
    WEEKLY = "weekly"
    EVERY_OTHER_WEEK = "every_other_week"
    EVERY_FEW_WEEKS = "every_few_weeks"
    MONTHLY = "monthly"
    EVERY_FEW_MONTHS = "every_few_months"
    MONTH_END = "month_end"
    EVERY_FEW_MONTH_ENDS = "every_few_month_ends"


@dataclass(frozen=True, slots=True)
class RhythmParts:
    """What a text says of a rhythm: `every {every} weeks, {days}, at {at}`."""

    kind: Kind
    days: str
    """The weekdays, `Mon-Fri`, or the day of the month; empty where there is none."""
    every: int
    at: time
    starts: date
    until: date | None


def write_rhythm(rhythm: Rhythm, names: Sequence[str]) -> RhythmParts:
    """Return what a text says of a rhythm, with these names of the weekdays.

    >>> tuesdays = read_rhythm("hver anden tirsdag kl. 10", date(2027, 1, 4))
    >>> rhythm = tuesdays.rhythm(time(10), date(2027, 1, 5))
    >>> parts = write_rhythm(rhythm, "Mo Tu We Th Fr Sa Su".split())
    >>> parts.kind, parts.days
    (<Kind.EVERY_OTHER_WEEK: 'every_other_week'>, 'Tu')
    """
    return RhythmParts(
        kind=_kind(rhythm),
        days=str(rhythm.day_of_month or _written(rhythm.weekdays, names)),
        every=rhythm.every,
        at=rhythm.at,
        starts=rhythm.starts,
        until=rhythm.until,
    )


def _kind(rhythm: Rhythm) -> Kind:
    often = rhythm.every == 1
    if rhythm.day_of_month == 31:  # noqa: PLR2004 - the last day of every month
        return Kind.MONTH_END if often else Kind.EVERY_FEW_MONTH_ENDS
    if rhythm.day_of_month is not None:
        return Kind.MONTHLY if often else Kind.EVERY_FEW_MONTHS
    if not rhythm.weekdays or (often and rhythm.weekdays == WHOLE_WEEK):
        return Kind.DAILY
    if rhythm.every == 2:  # noqa: PLR2004 - "every other" has its own words
        return Kind.EVERY_OTHER_WEEK
    return Kind.WEEKLY if often else Kind.EVERY_FEW_WEEKS


def _written(weekdays: frozenset[int], names: Sequence[str]) -> str:
    """Return the days, three in a row and more as `Mon-Fri`."""
    runs = []
    in_a_row = groupby(enumerate(sorted(weekdays)), key=lambda each: each[1] - each[0])
    for _, group in in_a_row:
        run = [names[day] for _, day in group]
        runs += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else run  # noqa: PLR2004 - a pair
    return ", ".join(runs)
