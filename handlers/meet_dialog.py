"""Proposing a meeting step by step: who, when, how long, how, where, who else hears."""

from dataclasses import replace
from datetime import datetime

from casework.appointments import Fault
from casework.people import Person
from handlers import (
    dialogs,
    meet_answers,
    meet_questions,
    meet_sending,
    meet_words,
    notices,
)
from handlers.caseload import conversation_with
from handlers.dialogs import Ask
from handlers.meet_plan import Plan
from handlers.office import Office
from storage import people
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "meet"


def go_on(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    now: datetime,
    *,
    fault: str = "",
    step: str | None = None,
) -> None:
    """Ask what is still to be said, or show what will be proposed."""
    step = step or meet_questions.missing(tx, plan)
    if step != "who" and not _is_theirs(tx, worker, plan):
        _leave(tx, worker, office.say("to_no_clients", worker.language), now)
        return
    text, rows, takes_words = meet_questions.question(
        tx, office, worker, step, plan, now
    )
    choices = (*rows, (dialogs.cancel_choice(office, worker),))
    asked = Ask(f"{fault}\n{text}".strip(), choices, takes_words=takes_words)
    dialogs.ask(tx, worker, DIALOG, step, plan.state(), asked, now)


def step(
    tx: Transaction,
    office: Office,
    worker: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next."""
    plan = Plan.of_state(dialog.state)
    match dialog.step, answer:
        case "preview", "send" | "agreed":
            agreed = answer == "agreed"
            _send(tx, office, worker, plan, now, agreed=agreed)
        case "preview", _:
            go_on(tx, office, worker, plan, now, step="change")
        case "change", "tell":
            go_on(tx, office, worker, plan, now, step="tell")
        case "change", "soon":
            go_on(tx, office, worker, replace(plan, soon=not plan.soon), now)
        case "change", _:
            go_on(tx, office, worker, plan.without(answer), now)
        case "tell", "done":
            go_on(tx, office, worker, replace(plan, tell=plan.tell or ()), now)
        case "tell", _:
            chosen = meet_answers.toggled(tx, plan, answer)
            go_on(tx, office, worker, chosen, now, step="tell")
        case _:
            _take(tx, office, worker, dialog.step, plan, answer, now)


def _take(
    tx: Transaction,
    office: Office,
    worker: Person,
    step: str,
    plan: Plan,
    answer: str,
    now: datetime,
) -> None:
    taken = meet_answers.take(tx, office, worker, step, plan, answer, now)
    if isinstance(taken, Plan):
        go_on(tx, office, worker, taken, now)
    else:
        go_on(tx, office, worker, plan, now, fault=taken, step=step)


def _is_theirs(tx: Transaction, worker: Person, plan: Plan) -> bool:
    """Tell whether they still answer whom it is about: that may change meanwhile."""
    client = None if plan.client is None else people.find(tx, plan.client)
    return client is not None and conversation_with(tx, worker, client) is not None


def _send(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    now: datetime,
    *,
    agreed: bool,
) -> None:
    """Propose it; where it cannot stand any more, ask anew for what is wrong."""
    fault = meet_sending.send(tx, office, worker, plan, now, agreed=agreed)
    if fault is None:
        dialogs.end(tx, worker)
        return
    said = meet_words.fault_of(office, worker.language, fault, plan.starts)
    if fault in (Fault.OVER, Fault.NOT_THEIRS):
        _leave(tx, worker, said, now)
        return
    about = {Fault.LENGTH: "long", Fault.PLACE: "where"}.get(fault, "when")
    go_on(tx, office, worker, plan.without(about), now, fault=said)


def _leave(tx: Transaction, worker: Person, text: str, now: datetime) -> None:
    dialogs.end(tx, worker)
    notices.answer(tx, worker.id, text, now)
