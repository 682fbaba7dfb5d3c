"""Meetings that two people agree on: what one is, and what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casework.people import CaseId, PersonId

LONGEST_PLACE = 120
"""Characters: it has to stand in a message beside everything else."""

SHORTEST, LONGEST = 5, 24 * 60
"""Minutes."""

FURTHEST = timedelta(days=366)
"""Nobody agrees on a single meeting further ahead; it is a slip of the pen."""

A_DAY = timedelta(days=1)
SOON = timedelta(hours=2)
"""How long before it begins the second reminder comes, where somebody wants one."""

DAY_BEGINS, LAST_BY_DAY = time(8), time(20)
"""Between these, on the wall, the reminder of the day before comes."""


class AppointmentKind(StrEnum):
    """Where, or with whom, people meet."""

    HOME_VISIT = "home_visit"
    PUBLIC_SPACE = "public_space"
    ACTIVITY_CENTRE = "activity_centre"
    ACCOMPANIMENT = "accompaniment"
    SCHOOL = "school"
    AUTHORITY = "authority"
    PHONE = "phone"
    FOLLOW_UP = "follow_up"
    """Everybody sits down and looks at the help."""

    @property
    def is_at_home(self) -> bool:
        """Tell whether the place says where somebody lives."""
        return self is AppointmentKind.HOME_VISIT


class AppointmentState(StrEnum):
    """How a meeting stands.

    `move_asked`: whoever is helped asked for another time, and nobody has proposed one
    yet. `over`: its time has passed.
    """

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    MOVE_ASKED = "move_asked"
    CANCELLED = "cancelled"
    OVER = "over"


class Outcome(StrEnum):
    """What became of a meeting once its time had passed."""

    MET = "met"
    LATE = "late"
    DID_NOT_COME = "did_not_come"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_US = "cancelled_by_us"
    ATTEMPTED = "attempted"


class Fault(StrEnum):
    """Why a meeting cannot stand as it was said."""

    PAST = "past"
    TOO_FAR = "too_far"
    LENGTH = "length"
    PLACE = "place"
    OVER = "over"
    """It is called off, or its time has passed: propose another one."""
    NOT_THEIRS = "not_theirs"
    """Who proposes it does not answer this client."""


OPEN = frozenset(
    {
        AppointmentState.PROPOSED,
        AppointmentState.CONFIRMED,
        AppointmentState.MOVE_ASKED,
    }
)
"""States in which people may still meet."""

AFTER: Mapping[AppointmentState, frozenset[AppointmentState]] = MappingProxyType(
    {
        AppointmentState.PROPOSED: frozenset(AppointmentState),
        AppointmentState.CONFIRMED: frozenset(AppointmentState),
        AppointmentState.MOVE_ASKED: frozenset(AppointmentState),
        # A no to one time is no goodbye: another can be proposed.
        AppointmentState.DECLINED: frozenset(
            {AppointmentState.PROPOSED, AppointmentState.CANCELLED}
        ),
        AppointmentState.CANCELLED: frozenset(),
        AppointmentState.OVER: frozenset(),
    }
)
"""What may become of each state."""


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """A meeting as it is proposed; `starts` is the clock on the wall, without a zone.

    `tell` are those who take part in the help and hear of it as well.
    """

    starts: datetime
    minutes: int = 60
    kind: AppointmentKind = AppointmentKind.PUBLIC_SPACE
    place: str = field(default="", repr=False)
    remind_before_2h: bool = False
    tell: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting as it stands.

    `starts` is the clock on the wall in `zone`, `starts_at` the moment that it means.
    The revision grows with each new time: what was planned under an older one is dead.
    """

    id: int
    uid: str
    client: PersonId
    case: CaseId
    worker: PersonId
    starts: datetime
    zone: ZoneInfo
    starts_at: datetime
    minutes: int
    kind: AppointmentKind
    place: str = field(repr=False)
    remind_before_2h: bool
    state: AppointmentState
    revision: int
    created_at: datetime
    outcome: Outcome | None = None
    cancelled_by: PersonId | None = None
    rule: int | None = None

    @property
    def ends_at(self) -> datetime:
        """Return when it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        """Tell whether people may still meet, as far as anybody said."""
        return self.state in OPEN

    def is_upcoming(self, now: datetime) -> bool:
        """Tell whether it is still to come, and not called off."""
        return self.is_open and now < self.starts_at

    def as_new(self) -> NewAppointment:
        """Return it as it would be proposed again."""
        return NewAppointment(
            self.starts, self.minutes, self.kind, self.place, self.remind_before_2h
        )

    def may_become(self, state: AppointmentState) -> bool:
        """Tell whether this may become of it."""
        return state in AFTER[self.state]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became of a meeting: what, when it was to be then, who, when.

    `what` is a state, `moved`, `kept`, `handed_over`, `wish` (they wrote when it fits
    better), or what became of it.
    """

    what: str
    revision: int
    starts: datetime
    by: PersonId | None
    at: datetime


def fault_in(new: NewAppointment, now: datetime) -> Fault | None:
    """Say why a meeting cannot stand like this, told what the wall clock says now.

    >>> soon = datetime(2027, 3, 1, 10)
    >>> fault_in(NewAppointment(soon), soon - timedelta(days=3))
    >>> fault_in(NewAppointment(soon), soon)
    <Fault.PAST: 'past'>
    """
    if new.starts <= now:
        return Fault.PAST
    if new.starts - now > FURTHEST:
        return Fault.TOO_FAR
    if not SHORTEST <= new.minutes <= LONGEST:
        return Fault.LENGTH
    if len(new.place) > LONGEST_PLACE or "\n" in new.place.strip():
        return Fault.PLACE
    return None


def day_before(starts: datetime) -> datetime:
    """Return when, on the wall, to remind of it the day before: by day.

    >>> day_before(datetime(2027, 3, 29, 10)), day_before(datetime(2027, 3, 29, 22))
    (datetime.datetime(2027, 3, 28, 10, 0), datetime.datetime(2027, 3, 28, 20, 0))
    """
    before = starts - A_DAY
    return before.combine(
        before.date(), min(max(before.time(), DAY_BEGINS), LAST_BY_DAY)
    )
