"""What the page may do with the service behind the phones, and see of its record."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


class Backstage(Protocol):
    """The running service; the demo supplies it."""

    @property
    def scenes(self) -> Sequence[Mapping[str, Any]]:
        """Return what a visitor can try, with whose phones; the first comes first."""

    def state(self) -> str:
        """Return running, stopped, starting or none."""

    async def kill(self) -> None:
        """Kill the service at once."""

    async def stop(self) -> None:
        """Stop it politely."""

    async def start(self) -> None:
        """Start it again."""

    def time(self) -> Mapping[str, Any]:
        """Return what time it is there: `now`, the `zone`, and what is due `next`."""

    async def move(self, step: str) -> None:
        """Move its clock ahead: an "hour", a "day", or to the "next" thing due."""

    async def rows(self) -> list[dict[str, Any]]:
        """Return the sealed rows of the case record, as they lie in the store."""

    async def opened(self) -> dict[str, Any]:
        """Return the same entries opened with a reader's own key."""

    def subscribe(self, callback: Callable[[str], None]) -> None:
        """Call with "service", "record" or "clock" when it changed."""
