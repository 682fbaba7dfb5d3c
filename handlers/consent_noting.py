"""A contact person writes down what somebody said to their face, step by step."""

from datetime import datetime
from typing import Any

from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import Person, PersonId, Role
from casework.rights import Act
from handlers import consents, dialogs, notices, permissions
from handlers.caseload import clients_of
from handlers.dialogs import Ask
from handlers.office import Office
from storage import assignments, people
from storage.dialogs import Dialog
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

State = dict[str, Any]


def begin(
    tx: Transaction, office: Office, worker: Person, _said: str, now: datetime
) -> None:
    """Ask who said something."""
    mine = [
        each for each in clients_of(tx, worker) if _may(tx, office, worker, each, now)
    ]
    if not mine:
        _say(tx, worker, office.say("to_no_clients", worker.language), now)
        return
    rows = [[(str(each.id), each.label)] for each in mine[:40]]
    question = Ask(office.say("consent_whom", worker.language), rows)
    dialogs.ask(tx, worker, DIALOG, "whom", {}, question, now)


def step(
    tx: Transaction,
    office: Office,
    person: Person,
    dialog: Dialog,
    answer: str,
    now: datetime,
) -> None:
    """Take the answer to one step, and ask the next or write it down."""
    state: State = {**dialog.state}
    giver = people.find(
        tx, PersonId(answer if dialog.step == "whom" else state["giver"])
    )
    # Asked anew at each step: whose contact person somebody is can change meanwhile.
    if giver is None or not _may(tx, office, person, giver, now):
        dialogs.end(tx, person)
        _say(tx, person, office.say("to_no_clients", person.language), now)
    elif dialog.step == "whom" or not _is_offered(dialog.step, answer, giver):
        # What was typed is none of the buttons: they are shown again.
        _ask_what(tx, office, person, giver, now)
    elif dialog.step == "what":
        _ask_said(tx, office, person, giver, Purpose(answer), now)
    else:
        dialogs.end(tx, person)
        purpose, said = Purpose(state["purpose"]), ConsentState(answer)
        _write_down(tx, office, person, giver, purpose, said, now)


def _is_offered(step: str, answer: str, giver: Person) -> bool:
    offered = _purposes_of(giver) if step == "what" else SAID
    return answer in set(map(str, offered))


def _purposes_of(giver: Person) -> tuple[Purpose, ...]:
    return FOR_OTHERS if giver.role is Role.GUARDIAN else OWN


def _ask_what(
    tx: Transaction, office: Office, worker: Person, giver: Person, now: datetime
) -> None:
    language = worker.language
    rows = [
        [(str(each), office.say(f"purpose_{each}", language))]
        for each in _purposes_of(giver)
    ]
    text = office.say("consent_what", language, client=giver.label)
    state = {"giver": giver.id}
    dialogs.ask(tx, worker, DIALOG, "what", state, Ask(text, rows), now)


def _ask_said(
    tx: Transaction,
    office: Office,
    worker: Person,
    giver: Person,
    purpose: Purpose,
    now: datetime,
) -> None:
    language = worker.language
    rows = [[(str(each), office.say(key, language))] for each, key in SAID.items()]
    what = office.say(f"purpose_{purpose}", language)
    text = office.say("consent_said", language, client=giver.label, what=what)
    state = {"giver": giver.id, "purpose": str(purpose)}
    dialogs.ask(tx, worker, DIALOG, "said", state, Ask(text, rows), now)


def _write_down(
    tx: Transaction,
    office: Office,
    worker: Person,
    giver: Person,
    purpose: Purpose,
    said: ConsentState,
    now: datetime,
) -> None:
    assignment = assignments.current(tx, giver.id)
    about = giver.id
    if giver.role is Role.GUARDIAN and assignment is not None:
        about = assignment.principal or giver.id
    word = Consent(
        about, giver.id, purpose, said, How.SPOKEN, now, recorded_by=worker.id
    )
    consents.hear(tx, office, word)
    text = office.say(
        "consent_heard",
        worker.language,
        client=giver.label,
        what=office.say(f"purpose_{purpose}", worker.language),
        said=office.say(SAID[said], worker.language),
    )
    _say(tx, worker, text, now)


def _may(
    tx: Transaction, office: Office, worker: Person, giver: Person, now: datetime
) -> bool:
    return permissions.is_allowed(tx, office, worker, Act.NOTE_CONSENT, giver, now)


def _say(tx: Transaction, worker: Person, text: str, now: datetime) -> None:
    notices.answer(tx, worker.id, text, now)
