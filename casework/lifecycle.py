"""The life of an assignment: which step may follow, and what is owed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from casework.people import AssignmentState
from casework.profiles import ServiceProfile

REFERRED, ESTABLISHING, ACTIVE, PAUSED, ENDED = AssignmentState


class Step(StrEnum):
    """What can be done with an assignment that there is."""

    ESTABLISH = "establish"
    ACTIVATE = "activate"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    REOPEN = "reopen"
    """Begins a new assignment of the same client, in the same case."""


ALLOWED: Mapping[tuple[AssignmentState, Step], AssignmentState] = MappingProxyType(
    {
        (REFERRED, Step.ESTABLISH): ESTABLISHING,
        (REFERRED, Step.ACTIVATE): ACTIVE,
        (REFERRED, Step.END): ENDED,
        (ESTABLISHING, Step.ACTIVATE): ACTIVE,
        (ESTABLISHING, Step.END): ENDED,
        (ACTIVE, Step.PAUSE): PAUSED,
        (ACTIVE, Step.END): ENDED,
        (PAUSED, Step.RESUME): ACTIVE,
        (PAUSED, Step.END): ENDED,
        (ENDED, Step.REOPEN): ACTIVE,
    }
)
"""Every step that may follow, and how it stands then; no other may."""

AFTERCARE = timedelta(days=90)
"""How long somebody who writes after the end is still heard, unless it is said."""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """This step does not follow from how it stands; nothing: there never was one."""

    state: AssignmentState | None
    step: Step


def after(state: AssignmentState | None, step: Step) -> AssignmentState | NotAllowed:
    """Return how an assignment stands after a step, or that the step may not follow."""
    if state is None:
        return NotAllowed(state, step)
    return ALLOWED.get((state, step), NotAllowed(state, step))


class Owed(StrEnum):
    """What a kind of help asks for and nobody has written down yet.

    None of it blocks a message.
    """

    PURPOSE = "purpose"
    LEGAL_BASIS = "legal_basis"
    DECISION = "decision"
    CONSENT = "consent"
    EXPECTED_END = "expected_end"
    END_HAS_PASSED = "end_has_passed"
    """The help goes on beyond the day on which it was expected to end."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What is written down of one assignment."""

    purpose: str = field(default="", repr=False)
    legal_basis: str = ""
    decision: str = field(default="", repr=False)
    expected_end: date | None = None
    has_consent: bool = False


def owed(
    profile: ServiceProfile | None, state: AssignmentState, papers: Papers, today: date
) -> tuple[Owed, ...]:
    """Return what is still owed; of what was only asked for, or is over: nothing.

    A decision states its purpose, and a Danish one how long it is expected to last
    (Barnets lov § 32 stk. 3).
    """
    if state in (REFERRED, ENDED):
        return ()
    has_passed = papers.expected_end is not None and papers.expected_end < today
    late = (Owed.END_HAS_PASSED,) if has_passed else ()
    if profile is None or not profile.needs_decision:
        return late
    missing = {
        Owed.PURPOSE: not papers.purpose,
        Owed.LEGAL_BASIS: not papers.legal_basis,
        Owed.DECISION: not papers.decision,
        Owed.CONSENT: profile.needs_consent and not papers.has_consent,
        Owed.EXPECTED_END: profile.country == "DK" and papers.expected_end is None,
    }
    return tuple(each for each, is_missing in missing.items() if is_missing) + late
