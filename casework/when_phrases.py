"""The phrases of a time to meet in three languages: `i morgen`, `14-15`, `1h`."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date, time, timedelta
from typing import Any
from unicodedata import normalize

from casework import days, hours
from casework.safe_contact import DAY
from casework.when_said import FaultError, Said, WhenFault


def _any(*words: str) -> str:
    longest_first = sorted(" ".join(words).split(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


_A_DAY = timedelta(days=1)
_COUNTS = {
    word: number
    for number, words in {
        1: "a an one en et ett",
        2: "two to två",
        3: "three tre",
        4: "four fire fyra",
        5: "five fem",
        6: "six seks sex",
    }.items()
    for word in words.split()
}
_WEEKDAY = _any(*hours.SHORT, *hours.LONG)
_MONTHS = _any(
    *days.MONTHS,
    "sept january february march april june july august september october november",
    "december januar februar marts juni juli oktober",
    "januari februari mars augusti",
)
_DASH = "[-\N{EN DASH}\N{EM DASH}]"
_NEXT = _any("next næste naeste nästa")
_THIS = _any("this denne denna")
_WEEK = _any("week uge ugen vecka veckan")
_HOURS = _any("h hr hrs hour hours t time timer tim timme timmar")
_MINUTES = _any("m min mins minute minutes minut minutter minuter")
_ONE_AND_A_HALF = rf"""
    halvanden\s+{_any("time")} | (?:an?|one)\s+hour\s+and\s+a\s+half
    | (?:one|en|1)\s+(?:and|og|och)\s+(?:a|en)\s+(?:half\s+hours?|halv\s+(?:time|timme))
    """
_HALF_AN_HOUR = r"half\s+an\s+hour|(?:en|1)\s+halv\s+(?:time|timme)(?!\w)"
_COUNT = rf"(?:\d{{1,3}}|{_any(*_COUNTS)})"
_LASTING = rf"""
    (?: (?P<one_and_half>{_ONE_AND_A_HALF}) | (?P<half_hour>{_HALF_AN_HOUR})
    | (?P<hours>\d{{1,3}}(?:[.,]\d{{1,2}})?|{_any(*_COUNTS)}) \s* {_HOURS} \.?
      (?: \s* (?:and|og|och)? \s* (?P<and>\d{{1,2}}) \s* {_MINUTES} )?
    | (?P<only>\d{{1,4}}) \s* {_MINUTES} \.? )"""
_CLOCK = r"\d{1,2}[:.]\d{2}(?!\d)|\d{1,4}(?!\d)"
_HALF = r"(?:\s*[ap]\.?m\.?(?!\w))"
_TO = rf"(?:\s*{_DASH}\s*|\s+(?:to|til|till|until)\s+)"
_AFTERNOON = 12
_TWICE_A_DAY = range(1, 7)
"""Hours of which nobody knows whether somebody means the night or the afternoon."""


_Reader = Callable[[re.Match[str]], Said]


def _dated(found: re.Match[str]) -> Said:
    def day(today: date) -> date:
        meant = days.meant(found, today, after=None)
        if meant is None:
            raise FaultError(WhenFault.DATE, found[0])
        return meant

    return Said(date=day, named=found[0])


def _numbered(found: re.Match[str]) -> Said:
    number = int(found["plain"] or found["nth"])

    def day(today: date) -> date:
        for ahead in range(62):  # no two months in a row are without their 31st
            each = today + ahead * _A_DAY
            if each.day == number:
                return each
        raise FaultError(WhenFault.DATE, found[0])

    return Said(date=day, named=found[0])


def _from_today(number: int) -> _Reader:
    """Return the reader of a word for the day that is so many days ahead."""

    def said(found: re.Match[str]) -> Said:
        return Said(date=lambda today: today + number * _A_DAY, named=found[0])

    return said


def _ahead(found: re.Match[str]) -> Said:
    number = _COUNTS.get(found["ahead"].casefold()) or int(found["ahead"])
    unit = _A_DAY * (7 if found["weeks"] else 1)
    return Said(date=lambda today: today + number * unit, named=found[0])


def _weekday(found: re.Match[str]) -> Said:
    name = found["weekday"].casefold()
    (day,) = hours.DAYS[name]
    return Said(
        weekday=day, is_next=True if found["next"] else None, named=found[0].strip(". ")
    )


def _this_week(found: re.Match[str]) -> Said:
    weeks = 1 if found["after"] else 0
    return Said(week=lambda today: _monday(today) + 7 * weeks * _A_DAY, named=found[0])


def _numbered_week(found: re.Match[str]) -> Said:
    number = int(found["number"])

    def monday(today: date) -> date:
        this = today.isocalendar()
        year = this.year + (number < this.week)
        try:
            return date.fromisocalendar(year, number, 1)
        except ValueError:
            raise FaultError(WhenFault.DATE, found[0]) from None

    return Said(week=monday, named=found[0])


def _monday(day: date) -> date:
    return day - day.weekday() * _A_DAY


def _lasting(found: re.Match[str]) -> Said:
    if found["half_hour"]:
        return Said(minutes=30, lasting=found[0])
    if found["one_and_half"]:
        return Said(minutes=90, lasting=found[0])
    if found["only"]:
        return Said(minutes=_number(found["only"]), lasting=found[0])
    whole, _, part = found["hours"].replace(",", ".").partition(".")
    minutes = _number(whole) * 60
    if part:
        minutes += round(60 * int(part) / 10 ** len(part))
    minutes += int(found["and"] or 0)
    return Said(minutes=minutes, lasting=found[0])


def _number(word: str) -> int:
    return _COUNTS.get(word.casefold()) or int(word)


def _no_time(found: re.Match[str]) -> Said:
    raise FaultError(WhenFault.WORD, found[0])


def _clock(found: re.Match[str]) -> Said:
    if found["odd"]:
        raise FaultError(WhenFault.TIME, found[0])
    ends, last = found["ends"], _half(found["last_half"])
    first = _half(found["half"])
    if ends and last and not first and int(re.split(r"[:.]", found["clock"])[0]) <= 12:  # noqa: PLR2004 - on a dial
        first = last  # "2-3 pm"
    at = _time(found["clock"], first, found[0])
    until = _time(ends, last, found[0], is_end=True) if ends else None
    return Said(at=at, until=until, clock=found[0])


def _half(written: str | None) -> str:
    return (written or "").strip()[:1].casefold()


def _time(clock: str, half: str, part: str, *, is_end: bool = False) -> time:
    """Return the time on the wall; midnight at the end of a day is `time()`."""
    minutes = hours.minute_of(clock)
    if minutes is None or (minutes == DAY and not is_end):
        raise FaultError(WhenFault.TIME, part)
    hour, minute = divmod(minutes % DAY, 60)
    if half:
        if not 1 <= hour <= _AFTERNOON:
            raise FaultError(WhenFault.TIME, part)
        hour = hour % _AFTERNOON + (_AFTERNOON if half == "p" else 0)
    elif hour in _TWICE_A_DAY and not clock.startswith("0"):
        raise FaultError(WhenFault.HALF, part)
    return time(hour, minute)


_PHRASES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (_compiled(pattern), reader)
    for pattern, reader in (
        (
            r"day\safter\stomorrow\b|(?:i\s)?overmorgen\b|i\s?övermorgon\b",
            _from_today(2),
        ),
        (r"(?:yesterday|i\s?g[åa]r)\b", _from_today(-1)),
        (
            rf"""(?:in|om) \s+ (?P<ahead>{_COUNT}) \s+
            (?: {_any("day days dag dage dagar")}
              | (?P<weeks>{_any("week weeks uge uger vecka veckor")}) )""",
            _ahead,
        ),
        (
            rf"(?:in|om)\s+(?:about\s+)?{_COUNT}(?:[.,]\d+)?\s*(?:{_HOURS}|{_MINUTES})",
            _no_time,
        ),
        (
            rf"""(?!\d{{1,2}}\.\d{{1,2}}(?![\d.]))  # 9.10 may be a time
            (?!\d{{1,2}}\.\s+\d{{1,2}}(?!\d|\.(?!\d)|/))  # "den 3. 10:30"
            (?!\d{{1,2}}\.?\s+(?!{_MONTHS})[^\W\d_])  # "14 market square"
            (?!{_WEEKDAY}|{_any("now nu")})
            (?:{days.A_DAY.pattern}) (?!\w)""",
            _dated,
        ),
        (
            rf"""(?: (?:the|den|d\.)\s*(?P<plain>\d{{1,2}})(?:\.(?!\d))?
                   | (?:(?:the|den)\s+)?(?P<nth>\d{{1,2}})(?:st|nd|rd|th|:[ae]) )
            (?! [\w:/] | \.\d | \.?\s*(?:{_HOURS}|{_MINUTES}|{_MONTHS}) )""",
            _numbered,
        ),
        (
            rf"""(?:(?:i|in|om)\s+)? (?:(?P<after>{_NEXT})|{_THIS}) \s+ {_WEEK}""",
            _this_week,
        ),
        (
            r"(?:i\s+)?(?:week|uge|vecka|v\.|u\.)\s*(?P<number>\d{1,2})(?![\w:.])",
            _numbered_week,
        ),
        (rf"(?:(?P<next>{_NEXT})\s+)?(?P<weekday>{_WEEKDAY})\.?", _weekday),
        (_LASTING, _lasting),
        (
            rf"""(?: (?:at|kl|klokken|klockan)(?!\w)\.?\s* )?
            (?P<clock>{_CLOCK}) (?P<half>{_HALF})?
            (?: {_TO} (?:(?:kl|klokken|klockan)(?!\w)\.?\s*)?
                (?P<ends>{_CLOCK}) (?P<last_half>{_HALF})? )?
            (?: \s*o.?clock(?!\w) )?
            (?P<odd> [^\W\d]\w* | [:/]\S+ | [.,]\d\S* | \s*{_DASH}\s*\d\S* )?""",
            _clock,
        ),
    )
)
_BETWEEN = _compiled(rf"(?:[\s,;:.]|{_DASH}(?=\s))*")
_FILLING = _compiled(
    _any(
        "on at in for from this coming the på om i fra den d denne kommende från denna",
        "kommande nu",
    )
)
_FURTHER = _compiled(
    rf"""^\d{{1,4}}(?!\w|\s*[^\W\d])
    | ^(?:{_DASH}|(?:until|till?|to)\s)\s*\d\S*
    | ^{_any("not ikke inte or eller")}
    | (?<![\w.:/])\d{{1,2}}:\d{{2}}(?![\w:])
    | (?<!\w)(?:kl|klokken|klockan)(?!\w)\.?\s*\d\S*
    | (?<![\w/.-])(?:\d{{1,2}}/\d{{1,2}}|\d{{4}}-\d\d-\d\d)(?![\w/])
    | (?<!\w){_any(*hours.LONG, "tomorrow imorgen imorgon december")}
    | (?<!\w)(?:i\s(?:morgen|morgon)|{_NEXT}\s{_WEEK})(?!\w)"""
)
"""What must not stand in the rest: it says more of the time than was read."""

_AT_THE_END = _compiled(rf"(?:^|[\s,]+)(?:(?:for|i|på)\s+)?(?P<all>{_LASTING})\.?$")
_FIRST_WORDS = _compiled(rf"(?:(?:{_NEXT}|{_FILLING.pattern})\s+)*\S+")
_REWRITTEN = (
    (re.compile(r"(?<=\d)\s?½"), ".5"),
    (re.compile(r"½"), "0.5"),
    # "tirsdag 1.12 kl. 14": a date, because the time stands behind it.
    (
        re.compile(
            r"(?<![\d.:/])(?<!kl )(?<!kl\. )(\d{1,2})\.(0?[1-9]|1[0-2])"
            r"(?=\s+(?:(?:kl|klokken|klockan|at)\b\.?\s*\d|\d{1,2}[:.]\d{2}(?!\d)))",
            re.IGNORECASE,
        ),
        r"\1/\2",
    ),
    # What programs write.
    (re.compile(r"(?<=\d)T(?=\d\d:)"), " "),
    (re.compile(r"\b(\d{1,2}:\d{2}):00\b"), r"\1"),
    (re.compile(r"\b(?:noon|midday)\b", re.IGNORECASE), "12:00"),
    (re.compile(r"\b(\d{1,2})[./](\d{1,2})\.\s+(?=\d)"), r"\1/\2 "),
    (re.compile(r"(\b\d{1,2}/\d{1,2})(?:\s+|\s*-\s*)(20[2-9]\d)\b"), r"\1/\2"),
    (re.compile(r"(?<=\d)\s?h\s?(\d\d)\b(?!\s*m)"), r"h \1min"),
    (
        re.compile(
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)(?:\s+of)?\s+(?={_MONTHS})", re.IGNORECASE
        ),
        r"\1 ",
    ),
    (
        re.compile(
            rf"(?<!\d)(?<!\d[ .])(?<!\d\. )\b({_MONTHS})\.?\s+(\d{{1,2}})"
            r"(?:st|nd|rd|th)?(?![\w:.])",
            re.IGNORECASE,
        ),
        r"\2 \1",
    ),
)
"""What is written otherwise, put as the phrases know it."""


def plain(text: str) -> str:
    """Return a text as the phrases know it.

    >>> plain("Dec 3rd,  14:00"), plain("1½ time")
    ('3 Dec, 14:00', '1.5 time')
    """
    for pattern, instead in _REWRITTEN:
        text = pattern.sub(instead, text)
    return " ".join(normalize("NFKC", text).split())


def understand(text: str) -> tuple[Said, str]:
    """Return what a text says of a time, phrase after phrase, and what is left."""
    said, place = Said(), 0
    while True:
        place = _behind(_BETWEEN, text, place)
        found = _phrase(text, place)
        if found is None or _is_house_number(found, said):
            break
        match, reader = found
        said = _both(said, reader(match), match[0])
        place = match.end()
    rest = text[place:].strip(" ,.;:!")
    last = _AT_THE_END.search(rest) if said.minutes is None else None
    if last is not None and said != Said():
        return _both(said, _lasting(last), last[0]), rest[: last.start()].strip(" ,.;")
    return said, rest


def leading_minutes(text: str) -> tuple[int | None, str]:
    """Return how long it takes, if a text says so first or last, and what is left.

    >>> leading_minutes("1h at the library"), leading_minutes("library for 1 hour")
    ((60, 'at the library'), (60, 'library'))
    """
    start = _behind(_BETWEEN, text, 0)
    found = _compiled(_LASTING).match(text, start)
    if found is not None:
        return _lasting(found).minutes, text[found.end() :].strip(" ,.;")
    last = _AT_THE_END.search(text)
    if last is not None:
        return _lasting(last).minutes, text[: last.start()].strip(" ,.;")
    return None, text


def contradiction(rest: str) -> FaultError | None:
    """Return what the rest says of the time after all, which nobody may overlook."""
    found = _FURTHER.search(rest)
    return None if found is None else FaultError(WhenFault.TWICE, found[0])


def first_words(rest: str) -> str:
    """Return the word that was not understood, and what leans on it."""
    words = _FIRST_WORDS.match(rest)
    return words[0] if words else ""


def _behind(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _phrase(text: str, place: int) -> tuple[re.Match[str], _Reader] | None:
    """Return what is said there, or behind small words: `on the`, `i den kommende`."""
    while True:
        for pattern, reader in _PHRASES:
            match = pattern.match(text, place)
            if match:
                return match, reader
        filling = _FILLING.match(text, place)
        if filling is None:
            return None
        place = _behind(_BETWEEN, text, filling.end())


def _is_house_number(found: tuple[re.Match[str], _Reader], said: Said) -> bool:
    """Tell whether it is no time any more: `tuesday 10:00 14 Main Street`."""
    match, reader = found
    return reader is _clock and said.at is not None and match[0].isdecimal()


def _both(said: Said, more: Said, part: str) -> Said:
    merged: dict[str, Any] = {}
    for each in fields(Said):
        old, new = getattr(said, each.name), getattr(more, each.name)
        if each.name in ("named", "clock", "lasting"):
            merged[each.name] = f"{old} {new}".strip()
        elif old is not None and new is not None:
            raise FaultError(WhenFault.TWICE, part)
        else:
            merged[each.name] = new if old is None else old
    return Said(**merged)
