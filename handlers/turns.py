"""One turn of a dialog about somebody: whose it still is, and what is asked next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import Person, PersonId
from casework.rights import Act
from handlers import dialogs, notices, permissions
from handlers.dialogs import Ask, Step
from handlers.office import Office
from storage import people
from storage.dialogs import Dialog
from storage.transaction import Transaction

State = dict[str, Any]
"""What is known so far; it may hold nothing that the database cannot keep."""

May = Callable[[Transaction, Office, Person, Person, datetime], bool]
"""Tells whether somebody may go on with this about that person."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who goes on, about whom, and a copy of what is known so far."""

    tx: Transaction
    office: Office
    worker: Person
    client: Person
    dialog: str
    state: State = field(repr=False)
    now: datetime
    step: str = ""
    """The step that was answered; none where it only begins."""

    def text(self, key: str, **values: object) -> str:
        """Return a text of ours for whoever goes on."""
        return self.office.say(key, self.worker.language, **values)

    def say(self, key: str, **values: object) -> None:
        """Answer whoever goes on."""
        notices.say(self.tx, self.office, self.worker, key, self.now, **values)

    def ask(self, step: str, question: Ask) -> None:
        """Ask a step's question; what is known so far is kept with it."""
        dialogs.ask(
            self.tx, self.worker, self.dialog, step, self.state, question, self.now
        )

    def end(self) -> None:
        """Be done with the dialog."""
        dialogs.end(self.tx, self.worker)

    @property
    def cancel(self) -> tuple[str, str]:
        """The button that gives up what was begun."""
        return dialogs.cancel_choice(self.office, self.worker)


def may_write(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    """Tell whether somebody may write to a client, which most dialogs ask."""
    return permissions.is_allowed(tx, office, worker, Act.WRITE_TO, client, now)


def about_somebody(
    step: Callable[[Turn, str], None],
    *,
    chosen_at: str = "",
    may: May = may_write,
    refusal: str = "to_no_clients",
) -> Step:
    """Return the step of a dialog about somebody, which only who still may takes.

    `chosen_at` is the step at which the answer says about whom it is.
    """

    def taken(
        tx: Transaction,
        office: Office,
        worker: Person,
        dialog: Dialog,
        answer: str,
        now: datetime,
    ) -> None:
        about = dialog.state.get("client", "")
        if dialog.step == chosen_at:
            about = answer
        client = people.find(tx, PersonId(about))
        # Asked anew at each step: whose client it is can change meanwhile.
        if client is None or not may(tx, office, worker, client, now):
            dialogs.end(tx, worker)
            notices.say(tx, office, worker, refusal, now)
            return
        state = {**dialog.state, "client": client.id}
        name = dialog.name
        step(Turn(tx, office, worker, client, name, state, now, dialog.step), answer)

    return taken
