"""Doing something step by step in a chat on Telegram.

What is typed for a step answers its question, as Telegram's own reply, which the app
opens by itself: so no words to a client end here, and nothing meant for us at a client.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from handlers import notices
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Written
from storage import choices, dialogs, messages
from storage.dialogs import Dialog
from storage.transaction import Transaction

LASTS = timedelta(minutes=30)
"""Nobody goes on after that with what they began."""

Step = Callable[[Transaction, Office, Person, Dialog, str, datetime], None]
"""Takes what was answered to the step that stands, and asks the next or is done."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A step's question: words, and buttons as (answer, label) pairs in rows.

    `takes_words` lets the app open a reply, so that words can be typed.
    """

    text: str
    choices: Sequence[Sequence[tuple[str, str]]] = ()
    takes_words: bool = False


def ask(
    tx: Transaction,
    person: Person,
    name: str,
    step: str,
    state: Mapping[str, Any],
    question: Ask,
    now: datetime,
) -> None:
    """Ask a step's question; what was begun before is given up."""
    # Nothing that is typed without a reply may go to whoever was chosen before.
    choices.close(tx, person.id)
    rows = [
        [Choice(label, "dialog", answer) for answer, label in row]
        for row in question.choices
    ]
    draft = Draft(
        person.id, DeliveryKind.ANSWER, question.text, asks=question.takes_words
    )
    delivery = notices.tell(tx, draft, now, rows)
    dialogs.set_dialog(tx, Dialog(person.id, name, step, state, delivery, now + LASTS))


def receive(
    tx: Transaction, office: Office, person: Person, written: Written, now: datetime
) -> bool:
    """Take a reply to the question that stands, and tell whether it was one."""
    reply_to = written.incoming.reply_to
    dialog = dialogs.find(tx, person.id, now)
    if dialog is None or reply_to is None or dialog.delivery_id is None:
        return False
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    if pointed is None or pointed.delivery_id != dialog.delivery_id:
        return False
    _go_on(tx, office, person, dialog, written.incoming.text.strip(), now)
    return True


def press(
    tx: Transaction,
    office: Office,
    person: Person,
    delivery_id: int,
    answer: str,
    now: datetime,
) -> bool:
    """Take a pressed button of the question that stands; tell whether it stood."""
    dialog = dialogs.find(tx, person.id, now)
    if dialog is None or dialog.delivery_id != delivery_id:
        return False
    _go_on(tx, office, person, dialog, answer, now)
    return True


def end(tx: Transaction, person: Person) -> None:
    """Be done with it."""
    dialogs.end(tx, person.id)


def _go_on(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    # A step that asks nothing more has ended the dialog; one that asks sets it anew.
    standing = replace(dialog, delivery_id=None)
    dialogs.set_dialog(tx, standing)
    _steps()[dialog.name](tx, office, person, standing, answer, now)


def _steps() -> Mapping[str, Step]:
    # Imported late: each dialog stands with its subject, which asks through here.
    from handlers.dialog_steps import STEPS  # noqa: PLC0415

    return STEPS
