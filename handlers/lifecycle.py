"""What happens in the life of an assignment: it begins, pauses, ends, opens again."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from casework import lifecycle
from casework.lifecycle import NotAllowed, Step
from casework.people import (
    Assignment,
    AssignmentState,
    CaseId,
    Mandate,
    Person,
    PersonId,
)
from casework.profiles import profile_on
from casework.reasons import Reason
from casework.rights import Act
from handlers import (
    appointments,
    enrolment,
    entries,
    goodbye,
    notices,
    permissions,
    questions,
    speaking,
)
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import assignments, cases, people
from storage.records import NewEntry
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Terms:
    """On what an assignment begins; what is not said is taken from its profile."""

    profile: str = ""
    mandate: Mandate = Mandate.VOLUNTARY
    legal_basis: str = ""
    purpose: str = field(default="", repr=False)
    decision: str = field(default="", repr=False)
    expected_end: date | None = None


PLAIN = Terms()


def begin(
    tx: Transaction,
    office: Office,
    client: Person,
    worker: Person,
    now: datetime,
    *,
    by: Person | None = None,
    state: AssignmentState = AssignmentState.ACTIVE,
    terms: Terms = PLAIN,
) -> int | None:
    """Give a client a contact person; nothing where they have one: hand over instead.

    The same case goes on where there is one.
    """
    if assignments.current(tx, client.id) is not None:
        return None
    name = terms.profile or client.profile
    profile = profile_on(name, now.astimezone(office.zone).date())
    number = assignments.begin(tx, client.id, worker.id, now, profile=name, state=state)
    basis = terms.legal_basis or ("" if profile is None else profile.legal_basis)
    assignments.set_details(
        tx,
        replace(
            assignments.details(tx, number),
            mandate=terms.mandate,
            legal_basis=basis,
            purpose=terms.purpose,
            decision=terms.decision,
            expected_end=terms.expected_end,
        ),
    )
    enrolment.open_case(tx, office, client, now)
    _write_down(tx, office, client, state, by, now)
    _tell(tx, office, client, worker.id, state, now)
    return number


def establish(
    tx: Transaction, office: Office, client: Person, by: Person | None, now: datetime
) -> AssignmentState | NotAllowed:
    """Let the two get to know each other."""
    return _take(tx, office, client, Step.ESTABLISH, by, now)


def activate(
    tx: Transaction, office: Office, client: Person, by: Person | None, now: datetime
) -> AssignmentState | NotAllowed:
    """Let the help itself begin."""
    return _take(tx, office, client, Step.ACTIVATE, by, now)


def pause(
    tx: Transaction, office: Office, client: Person, by: Person | None, now: datetime
) -> AssignmentState | NotAllowed:
    """Let nothing start from our side; the two still write with each other."""
    done = _take(tx, office, client, Step.PAUSE, by, now)
    if not isinstance(done, NotAllowed):
        for person in _everybody_in(tx, client):
            questions.wait(tx, person.id, now)
            goodbye.skip_automatic(tx, office, person, Reason.PAUSED, now)
    return done


def resume(
    tx: Transaction, office: Office, client: Person, by: Person | None, now: datetime
) -> AssignmentState | NotAllowed:
    """Go on after a pause."""
    return _take(tx, office, client, Step.RESUME, by, now)


def _take(
    tx: Transaction,
    office: Office,
    client: Person,
    step: Step,
    by: Person | None,
    now: datetime,
) -> AssignmentState | NotAllowed:
    assignment = own_assignment(tx, client)
    state = None if assignment is None else assignment.state
    follows = lifecycle.after(state, step)
    if assignment is None or isinstance(follows, NotAllowed):
        return NotAllowed(standing(tx, client.id), step)
    assignments.set_state(tx, assignment.id, follows, now)
    _write_down(tx, office, client, follows, by, now)
    _tell(tx, office, client, assignment.contact_person, follows, now)
    return follows


def end(
    tx: Transaction,
    office: Office,
    client: Person,
    by: Person | None,
    now: datetime,
    *,
    aftercare_until: date | None = None,
) -> AssignmentState | NotAllowed:
    """End it: a goodbye goes out, nothing is asked any more, who writes is still heard.

    What a human had written before goes out as well.
    """
    assignment = own_assignment(tx, client)
    if assignment is None:
        return NotAllowed(standing(tx, client.id), Step.END)
    worker = people.known(tx, assignment.contact_person)
    for person in _everybody_in(tx, client):
        off = appointments.end_all(tx, office, person, by, now)
        goodbye.say(tx, office, person, worker, now, first=off)
    details = assignments.details(tx, assignment.id)
    assignments.set_details(tx, replace(details, aftercare_until=aftercare_until))
    for taking_part, _ in assignments.participants(tx, assignment.id):
        assignments.end_participation(tx, assignment.id, taking_part, now)
    assignments.end(tx, assignment.id, now)
    _write_down(tx, office, client, AssignmentState.ENDED, by, now)
    case = cases.of_client(tx, client.id)
    key = "staff_ended" if aftercare_until else "staff_state"
    for told in {worker.id, assignment.answering}:
        reader = people.known(tx, told)
        notices.notify_about(
            tx,
            office,
            key,
            about=client,
            recipient=reader,
            case_id=case,
            now=now,
            **_said(office, reader, AssignmentState.ENDED, aftercare_until),
        )
    return AssignmentState.ENDED


def reopen(
    tx: Transaction,
    office: Office,
    client: Person,
    by: Person | None,
    now: datetime,
    *,
    worker: Person | None = None,
) -> AssignmentState | NotAllowed:
    """Begin again, in the same case and on the same terms; another may answer now.

    Raises `NotPossibleError` where whoever is to answer does not work here any more,
    and where the client takes part in another's help meanwhile.
    """
    past = assignments.history(tx, client.id)
    last = past[-1] if past else None
    follows = lifecycle.after(None if last is None else last.state, Step.REOPEN)
    if last is None or isinstance(follows, NotAllowed):
        return NotAllowed(standing(tx, client.id), Step.REOPEN)
    if assignments.current(tx, client.id) is not None:
        raise NotPossibleError(
            "they take part in another's help now: fastkontakt participant end first"
        )
    helper = people.known(tx, last.contact_person) if worker is None else worker
    if helper.left_at is not None:
        raise NotPossibleError(
            "their contact person has left: name another with --contact-person"
        )
    terms = Terms(
        last.profile,
        last.mandate,
        last.legal_basis,
        last.purpose,
        last.decision,
        last.expected_end,
    )
    begin(tx, office, client, helper, now, by=by, state=follows, terms=terms)
    text = speaking.say(
        tx, office, client, "open_again", name=client.name, worker=helper.name
    )
    case = cases.of_client(tx, client.id)
    notices.news(tx, client.id, text, now, case_id=case)
    return follows


def standing(tx: Transaction, client: PersonId) -> AssignmentState | None:
    """Return how the newest assignment of a client stands; nothing: there is none."""
    past = assignments.history(tx, client)
    return past[-1].state if past else None


def own_assignment(tx: Transaction, client: Person) -> Assignment | None:
    """Return a client's open assignment; not one in which they only take part."""
    assignment = assignments.current(tx, client.id)
    if assignment is None or assignment.principal != client.id:
        return None
    return assignment


