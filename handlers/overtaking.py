"""What need not wait behind words that are held back for their recipient's sake."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from casework.drafts import DeliveryKind
from casework.gates import NotNow
from casework.messages import Form
from casework.reasons import Reason
from storage.outbox_rows import Delivery

FOR_THEIR_SAKE = frozenset(
    {
        *(Reason.SAFE_HOURS, Reason.PAUSED, Reason.STALE),
        *(Reason.TALKING, Reason.DANGER),
    }
)
"""What waits for one of these is not stuck: it waits for a person, not for a line."""

_ANYTHING = frozenset(DeliveryKind)
OVERTAKES = MappingProxyType(
    {
        # What a person just did is answered, whatever else waits for the morning.
        DeliveryKind.ANSWER: _ANYTHING,
        DeliveryKind.RECEIPT: _ANYTHING,
        # A talk that goes on is not cut off by what was to start from our side.
        DeliveryKind.RELAY: _ANYTHING - {DeliveryKind.RELAY},
        DeliveryKind.NEWS: frozenset({DeliveryKind.AUTOMATIC}),
        DeliveryKind.NOTICE: frozenset(),
        DeliveryKind.AUTOMATIC: frozenset(),
    }
)


@dataclass(slots=True)
class HeldBack:
    """What a conversation holds back, as far as it was looked through."""

    kinds: frozenset[DeliveryKind] = frozenset()
    last: int = 0
    until: datetime | None = None

    def is_behind(self, delivery: Delivery, now: datetime) -> bool:
        """Tell whether this one waits as well, and go on behind it."""
        draft = delivery.draft
        is_free = draft.overridden or draft.form is Form.DELETE
        if not is_free and not self.kinds <= OVERTAKES[draft.kind]:
            self._go_on(delivery)
            return True
        # Where nobody can be asked, what is unknown waits like what is ready.
        is_open = delivery.state in ("ready", "unknown")
        is_held = is_open and delivery.reason in FOR_THEIR_SAKE
        if delivery.not_before > now and is_held:
            self._go_on(delivery, delivery.not_before)
            return True
        return False

    def takes(self, delivery: Delivery, waits: NotNow) -> bool:
        """Tell whether it waits for its recipient's sake, and go on behind it."""
        if waits.reason not in FOR_THEIR_SAKE:
            return False
        self._go_on(delivery, waits.until)
        return True

    def first(self, until: datetime | None = None) -> datetime | None:
        """Return when to look again, if at all."""
        return min(filter(None, (self.until, until)), default=None)

    def _go_on(self, delivery: Delivery, until: datetime | None = None) -> None:
        worth_until = delivery.draft.until
        self.kinds |= {delivery.draft.kind}
        self.last = delivery.id
        self.until = min(filter(None, (self.first(until), worth_until)), default=None)
