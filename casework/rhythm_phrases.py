"""The phrases of a rhythm in three languages: `hver anden`, `10:00`, `until 30/6`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum

from casework import days, hours
from casework.rhythm import RAREST
from casework.safe_contact import DAY


class Step(StrEnum):
    """What is counted from one time to the next."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Unclear(StrEnum):
    """What is wrong with a rhythm that somebody wrote."""

    NOTHING = "nothing"
    WORD = "word"
    """It means nothing here, or more than one thing."""
    TIME = "time"
    """There is no such time, or it has an end; a rhythm says when it begins."""
    HALF = "half"
    """A `2` alone is in the night and in the afternoon: `14`, `02:00` or `2 pm`."""
    EVERY = "every"
    """Every other day, and what else goes through the week without its days."""
    MONTH = "month"
    """A `31st` alone: of which months?"""
    DATE = "date"
    """There is no such day, or it is over, or ends before it begins."""
    TWICE = "twice"
    """Said twice, or said differently further on."""


class FaultError(Exception):
    """Somebody wrote something else than a rhythm; the caller says so to them."""

    def __init__(self, fault: Unclear, part: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.part = part.strip(" ,.;:")


@dataclass(frozen=True, slots=True)
class Said:
    """What one phrase says, or all of them so far."""

    step: tuple[Step, int] | None = None
    weekdays: frozenset[int] | None = None
    named: str | None = None
    """How the weekdays were written."""
    day_of_month: int | None = None
    numbered: str | None = None
    """How the day of the month was written."""
    at: time | None = None
    bare: str | None = None
    """A time that might be another number."""
    starts: date | None = None
    until: date | None = None


def _any(*words: str) -> str:
    longest_first = sorted(" ".join(words).split(), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


_COUNTS = {
    word: number
    for number, words in {
        2: "other second anden andet andra annan two to två",
        3: "third tredje three tre",
        4: "fourth fjerde fjärde four fire fyra",
        5: "fifth femte five fem",
        6: "sixth sjette sjätte six seks sex",
        8: "eighth ottende åttonde eight otte åtta",
    }.items()
    for word in words.split()
}
_EACH = _any("every each hver hvert varje var vart")
_OTHER = _any("varannan vartannat varanden hveranden")
_DAY = _any("day days dag dage dagar dagen")
_WEEK = _any("week weeks uge uger ugen vecka veckan veckor")
_MONTH = _any("month months måned måneder måneden maaned månad månader månaden")
_UNIT = rf"(?:(?P<day>{_DAY})|(?P<week>{_WEEK})|(?P<month>{_MONTH}))"
_LENGTH = _any(
    "min mins minute minutes minutter minuter h hour hours",
    "t time timer tim timme timmar",
)
_LENGTH = rf"\d+(?:[.,]\d+)?\s*{_LENGTH}(?!\.\w)"
_ENDING = r"(?:st|nd|rd|th|\.(?:te|de)?|:(?:[aeo]|de)|te|de)(?!\w)"
_COUNT = rf"(?:{_any(*_COUNTS)}|\d{{1,3}}(?:{_ENDING}|(?![\w.:])))"
_DASH = "[-\N{EN DASH}\N{EM DASH}]"
_AND = r"(?:\s*[,;/&+]\s*|\s+(?:and|og|och)\s+|\s+)"
_TO = rf"(?:\s*{_DASH}\s*|\s+(?:to|til|till)\s+)"
_ON = _any("on om på")
_NAME = _any(*hours.DAYS)
_NAMES = rf"{_NAME}\.?(?:(?:{_AND}(?:(?:{_EACH}|{_ON})\s+)?|{_TO}){_NAME}\.?)*"
_ONE_OR_FROM_TO = _compiled(rf"(?P<first>{_NAME})\.?(?:{_TO}(?P<last>{_NAME}))?")
_OF_EACH = rf"(?:(?:of|in|i|om)\s+)?(?:(?:the|{_EACH})\s+)?"
WHOLE_WEEK = frozenset(range(7))
_AFTERNOON = 12
_TWICE_A_DAY = range(1, 7)
"""Hours of which nobody knows whether somebody means the night or the afternoon."""


def _every(found: re.Match[str], _said: Said, _today: date) -> Said:
    count, names = found["count"] or "", found["names"]
    number = re.sub(r"\D", "", count) or _COUNTS.get(count.casefold(), 1)
    every = 2 if found["other"] else int(number)
    if found["day"] and every % 7:
        raise FaultError(Unclear.EVERY, found[0])
    every = every // 7 if found["day"] else every
    if not 1 <= every <= RAREST:
        raise FaultError(Unclear.EVERY, found[0])
    if names is None:
        return Said((Step.MONTH if found["month"] else Step.WEEK, every))
    weekdays = _weekdays(names)
    if every > 1 and (len(weekdays) >= len(_WORKDAYS) or _AGAIN.search(names)):
        raise FaultError(Unclear.EVERY, found[0])
    return Said((Step.WEEK, every), weekdays, names)


def _named_days(found: re.Match[str], _said: Said, _today: date) -> Said:
    return Said(weekdays=_weekdays(found[0]), named=found[0])


def _each_day(found: re.Match[str], _said: Said, _today: date) -> Said:
    return Said(weekdays=WHOLE_WEEK, named=found[0])


def _once(found: re.Match[str], said: Said, today: date) -> Said:
    if found["day"]:
        return _each_day(found, said, today)
    return Said((Step.MONTH if found["month"] else Step.WEEK, 1))


def _step(step: Step, every: int) -> "_Reader":
    return lambda _found, _said, _today: Said((step, every))


def _numbered_day(found: re.Match[str], _said: Said, _today: date) -> Said:
    day = int(found["plain"] or found["nth"])
    if not 1 <= day <= 31:  # noqa: PLR2004 - days of a month
        raise FaultError(Unclear.DATE, found[0])
    step = (Step.MONTH, 1) if found["of_month"] else None
    return Said(step, day_of_month=day, numbered=found[0])


def _last_day(found: re.Match[str], _said: Said, _today: date) -> Said:
    return Said((Step.MONTH, 1), day_of_month=31, numbered=found[0])


def _clock(found: re.Match[str], _said: Said, _today: date) -> Said:
    clock, half = found["clock"], (found["half"] or "").casefold()
    minutes = hours.minute_of(clock)
    if found["odd"] or minutes is None or minutes == DAY:
        raise FaultError(Unclear.TIME, found[0])
    hour, minute = divmod(minutes, 60)
    if half:
        if not 1 <= hour <= _AFTERNOON:
            raise FaultError(Unclear.TIME, found[0])
        hour = hour % _AFTERNOON + (_AFTERNOON if half == "p" else 0)
    elif hour in _TWICE_A_DAY and not clock.startswith("0"):
        raise FaultError(Unclear.HALF, found[0])
    surely = half or found["kl"] or not clock.isdecimal()
    return Said(at=time(hour, minute), bare=None if surely else clock)


def _first(found: re.Match[str], _said: Said, today: date) -> Said:
    return Said(starts=_date(found, today, None))


def _last(found: re.Match[str], said: Said, today: date) -> Said:
    until = _date(found, today, said.starts)
    if until < today:
        raise FaultError(Unclear.DATE, found[0])
    return Said(until=until)


_Reader = Callable[[re.Match[str], Said, date], Said]
_WORKDAYS = range(5)
_AGAIN = _compiled(_EACH)
_A_DATE = rf"""
    \s* (?:(?:on|the|den|d\.)\s*)?
    (?!\d{{1,2}}\.\d{{1,2}}(?![\d.]))  # 9.10 may be a time
    (?:{days.A_DAY.pattern}) (?!\w)
"""
_PHRASES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (_compiled(pattern), reader)
    for pattern, reader in (
        (hours.EACH_DAY, _each_day),
        (
            rf"""(?:{_EACH}\s+)? (?:{_ON}\s+)?
            (?: (?:the|den|d\.?)\s*(?P<plain>\d{{1,2}})(?:{_ENDING})?
              | (?P<nth>\d{{1,2}}){_ENDING} )
            (?! \w | [.:/] | \d | \s*(?:/|{_DAY}|{_WEEK}|{_MONTH}|{_NAME}
                | {"|".join(days.MONTHS)}) )
            (?P<of_month> \s*{_OF_EACH}{_MONTH} )?""",
            _numbered_day,
        ),
        (
            rf"""(?:{_ON}\s+)? (?:(?:the|den)\s+)? (?:last|sidste|sista)\s+
            (?: {_DAY}\s+(?:(?:of|in|i|om)\s+)? | (?:of|in|i|om)\s+ )
            (?:(?:the|{_EACH})\s+)? {_MONTH}""",
            _last_day,
        ),
        (_any("weekly ugentligt ugentlig veckovis"), _step(Step.WEEK, 1)),
        (_any("monthly månedligt månedlig månadsvis"), _step(Step.MONTH, 1)),
        (rf"(?:{_EACH}\s+)?{_any('fortnight fortnightly')}", _step(Step.WEEK, 2)),
        (
            rf"{_EACH}\s+{_any('quarter kvartal')}|{_any('quarterly kvartalsvis')}",
            _step(Step.MONTH, 3),
        ),
        (rf"(?:once|en\sgang|en\sgång)\s+(?:an?|om|i)\s+{_UNIT}", _once),
        (
            rf"""(?: (?P<other>{_OTHER}) | {_EACH}(?:\s+(?P<count>{_COUNT}))? ) \s+
            (?: (?P<names>{_NAMES}) | {_UNIT} )""",
            _every,
        ),
        (_NAMES, _named_days),
        (rf"{_any('from starting fra från begyndende startende')}{_A_DATE}", _first),
        (
            rf"""(?:{_any("until till til to indtil")}(?:\s+(?:og|och)\s+med)?
                | t\.o\.m\.){_A_DATE}""",
            _last,
        ),
        (
            rf"""(?!{_LENGTH})
            (?P<kl> (?:at|kl|klokken|klockan)(?!\w)\.?\s* )?
            (?P<clock> \d{{1,2}}[:.]\d{{2}}(?!\d) | \d{{1,4}} )
            (?: \s*(?P<half>[ap])\.?m\.?(?!\w) )?
            (?: \s*o.?clock(?!\w) )?
            (?P<odd> \w+ | [:/]\S+ | [.,]\d\S* | \s+(?!{_LENGTH})\d\S*
                | \s*{_DASH}\s*\d\S*
                | \s+(?:to|till?)\s+\d{{1,4}}(?:[:.]\d{{2}})?
                    (?![\w./-]|\s+(?:{"|".join(days.MONTHS)})) )?""",
            _clock,
        ),
    )
)
_BETWEEN = _compiled(
    rf"(?:[\s,;:&+/]|\s{_DASH}\s|\b(?:and|og|och|on|om|på|i|in|of)\s)*"
)
_FURTHER = _compiled(
    rf"""(?P<time> ^(?:{_DASH}|(?:until|till?|to|from|fra|från)\s)\s*\d\S*
        | (?<!\w)(?:kl|klokken|klockan)(?!\w)\.?\s*\d\S*
        | (?<!\w)\d{{1,2}}[:.]\d{{2}}(?![\w.]) )
    | ^{_any("not ikke inte")}
    | (?<!\w) (?: {_any("every each hver hvert varje")}|{_OTHER}|{_WEEK}|{_MONTH}
        | {_any(*hours.LONG, *hours.EVERY_DAY)}
        | {_any("weekly monthly biweekly bimonthly fortnightly ugentligt månedligt")}
        | {_any("except undtagen utom")} )"""
)
"""What must not stand in the rest: it says more of the rhythm than was read."""

_FIRST_WORD = _compiled(rf"(?:(?:{_EACH}|the|den)\s+)?\S+")


def understand(text: str, today: date) -> tuple[Said, str]:
    """Return what a text says of a rhythm, phrase after phrase, and what is left."""
    said, place = Said(), 0
    while True:
        between = _BETWEEN.match(text, place)
        found = _phrase(text, between.end() if between else place)
        if found is None:
            return said, text[place:].strip(" ,.;:!")
        match, reader = found
        said = _both(said, reader(match, said, today), match[0])
        place = match.end()


def contradiction(rest: str) -> FaultError | None:
    """Return what the rest says of the rhythm after all, which nobody may overlook."""
    found = _FURTHER.search(rest)
    if found is None:
        return None
    return FaultError(Unclear.TIME if found["time"] else Unclear.TWICE, found[0])


def first_word(rest: str) -> str:
    """Return the word that was not understood, and what it leans on."""
    word = _FIRST_WORD.match(rest)
    return word[0] if word else ""


def _phrase(text: str, place: int) -> tuple[re.Match[str], _Reader] | None:
    for pattern, reader in _PHRASES:
        match = pattern.match(text, place)
        if match:
            return match, reader
    return None


def _both(said: Said, more: Said, part: str) -> Said:
    merged = {}
    for each in fields(Said):
        old, new = getattr(said, each.name), getattr(more, each.name)
        if old is not None and new is not None:
            raise FaultError(Unclear.TWICE, part)
        merged[each.name] = new if old is None else old
    return Said(**merged)


def _weekdays(names: str) -> frozenset[int]:
    found: set[int] = set()
    for match in _ONE_OR_FROM_TO.finditer(names):
        first = hours.DAYS[match["first"].casefold()]
        last = hours.DAYS[(match["last"] or match["first"]).casefold()]
        if match["last"] and len(first) + len(last) > 2:  # noqa: PLR2004 - one and one
            raise FaultError(Unclear.WORD, match[0])
        ahead = range((last[0] - first[0]) % 7 + 1)
        found |= {(first[0] + day) % 7 for day in ahead} if match["last"] else {*first}
    return frozenset(found)


def _date(found: re.Match[str], today: date, after: date | None) -> date:
    day = days.meant(found, today, after=after)
    if day is None or (day - today).days > days.FURTHEST:
        raise FaultError(Unclear.DATE, found[0])
    return day
