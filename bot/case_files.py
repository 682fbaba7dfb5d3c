"""A case gathered for its readers: as it goes into a file, or along in the chat."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.config import Settings
from bot.config_tables import OrganisationSettings
from bot.office import office_of
from casework.made_files import LARGEST, MadeFile
from casework.messages import Later, Never
from casework.people import CaseId
from casework.reasons import Reason
from handlers import cadence
from handlers.office import Office
from storage.bundle import lines_of
from storage.case_wraps import ShreddedError
from storage.errors import StoreError
from storage.export import Collected, collect
from storage.keyfiles import KeyFileError
from storage.reading import reading
from storage.service_keys import ServiceKeys
from storage.wraps import WrapError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Makes the file that goes along in the chat, when it is handed over."""

    settings: Settings
    now: Callable[[], datetime]

    async def make(self, case: CaseId) -> MadeFile | Never | Later:
        """Return the sealed case, or why it cannot go.

        In a thread, from one moment of the store: nobody who writes waits for it.
        """
        office = await office_of(self.settings)
        try:
            content = await asyncio.to_thread(self._content, office, case)
        except ShreddedError:
            return Never(Reason.GONE)
        except (StoreError, KeyFileError, WrapError, OSError) as error:
            kind = type(error).__name__
            log.warning("record not gathered", extra={"error": kind})
            return Later(Reason.GONE)
        if content is None:
            return Never(Reason.TOO_LARGE)
        day = self.now().astimezone(self.settings.organisation.zone).date()
        # A phone keeps the name for ever: it says what this is, and not whose.
        return MadeFile(f"record-{day}.bundle", "application/octet-stream", content)

    def _content(self, office: Office, case: CaseId) -> bytes | None:
        """Return the bundle; nothing where it grows too large."""
        with gathered(self.settings, office, case, self.now()) as (collected, keys):
            content = bytearray()
            for line in lines_of(collected.export, keys.signing):
                content += line
                if len(content) > LARGEST:
                    return None
            return bytes(content)


@contextmanager
def gathered(
    settings: Settings, office: Office, case: CaseId, now: datetime
) -> Iterator[tuple[Collected, ServiceKeys]]:
    """Yield the case as it is at one moment, and the keys to sign it with.

    Its entries and files are read as they are written on: that is for inside only.
    """
    keys = ServiceKeys.load(settings.storage.keys)
    about = _about(settings.organisation)
    with reading(settings.storage.path, keys) as tx:
        about["planned_contacts"] = cadence.planned_in_case(tx, office, case, now)
        yield collect(tx, case, settings.storage.path, about, now), tx.keys


def letterhead(organisation: OrganisationSettings) -> list[str]:
    """Return what stands at the head of a printed case: who keeps it."""
    lines = (organisation.name, organisation.phone, organisation.opening_hours)
    return [line for line in lines if line]


def _about(organisation: OrganisationSettings) -> dict[str, Any]:
    return {
        "timezone": organisation.timezone,
        "language": str(organisation.language),
        "letterhead": letterhead(organisation),
    }
