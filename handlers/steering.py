"""Ending a contact, or letting it pause and go on: step by step, with a preview."""

from datetime import datetime, timedelta
from typing import Any

from casework import lifecycle as rules
from casework.lifecycle import NotAllowed, Step
from casework.people import AssignmentState, Person, PersonId
from handlers import dialogs, goodbye, lifecycle, notices
from handlers.caseload import names_of
from handlers.dialogs import Ask
from handlers.office import Office
from storage import assignments, people
from storage.dialogs import Dialog
from storage.transaction import Transaction

DIALOG = "steering"
HEARD_FOR = {"none": 0, "month": 30, "quarter": rules.AFTERCARE.days}
"""Days, for each button that says how long who writes is still heard."""

State = dict[str, Any]


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Begin with the name behind the command, or ask whose contact it is about."""
    named = said.split(maxsplit=1)[:1]
    if named:
        _with_client(tx, office, worker, named[0], now)
        return
    mine = _steered_by(tx, office, worker, now)
    if not mine:
        notices.say(tx, office, worker, "steer_none", now)
        return
    rows = [[(str(each.id), each.label)] for each in mine[:40]]
    text = office.say("steer_whom", worker.language)
    _ask(tx, office, worker, "whom", {}, text, rows, now)


DECIDED = frozenset(
    {("what", str(Step.PAUSE)), ("what", str(Step.RESUME)), ("confirm", "confirm")}
)
"""The answers after which something is done; all others only ask on."""


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next or do what was decided."""
    state: State = {**dialog.state}
    about = PersonId(answer if dialog.step == "whom" else state["client"])
    client = people.find(tx, about)
    # Asked anew at each step: who may do it can change meanwhile.
    if client is None or not lifecycle.may_steer(tx, office, person, client, now):
        dialogs.end(tx, person)
        notices.say(tx, office, person, "steer_none", now)
    elif dialog.step == "whom":
        _ask_what(tx, office, person, client, now)
    elif dialog.step == "what" and answer == "end":
        _ask_how_long(tx, office, person, client, now)
    elif dialog.step == "aftercare" and answer in HEARD_FOR:
        _preview(tx, office, person, client, HEARD_FOR[answer], now)
    elif (dialog.step, answer) in DECIDED:
        dialogs.end(tx, person)
        done = _do(tx, office, person, client, state, answer, now)
        _answer(tx, office, person, client, done, now)


def _do(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person,
    state: State,
    answer: str,
    now: datetime,
) -> AssignmentState | NotAllowed:
    if answer == Step.PAUSE:
        return lifecycle.pause(tx, office, client, person, now)
    if answer == Step.RESUME:
        return lifecycle.resume(tx, office, client, person, now)
    days = int(state["days"])
    today = now.astimezone(office.zone).date()
    until = today + timedelta(days=days) if days else None
    return lifecycle.end(tx, office, client, person, now, aftercare_until=until)


def _with_client(
    tx: Transaction, office: Office, worker: Person, called: str, now: datetime
) -> None:
    mine = _steered_by(tx, office, worker, now)
    found = [each for each in mine if called.casefold() in names_of(each)]
    if not found:
        other = people.find_by_alias(tx, called)
        if other and lifecycle.may_steer(tx, office, worker, other, now):
            found = [other]
    if len(found) != 1:
        notices.say(tx, office, worker, "alias_unknown", now, alias=called)
        return
    _ask_what(tx, office, worker, found[0], now)


def _steered_by(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> list[Person]:
    """Return whose contact person somebody is, and may steer."""
    own = (people.known(tx, each) for each in assignments.own_clients(tx, worker.id))
    return [each for each in own if lifecycle.may_steer(tx, office, worker, each, now)]


def _ask_what(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    stands = lifecycle.standing(tx, client.id)
    language = worker.language
    rows = [
        [(str(each), office.say(f"steer_{each}", language))]
        for each in (Step.PAUSE, Step.RESUME, Step.END)
        if not isinstance(rules.after(stands, each), NotAllowed)
    ]
    text = office.say(
        "steer_what",
        language,
        client=client.label,
        state=office.say(f"state_{stands}", language),
    )
    _ask(tx, office, worker, "what", {"client": client.id}, text, rows, now)


def _ask_how_long(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    rows = [
        [(name, office.say(f"heard_{name}", worker.language))] for name in HEARD_FOR
    ]
    text = office.say("steer_how_long", worker.language, client=client.label)
    _ask(tx, office, worker, "aftercare", {"client": client.id}, text, rows, now)


def _preview(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    days: int,
    now: datetime,
) -> None:
    """Show the goodbye as they will read it, before anything is done."""
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return
    contact = people.known(tx, assignment.contact_person)
    text = office.say(
        "steer_preview",
        worker.language,
        client=client.label,
        text=goodbye.words(tx, office, client, contact, now),
    )
    rows = [[("confirm", office.say("steer_confirm", worker.language))]]
    state = {"client": client.id, "days": days}
    _ask(tx, office, worker, "confirm", state, text, rows, now)


def _ask(
    tx: Transaction,
    office: Office,
    worker: Person,
    name: str,
    state: State,
    text: str,
    rows: list[list[tuple[str, str]]],
    now: datetime,
) -> None:
    last = [dialogs.cancel_choice(office, worker)]
    dialogs.ask(tx, worker, DIALOG, name, state, Ask(text, [*rows, last]), now)


def _answer(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    done: AssignmentState | NotAllowed,
    now: datetime,
) -> None:
    """Tell a supervisor what was done; the contact person is told as of any step."""
    past = assignments.history(tx, client.id)
    if past[-1].contact_person == worker.id and not isinstance(done, NotAllowed):
        return
    stands = lifecycle.standing(tx, client.id)
    notices.say(
        tx,
        office,
        worker,
        "staff_state",
        now,
        client=client.label,
        state=office.say(f"state_{stands}", worker.language),
    )
