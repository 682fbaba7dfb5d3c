"""A case as a file in the chat of who may read it: `/record K7 the review on Monday`.

What leaves is sealed; it opens on the reader's own machine, with their own key.
"""

from datetime import datetime

from casework.drafts import DeliveryKind, Draft
from casework.made_files import LARGEST
from casework.people import CaseId, Person, PersonId
from casework.profiles import RecordPolicy
from casework.rights import Act
from handlers import access, dialogs, named_client, notices, permissions
from handlers.access import LONGEST_REASON, Taking
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import case_wraps, cases, export, people, readers
from storage.dialogs import Dialog
from storage.looks import Way
from storage.transaction import Transaction

DIALOG = "record"
WHYS = ("meeting", "note", "hand_over", "asked")
"""What it is mostly wanted for; anything else is typed."""


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Send a case, or ask what for where nobody said."""
    if not said.strip():
        notices.say(tx, office, worker, "record_how", now)
        return
    named = named_client.behind(tx, office, worker, said, Act.EXPORT, now)
    if named is None:
        return
    client, why = named
    if why:
        _send(tx, office, worker, client, why, now)
    elif _ready(tx, office, worker, client, now) is not None:
        _ask(tx, office, worker, client, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take what it is for, and send it."""
    dialogs.end(tx, person)
    client = people.known(tx, PersonId(dialog.state["client"]))
    if not permissions.is_allowed(tx, office, person, Act.EXPORT, client, now):
        permissions.note_denied(tx, person, Act.EXPORT, client, now)
        notices.say(tx, office, person, "alias_unknown", now, alias=client.alias)
        return
    why = answer
    if answer in WHYS:
        # It is read in the record, so in the language of the office.
        why = office.say(f"record_for_{answer}", office.language)
    _send(tx, office, person, client, why, now)


def _ready(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> CaseId | None:
    """Return the case if it can be sent; nothing: they were told why not."""
    case = cases.of_client(tx, client.id)
    if case is None or cases.policy_of(tx, case) == RecordPolicy.NONE:
        notices.say(tx, office, worker, "record_nothing", now, client=client.label)
    elif not _has_key(tx, case, worker):
        notices.say(tx, office, worker, "record_no_key", now, client=client.label)
    elif export.about_how_large(tx, case) > LARGEST:
        ref = people.ref_of(tx, worker.id)
        notices.say(tx, office, worker, "record_too_large", now, case=case, ref=ref)
    else:
        return case
    return None


def _has_key(tx: Transaction, case: CaseId, worker: Person) -> bool:
    """Tell whether some of the case opens to a key of theirs."""
    return any(
        case_wraps.held(tx, case, reader.id)
        for reader in readers.of_person(tx, worker.id)
        if reader.removed_at is None
    )


def _ask(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    language = worker.language
    rows = [[(why, office.say(f"record_for_{why}", language))] for why in WHYS]
    rows.append([dialogs.cancel_choice(office, worker)])
    text = office.say("record_why", language, client=client.label)
    question = Ask(text, rows, takes_words=True)
    dialogs.ask(tx, worker, DIALOG, "why", {"client": client.id}, question, now)


def _send(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    why: str,
    now: datetime,
) -> None:
    """Write down who gets it and why, and let it leave with that."""
    case = _ready(tx, office, worker, client, now)
    if case is None:
        return
    reason = access.read_reason(why)
    if reason is None:
        notices.say(tx, office, worker, "record_why_short", now, count=LONGEST_REASON)
        return
    try:
        access.write_down(tx, Taking(case, Way.TELEGRAM, worker, reason=reason), now)
    except NotPossibleError:
        notices.say(tx, office, worker, "record_not_now", now)
        return
    text = office.say("record_sent", worker.language, client=client.label)
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, case_id=case, with_record=True)
    notices.tell(tx, draft, now)
