"""Handing over in the chat: whom, to whom, a preview, and a yes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.people import Person, PersonId, Role
from casework.rights import Act
from handlers import dialogs, handover, notices, standing_in
from handlers.caseload import names_of
from handlers.colleagues import colleagues_of, named
from handlers.dialogs import Ask
from handlers.handover import Note, Plan, Refusal
from handlers.office import Office
from handlers.permissions import is_allowed
from storage import assignments, people
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "handover"
ALL = "all"
ALL_SPOKEN = frozenset({"all", "alle", "alla"})
MOST_BUTTONS = 40

State = dict[str, Any]


def begin(
    tx: Transaction, office: Office, person: Person, said: str, now: datetime
) -> None:
    """Begin with what was said behind the command: `K1 Kirsten`, `all Kirsten`, less.

    A supervisor may hand over anybody's people: `Mette Kirsten`.
    """
    first, _, rest = said.strip().partition(" ")
    state: State = {}
    if first and not _take_whom(tx, person, state, first):
        _refuse(tx, office, person, "alias_unknown", now, alias=first)
        return
    if rest.strip():
        state["to"] = rest.strip()
    _go_on(tx, office, person, state, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next."""
    state: State = {**dialog.state}
    if dialog.step == "preview":
        if answer == "confirm":
            _confirm(tx, office, person, state, now)
        else:
            _go_on(tx, office, person, state, now)
    elif dialog.step == "to":
        _go_on(tx, office, person, state | {"to": answer}, now)
    else:
        if answer == ALL:
            state["clients"] = None
        else:
            _take_whom(tx, person, state, answer)
        _go_on(tx, office, person, state, now)


def _take_whom(tx: Transaction, person: Person, state: State, said: str) -> bool:
    """Take a short name, an id from a button, or everybody; tell whether it was one."""
    called = said.casefold()
    if called in ALL_SPOKEN and person.role is not Role.SUPERVISOR:
        state |= {"worker": person.id, "clients": None}
        return True
    whose = {
        each.client: each.contact_person
        for worker in _workers(tx, person)
        for each in assignments.open_of(tx, worker.id)
    }
    found = [
        client
        for client in whose
        if client == said or called in names_of(people.known(tx, client))
    ]
    if len(found) == 1:
        state |= {"worker": whose[found[0]], "clients": [found[0]]}
        return True
    others = [each for each in _workers(tx, person) if each.id == said]
    if not found and person.role is Role.SUPERVISOR:
        others = others or named(tx, said, person)
    if len(others) == 1:
        state |= {"worker": others[0].id}
        return True
    return False


def _workers(tx: Transaction, person: Person) -> list[Person]:
    """Return whose people somebody may hand over: their own, or everybody's."""
    if person.role is not Role.SUPERVISOR:
        return [person]
    return [
        each
        for each in people.with_role(tx, Role.CONTACT_PERSON)
        if assignments.own_clients(tx, each.id)
    ]


