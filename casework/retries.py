"""How long to wait before the next try, and when to stop trying."""

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from casework.drafts import DeliveryKind

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
READINGS = 8
"""After so many tries to take in a message it is set aside, and the lane goes on."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how old it may become meanwhile."""

    attempts: int
    age: timedelta


PATIENCE = MappingProxyType(
    {
        # Words outlast a weekend's outage; then their author is told to find another
        # way. The attempts are a fuse: at the longest pause they take 75 hours.
        DeliveryKind.RELAY: Patience(300, timedelta(hours=72)),
        DeliveryKind.NOTICE: Patience(300, timedelta(hours=72)),
        DeliveryKind.NEWS: Patience(300, timedelta(hours=72)),
        # The welcome is an answer, too: it survives a day of outage.
        DeliveryKind.ANSWER: Patience(110, timedelta(hours=24)),
        DeliveryKind.RECEIPT: Patience(110, timedelta(hours=24)),
        # What comes much later than it was meant confuses more than it helps. Where it
        # says itself until when it is worth sending, that counts.
        DeliveryKind.AUTOMATIC: Patience(110, timedelta(hours=2)),
    }
)


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait: 5 s after the first attempt, doubling, at most 15 min.

    >>> [pause_after(n).seconds for n in (1, 2, 3, 20)]
    [5, 10, 20, 900]
    """
    # Beyond ten doublings the product would only grow too large for a timedelta.
    doublings = min(max(attempt - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def is_over(kind: DeliveryKind, *, attempts: int, age: timedelta) -> bool:
    """Tell whether a delivery of this kind has been tried enough."""
    patience = PATIENCE[kind]
    return attempts >= patience.attempts or age >= patience.age
