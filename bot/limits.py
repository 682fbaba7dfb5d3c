"""How fast messages may leave, so that Telegram has no reason to hold us up."""

from threading import Lock

SEEN_TOGETHER = 5.0  # seconds in which refusals count as one disturbance
MANY = 3  # so many chats refused within that time: it is not about one chat
ROOM = 1024  # chats remembered before the first look for idle ones


class Limits:
    """Token buckets: one for each chat, and one for all of them together.

    Rates are messages a second. `now` is in seconds, from any clock that does not go
    back. Whoever is told 0 has the message taken off both buckets and sends it.

    >>> limits = Limits(per_chat=1, burst=2, overall=25)
    >>> [limits.wait("a", now=0.0) for _ in range(3)]
    [0.0, 0.0, 1.0]
    >>> limits.wait("b", now=0.0)
    0.0
    """

    def __init__(self, per_chat: float, burst: int, overall: float) -> None:
        # A bucket is one number, the time at which it is full again: a message moves
        # it by `interval`, and it may lie at most `slack` ahead of now.
        self._interval = 1 / per_chat
        self._slack = (burst - 1) * self._interval
        self._full_at: dict[str, float] = {}
        self._room = ROOM
        self._overall_interval = 1 / overall
        # A fifth of a second's worth at once: with the 25 of the default, no second
        # sees more than Telegram's 30.
        self._overall_slack = max(overall / 5 - 1, 0.0) * self._overall_interval
        # What starts from our side leaves the rest of it to whoever answers somebody.
        self._quiet_slack = min(self._overall_slack, self._overall_interval)
        self._overall_full_at = float("-inf")
        self._refused: dict[str, float] = {}
        self._closed_until = float("-inf")
        # Asked in the database thread, where deliveries are claimed; told of refusals
        # in the event loop.
        self._lock = Lock()

    def wait(self, chat: str, now: float, *, quiet: bool = False) -> float:
        """Return the seconds to wait before writing to `chat`; 0 takes it now.

        `quiet` is what starts from our side: it only takes what nobody else needs.
        """
        with self._lock:
            full_at = self._full_at.get(chat, now)
            slack = self._quiet_slack if quiet else self._overall_slack
            opens_at = max(
                full_at - self._slack,
                self._overall_full_at - slack,
                self._closed_until,
            )
            if opens_at > now:
                return opens_at - now
            if chat not in self._full_at and len(self._full_at) >= self._room:
                self._forget_idle(now)
            self._full_at[chat] = max(full_at, now) + self._interval
            self._overall_full_at = (
                max(self._overall_full_at, now) + self._overall_interval
            )
            return 0.0

    def room_in(self, now: float) -> float:
        """Return the seconds until there is room for something quiet; take nothing."""
        with self._lock:
            opens_at = self._overall_full_at - self._quiet_slack
            return max(opens_at - now, self._closed_until - now, 0.0)

    def refused(self, chat: str, now: float, after: float) -> bool:
        """Hold `chat` for `after` seconds, and everything when many were refused.

        Return whether everything is held.
        """
        with self._lock:
            self._full_at[chat] = max(
                self._full_at.get(chat, now), now + after + self._slack
            )
            self._refused = {
                other: at
                for other, at in self._refused.items()
                if now - at <= SEEN_TOGETHER
            }
            self._refused[chat] = now
            if len(self._refused) < MANY:
                return False
            self._closed_until = max(self._closed_until, now + after)
            return True

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._full_at)

    def _forget_idle(self, now: float) -> None:
        """Drop the buckets that are full: they say no more than a missing one."""
        self._full_at = {c: full for c, full in self._full_at.items() if full > now}
        self._room = max(ROOM, 2 * len(self._full_at))
