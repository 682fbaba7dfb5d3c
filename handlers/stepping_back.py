"""Questions that step back into the line, where their moment has just passed."""

from datetime import datetime

from casework.gates import NotAnyMore, NotNow
from casework.reasons import Reason
from handlers import question_kinds, questions
from handlers.carrying import Way
from handlers.office import Office
from storage import questions as rows
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

PASSING = frozenset(
    {
        *(Reason.SAFE_HOURS, Reason.PAUSED),
        *(Reason.TALKING, Reason.DANGER, Reason.ENOUGH_TODAY),
    }
)
"""Why the gates stop what the line would have let wait as well (`judging.is_time`)."""


def steps_back(
    tx: Transaction,
    office: Office,
    delivery: Delivery,
    way: Way | NotNow | NotAnyMore,
    now: datetime,
) -> bool:
    """Put a patient question that may not go now back into the line; tell if it was.

    There it gets no older, and what need not wait is asked before it.
    """
    if isinstance(way, Way) or way.reason not in PASSING:
        return False
    question = rows.open_of(tx, delivery.draft.recipient)
    if question is None or question.delivery_id != delivery.id:
        return False
    # What may have arrived stands on the phone: asked anew, it would come twice.
    may_stand_there = delivery.state != "ready"
    if may_stand_there or not question_kinds.KINDS[question.kind].is_patient:
        return False
    questions.make_way(tx, question.person, now)
    questions.ask_next(tx, office, question.person, now)
    return True
