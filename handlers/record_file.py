"""A case as a file in the chat of who may read it: `/record K7 the review on Monday`.

What leaves is sealed; it opens on the reader's own machine, with their own key.
"""

from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.made_files import LARGEST
from casework.people import CaseId, Person
from casework.profiles import RecordPolicy
from casework.reasons import Reason
from casework.rights import Act
from handlers import access, named_client, notices, permissions
from handlers.access import LONGEST_REASON, Taking
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.permissions import NotPossibleError
from handlers.turns import Turn
from storage import case_wraps, cases, duty_keys, export, people, readers
from storage.looks import Way
from storage.outbox_rows import Delivery
from storage.transaction import Transaction

DIALOG = "record"
WHYS = ("meeting", "note", "hand_over", "asked")
"""What it is mostly wanted for; anything else is typed."""

NOTHING_TO_DO = frozenset({Reason.WITHDRAWN, Reason.NO_ADDRESS})
"""It is not theirs any more, or nothing reaches them."""


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Send a case, or ask what for where nobody said."""
    named = named_client.behind(
        tx, office, worker, said, Act.EXPORT, now, how="record_how"
    )
    if named is None:
        return
    client, why = named
    turn = Turn(tx, office, worker, client, DIALOG, {"client": client.id}, now)
    case = _ready(turn)
    if case is not None and why:
        _send(turn, case, why)
    elif case is not None:
        _ask(turn)


def step(turn: Turn, answer: str) -> None:
    """Take what it is for, and send it."""
    turn.end()
    case = _ready(turn)
    if case is None:
        return
    # It is read in the record, so in the language of the office.
    is_chosen = answer in WHYS
    office = turn.office
    why = office.say(f"record_for_{answer}", office.language) if is_chosen else answer
    _send(turn, case, why)


def not_delivered(
    tx: Transaction, office: Office, delivery: Delivery, reason: Reason, now: datetime
) -> None:
    """Tell whoever waits for a case that it does not come here, and what to do."""
    draft = delivery.draft
    if not draft.with_record or reason in NOTHING_TO_DO:
        return
    worker = people.known(tx, draft.recipient)
    ref = people.ref_of(tx, worker.id)
    notices.say(tx, office, worker, "record_not_sent", now, case=draft.case_id, ref=ref)


def may_take_out(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    """Tell whether somebody may have a client's case as a file."""
    return permissions.is_allowed(tx, office, worker, Act.EXPORT, client, now)


def _ready(turn: Turn) -> CaseId | None:
    """Return the case if it can be sent; nothing: they were told why not."""
    tx, worker = turn.tx, turn.worker
    case = cases.of_client(tx, turn.client.id)
    if case is None or cases.policy_of(tx, case) == RecordPolicy.NONE:
        turn.say("record_nothing", client=turn.client.label)
    elif not _has_key(tx, case, worker):
        turn.say("record_no_key", client=turn.client.label)
    elif export.about_how_large(tx, case) > LARGEST:
        turn.say("record_too_large", case=case, ref=people.ref_of(tx, worker.id))
    else:
        return case
    return None


def _has_key(tx: Transaction, case: CaseId, worker: Person) -> bool:
    """Tell whether some of the case opens to a key of theirs, or of their team."""
    return any(
        case_wraps.held(tx, case, reader.id)
        for reader in readers.current(tx)
        if reader.person_id == worker.id or duty_keys.is_one(tx, reader.id)
    )


def _ask(turn: Turn) -> None:
    rows = [[(why, turn.text(f"record_for_{why}"))] for why in WHYS]
    text = turn.text("record_why", client=turn.client.label)
    turn.ask("why", Ask(text, [*rows, [turn.cancel]], takes_words=True))


def _send(turn: Turn, case: CaseId, why: str) -> None:
    """Write down who gets it and why, and let it leave with that."""
    reason = access.read_reason(why)
    if reason is None:
        turn.say("record_why_short", count=LONGEST_REASON)
        return
    tx, worker = turn.tx, turn.worker
    taking = Taking(case, Way.TELEGRAM, worker, reason=reason)
    try:
        access.write_down(tx, taking, turn.now)
    except NotPossibleError:
        turn.say("record_not_now")
        return
    text = turn.text("record_sent", client=turn.client.label)
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, case_id=case, with_record=True)
    notices.tell(tx, draft, turn.now)
