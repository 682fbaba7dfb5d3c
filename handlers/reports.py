"""What a provider says of a delivery later on."""

from dataclasses import dataclass
from datetime import datetime

from casework.delivery_states import RANK, DeliveryState, reported
from casework.messages import Sent
from casework.people import Channel
from casework.reasons import Reason
from handlers import due_work, left_behind, outcomes, receipts
from handlers.carrying import more_parts
from handlers.office import Office
from storage import messages, outbox
from storage.messages import Message
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

OPEN = frozenset({"held", "ready", "claimed", "unknown"})


@dataclass(frozen=True, slots=True)
class Report:
    """A provider's later word: sent, delivered, read, undelivered or failed."""

    delivery: int
    message_id: str
    state: str
    reason: Reason | None = None


def provider_said(
    tx: Transaction, office: Office, report: Report, now: datetime
) -> None:
    """Move a delivery forward by the provider's word; never back, in any order."""
    delivery = outbox.find(tx, report.delivery)
    state = reported(report.state)
    if delivery is None or state is None or delivery.channel is not Channel.SMS:
        # After a restore a late word may name an id that is another delivery's now.
        return
    tx.touch(delivery.lane)
    if delivery.state in OPEN:
        _settle(tx, office, delivery, report, state, now)
        delivery = outbox.find(tx, report.delivery) or delivery
    if not _says_more(tx, delivery, report.message_id, state):
        return
    outbox.move_on(tx, delivery.id, state, report.reason, report.message_id)
    if state is DeliveryState.FAILED:
        reason = report.reason or Reason.PROVIDER
        outcomes.freeze_after(tx, office, delivery, reason, now)
        due_work.not_delivered(tx, office, delivery, reason, now)
        receipts.failed(tx, office, delivery, reason, now)
    elif state is DeliveryState.DELIVERED and not left_behind.stayed(
        delivery, _message(tx, delivery)
    ):
        receipts.delivered(tx, office, delivery, now)


def _settle(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    report: Report,
    state: DeliveryState,
    now: datetime,
) -> None:
    """Take the word for the outcome of a try of which we have not heard yet."""
    is_earlier_part = _is_part(tx, delivery, report.message_id)
    is_being_tried = delivery.state in ("claimed", "unknown") and not is_earlier_part
    if state is not DeliveryState.FAILED:
        if is_being_tried:
            outcomes.sent(tx, office, delivery, Sent((report.message_id,)), now)
    elif is_being_tried or is_earlier_part:
        # What is left of a text with a hole in it helps nobody: no more of it is sent,
        # and no later word on one of its parts makes it whole.
        is_whole = is_being_tried and not more_parts(delivery)
        outcomes.never(
            tx,
            office,
            delivery,
            report.reason or Reason.PROVIDER,
            now,
            provider_id=report.message_id if is_whole else None,
        )


def _says_more(
    tx: Transaction, delivery: Delivery, message_id: str, state: DeliveryState
) -> bool:
    """Tell whether a word on something settled says more than was known."""
    known = DeliveryState(delivery.state)
    if not known.is_settled or known is DeliveryState.SKIPPED:
        return False
    if delivery.provider_id != message_id:
        if _is_part(tx, delivery, message_id):
            # All must arrive, so only the loss of a part says something of the whole.
            return state is DeliveryState.FAILED and known is not DeliveryState.FAILED
        if state is DeliveryState.FAILED and delivery.provider_id is not None:
            return False  # a try that was repeated since
    return RANK[state] > RANK[known]


def _is_part(tx: Transaction, delivery: Delivery, message_id: str) -> bool:
    """Tell whether this message carried (a part of) the delivery, as far as we know."""
    known = messages.copies_of_delivery(tx, delivery.id, delivery.address_id or 0)
    return message_id in known


def _message(tx: Transaction, delivery: Delivery) -> Message | None:
    message_id = delivery.draft.message_id
    return None if message_id is None else messages.find(tx, message_id)
