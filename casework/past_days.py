"""When something was, as people write it: `yesterday 14:00`, `i går klokken 14`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from unicodedata import normalize

from casework import days, hours, local_time

LONGEST_AGO = timedelta(days=366)
"""What was before that is a slip of the pen."""

USUAL = time(12)
"""Where nobody said at what hour it was."""

_AGO = MappingProxyType(
    dict.fromkeys(("today", "i dag", "idag"), 0)
    | dict.fromkeys(("yesterday", "i går", "igår", "i gaar", "i gar"), 1)
    | dict.fromkeys(
        (
            *("the day before yesterday", "day before yesterday", "i forgårs"),
            *("forgårs", "i förrgår", "förrgår"),
        ),
        2,
    )
)
_JUST_BEEN = MappingProxyType(
    {
        said: place
        for name, place in days.WEEKDAYS.items()
        for said in (f"last {name}", f"sidste {name}", f"i {name}s")
    }
)
_SAID = "|".join(
    re.escape(said).replace(r"\ ", r"\s+")
    for said in sorted((*_AGO, *_JUST_BEEN), key=len, reverse=True)
)
_DAY = re.compile(
    rf"(?:on\s+|den\s+|d\.\s*)?(?:{days.A_DAY.pattern})", re.VERBOSE | re.IGNORECASE
)
_WORD = re.compile(rf"(?:{_SAID})(?!\w)", re.IGNORECASE)
_CLOCK = r"\d{1,2}[:.]\d{2}(?!\d)"
_AT = re.compile(
    rf"""[\s,]* (?: (?:at|kl|klokken|klockan)(?!\w)\.?\s* (?P<hour>\d{{1,2}}(?![\d:.]))
                | (?:(?:at|kl|klokken|klockan)(?!\w)\.?\s*)? (?P<clock>{_CLOCK})
                  (?:\s*[-\N{{EN DASH}}]\s*(?P<until>{_CLOCK}))? )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Was:
    """The day that was written, and the hour if one was; `on` is empty for no day."""

    on: date | None
    at: time | None = None
    minutes: int | None = None
    """How long it took, where both ends were said."""

    def to_json(self) -> dict[str, str]:
        """Return it as a dialog keeps it."""
        kept = (("on", self.on), ("at", self.at))
        return {name: each.isoformat() for name, each in kept if each is not None}

    @staticmethod
    def from_json(kept: Mapping[str, str]) -> "Was":
        """Return what `to_json` was made of."""
        on, at = kept.get("on"), kept.get("at")
        return Was(
            None if on is None else date.fromisoformat(on),
            None if at is None else time.fromisoformat(at),
        )

    def moment(self, now: datetime, zone: tzinfo) -> datetime | None:
        """Return when it was; nothing: that is no day, not over yet, or too long ago.

        >>> from datetime import UTC
        >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
        >>> Was(date(2026, 11, 23), time(14)).moment(noon, UTC) is None
        True
        """
        if self.on is None:
            return None
        today = local_time.local_of(now, zone).date()
        if self.on == today and self.at is None:
            return now
        then = datetime.combine(self.on, self.at or USUAL)
        moment = local_time.instant(then, zone)
        return moment if now - LONGEST_AGO <= moment <= now else None


def read_was(text: str, today: date) -> tuple[Was, str] | None:
    """Return when something was that a text begins with, and what is behind it.

    A weekday alone is no past day: "friday" may be the one to come.

    >>> read_was("i går kl. 14.30 kaffe", date(2026, 11, 23))
    (Was(on=datetime.date(2026, 11, 22), at=datetime.time(14, 30), minutes=None), \
' kaffe')
    >>> read_was("friday is fine", date(2026, 11, 23)) is None
    True
    """
    found = _word(text, today) or _date(text, today)
    if found is None:
        return None
    on, behind = found
    clock = _AT.match(behind)
    if clock is None:
        return Was(on), behind
    first = hours.minute_of(clock["hour"] or clock["clock"])
    last = hours.minute_of(clock["until"]) if clock["until"] else None
    if first is None or first >= _MINUTES_OF_A_DAY:
        return Was(None), behind[clock.end() :]
    lasted = None if last is None or last <= first else last - first
    return Was(on, time(*divmod(first, 60)), lasted), behind[clock.end() :]


_MINUTES_OF_A_DAY = 24 * 60


def _word(text: str, today: date) -> tuple[date | None, str] | None:
    match = _WORD.match(text)
    if match is None:
        return None
    said = " ".join(normalize("NFC", match[0]).casefold().split())
    ago = _AGO.get(said)
    if ago is None:
        # Last Monday, said on a Monday, is the one a week ago.
        ago = (today.weekday() - _JUST_BEEN[said] - 1) % 7 + 1
    return today - timedelta(days=ago), text[match.end() :]


def _date(text: str, today: date) -> tuple[date | None, str] | None:
    match = _DAY.match(text)
    if match is None or match["word"] or (match["day"] and "/" not in match[0]):
        return None  # "1.5" is a number, and "friday" may be the one to come
    return days.meant(match, today, after=None), text[match.end() :]
