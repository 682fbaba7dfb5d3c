"""Ending a contact, or letting it pause and go on: step by step, with a preview."""

from datetime import datetime, timedelta

from casework import lifecycle as rules
from casework.lifecycle import NotAllowed, Step
from casework.people import AssignmentState, Person
from handlers import dialogs, goodbye, lifecycle, notices
from handlers.caseload import names_of
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.turns import Turn
from storage import assignments, people
from storage.transaction import Transaction

DIALOG = "steering"
HEARD_FOR = {"none": 0, "month": 30, "quarter": rules.AFTERCARE.days}
"""Days, for each button that says how long who writes is still heard."""


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
    rows.append([dialogs.cancel_choice(office, worker)])
    question = Ask(office.say("steer_whom", worker.language), rows)
    dialogs.ask(tx, worker, DIALOG, "whom", {}, question, now)


DECIDED = frozenset(
    {("what", str(Step.PAUSE)), ("what", str(Step.RESUME)), ("confirm", "confirm")}
)
"""The answers after which something is done; all others only ask on."""


def step(turn: Turn, answer: str) -> None:
    """Take the answer to one step, and ask the next or do what was decided."""
    if turn.step == "whom":
        _ask_what(turn)
    elif turn.step == "what" and answer == "end":
        _ask_how_long(turn)
    elif turn.step == "aftercare" and answer in HEARD_FOR:
        _preview(turn, HEARD_FOR[answer])
    elif (turn.step, answer) in DECIDED:
        turn.end()
        _answer(turn, _do(turn, answer))


def _do(turn: Turn, answer: str) -> AssignmentState | NotAllowed:
    tx, office, now = turn.tx, turn.office, turn.now
    client, person = turn.client, turn.worker
    if answer == Step.PAUSE:
        return lifecycle.pause(tx, office, client, person, now)
    if answer == Step.RESUME:
        return lifecycle.resume(tx, office, client, person, now)
    days = int(turn.state["days"])
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
    state = {"client": found[0].id}
    _ask_what(Turn(tx, office, worker, found[0], DIALOG, state, now))


def _steered_by(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> list[Person]:
    """Return whose contact person somebody is, and may steer."""
    own = (people.known(tx, each) for each in assignments.own_clients(tx, worker.id))
    return [each for each in own if lifecycle.may_steer(tx, office, worker, each, now)]


def _ask_what(turn: Turn) -> None:
    stands = lifecycle.standing(turn.tx, turn.client.id)
    rows = [
        [(str(each), turn.text(f"steer_{each}"))]
        for each in (Step.PAUSE, Step.RESUME, Step.END)
        if not isinstance(rules.after(stands, each), NotAllowed)
    ]
    state = turn.text(f"state_{stands}")
    text = turn.text("steer_what", client=turn.client.label, state=state)
    turn.ask("what", Ask(text, [*rows, [turn.cancel]]))


def _ask_how_long(turn: Turn) -> None:
    rows = [[(name, turn.text(f"heard_{name}"))] for name in HEARD_FOR]
    text = turn.text("steer_how_long", client=turn.client.label)
    turn.ask("aftercare", Ask(text, [*rows, [turn.cancel]]))


def _preview(turn: Turn, days: int) -> None:
    """Show the goodbye as they will read it, before anything is done."""
    tx, client = turn.tx, turn.client
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return
    contact = people.known(tx, assignment.contact_person)
    words = goodbye.words(tx, turn.office, client, contact, turn.now)
    text = turn.text("steer_preview", client=client.label, text=words)
    turn.state["days"] = days
    rows = [[("confirm", turn.text("steer_confirm"))], [turn.cancel]]
    turn.ask("confirm", Ask(text, rows))


def _answer(turn: Turn, done: AssignmentState | NotAllowed) -> None:
    """Tell a supervisor what was done; the contact person is told as of any step."""
    past = assignments.history(turn.tx, turn.client.id)
    if past[-1].contact_person == turn.worker.id and not isinstance(done, NotAllowed):
        return
    stands = lifecycle.standing(turn.tx, turn.client.id)
    state = turn.text(f"state_{stands}")
    turn.say("staff_state", client=turn.client.label, state=state)
