"""A meeting that somebody is about to propose, as far as it has been said."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from casework import rhythm
from casework.appointments import Appointment, AppointmentKind, NewAppointment
from casework.meeting_line import MeetingLine
from casework.people import PersonId
from casework.rhythm import Rhythm

USUAL_MINUTES = 60
"""How long people meet where nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was said so far; nothing stands for what is still to be asked.

    `moves` is the meeting that gets this time, `instead` one that is over and
    followed by this one, `series` those that it stands in for from the next one on.
    """

    client: PersonId | None = None
    day: date | None = None
    starts: datetime | None = None
    minutes: int | None = None
    kind: AppointmentKind | None = None
    place: str | None = field(default=None, repr=False)
    tell: tuple[PersonId, ...] | None = None
    soon: bool = False
    every: Rhythm | None = None
    moves: int | None = None
    instead: int | None = None
    series: int | None = None

    @classmethod
    def of_state(cls, state: Any) -> Self:
        """Return what a dialog remembers."""
        return cls(
            client=PersonId(state["client"]) if state["client"] else None,
            day=date.fromisoformat(state["day"]) if state["day"] else None,
            starts=datetime.fromisoformat(state["starts"]) if state["starts"] else None,
            minutes=state["minutes"],
            kind=AppointmentKind(state["kind"]) if state["kind"] else None,
            place=state["place"],
            tell=None if state["tell"] is None else tuple(state["tell"]),
            soon=state["soon"],
            every=rhythm.from_text(state["every"]) if state["every"] else None,
            moves=state["moves"],
            instead=state["instead"],
            series=state["series"],
        )

    def state(self) -> dict[str, Any]:
        """Return what a dialog is to remember."""
        return {
            "client": self.client,
            "day": None if self.day is None else self.day.isoformat(),
            "starts": None if self.starts is None else self.starts.isoformat(),
            "minutes": self.minutes,
            "kind": self.kind,
            "place": self.place,
            "tell": None if self.tell is None else list(self.tell),
            "soon": self.soon,
            "every": None if self.every is None else rhythm.to_text(self.every),
            "moves": self.moves,
            "instead": self.instead,
            "series": self.series,
        }

    @property
    def needs_no_place(self) -> bool:
        """Tell whether people meet on the phone, so that nobody asks where."""
        return self.kind is AppointmentKind.PHONE

    def with_line(self, line: MeetingLine) -> Self:
        """Return it with what a line says; the usual counts for what it leaves out."""
        known = self.moves is not None
        return replace(
            self,
            starts=line.starts,
            every=line.rhythm,
            minutes=line.minutes or self.minutes or USUAL_MINUTES,
            kind=line.kind or self.kind or AppointmentKind.PUBLIC_SPACE,
            place=line.place or (self.place if known else None) or "",
            tell=self.tell or (),
        )

    def with_time(self, line: MeetingLine) -> Self:
        """Return it with the time of a line, and whatever else it says."""
        return replace(
            self,
            starts=line.starts,
            every=line.rhythm,
            minutes=line.minutes or self.minutes,
            kind=line.kind or self.kind,
            place=line.place or self.place,
        )

    def without(self, step: str) -> Self:
        """Return it with what one step asks still to be said."""
        match step:
            case "when":
                return replace(self, starts=None, day=None, every=None)
            case "long":
                return replace(self, minutes=None)
            case "kind":
                return replace(self, kind=None)
            case _:
                return replace(self, place=None)

    def as_new(self) -> NewAppointment:
        """Return the meeting to propose, once its time was said."""
        if self.starts is None:
            raise ValueError("no time was said")
        return NewAppointment(
            self.starts,
            self.minutes or USUAL_MINUTES,
            self.kind or AppointmentKind.PUBLIC_SPACE,
            "" if self.needs_no_place else self.place or "",
            self.soon,
            self.tell or (),
        )


def plan_again(one: Appointment) -> Plan:
    """Return a plan for another time of a meeting, or for one after it."""
    is_over = not one.may_become(one.state.PROPOSED)
    return Plan(
        client=one.client,
        minutes=one.minutes,
        kind=one.kind,
        place=one.place,
        tell=(),
        soon=one.remind_before_2h,
        moves=None if is_over else one.id,
        instead=one.id if is_over else None,
    )
