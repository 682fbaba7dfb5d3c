"""Our way in and out of a channel."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Protocol

from casework.messages import File, Never, NotThere, Outcome, Outgoing, Sent
from casework.people import Channel


class FetchError(Exception):
    """A file could not be fetched now. Try again later."""


class FileGoneError(FetchError):
    """A file can never be fetched: too large for the provider, or gone."""


class Gateway(Protocol):
    """Sends to one channel and fetches files from it; keeps nothing.

    Every failure is an `Outcome`; no exception but cancellation leaves `send`.
    """

    @property
    def channel(self) -> Channel:
        """Return the channel that this gateway serves."""

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Hand a delivery to the provider and say what came of it."""

    async def look_up(
        self, outgoing: Outgoing, since: datetime, taken: Collection[str] = ()
    ) -> Sent | Never | NotThere | None:
        """Return what the provider knows of a delivery whose outcome is unknown.

        `since` is when it was handed over; `taken` are message ids that other
        deliveries to the same address have. Nothing is returned where the provider
        cannot tell, or cannot tell yet.
        """

    def fetch(self, file: File) -> AsyncIterator[bytes]:
        """Yield the file's bytes; raise `FetchError` where that fails."""
