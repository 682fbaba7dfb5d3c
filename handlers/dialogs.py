"""Doing something step by step in a chat on Telegram.

What is typed for a step answers its question, as Telegram's own reply, which the app
opens by itself: so no words to a client end here, and nothing meant for us at a client.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from casework.drafts import DeliveryKind, Draft
from casework.made_files import drawn
from casework.messages import Kind
from casework.people import Person
from handlers import notices
from handlers.notices import Choice
from handlers.office import Office
from handlers.relaying import Written
from storage import buttons, choices, dialogs, messages
from storage.dialogs import Dialog
from storage.transaction import Transaction

ACTION = "dialog"
"""What the buttons under a question do."""

LASTS = timedelta(minutes=30)
"""Nobody goes on after that with what they began."""

CANCEL = "cancel"
"""The answer that gives up what was begun; no step sees it."""

Step = Callable[[Transaction, Office, Person, Dialog, str, datetime], None]
"""Takes what was answered to the step that stands, and asks the next or is done."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A step's question: words, and buttons as (answer, label) pairs in rows.

    `takes_words` lets the app open a reply, so that words can be typed; where there
    are buttons as well, Telegram opens none, and a reply has to be swiped. `picture`
    is a PNG that goes with it.
    """

    text: str = field(repr=False)
    choices: Sequence[Sequence[tuple[str, str]]] = ()
    takes_words: bool = False
    picture: bytes | None = field(default=None, repr=False)


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
        [Choice(label, ACTION, answer) for answer, label in row]
        for row in question.choices
    ]
    draft = Draft(
        person.id,
        DeliveryKind.ANSWER,
        question.text,
        asks=question.takes_words,
        file=None if question.picture is None else drawn(question.picture),
    )
    delivery = notices.tell(tx, draft, now, rows)
    # A button that is never shown: what is replied here stays ours when this is over.
    buttons.add(tx, buttons.new_id(), person.id, ACTION, "", delivery, now)
    dialogs.set_dialog(
        tx,
        Dialog(
            person.id, name, step, state, delivery, now + LASTS, question.takes_words
        ),
    )


def receive(
    tx: Transaction, office: Office, person: Person, written: Written, now: datetime
) -> bool:
    """Take a reply to a question of ours, and tell whether it was one.

    Only the question that stands is answered. A reply to one that is over goes
    nowhere, and who wrote it is told; a changed answer changes nothing. A command is
    always a command.
    """
    incoming = written.incoming
    if incoming.kind is Kind.TEXT and incoming.text.startswith("/"):
        return False
    asked = _asked(tx, written)
    if asked is None:
        return False
    if incoming.is_edit:
        return True
    dialog = dialogs.find(tx, person.id, now)
    if dialog is None or dialog.delivery_id != asked:
        notices.say(tx, office, person, "dialog_over", now)
        return True
    if not dialog.takes_words:
        # Words are no button: "no, not yet" must not be taken for a yes.
        notices.say(tx, office, person, "dialog_press", now)
        return True
    _go_on(tx, office, person, dialog, incoming.text.strip(), now)
    return True


def _asked(tx: Transaction, written: Written) -> int | None:
    """Return the question that a message replies to, standing or over."""
    reply_to = written.incoming.reply_to
    if reply_to is None:
        return None
    pointed = messages.pointed_at(tx, written.address.id, reply_to)
    if pointed is None or pointed.delivery_id is None:
        return None
    if not buttons.stands_under(tx, pointed.delivery_id, ACTION):
        return None
    return pointed.delivery_id


def cancel(
    tx: Transaction,
    office: Office,
    person: Person,
    _words: str,
    now: datetime,
) -> None:
    """Give up what was begun, and say so."""
    was_begun = dialogs.find(tx, person.id, now) is not None
    dialogs.end(tx, person.id)
    key = "dialog_cancelled" if was_begun else "dialog_nothing"
    notices.say(tx, office, person, key, now)


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


def cancel_choice(office: Office, person: Person) -> tuple[str, str]:
    """Return the button that gives up what was begun, whatever the step."""
    return CANCEL, office.say("btn_cancel", person.language)


def standing(tx: Transaction, person: Person, now: datetime) -> Dialog | None:
    """Return what somebody is in the middle of."""
    return dialogs.find(tx, person.id, now)


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
    if answer == CANCEL:
        cancel(tx, office, person, "", now)
        return
    # A step that asks nothing more has ended the dialog; one that asks sets it anew.
    standing = replace(dialog, delivery_id=None)
    dialogs.set_dialog(tx, standing)
    _steps()[dialog.name](tx, office, person, standing, answer, now)


def _steps() -> Mapping[str, Step]:
    # Imported late: each dialog stands with its subject, which asks through here.
    from handlers.dialog_steps import STEPS  # noqa: PLC0415 - see above

    return STEPS
