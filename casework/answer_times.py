"""How long somebody who writes waits for a human, and who had the last word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.chats import SILENCE


@dataclass(frozen=True, slots=True)
class Line:
    """That one of two wrote, and when."""

    at: datetime
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """From the first line until a human answered; nothing: nobody has.

    `is_last_word`: it came while they talked, and nobody can tell a thank-you from a
    question.
    """

    asked_at: datetime
    answered_at: datetime | None = None
    is_last_word: bool = False


def waits(lines: Iterable[Line], now: datetime) -> Iterator[Wait]:
    """Yield how long each wait was, told what two people wrote in its order.

    A line within two hours of a human's belongs to that talk, and is no wait where the
    talk goes on.

    >>> from datetime import UTC, timedelta
    >>> nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> said = ((0, False), (20, False), (50, True), (55, False), (58, True))
    >>> talk = [Line(nine + timedelta(minutes=at), who) for at, who in said]
    >>> [(wait.answered_at - wait.asked_at).seconds // 60 for wait in waits(talk, nine)]
    [50]
    """
    asked_at: datetime | None = None
    in_talk = False
    answered_at: datetime | None = None
    for line in lines:
        if line.by_staff:
            if asked_at is not None and not in_talk:
                yield Wait(asked_at, line.at)
            elif asked_at is not None and line.at - asked_at >= SILENCE:
                yield Wait(asked_at, is_last_word=True)
            asked_at, answered_at = None, line.at
        elif asked_at is None:
            asked_at = line.at
            in_talk = answered_at is not None and line.at - answered_at < SILENCE
        elif in_talk and line.at - asked_at >= SILENCE:
            yield Wait(asked_at, is_last_word=True)
            asked_at, in_talk = line.at, False
    if asked_at is None:
        return
    if not in_talk:
        yield Wait(asked_at)
    elif now - asked_at >= SILENCE:
        yield Wait(asked_at, is_last_word=True)
