"""A contact person writes down what somebody said to their face, step by step."""

from datetime import datetime

from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import Person, Role
from casework.rights import Act
from handlers import consents, dialogs, notices, permissions
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.office import Office
from handlers.turns import Turn
from storage import assignments
from storage.transaction import Transaction

DIALOG = "consent"

OWN = (Purpose.MESSAGES, Purpose.MEASURE, Purpose.MEDIA, Purpose.SHARING)
FOR_OTHERS = OWN[1:]
"""Nobody but the person says whether they are written to."""

SAID = {
    ConsentState.GIVEN: "btn_yes",
    ConsentState.DECLINED: "btn_no",
    ConsentState.WITHDRAWN: "btn_took_back",
}


def begin(
    tx: Transaction, office: Office, worker: Person, _said: str, now: datetime
) -> None:
    """Ask who said something."""
    mine = [
        each for each in clients_of(tx, worker) if may(tx, office, worker, each, now)
    ]
    if not mine:
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    rows = [[(str(each.id), each.label)] for each in mine[:40]]
    question = Ask(office.say("consent_whom", worker.language), rows)
    dialogs.ask(tx, worker, DIALOG, "whom", {}, question, now)


def step(turn: Turn, answer: str) -> None:
    """Take the answer to one step, and ask the next or write it down."""
    if turn.step == "whom" or not _is_offered(turn.step, answer, turn.client):
        # What was typed is none of the buttons: they are shown again.
        _ask_what(turn)
    elif turn.step == "what":
        turn.state["purpose"] = answer
        _ask_said(turn)
    else:
        turn.end()
        _write_down(turn, ConsentState(answer))


def _is_offered(step: str, answer: str, giver: Person) -> bool:
    offered = _purposes_of(giver) if step == "what" else SAID
    return answer in set(map(str, offered))


def _purposes_of(giver: Person) -> tuple[Purpose, ...]:
    return FOR_OTHERS if giver.role is Role.GUARDIAN else OWN


def _ask_what(turn: Turn) -> None:
    rows = [
        [(str(each), turn.text(f"purpose_{each}"))]
        for each in _purposes_of(turn.client)
    ]
    text = turn.text("consent_what", client=turn.client.label)
    turn.ask("what", Ask(text, rows))


def _ask_said(turn: Turn) -> None:
    rows = [[(str(each), turn.text(key))] for each, key in SAID.items()]
    what = turn.text(f"purpose_{turn.state['purpose']}")
    text = turn.text("consent_said", client=turn.client.label, what=what)
    turn.ask("said", Ask(text, rows))


def _write_down(turn: Turn, said: ConsentState) -> None:
    giver, purpose = turn.client, Purpose(turn.state["purpose"])
    assignment = assignments.current(turn.tx, giver.id)
    about = giver.id
    if giver.role is Role.GUARDIAN and assignment is not None:
        about = assignment.principal or giver.id
    by = turn.worker.id
    word = Consent(about, giver.id, purpose, said, How.SPOKEN, turn.now, recorded_by=by)
    consents.hear(turn.tx, turn.office, word)
    what, words = turn.text(f"purpose_{purpose}"), turn.text(SAID[said])
    turn.say("consent_heard", client=giver.label, what=what, said=words)


def may(
    tx: Transaction, office: Office, worker: Person, giver: Person, now: datetime
) -> bool:
    """Tell whether somebody may note what that person said to their face."""
    return permissions.is_allowed(tx, office, worker, Act.NOTE_CONSENT, giver, now)
