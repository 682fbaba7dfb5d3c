"""A duty: for whom it is due, and what is done for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from handlers.office import Office
from storage.transaction import Transaction

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Duty(Generic[K]):
    """Something that is done from time to time, for each who is due.

    `due` opens no sealed field: what does not open must be in nobody's way. `do` is
    given all of them at once, or, where that fails, one after the other.
    """

    name: str
    due: Callable[[Transaction, Office, datetime], Sequence[K]]
    do: Callable[[Transaction, Office, Sequence[K], datetime], None]

    def everyone(self, tx: Transaction, office: Office, now: datetime) -> int:
        """Do it for all who are due; return how many those were."""
        due = self.due(tx, office, now)
        if due:
            self.do(tx, office, due, now)
        return len(due)

    def one(self, tx: Transaction, office: Office, now: datetime, *, key: K) -> int:
        """Do it for one alone, if it still is due; return for how many it was done."""
        if key not in self.due(tx, office, now):
            return 0
        self.do(tx, office, [key], now)
        return 1


def once(
    name: str, unit: Callable[[Transaction, Office, datetime], object]
) -> Duty[None]:
    """Return a duty that is nobody's in particular."""

    def do(
        tx: Transaction, office: Office, _nobody: Sequence[None], now: datetime
    ) -> None:
        unit(tx, office, now)

    return Duty(name, lambda _tx, _office, _now: (None,), do)
