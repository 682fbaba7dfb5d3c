"""Meetings that come again and again, and how far ahead each of them is there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from casework.appointments import AppointmentKind, NewAppointment
from casework.people import CaseId, PersonId
from casework.rhythm import Rhythm, next_after, occurrences

AHEAD = timedelta(weeks=4)
"""So far ahead each meeting is there at least, to be seen, moved or called off."""


class SeriesState(StrEnum):
    """How a series stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeries:
    """A series as it is proposed: when, and what each meeting of it is like."""

    rhythm: Rhythm
    like: NewAppointment
    replaces: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series as it stands; every meeting before `planned_until` is there."""

    id: int
    client: PersonId
    case: CaseId
    rule: int | None
    replaces: int | None
    rhythm: Rhythm
    zone: ZoneInfo
    minutes: int
    kind: AppointmentKind
    place: str = field(repr=False)
    remind_before_2h: bool
    tell: tuple[PersonId, ...]
    state: SeriesState
    planned_until: datetime
    set_by: PersonId

    def meeting(self, starts: datetime) -> NewAppointment:
        """Return the meeting of it at this time on the wall."""
        return NewAppointment(
            starts,
            self.minutes,
            self.kind,
            self.place,
            self.remind_before_2h,
            self.tell,
        )


def horizon(series: Series, now: datetime) -> datetime:
    """Return until when every meeting is to be there, once something came due now.

    It is looked at when a meeting begins, so that until the next one begins there is
    always enough ahead.
    """
    following = next_after(series.rhythm, series.zone, now)
    return (now if following is None else following[1]) + AHEAD


def to_plan(series: Series, now: datetime) -> list[datetime]:
    """Return the meetings that are to be there and are not, on the wall."""
    window = max(series.planned_until, now), horizon(series, now)
    return [local for local, _ in occurrences(series.rhythm, series.zone, *window)]
