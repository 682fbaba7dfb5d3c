"""The clock of the demo, which a visitor moves ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import clock


@dataclass(slots=True)
class DemoClock:
    """The machine's clock and what was added to it; nobody takes anything off.

    The demo has one, its service another one, told of every move.
    """

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return the moment that it is in the demo."""
        return clock.now() + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be that moment, or stay where it is if that is over."""
        self.set_ahead(moment - clock.now())

    def set_ahead(self, ahead: timedelta) -> None:
        """Be so much ahead of the machine, or stay further ahead."""
        self.ahead = max(self.ahead, ahead)
