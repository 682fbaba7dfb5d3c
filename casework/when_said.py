"""What a text said of a time to meet, and what may be wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

LONGEST_TEXT = 40
"""Characters of what somebody wrote that stand in our question back."""


class WhenFault(StrEnum):
    """What is wrong with a time to meet that somebody wrote."""

    NOTHING = "nothing"
    WORD = "word"
    """It means nothing here."""
    NO_DAY = "no_day"
    NO_TIME = "no_time"
    TIME = "time"
    """There is no such time."""
    HALF = "half"
    """A `2` alone is in the night and in the afternoon: `14`, `02:00` or `2 pm`."""
    DATE = "date"
    """There is no such day."""
    DIFFER = "differ"
    """The weekday is not the one of the date."""
    NEXT = "next"
    """`next tuesday`, while this week has a Tuesday left."""
    PAST = "past"
    TOO_FAR = "too_far"
    GAP = "gap"
    """The clocks go forward then and leave this time out."""
    LENGTH = "length"
    """Too short, too long, or it ends before it begins."""
    TWICE = "twice"
    """Said twice, or said differently further on."""


class FaultError(Exception):
    """Somebody wrote something else than a time; the caller says so to them."""

    def __init__(
        self, fault: WhenFault, part: str = "", day: date | None = None
    ) -> None:
        super().__init__(fault)
        self.fault = fault
        self.part = part.strip(" ,.;:")[:LONGEST_TEXT]
        self.day = day


Day = Callable[[date], date]
"""Returns the day that was meant, told which is today."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one phrase says, or all of them so far."""

    date: Day | None = None
    weekday: int | None = None
    week: Day | None = None
    """The Monday of the week that was named."""
    is_next: bool | None = None
    at: time | None = None
    until: time | None = None
    minutes: int | None = None
    named: str = ""
    """How the day was written."""
    clock: str = ""
    lasting: str = ""

    @property
    def has_day(self) -> bool:
        """Tell whether anything was said of the day."""
        return self.date is not None or self.weekday is not None
