"""Who answers for somebody who is away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.people import PersonId

MOST_STEPS = 3
"""A substitute may be away and have a substitute; nobody follows that any further."""

TOLD_AHEAD = timedelta(days=2)
"""How long before it begins people are told who will answer them."""


class AbsenceState(StrEnum):
    """How an absence stands: `cancelled` is one that never began."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from then to then; without a substitute a supervisor answers."""

    id: int
    person: PersonId
    substitute: PersonId | None
    starts_at: datetime
    ends_at: datetime
    state: AbsenceState = AbsenceState.PLANNED

    def covers(self, now: datetime) -> bool:
        """Tell whether they are away at this moment."""
        return self.starts_at <= now < self.ends_at


def who_answers(
    person: PersonId,
    away: Mapping[PersonId, PersonId | None],
    supervisors: Sequence[PersonId],
    gone: Collection[PersonId] = (),
) -> PersonId:
    """Return who answers for somebody now: themself, unless they are away.

    `away` maps everybody who is away to their substitute. Where the substitutes lead in
    a circle, to nobody, too far, or to somebody who is `gone`, a supervisor who is here
    answers; where there is none it stays with the person, because nobody is better.

    >>> away = {"mette": "jonas", "jonas": "mette"}
    >>> who_answers("mette", away, ["sanne"])
    'sanne'
    """
    asked = person
    for _ in range(MOST_STEPS):
        following = away.get(asked)
        if following is None or following in gone:
            break
        asked = following
    if asked not in away:
        return asked
    here = (
        each
        for each in supervisors
        if each not in away and each not in gone and each != person
    )
    return next(here, person)


def overlapping(
    absences: Sequence[Absence], starts_at: datetime, ends_at: datetime
) -> Absence | None:
    """Return the planned or running absence that is in the way of a new one."""
    still = (AbsenceState.PLANNED, AbsenceState.RUNNING)
    return next(
        (
            each
            for each in absences
            if each.state in still
            and each.starts_at < ends_at
            and starts_at < each.ends_at
        ),
        None,
    )
