"""Opening the store for a command, or for the service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import Settings
from storage.engine import Store
from storage.errors import StoreError
from storage.keyfiles import KeyFileError
from storage.service_keys import ServiceKeys

EXPECTED = (StoreError, KeyFileError)
"""What can be wrong with a store or its keys: one line for the operator each."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that is open, and what it was opened with."""

    settings: Settings
    store: Store
    keys: ServiceKeys = field(repr=False)


@asynccontextmanager
async def opened(config: Path, *, owner: bool = False) -> AsyncIterator[Opened]:
    """Yield the store that a configuration names; commands work beside the service."""
    settings = Settings.read(config)
    async with opened_with(settings, owner=owner) as found:
        yield found


@asynccontextmanager
async def opened_with(
    settings: Settings, *, owner: bool = False
) -> AsyncIterator[Opened]:
    """Yield the store that these settings name."""
    keys = ServiceKeys.load(settings.storage.keys)
    async with await Store.open(settings.storage.path, keys, owner=owner) as store:
        yield Opened(settings, store, keys)
