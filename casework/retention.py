"""When a record must go, and what stands in its way.

The law says how long a record is kept and from when that is counted; an organisation
says so where the law leaves it open. Some records stay whatever the time says: those
under a hold, those of children who were placed, and in Sweden a part of all for
research. In doubt a record stays, and the reason is told.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from casework.ages import birthday
from casework.profile_settings import RecordPolicy
from casework.profiles import ServiceProfile, Since

RESEARCH_COUNTIES: Final = frozenset({"05", "09", "22"})
"""Östergötland, Gotland and Västernorrland, as municipalities are numbered."""

RESEARCH_MUNICIPALITIES: Final = frozenset({"1480"})
"""Göteborg."""

RESEARCH_DAYS: Final = frozenset({5, 15, 25})
"""Elsewhere in Sweden whoever was born on one of these days of a month."""

_COUNTY_LETTERS: Final = 2
_LAST_OF_YEAR: Final = (12, 31)


class Mark(StrEnum):
    """What a human said of a case; each can be taken back."""

    HOLD = "hold"
    """Nothing may be destroyed: a court, an appeal, a request."""
    PLACED = "placed"
    """The child was placed outside the home: such papers are kept."""
    ARCHIVED = "archived"
    """The archive has received what was noted until then."""
    NOT_SELECTED = "not_selected"
    """Somebody looked at the day of birth: research does not keep it."""


class Kept(StrEnum):
    """Why a record stays; the value is the sentence that people read."""

    OPEN = "the help goes on"
    AFTERCARE = "whoever writes after the end is still heard"
    NO_KIND = "it is of no kind of help that is known"
    NO_TERM = "nobody has said how long this kind of help is kept"
    NOT_OVER = "its time is not over"
    HELD = "it is on hold"
    ASKED = "somebody asked to see or correct it, and has no answer yet"
    PLACED = "the child was placed outside the home"
    NO_MUNICIPALITY = "[retention] municipality is not set, so research may need it"
    RESEARCH_PLACE = "research keeps everybody of this municipality"
    RESEARCH_DAY = "research keeps who was born on a 5th, 15th or 25th"
    NO_BIRTHDAY = "the day of birth is not known, so research may need it"
    NOT_ARCHIVED = "the archive has not received it yet, or not its last notes"


@dataclass(frozen=True, slots=True)
class Archive:
    """What an organisation says of its archive in the configuration."""

    municipality: str = ""
    """Its four digits in Sweden, of which the first two are the county."""
    plan: str = ""
    """Its own decision on disposal, named beside the law."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a record when it is asked whether it must go."""

    profile: ServiceProfile | None
    policy: RecordPolicy
    closed_on: date | None
    """When the last help ended; nothing while any goes on."""
    last_note_on: date | None
    heard_until: date | None = None
    born: tuple[date | None, ...] = field(default=(), repr=False)
    """Of each whose help it is, but for those of whom somebody looked it up."""
    marks: Collection[Mark] = frozenset()
    is_asked_for: bool = False
    """Whether somebody waits for an answer that it is needed for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a record today."""

    counted_from: date | None
    over_on: date | None
    """From this day on it may go; nothing where no time is said."""
    why_not: tuple[Kept, ...]

    @property
    def is_due(self) -> bool:
        """Return whether it must go."""
        return not self.why_not

    @property
    def at_latest(self) -> date | None:
        """Return the end of the next calendar year, by when it must be gone."""
        if self.over_on is None:
            return None
        return date(self.over_on.year + 1, *_LAST_OF_YEAR)

    @property
    def waits_for_people(self) -> bool:
        """Return whether its time is over, or would be if somebody said how long."""
        return not {Kept.OPEN, Kept.NOT_OVER} & set(self.why_not)


def judge(matter: Matter, archive: Archive, today: date) -> Judged:
    """Return whether a record must go on that day, with everything against it."""
    profile, is_closed = matter.profile, matter.closed_on is not None
    counted = _counted_from(matter)
    over, heard_until = _over_on(matter, counted), matter.heard_until
    against = (
        (Kept.OPEN, not is_closed),
        (
            Kept.AFTERCARE,
            is_closed and heard_until is not None and today <= heard_until,
        ),
        (Kept.NO_KIND, profile is None),
        (Kept.NO_TERM, profile is not None and is_closed and over is None),
        (Kept.NOT_OVER, over is not None and today < over),
        (Kept.HELD, Mark.HOLD in matter.marks),
        (Kept.ASKED, matter.is_asked_for),
        (Kept.PLACED, Mark.PLACED in matter.marks),
    )
    reasons = [kept for kept, stands in against if stands]
    if profile is not None:
        reasons += _for_research(profile, matter, archive)
        if profile.archive_first and Mark.ARCHIVED not in matter.marks:
            reasons.append(Kept.NOT_ARCHIVED)
    return Judged(counted, over, tuple(reasons))


def authority_of(profile: ServiceProfile | None, archive: Archive) -> str:
    """Return by what right a record is destroyed: the law, and the own decision."""
    law = "" if profile is None else profile.disposal_authority
    return "; ".join(said for said in (law, archive.plan) if said)


def is_day_known(born: date | None) -> bool:
    """Tell whether the day of a birth is known: a year alone counts as its last day.

    >>> is_day_known(date(2009, 5, 25)), is_day_known(date(2009, 12, 31))
    (True, False)
    """
    return born is not None and (born.month, born.day) != _LAST_OF_YEAR


def _counted_from(matter: Matter) -> date | None:
    profile, closed = matter.profile, matter.closed_on
    if profile is None or closed is None:
        return None
    if profile.retention.since is Since.LAST_ENTRY:
        return matter.last_note_on or closed
    return closed


def _over_on(matter: Matter, counted: date | None) -> date | None:
    if matter.profile is None or counted is None:
        return None
    term = matter.profile.retention
    if term.years is not None:
        return birthday(counted, term.years)
    if term.days is not None and matter.policy is RecordPolicy.NONE:
        return counted + timedelta(days=term.days)
    return None


def _for_research(
    profile: ServiceProfile, matter: Matter, archive: Archive
) -> list[Kept]:
    if profile.country != "SE":
        return []
    place = archive.municipality
    if not place:
        return [Kept.NO_MUNICIPALITY]
    county = place[:_COUNTY_LETTERS]
    if county in RESEARCH_COUNTIES or place in RESEARCH_MUNICIPALITIES:
        return [Kept.RESEARCH_PLACE]
    if any(born and born.day in RESEARCH_DAYS for born in matter.born):
        return [Kept.RESEARCH_DAY]
    if not all(map(is_day_known, matter.born)):
        return [Kept.NO_BIRTHDAY]
    return []
