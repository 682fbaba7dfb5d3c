"""A meeting as a file that calendars read (RFC 5545)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from casework.made_files import MadeFile

if TYPE_CHECKING:
    import icalendar

NAME = "calendar.ics"
MADE_BY = "-//Meetings//Calendar//EN"
NOBODY = "mailto:nobody@calendar.invalid"
"""What the standard wants of a published file, and what tells nothing."""

_UNSEEN = ("Cc", "Cs", "Zl", "Zp")


class Standing(StrEnum):
    """How a meeting stands, in the words of the standard."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting as a calendar keeps it.

    The uid is for ever the same; a calendar takes the file with the highest sequence,
    and of several the one that was made last.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    standing: Standing
    summary: str = field(repr=False)
    place: str = field(default="", repr=False)


def can_be_made() -> bool:
    """Tell whether what writes the files is installed, without loading it."""
    return find_spec("icalendar") is not None


def file_of(events: Sequence[Event], now: datetime) -> MadeFile | None:
    """Return the file; nothing where what writes it is not installed.

    What is off and what stands do not go into one file.
    """
    try:
        import icalendar  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        return None
    (is_off,) = {each.standing is Standing.CANCELLED for each in events}
    method = "CANCEL" if is_off else "PUBLISH"
    calendar = icalendar.Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for each in events:
        entry = icalendar.Event()
        _fill(entry, each, now)
        calendar.add_component(entry)
    media_type = f"text/calendar; charset=utf-8; method={method}"
    return MadeFile(NAME, media_type, calendar.to_ical())


def _fill(entry: "icalendar.Event", event: Event, now: datetime) -> None:
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", _moment(now))
    # Moments, not hours on a wall: each occurrence has a file of its own, and nothing
    # depends on what a phone takes the rules of a zone to be.
    entry.add("dtstart", _moment(event.starts_at))
    entry.add("dtend", _moment(event.ends_at))
    entry.add("summary", " ".join(_seen(event.summary).split()))
    if place := _seen(event.place).strip():
        entry.add("location", place)
    entry.add("status", event.standing.value)
    entry.add("class", "PRIVATE")
    entry.add("organizer", NOBODY)


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _seen(text: str) -> str:
    r"""Return words as a calendar can hold them: no signs that only steer machines.

    >>> _seen("the library,\r\nfloor 2\x00")
    'the library,\nfloor 2 '
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        " " if sign != "\n" and unicodedata.category(sign) in _UNSEEN else sign
        for sign in lines
    )
