"""Where one chat ends and the next begins."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

SILENCE: Final = timedelta(hours=2)
"""After that nobody goes on with what they were talking about."""

Line = TypeVar("Line")


def split(lines: Sequence[Line], at: Callable[[Line], datetime]) -> list[list[Line]]:
    """Return the chats that messages belong to; they come in the order of their time.

    >>> from datetime import UTC
    >>> times = [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (9, 10, 12)]
    >>> [len(chat) for chat in split(times, lambda each: each)]
    [2, 1]
    """
    chats: list[list[Line]] = []
    last: datetime | None = None
    for line in lines:
        if last is None or at(line) - last >= SILENCE:
            chats.append([])
        chats[-1].append(line)
        last = at(line)
    return chats
