"""How the service stands, in lines for somebody who runs it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.status import Status


def lines(found: Status, *, running: bool) -> Iterator[str]:
    """Yield one line for each thing."""
    yield f"service: {'running' if running else 'not running'}"
    for name, counts in (("inbox", found.inbox), ("outbox", found.outbox)):
        yield f"{name}: " + ", ".join(f"{n} {state}" for state, n in counts.items())
    yield f"oldest unsent: {_when(found.oldest_unsent, found.at)}"
    waits = _when(found.oldest_unanswered, found.at)
    if found.longest_waiting is not None:
        waits += f" ({found.longest_waiting}; {found.unanswered} wait in all)"
    yield f"oldest unanswered: {waits}"
    for channel, moment in found.last_inbound.items():
        yield f"last inbound by {channel}: {_when(moment, found.at)}"
    yield f"given up in the last 24 hours: {found.failed_last_day}"
    yield f"maybe arrived twice: {found.maybe_twice}"
    yield f"may be in danger: {found.danger_open}"
    for alarm in found.alarms:
        yield f"alarm: {alarm.name}, {_when(alarm.since, found.at)}"
    if not found.alarms:
        yield "alarms: none"


def age(span: timedelta) -> str:
    """Return how long something is ago, in its largest units.

    >>> age(timedelta(seconds=42)), age(timedelta(minutes=75)), age(timedelta(days=3))
    ('42 s', '1 h 15 min', '3 days 0 h')
    """
    seconds = max(0, int(span.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} days {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def _when(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "none"
    return f"{moment:%Y-%m-%d %H:%M} UTC, {age(now - moment)} ago"
