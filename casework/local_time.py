"""What the clock on the wall says, and when that is."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta, tzinfo


def instant(local: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which the clocks of a zone show this time, in UTC.

    A time that a clock change leaves out counts as the first minute after the gap;
    one that comes twice counts as the first.

    >>> from zoneinfo import ZoneInfo
    >>> here = ZoneInfo("Europe/Copenhagen")
    >>> instant(datetime(2027, 3, 28, 2, 30), here).isoformat()
    '2027-03-28T01:00:00+00:00'
    >>> instant(datetime(2027, 10, 31, 2, 30), here).isoformat()
    '2027-10-31T00:30:00+00:00'
    """
    if local.tzinfo is not None:
        raise ValueError("the time on the wall names no zone")
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if local_of(found, zone) == local:
        return found
    # Read with the clock as it will be, a missing time lies before the change;
    # read with the clock as it was, it lies after it. Between them is the change.
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    seconds = range(int((found - before).total_seconds()) + 1)
    return before + timedelta(
        seconds=bisect_left(
            seconds,
            True,  # noqa: FBT003 - what the key is to become
            key=lambda s: local_of(before + timedelta(seconds=s), zone) > local,
        )
    )


def local_of(moment: datetime, zone: tzinfo) -> datetime:
    """Return what the clocks of a zone show at a moment, without the zone.

    >>> from zoneinfo import ZoneInfo
    >>> local_of(datetime(2027, 7, 1, 8, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))
    datetime.datetime(2027, 7, 1, 10, 0)
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
