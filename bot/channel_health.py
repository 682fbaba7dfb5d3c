"""Whether a channel takes anything at all just now."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.telegram_ingest import Switch
from casework.messages import Later, Outcome, Sent, Unknown
from casework.people import Channel
from casework.reasons import Reason
from casework.retries import pause_after

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
"""So long a channel that refuses everything is left alone: nobody waits longer after it
is back."""

DOWN_AFTER = 3
"""Failures in a row until somebody is told."""

ASK_AGAIN = timedelta(seconds=10)

Answers = Callable[[], Awaitable[bool]]
"""Asks the provider something harmless, and tells whether it answered."""


class ChannelHealth:
    """Told what came of every try; says when the next one makes sense."""

    def __init__(
        self,
        channel: Channel,
        switch: Switch,
        *,
        now: Callable[[], datetime],
        answers: Answers | None = None,
    ) -> None:
        self._alarm = f"{channel}_down"
        self._switch = switch
        self._now = now
        self._asks = answers
        self._failures = 0
        self._closed_until: datetime | None = None
        self._silent_until: datetime | None = None

    def closed_for(self) -> timedelta | None:
        """Return how long nothing is to be tried, if the channel refuses everything."""
        if self._closed_until is None or self._closed_until <= self._now():
            return None
        return self._closed_until - self._now()

    def note(self, outcome: Outcome) -> Outcome:
        """Take note of what came of a try; return it with the pause that it needs."""
        match outcome:
            case Later(reason, after, everywhere=True):
                self._failed(at_once=reason is Reason.UNAUTHORISED)
                pause = after or min(
                    FIRST_PAUSE * self._failures,
                    pause_after(self._failures),
                    LONGEST_PAUSE,
                )
                self._closed_until = self._now() + pause
                return replace(outcome, after=pause)
            case Unknown():
                self._failed()
            case Sent():
                self._closed_until = None
                if self._failures:
                    self._failures = 0
                    self._switch(self._alarm, on=False)
        return outcome

    async def answers(self) -> bool:
        """Tell whether the provider is there: asked before something is sent again.

        While it fails at everything, sending once more could only bring the same words
        once more.
        """
        if self._asks is None:
            return True
        if self._silent_until is not None and self._silent_until > self._now():
            return False
        if await self._asks():
            self._silent_until = None
            return True
        self._silent_until = self._now() + ASK_AGAIN
        self._failed()
        return False

    def _failed(self, *, at_once: bool = False) -> None:
        self._failures += 1
        if at_once or self._failures >= DOWN_AFTER:
            self._switch(self._alarm, on=True)
