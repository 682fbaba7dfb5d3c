"""Which entries of a case are asked for: of a period, of a goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

from storage.opened_entry import OpenedEntry

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """From the first day to the last, both included, and about one goal."""

    since: date | None = None
    until: date | None = None
    goal: str | None = None

    @property
    def is_period(self) -> bool:
        """Tell whether days were named."""
        return self.since is not None or self.until is not None

    def takes(self, entry: OpenedEntry, zone: tzinfo) -> bool:
        """Tell whether an entry is asked for."""
        day = day_of(entry, zone)
        return (
            (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (self.goal is None or self.goal in goals_of(entry.more))
        )


EVERYTHING: Final = Choice()


def choose(
    entries: Sequence[OpenedEntry], choice: Choice, zone: tzinfo
) -> tuple[OpenedEntry, ...]:
    """Return the entries that are asked for."""
    if choice == EVERYTHING:
        return tuple(entries)
    return tuple(entry for entry in entries if choice.takes(entry, zone))


def goals_of(more: dict[str, Any]) -> tuple[str, ...]:
    """Return the goals that an entry was linked to.

    >>> goals_of({"goal": "housing"}), goals_of({"goals": ["housing", 3, ""]})
    (('housing',), ('housing',))
    """
    said = more.get("goals", more.get("goal"))
    several = said if isinstance(said, list) else [said]
    return tuple(goal for goal in several if isinstance(goal, str) and goal)


def day_of(entry: OpenedEntry, zone: tzinfo) -> date:
    """Return the day on which it was: what is noted later says so itself."""
    try:
        was = datetime.fromisoformat(str(entry.more.get("happened_at")))
    except ValueError:
        return moment_of(entry.at, zone).date()
    return was.astimezone(zone).date()


def moment_of(at: int, zone: tzinfo) -> datetime:
    """Return a moment as it is on the clocks there."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)
