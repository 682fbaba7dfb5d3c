"""Doing duties, so that what goes wrong for one stops nobody else."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.telegram_ingest import Switch
from handlers.duty import Duty
from handlers.office import Office
from storage.engine import Store
from storage.errors import StoreUnwritableError
from storage.transaction import Transaction

log = logging.getLogger(__name__)

K = TypeVar("K")
T = TypeVar("T")

AT_ONCE = 50
"""For so many something is done in one unit: a human's words wait behind one of them.

Each takes less than a millisecond (measured).
"""


class LookingAfter:
    """Does duties, and raises the alarm `duty` for as long as one of them fails."""

    def __init__(self, store: Store, office: Office, switch: Switch) -> None:
        self._store = store
        self._office = office
        self._switch = switch
        self._failing: dict[str, list[str]] = {}

    async def do(self, duty: Duty[K], now: datetime) -> int:
        """Do it for all who are due; return for how many that went well.

        Together, because that is quick; only where that fails, for each alone.
        Raises `StoreUnwritableError`, which is nobody's fault who is looked after.
        """
        errors: list[str] = []
        done = await self._tried(errors, duty.everyone, now)
        if done is None:
            done = 0
            errors.clear()
            due = await self._tried(errors, duty.due, now)
            for key in due or ():
                alone = partial(duty.one, key=key)
                done += await self._tried(errors, alone, now) or 0
        self.note(duty.name, errors)
        return done

    async def each(
        self,
        keys: Sequence[K],
        unit: Callable[[Transaction, Office, K, datetime], None],
        now: datetime,
    ) -> list[str]:
        """Do something for each of them, some at once; return what kinds of errors.

        What does not go well together is done for each alone.
        """
        errors: list[str] = []
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            if await self._tried([], partial(_all, unit=unit, keys=some), now):
                continue
            for key in some:
                await self._tried(errors, partial(_all, unit=unit, keys=[key]), now)
        return errors

    def note(self, duty: str, errors: list[str]) -> None:
        """Note what went wrong with a duty, or that nothing did; log what is new."""
        if errors and self._failing.get(duty) != errors:
            for each in sorted(set(errors)):
                log.error("duty failed", extra={"duty": duty, "error": each})
        if errors:
            self._failing[duty] = errors
        else:
            self._failing.pop(duty, None)
        self._switch("duty", on=bool(self._failing))

    async def _tried(
        self,
        errors: list[str],
        unit: Callable[[Transaction, Office, datetime], T],
        now: datetime,
    ) -> T | None:
        """Return what came of it; note an error's kind: its words may be personal."""
        try:
            return await self._store.run(unit, self._office, now)
        except StoreUnwritableError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the next ones come
            errors.append(type(error).__name__)
            return None


def _all(
    tx: Transaction,
    office: Office,
    now: datetime,
    *,
    unit: Callable[[Transaction, Office, K, datetime], None],
    keys: Sequence[K],
) -> bool:
    for key in keys:
        unit(tx, office, key, now)
    return True
