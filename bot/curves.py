"""The numbers behind the pictures of a case: check-ins, and contacts a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Final

from bot.choosing import day_of, moment_of
from bot.entry_groups import group_of
from storage.opened_entry import OpenedEntry

LEVELS: Final = {"fine": 5, "talk": 2, "help": 1}
MOST_BARS: Final = 36
"""More than three years are shown by year."""

_MET: Final = frozenset({"meeting", "contact"})


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How somebody said that they were."""

    on: date
    level: int
    said: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bar:
    """How often there was contact in a month or a year."""

    period: str
    incoming: int
    outgoing: int
    met: int

    @property
    def count(self) -> int:
        """Return how many contacts there were."""
        return self.incoming + self.outgoing + self.met


def check_ins(entries: Iterable[OpenedEntry], zone: tzinfo) -> tuple[CheckIn, ...]:
    """Return the answers that have a level, in their order."""
    return tuple(
        CheckIn(moment_of(entry.at, zone).date(), level, entry.text)
        for entry in entries
        if entry.kind == "check_in" and (level := level_of(entry)) is not None
    )


def level_of(entry: OpenedEntry) -> int | None:
    """Return how an answer stands between 1 and 5, where it says so."""
    answer = str(entry.more.get("answer", "")) or entry.text[:1]
    if answer in {"1", "2", "3", "4", "5"}:
        return int(answer)
    return LEVELS.get(answer)


def frequency(entries: Sequence[OpenedEntry], zone: tzinfo) -> tuple[Bar, ...]:
    """Return the months with how often there was contact, the empty ones too.

    Versions of a message, and what was only planned or tried, are no contact.
    """
    if not entries:
        return ()
    counted: dict[tuple[int, int], list[int]] = {}
    for entry in entries:
        place = _place(entry)
        if place is None:
            continue
        day = day_of(entry, zone)
        counted.setdefault((day.year, day.month), [0, 0, 0])[place] += 1
    if not counted:
        return ()
    months = _between(min(counted), max(counted))
    if len(months) <= MOST_BARS:
        return tuple(
            Bar(f"{year}-{month:02}", *counted.get((year, month), (0, 0, 0)))
            for year, month in months
        )
    years: dict[int, list[int]] = {year: [0, 0, 0] for year, _ in months}
    for (year, _), numbers in counted.items():
        years[year] = [a + b for a, b in zip(years[year], numbers, strict=True)]
    return tuple(Bar(str(year), *numbers) for year, numbers in years.items())


def _place(entry: OpenedEntry) -> int | None:
    if entry.kind == "message":
        return {"in": 0, "out": 1}.get(entry.direction)
    if entry.kind == "check_in":
        return 0
    if entry.kind == "appointment":
        return 2 if entry.more.get("outcome") in {"met", "late"} else None
    if entry.kind == "chat":
        return None  # its messages are counted
    return 2 if group_of(entry.kind) in _MET else None


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]
