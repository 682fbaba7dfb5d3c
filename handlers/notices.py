"""Telling somebody something: answers to what they did, and notices to staff."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casework import staff_words
from casework.drafts import DeliveryKind, Draft, Target
from casework.messages import Button, Form
from casework.people import CaseId, Person, PersonId, Role
from handlers.office import Office
from storage import buttons, outbox, people
from storage.buttons import Meaning
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Choice:
    """A button to be: its words, and what pressing it does."""

    label: str
    action: str
    subject: str = ""


def tell(
    tx: Transaction,
    draft: Draft,
    now: datetime,
    choices: Sequence[Sequence[Choice]] = (),
) -> int:
    """Put a draft into the outbox with buttons that mean something; return its id."""
    rows = [[(buttons.new_id(), choice) for choice in line] for line in choices]
    shown = tuple(
        tuple(Button(identity, choice.label) for identity, choice in line)
        for line in rows
    )
    delivery = outbox.add(tx, replace(draft, buttons=shown) if shown else draft, now)
    for line in rows:
        for identity, choice in line:
            buttons.add(
                tx,
                identity,
                draft.recipient,
                choice.action,
                choice.subject,
                delivery,
                now,
            )
    return delivery


def answer(
    tx: Transaction,
    recipient: PersonId,
    text: str,
    now: datetime,
    *,
    case_id: CaseId | None = None,
    reply_to: Target | None = None,
    choices: Sequence[Sequence[Choice]] = (),
) -> int:
    """Answer what somebody just did."""
    return tell(
        tx,
        Draft(
            recipient,
            DeliveryKind.ANSWER,
            text,
            case_id=case_id,
            reply_to=reply_to,
        ),
        now,
        choices,
    )


def put_away(
    tx: Transaction, meaning: Meaning, now: datetime, instead: str = ""
) -> None:
    """Take the buttons away, and let the answer stand where the question stood."""
    draft = Draft(
        meaning.person,
        DeliveryKind.ANSWER,
        instead,
        form=Form.EDIT,
        target=Target(delivery=meaning.delivery_id),
    )
    outbox.add(tx, draft, now)


def say(
    tx: Transaction,
    office: Office,
    worker: Person,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    """Answer somebody who works here, in their language; by SMS with words for it."""
    text = office.say(key, worker.language, **values)
    by_sms = staff_words.by_sms(text, worker.language)
    draft = Draft(worker.id, DeliveryKind.ANSWER, text, sms_text=by_sms)
    tell(tx, draft, now)


def notify(
    tx: Transaction,
    recipient: PersonId,
    text: str,
    now: datetime,
    *,
    case_id: CaseId | None = None,
    reply_to: Target | None = None,
) -> int:
    """Tell somebody who works here; by SMS with words for what they can send."""
    known = people.find(tx, recipient)
    draft = Draft(
        recipient,
        DeliveryKind.NOTICE,
        text,
        sms_text=staff_words.by_sms(text, known.language if known else None),
        case_id=case_id,
        reply_to=reply_to,
    )
    return tell(tx, draft, now)


def news(
    tx: Transaction,
    recipient: PersonId,
    text: str,
    now: datetime,
    *,
    case_id: CaseId | None = None,
    choices: Sequence[Sequence[Choice]] = (),
) -> int:
    """Tell somebody who is helped what has changed for them."""
    draft = Draft(recipient, DeliveryKind.NEWS, text, case_id=case_id)
    return tell(tx, draft, now, choices)


def notify_supervisors(
    tx: Transaction, office: Office, key: str, now: datetime, **values: object
) -> None:
    """Tell everybody who supervises and has not left."""
    for supervisor in people.with_role(tx, Role.SUPERVISOR):
        if supervisor.left_at is not None:
            continue
        notify(tx, supervisor.id, office.say(key, supervisor.language, **values), now)


def notify_about(
    tx: Transaction,
    office: Office,
    key: str,
    *,
    about: Person,
    recipient: Person,
    case_id: CaseId | None,
    now: datetime,
    **values: object,
) -> None:
    """Tell a contact person something about one of their clients."""
    text = office.say(key, recipient.language, client=about.label, **values)
    notify(tx, recipient.id, text, now, case_id=case_id)
