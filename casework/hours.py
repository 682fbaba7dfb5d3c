"""Hours of the week, as people write them: `man-fre 8-16, lør 10-12`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from unicodedata import normalize

from casework import days
from casework.safe_contact import DAY, Week, Window, every_day


class Fault(StrEnum):
    """What is wrong with hours that somebody wrote."""

    NOTHING = "nothing"
    WORD = "word"
    TIME = "time"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class NotHours:
    """Why a text says no hours, and which part of it is to blame."""

    fault: Fault
    part: str = field(default="", repr=False)


ALWAYS = every_day(Window(0, DAY))

_WEEK = range(7)
SHORT = MappingProxyType(
    {
        name: day
        for day, names in enumerate(
            (
                "mon man mån",
                "tue tues tir tirs tis",
                "wed ons",
                "thu thur thurs tor tors",
                "fri fre",
                "sat lør lor lör",
                "sun søn son sön",
            )
        )
        for name in names.split()
    }
)
LONG = MappingProxyType(
    {
        plain + ending: day
        for full, day in days.WEEKDAYS.items()
        for plain in (full, full.translate(str.maketrans("åøö", "aoo")))
        for ending in (
            "",
            "s" if full.endswith("y") else "e",
            "en",
            "ene",
            "ar",
            "arna",
        )
    }
)
"""The names in full, of one or of all: `tuesday`, `tirsdage`, `tisdagar`."""

EVERY_DAY = MappingProxyType(
    dict.fromkeys(("daily", "dagligt", "everyday", "dagligen"), tuple(_WEEK))
)
DAYS = MappingProxyType(
    {name: (day,) for name, day in (SHORT | LONG).items()}
    | EVERY_DAY
    | dict.fromkeys(
        ("weekdays", "weekday", "hverdage", "hverdag", "vardagar", "vardag"),
        tuple(_WEEK[:5]),
    )
    | dict.fromkeys(
        ("weekend", "weekends", "weekender", "helg", "helger", "helgen"), (5, 6)
    )
)
"""What each word for days means, 0 being Monday."""

EACH_DAY = r"\b(?:every\sday|hver\sdag|alle\sdage|varje\sdag|alla\sdagar)\b"
_EACH_DAY = re.compile(EACH_DAY)
_ANY_TIME = frozenset({"always", "any time", "altid", "alltid", "når som helst"})
_TO = re.compile(r"\s+(?:til|till|to)\s+|\s*[-\N{EN DASH}\N{EM DASH}]\s*")
_FILLING = re.compile(r"\b(kl|at|from|fra|från|og|och|and)\b\.?|[,;:+/&]+(?=\s|$)")
_TOKEN = re.compile(
    r"(?P<dash>-)|(?P<time>\d{1,2}[:.]\d{2}|\d{1,4})|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<space>[\s,;:+/&.]+)|(?P<other>.)"
)
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})?")

_Token = tuple[str, str]


class _FaultError(Exception):
    """Somebody wrote something else than hours."""

    def __init__(self, fault: Fault, part: str = "") -> None:
        super().__init__(fault)
        self.said = NotHours(fault, part)


def read(text: str) -> Week | NotHours:
    """Return the week that a text says, or why it says none.

    A time without a day holds every day; `22-6` goes on past midnight.

    >>> read("man-fre 8-16, lør 10-12")[5]
    (Window(opens=600, closes=720),)
    >>> read("man-fre"), read("someday 8-16")
    (NotHours(fault=<Fault.TIME: 'time'>), NotHours(fault=<Fault.WORD: 'word'>))
    """
    plain = normalize("NFKC", text).casefold().strip()
    if " ".join(plain.split()).strip(" .!") in _ANY_TIME:
        return ALWAYS
    plain = _EACH_DAY.sub("daily", _TO.sub("-", plain))
    plain = _FILLING.sub(" ", plain)
    try:
        return _week(list(_tokens(plain)))
    except _FaultError as fault:
        return fault.said


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind == "other" or (kind == "word" and match["word"] not in DAYS):
            raise _FaultError(Fault.WORD, match[0])
        if kind != "space":
            yield kind, match["word"] or match[0]


def _week(tokens: list[_Token]) -> Week:
    """Read days, then the times that hold on them, as often as they come."""
    if not tokens:
        raise _FaultError(Fault.NOTHING)
    found: list[list[Window]] = [[] for _ in _WEEK]
    while tokens:
        named = list(_days(tokens))
        times = list(_times(tokens))
        if not times:
            raise _FaultError(Fault.TIME, tokens[0][1] if tokens else "")
        for day in named or _WEEK:
            for opens, closes in times:
                _add(found, day, opens, closes)
    return tuple(_merged(each) for each in found)


def _days(tokens: list[_Token]) -> Iterator[int]:
    while tokens and tokens[0][0] == "word":
        _, name = tokens.pop(0)
        first = DAYS[name]
        if [kind for kind, _ in tokens[:2]] != ["dash", "word"]:
            yield from first
            continue
        last = DAYS[tokens[1][1]]
        if len(first) > 1 or len(last) > 1:
            raise _FaultError(Fault.DAYS, f"{name}-{tokens[1][1]}")
        del tokens[:2]
        for ahead in range((last[0] - first[0]) % 7 + 1):
            yield (first[0] + ahead) % 7


def _times(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    while tokens and tokens[0][0] == "time":
        kinds = [kind for kind, _ in tokens[:3]]
        said = "".join(word for _, word in tokens[:3])
        if kinds != ["time", "dash", "time"]:
            raise _FaultError(Fault.TIME, tokens[0][1])
        opens, closes = _minute(tokens[0][1]), _minute(tokens[2][1])
        if opens in {closes, DAY}:
            raise _FaultError(Fault.TIME, said)
        del tokens[:3]
        yield opens, closes


def _minute(clock: str) -> int:
    found = minute_of(clock)
    if found is None:
        raise _FaultError(Fault.TIME, clock)
    return found


def minute_of(clock: str) -> int | None:
    """Return the minute of the day: of `8`, `8.30`, `8:30`, `0830`, at most of `24`."""
    plain = clock.zfill(4) if len(clock) > len("24") and clock.isdigit() else clock
    match = _CLOCK.fullmatch(plain)
    hour, minute = (0, 60) if match is None else (int(match[1]), int(match[2] or 0))
    found = hour * 60 + minute
    return None if minute > 59 or found > DAY else found  # noqa: PLR2004 - of an hour


def _add(found: list[list[Window]], day: int, opens: int, closes: int) -> None:
    """Add a window; one that ends before it begins goes on the next morning."""
    if closes > opens:
        found[day].append(Window(opens, closes))
        return
    found[day].append(Window(opens, DAY))
    if closes:
        found[(day + 1) % 7].append(Window(0, closes))


def _merged(windows: list[Window]) -> tuple[Window, ...]:
    merged: list[Window] = []
    for window in sorted(windows):
        if merged and window.opens <= merged[-1].closes:
            last = merged.pop()
            window = Window(last.opens, max(last.closes, window.closes))  # noqa: PLW2901 - the two have become one
        merged.append(window)
    return tuple(merged)


def write(week: Week, names: Sequence[str]) -> str:
    """Return a week in a line, with these names of its days.

    >>> write(read("man-fre 8-16.30, lør 10-12 14-15"), "Mo Tu We Th Fr Sa Su".split())
    'Mo-Fr 8-16:30, Sa 10-12 + 14-15'
    """
    lines = []
    for windows, group in groupby(_WEEK, key=lambda day: week[day]):
        alike = list(group)
        if windows:
            last = "" if len(alike) == 1 else f"-{names[alike[-1]]}"
            hours = " + ".join(map(_range, windows))
            lines.append(f"{names[alike[0]]}{last} {hours}")
    return ", ".join(lines)


def _range(window: Window) -> str:
    return f"{_clock(window.opens)}-{_clock(window.closes)}"


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour}:{rest:02}" if rest else str(hour)
