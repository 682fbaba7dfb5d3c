"""The one question: may we write to you?"""

from datetime import datetime

from casework.consents import ConsentState
from casework.people import Agreement, Person, Role
from casework.profiles import RecordPolicy
from handlers import consents, notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from storage import assignments, cases, people
from storage.transaction import Transaction


def ask(
    tx: Transaction, office: Office, person: Person, worker: Person, now: datetime
) -> None:
    """Say who this is and what is saved, and ask; who has answered is only told."""
    case = cases.of_client(tx, person.id)
    if case is None:
        return
    policy = RecordPolicy(cases.policy_of(tx, case))
    is_open = person.agreement in (Agreement.NOT_ASKED, Agreement.ASKED)
    if is_open:
        people.set_agreement(tx, person.id, Agreement.ASKED, now)
    language = person.language
    said = {"name": person.name, "worker": worker.name}
    key = policy.welcome if is_open else "link_code_ok"
    if is_open and person.role is Role.GUARDIAN:
        key = "welcome_participant"
        said |= _about(tx, office, person, policy)
    if is_open:
        consents.agreed(tx, office, person, ConsentState.ASKED, now, key)
    answers = [
        [
            Choice(office.say("btn_yes", language), "agree"),
            Choice(office.say("btn_no", language), "decline"),
        ]
    ]
    notices.answer(
        tx,
        person.id,
        speaking.say(tx, office, person, key, **said),
        now,
        case_id=case,
        choices=answers if is_open else (),
    )


def _about(
    tx: Transaction, office: Office, person: Person, policy: RecordPolicy
) -> dict[str, str]:
    """Return whom somebody takes part for, and what is saved of it."""
    assignment = assignments.current(tx, person.id)
    if assignment is None or assignment.principal is None:
        raise LookupError
    kept = {RecordPolicy.FULL: "full", RecordPolicy.NONE: "none"}.get(policy, "summary")
    return {
        "child": people.known(tx, assignment.principal).name,
        "saved": office.say(f"saved_{kept}", person.language),
    }


def ask_again(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Ask who was asked in another language and has not answered."""
    assignment = assignments.current(tx, person.id)
    if person.agreement is Agreement.ASKED and assignment is not None:
        worker = people.known(tx, assignment.answering)
        ask(tx, office, person, worker, now)
