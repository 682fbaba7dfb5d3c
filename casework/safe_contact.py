"""When and how one may safely write to somebody.

The conversation comes first, then the fields: never in a way that the person has not
called safe (NNEDV, safe contact; `domain.md` 3.6 of our research).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from casework.people import Channel

ASK_AGAIN_AFTER = timedelta(days=90)
"""What is safe changes; after so long it is asked anew."""

NEVER_ASKED_WITHIN = timedelta(hours=24)
"""After the first contact one question is enough for a day."""

DAY = 24 * 60
"""Minutes."""

MINUTE = timedelta(minutes=1)


class Discreet(StrEnum):
    """How much an automatic text may give away to somebody who looks over a shoulder.

    `open`: names, the organisation and places. `neutral`: first names only.
    `discreet`: nothing at all.
    """

    OPEN = "open"
    NEUTRAL = "neutral"
    DISCREET = "discreet"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A time of day in which one may write: minutes since midnight, the end excluded.

    >>> Window(8 * 60, 16 * 60)
    Window(opens=480, closes=960)
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise ValueError

    def holds(self, minute: int) -> bool:
        """Tell whether this minute of the day is in it."""
        return self.opens <= minute < self.closes


Week = tuple[tuple[Window, ...], ...]
"""The windows of each day, Monday first."""


def every_day(*windows: Window) -> Week:
    """Return the week in which each day is the same."""
    return (windows,) * 7


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What one person has called safe. Nothing set: any time, in plain words.

    `strict` means never at another time, not even in a talk that is going on.
    `exit_word` ends the talk without an answer; nothing at all goes out before
    `left_until` then, unless they write again. `code_word` proves on the phone who
    calls. `confirm_by_code` asks for a code before an SMS changes something.
    """

    channels: tuple[Channel, ...] = ()
    hours: Week | None = None
    strict: bool = False
    discreet: Discreet = Discreet.NEUTRAL
    may_name_worker: bool = True
    may_name_place: bool = False
    others_see_phone: bool | None = None
    voicemail_ok: bool | None = None
    code_word: str = field(default="", repr=False)
    exit_word: str = field(default="", repr=False)
    confirm_by_code: bool = False
    paused_until: datetime | None = None
    left_until: datetime | None = None
    checked_on: date | None = None

    @property
    def is_bounded(self) -> bool:
        """Tell whether there are times at which one may not begin to write."""
        return self.hours is not None or self.quiet_until is not None

    @property
    def quiet_until(self) -> datetime | None:
        """Return until when they asked to be left alone, whichever way."""
        ends = (self.paused_until, self.left_until)
        return max((each for each in ends if each is not None), default=None)

    def is_paused(self, now: datetime) -> bool:
        """Tell whether they asked to be left alone for a while."""
        return self.paused_until is not None and now < self.paused_until

    def has_left(self, now: datetime) -> bool:
        """Tell whether they closed the talk with their own word."""
        return self.left_until is not None and now < self.left_until

    def is_open(self, now: datetime, zone: tzinfo) -> bool:
        """Tell whether one may begin to write now."""
        if self.is_paused(now) or self.has_left(now):
            return False
        return self.hours is None or _is_in(self.hours, now, zone)

    def opens_at(self, now: datetime, zone: tzinfo) -> datetime | None:
        """Return when one may next begin to write; nothing: at no time of the week.

        Times are wall-clock times there: where the clock is set forward, a window
        that begins in the missing hour opens with the first minute after it.
        """
        start = now if self.quiet_until is None else max(now, self.quiet_until)
        if self.hours is None or _is_in(self.hours, start, zone):
            return start
        later = (each for each in _openings(self.hours, start, zone) if each > start)
        return min(later, default=None)

    def closes_within(
        self, longest: timedelta, now: datetime, zone: tzinfo
    ) -> timedelta | None:
        """Return how long one may still write, if that ends before `longest` does."""
        if self.hours is None or not self.is_open(now, zone):
            return None
        minutes = range(1, longest // MINUTE + 1)
        whole = now.replace(second=0, microsecond=0)
        ends = (whole + count * MINUTE for count in minutes)
        closes = next((end for end in ends if not _is_in(self.hours, end, zone)), None)
        return None if closes is None else closes - now


def _is_in(week: Week, moment: datetime, zone: tzinfo) -> bool:
    there = moment.astimezone(zone)
    minute = there.hour * 60 + there.minute
    return any(window.holds(minute) for window in week[there.weekday()])


def _openings(week: Week, moment: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield every moment of the next eight days at which a window may open."""
    today = moment.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        for window in week[day.weekday()]:
            yield from _moments(day, window, zone, week)


def _moments(day: date, window: Window, zone: tzinfo, week: Week) -> Sequence[datetime]:
    """Return when a window opens that day: twice where an hour is doubled."""
    hour, minute = divmod(window.opens, 60)
    wall = datetime.combine(day, time(hour, minute), zone)
    found = {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    # In the missing hour both readings are wrong: the clock jumps at the earlier one's
    # own distance, so the first valid minute is where the wall clock goes on.
    real = [each for each in found if _is_wall(each, wall, zone)]
    if not real:
        real = [_after_gap(day, window.opens, zone)]
    return [each for each in sorted(real) if _is_in(week, each, zone)]


def _is_wall(moment: datetime, wall: datetime, zone: tzinfo) -> bool:
    there = moment.astimezone(zone)
    return (there.hour, there.minute) == (wall.hour, wall.minute)


def _after_gap(day: date, minute: int, zone: tzinfo) -> datetime:
    """Return the first minute of the day whose wall clock shows `minute` or later."""
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    for passed in range(minute, minute + 181):
        moment = midnight + timedelta(minutes=passed - 60)
        there = moment.astimezone(zone)
        if there.date() == day and there.hour * 60 + there.minute >= minute:
            return moment
    return midnight + timedelta(minutes=minute)