def _go_on(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    """Ask what is still to be known, or show what it would do."""
    if "worker" not in state:
        _ask_worker(tx, office, person, state, now)
    elif "clients" not in state:
        _ask_clients(tx, office, person, state, now)
    elif "to" not in state:
        _ask_to(tx, office, person, state, now)
    else:
        _preview(tx, office, person, state, now)


def _ask_worker(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    workers = _workers(tx, person)
    if workers == [person]:
        _go_on(tx, office, person, state | {"worker": person.id}, now)
        return
    if not workers:
        _refuse(tx, office, person, "handover_nothing", now)
        return
    _ask(tx, office, person, "handover_from", "from", state, workers, now)


def _ask_clients(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    own = assignments.open_of(tx, PersonId(state["worker"]))
    if not own:
        _refuse(tx, office, person, "handover_nothing", now)
        return
    clients = [people.known(tx, each.client) for each in own]
    _ask(tx, office, person, "handover_which", "which", state, clients, now)


def _ask_to(
    tx: Transaction,
    office: Office,
    person: Person,
    state: State,
    now: datetime,
    fault: str = "",
) -> None:
    worker = people.known(tx, PersonId(state["worker"]))
    others = [
        each for each in colleagues_of(tx, worker) if each.role is Role.CONTACT_PERSON
    ]
    _ask(tx, office, person, "handover_to", "to", state, others, now, fault)


def _ask(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    step: str,
    state: State,
    whom: Sequence[Person],
    now: datetime,
    fault: str = "",
) -> None:
    """Ask for one of these people, with a button each."""
    rows = [((each.id, each.label),) for each in whom[:MOST_BUTTONS]]
    last = [dialogs.cancel_choice(office, person)]
    if step == "which":
        last.insert(0, (ALL, office.say("btn_all", person.language)))
    text = f"{fault}\n{office.say(key, person.language)}".strip()
    question = Ask(text, (*rows, tuple(last)), takes_words=True)
    dialogs.ask(tx, person, DIALOG, step, state, question, now)


def _preview(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    found = _plan(tx, office, person, state, now)
    if not isinstance(found, Plan):
        return
    language = person.language
    names = {"worker": found.worker.name, "new_worker": found.to.name}
    lines = [office.say("handover_preview", language, **names)]
    for each in found.going:
        label = each.client.label
        values = {"client": label, "count": each.unanswered}
        waits = office.say("staff_unanswered", language, **values)
        lines.append(waits if each.unanswered else label)
    lines += [_note(tx, office, found, each, language, now) for each in found.notes]
    lines.append(office.say("handover_hint", language, new_worker=found.to.name))
    state |= {"to": found.to.id}
    buttons = (
        ("confirm", office.say("btn_confirm", language)),
        dialogs.cancel_choice(office, person),
    )
    question = Ask("\n".join(lines), (buttons,))
    dialogs.ask(tx, person, DIALOG, "preview", state, question, now)


def _confirm(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> None:
    found = _plan(tx, office, person, state, now)
    if not isinstance(found, Plan):
        return
    dialogs.end(tx, person)
    count = handover.hand_over(tx, office, found, person, now)
    notices.say(
        tx, office, person, "handover_done", now, count=count, new_worker=found.to.name
    )


def _plan(
    tx: Transaction, office: Office, person: Person, state: State, now: datetime
) -> Plan | None:
    """Return what would be done, or say why it cannot, and be done."""
    worker = people.known(tx, PersonId(state["worker"]))
    to = _who(tx, worker, state["to"])
    if to is None:
        fault = office.say("away_unknown", person.language, alias=state.pop("to"))
        _ask_to(tx, office, person, state, now, fault)
        return None
    clients = state["clients"]
    found = handover.plan(tx, worker, to, now, clients)
    if isinstance(found, Refusal):
        _refuse(tx, office, person, f"handover_{found}", now)
        return None
    if not all(
        is_allowed(tx, office, person, Act.HAND_OVER, each.client, now)
        for each in found.going
    ):
        _refuse(tx, office, person, "handover_denied", now)
        return None
    return found


def _who(tx: Transaction, worker: Person, said: str) -> Person | None:
    known = [each for each in colleagues_of(tx, worker) if each.id == said]
    found = known or named(tx, said, worker)
    return found[0] if len(found) == 1 else None


def _note(
    tx: Transaction,
    office: Office,
    found: Plan,
    note: Note,
    language: str,
    now: datetime,
) -> str:
    to = found.to
    match note:
        case Note.NOT_REACHED:
            return office.say("away_unlinked", language, substitute=to.name)
        case Note.AWAY:
            answering = standing_in.answering_at(tx, to.id, now)
            other = people.known(tx, answering).name
            return office.say(
                "handover_away", language, new_worker=to.name, other=other
            )
        case Note.NO_KEY:
            return office.say("handover_no_key", language, new_worker=to.name)


def _refuse(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    now: datetime,
    **values: object,
) -> None:
    dialogs.end(tx, person)
    notices.say(tx, office, person, key, now, **values)
