"""A delivery that breaks whatever looks at it: it is set aside, and others go on."""

from datetime import datetime

from casework.reasons import Reason
from handlers import notices, receipts
from handlers.office import Office
from storage import alarms, outbox
from storage.outbox_rows import Delivery
from storage.transaction import Transaction


class DeliveryBrokenError(Exception):
    """A delivery breaks whatever looks at it. Set it aside, so that others go on."""

    def __init__(self, delivery_id: int) -> None:
        super().__init__(f"delivery {delivery_id} breaks whatever looks at it")
        self.delivery_id = delivery_id


def set_aside(
    tx: Transaction,
    office: Office,
    delivery_id: int,
    now: datetime,
    *,
    tells_author: bool = True,
) -> None:
    """Give it up unseen, and say so to its author and to the supervisors.

    Where telling the author breaks as well, the supervisors alone can be told.
    """
    if not outbox.fail(tx, delivery_id, Reason.PROVIDER, now):
        return
    alarms.raise_alarm(tx, "poison", now)
    notices.notify_supervisors(tx, office, "staff_set_aside", now)
    delivery = outbox.find(tx, delivery_id) if tells_author else None
    if delivery is not None:
        _tell_author(tx, office, delivery, now)


def _tell_author(
    tx: Transaction, office: Office, delivery: Delivery, now: datetime
) -> None:
    author = receipts.sender_of(tx, delivery)
    if author is None:
        return
    if not author.role.is_staff:
        receipts.failed(tx, office, delivery, Reason.PROVIDER, now)
        return
    notices.notify(
        tx,
        author.id,
        office.say("staff_set_aside", author.language),
        now,
        case_id=delivery.draft.case_id,
        reply_to=receipts.own_message(tx, delivery),
    )
