"""The one place that reads the clock; everybody else is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one place
