"""Where a delivery stands, and how reports about it are put together."""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from types import MappingProxyType


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `held`: can still be taken back, or waits for its hours. `ready`: waits for its
    turn. `claimed`: is being sent. `unknown`: may have been sent. `sent`: the provider
    has it. `skipped`: was not sent, for a reason. `failed`: could not be delivered.
    """

    HELD = "held"
    READY = "ready"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"

    @property
    def is_settled(self) -> bool:
        """Return whether we are done with it: nothing more is sent."""
        return RANK[self] >= RANK[DeliveryState.SKIPPED]

    @property
    def reached(self) -> bool:
        """Return whether it counts as contact."""
        return self in {
            DeliveryState.SENT,
            DeliveryState.DELIVERED,
            DeliveryState.READ,
        }


# Proof that it arrived outranks a report that it did not: both come from networks
# that try again by themselves.
RANK = MappingProxyType({state: rank for rank, state in enumerate(DeliveryState)})

REPORTED = MappingProxyType(
    dict.fromkeys(
        ("accepted", "scheduled", "queued", "sending", "sent"), DeliveryState.SENT
    )
    | dict.fromkeys(("undelivered", "failed", "canceled"), DeliveryState.FAILED)
    | {"delivered": DeliveryState.DELIVERED, "read": DeliveryState.READ}
)
"""What a provider's word for a message says of the delivery."""


def reported(word: str) -> DeliveryState | None:
    """Return the state a provider reports, or nothing for a word we do not know."""
    return REPORTED.get(word.lower())


def merge(current: DeliveryState, report: DeliveryState) -> DeliveryState:
    """Return the state after a report, which only ever moves it forward.

    Reports come early, late, twice and out of order; whatever the order, the same
    reports lead to the same state.
    """
    return max(current, report, key=RANK.__getitem__)


def merge_all(
    current: DeliveryState, reports: Iterable[DeliveryState]
) -> DeliveryState:
    """Return the state after several reports."""
    return reduce(merge, reports, current)