def may_steer(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> bool:
    """Tell whether somebody may end or pause this: its contact person, a supervisor."""
    if own_assignment(tx, client) is None:
        return False
    return permissions.is_allowed(tx, office, worker, Act.CHANGE_STATE, client, now)


def _everybody_in(tx: Transaction, client: Person) -> list[Person]:
    """Return the client and whoever takes part."""
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return []
    others = assignments.participants(tx, assignment.id)
    return [client, *(people.known(tx, person) for person, _ in others)]


def _write_down(
    tx: Transaction,
    office: Office,
    client: Person,
    state: AssignmentState,
    by: Person | None,
    now: datetime,
) -> None:
    case = cases.of_client(tx, client.id)
    if case is None:
        return
    text = office.say(f"state_{state}", office.language)
    author = "" if by is None else by.name
    write_down(tx, case, by, {"author": author, "text": text, "state": state}, now)


def write_down(
    tx: Transaction,
    case: CaseId,
    by: Person | None,
    body: dict[str, str],
    now: datetime,
) -> None:
    """Write into the case what was decided of the help, where anything is kept."""
    entries.write(
        tx,
        case,
        NewEntry(
            kind="assignment",
            at=now,
            direction="out",
            channel="",
            author="" if by is None else by.id,
            body=body,
        ),
    )


def _said(
    office: Office, reader: Person, state: AssignmentState, until: date | None
) -> dict[str, str]:
    if until is None:
        return {"state": office.say(f"state_{state}", reader.language)}
    day = datetime.combine(until, datetime.min.time(), office.zone)
    return {"date": office.texts.date(day, office.zone, reader.language)}


def _tell(
    tx: Transaction,
    office: Office,
    client: Person,
    worker: PersonId,
    state: AssignmentState,
    now: datetime,
) -> None:
    reader = people.known(tx, worker)
    notices.notify_about(
        tx,
        office,
        "staff_state",
        about=client,
        recipient=reader,
        case_id=cases.of_client(tx, client.id),
        now=now,
        **_said(office, reader, state, None),
    )
