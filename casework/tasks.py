"""What a human has promised to somebody who is helped."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.people import CaseId, PersonId


class TaskKind(StrEnum):
    """What is to be done."""

    TALK = "talk"
    """They want to talk."""
    HELP = "help"
    LOW = "low"
    """They said that they are not well."""
    CALL = "call"
    """They want to be called."""
    NEW_TIME = "new_time"
    """They want to meet at another time."""
    MISSED = "missed"
    """They did not answer what was asked, however often."""
    FOLLOW_UP = "follow_up"
    AGREEMENT = "agreement"
    OUTCOME = "outcome"
    """Nobody has said what became of a meeting."""
    SILENCE = "silence"
    """Nothing was heard in either direction."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody has promised, and by when.

    `number` is what people call it while it is open. `climbed` counts who was told
    that it is overdue: nobody, whoever has it, the supervisors.
    """

    id: int
    number: int
    worker: PersonId
    client: PersonId
    case: CaseId | None
    kind: TaskKind
    subject: str
    promised_at: datetime
    created_at: datetime
    note: str = field(default="", repr=False)
    is_urgent: bool = False
    climbed: int = 0
    done_at: datetime | None = None
    done_by: PersonId | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.done_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the promise has passed and nobody has kept it."""
        return self.is_open and self.promised_at <= now
