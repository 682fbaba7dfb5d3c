"""A meeting as people write it in one line: `tuesday 14 1h at the library`."""

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from types import MappingProxyType

from casework import local_time
from casework.appointments import LONGEST, SHORTEST, AppointmentKind
from casework.hours import minute_of
from casework.rhythm import Rhythm, next_after
from casework.rhythm_words import RhythmFault, read_rhythm
from casework.when import NotWhen, read
from casework.when_phrases import leading_minutes
from casework.when_said import WhenFault

EVERY = re.compile(
    r"\s*(?:every|each|hver|hvert|varje|var|varannan|vartannat|varanden|hveranden"
    r"|weekly|monthly|fortnightly|ugentligt?|månedligt?|veckovis|månadsvis)\b",
    re.IGNORECASE,
)
_EVERY_LATER = re.compile(
    r"\b(?:(?:every|each|hver|hvert|varje)\s+(?:(?:other|anden|andet)\s+)?"
    r"|(?:varannan|vartannat)\s+)(?:day|week|month|dag|uge|måned|vecka|månad)\b",
    re.IGNORECASE,
)
"""Says a rhythm behind its day: `the 15th of every month`."""

_UNTIL = re.compile(
    r"\s+((?:until|till?|indtil|t\.o\.m\.)\s+(?:o[gc]h?\s+med\s+)?"
    r"\d[\w./-]*(?:\s+[^\W\d]+\.?(?:\s+\d{4})?)?)[\s.]*$",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"(?<![\d/.:-])(\d{1,2}(?:[:.]\d{2})?)\s*[-\N{EN DASH}]\s*(\d{1,2}(?:[:.]\d{2})?)"
    r"(?![\d/:-])"
)
_LEAD = re.compile(
    r"(?:(?:at|in|@|på|i|ved|vid)\s+|(?:where|place|hvor|sted|var|plats):\s*)",
    re.IGNORECASE,
)
_KINDS = MappingProxyType(
    {
        word: kind
        for kind, words in {
            AppointmentKind.PHONE: (
                *("phone", "by phone", "on the phone", "call", "phone call"),
                *("telefon", "på telefon", "i telefon", "pr. telefon", "per telefon"),
                *("opkald", "samtal", "telefonsamtal"),
            ),
            AppointmentKind.HOME_VISIT: (
                *("home", "at home", "home visit", "visit at home", "hjemme"),
                *("hjemmebesøg", "hemma", "hembesök"),
            ),
            AppointmentKind.ACTIVITY_CENTRE: (
                *("activity centre", "aktivitetscenter", "aktivitetscentret"),
                *("aktivitetshus", "aktivitetshuset"),
            ),
            AppointmentKind.ACCOMPANIMENT: (
                "accompaniment",
                "ledsagelse",
                "ledsagning",
            ),
            AppointmentKind.FOLLOW_UP: (
                *("follow-up", "follow up", "review", "opfølgning", "statusmøde"),
                *("opfølgningsmøde", "uppföljning", "uppföljningsmöte"),
            ),
            AppointmentKind.SCHOOL: ("school", "skole", "skolen", "skola", "skolan"),
            AppointmentKind.AUTHORITY: (
                *("authority", "town hall", "kommunen", "rådhuset", "jobcentret"),
                *("jobcenter", "socialkontoret", "arbetsförmedlingen"),
            ),
        }.items()
        for word in words
    }
)
"""What says how people meet, as the whole of what is said of the place."""

_NO_PLACE = frozenset(
    {AppointmentKind.PHONE, AppointmentKind.HOME_VISIT, AppointmentKind.FOLLOW_UP}
)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """What a line says: when, or in which rhythm from when on; the rest if it does."""

    starts: datetime
    minutes: int | None = None
    kind: AppointmentKind | None = None
    place: str = field(default="", repr=False)
    rhythm: Rhythm | None = None


def read_line(
    text: str, now: datetime, zone: tzinfo
) -> MeetingLine | NotWhen | RhythmFault:
    """Return the meeting that a line says, or what is wrong with it.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> found = read_line("tirsdag 14-15 på biblioteket", monday, UTC)
    >>> found.starts, found.minutes, found.place
    (datetime.datetime(2026, 11, 24, 14, 0), 60, 'biblioteket')
    >>> read_line("hver anden tirsdag 14", monday, UTC).rhythm.every
    2
    """
    if EVERY.match(text) or _EVERY_LATER.search(text):
        return _series(text, now, zone)
    found = read(text, now, zone)
    if isinstance(found, NotWhen):
        return found
    kind, place = read_place(found.rest)
    return MeetingLine(found.starts, found.minutes, kind, place)


def read_place(text: str) -> tuple[AppointmentKind | None, str]:
    """Return how people meet, if that says it, and where.

    >>> read_place("by phone"), read_place("at the library")[1]
    ((<AppointmentKind.PHONE: 'phone'>, ''), 'the library')
    """
    said = " ".join(text.split()).strip(" ,.;")
    head, _, tail = said.partition(",")
    lead = _LEAD.match(said)
    place = said[lead.end() :] if lead else said
    for words, where in ((said, ""), (place, ""), (head, tail.strip())):
        kind = _KINDS.get(words.casefold())
        if kind is not None:
            return kind, where if kind in _NO_PLACE else where or place
    return None, place


def _series(
    text: str, now: datetime, zone: tzinfo
) -> MeetingLine | NotWhen | RhythmFault:
    there = local_time.local_of(now, zone)
    last = _UNTIL.search(text)
    if last is not None:
        # It stands behind the place, where no rhythm looks for it.
        text = f"{last[1]} {text[: last.start()]}"
    text, lasts = _without_end(text)
    words = read_rhythm(text, there.date())
    if isinstance(words, RhythmFault):
        return words
    if words.at is None:
        return NotWhen(WhenFault.NO_TIME)
    minutes, rest = leading_minutes(words.rest)
    if minutes is not None and lasts is not None:
        return NotWhen(WhenFault.TWICE, words.rest[:40])
    minutes = lasts if minutes is None else minutes
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        return NotWhen(WhenFault.LENGTH, words.rest[:40])
    rhythm = words.rhythm(words.at, there.date())
    if isinstance(rhythm, RhythmFault):
        return rhythm
    first = first_of(rhythm, now, zone)
    if first is None:
        return NotWhen(WhenFault.PAST, text.strip()[:40])
    kind, place = read_place(rest)
    return MeetingLine(first, minutes, kind, place, rhythm)


def _without_end(text: str) -> tuple[str, int | None]:
    """Return a text that says only when it begins, and how long it lasts if it did.

    >>> _without_end("hver tirsdag kl. 10-11.30")
    ('hver tirsdag kl. 10', 90)
    """
    found = _FROM_TO.search(text)
    begins, ends = (minute_of(found[1]), minute_of(found[2])) if found else (None, None)
    if found is None or begins is None or ends is None or ends <= begins:
        return text, None
    return f"{text[: found.end(1)]}{text[found.end() :]}", ends - begins


def first_of(rhythm: Rhythm, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the first time on the wall that is still to come, if there is one."""
    found = next_after(rhythm, zone, now)
    return None if found is None else found[0]
