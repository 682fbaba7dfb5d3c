"""Who takes part besides the client: each with a talk and a case file of their own."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casework.drafts import DeliveryKind
from casework.people import (
    Address,
    AddressState,
    Assignment,
    Channel,
    Language,
    Person,
    PersonId,
    Role,
)
from casework.profiles import ADULT, age_on
from casework.reasons import Reason
from handlers import (
    appointments,
    enrolment,
    goodbye,
    lifecycle,
    notices,
    outcomes,
)
from handlers.office import Office
from storage import addresses, assignments, cases, pending, people
from storage.transaction import Transaction


class Kin(StrEnum):
    """What somebody who takes part is to the client."""

    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    SIBLING = "sibling"
    RELATIVE = "relative"

    @property
    def role(self) -> Role:
        """Return what they are in the house: a sibling is helped as the client is."""
        return Role.CLIENT if self is Kin.SIBLING else Role.GUARDIAN


class Obstacle(StrEnum):
    """Why somebody cannot take part; the value is the sentence for who asked."""

    NOBODY_ANSWERS = "this client has no contact person: assign one first"
    OF_AGE = "the client is of age: nobody is their guardian any more"
    IS_STAFF = "this ref belongs to somebody who works here"
    IS_HELPED = "this ref has a contact person of their own: they write already"
    TAKES_PART = "this ref takes part already; in two families at once nobody can"
    NUMBER_TAKEN = "somebody else has this number already"


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """Somebody as the organisation names them; `phone` is in E.164 or empty."""

    ref: str = field(repr=False)
    name: str = field(repr=False)
    kind: Kin
    language: Language
    born_before: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)


def add(
    tx: Transaction,
    office: Office,
    client: Person,
    new: NewParticipant,
    now: datetime,
    *,
    by: Person | None = None,
) -> Person | Obstacle:
    """Let somebody take part, or say why not; invite them as anybody else then."""
    assignment = assignments.current(tx, client.id)
    known = people.find_by_ref(tx, new.ref)
    obstacle = _obstacle(tx, office, client, assignment, known, new, now)
    if obstacle is not None or assignment is None:
        return obstacle or Obstacle.NOBODY_ANSWERS
    person = known or people.add(
        tx,
        ref=new.ref,
        role=new.kind.role,
        name=new.name,
        language=new.language,
        profile=_profile(tx, client, assignment),
        born_before=new.born_before,
        now=now,
    )
    if new.phone:
        _note_phone(tx, person, Address(Channel.SMS, new.phone), now)
    assignments.add_participant(tx, assignment.id, person.id, new.kind, now)
    enrolment.open_case(tx, office, person, now)
    _write_down(tx, office, client, person, new.kind, by, now, is_new=True)
    return person


def end(
    tx: Transaction,
    office: Office,
    person: Person,
    now: datetime,
    *,
    by: Person | None = None,
    says_goodbye: bool = True,
) -> bool:
    """Let somebody take part no more; tell whether they did.

    Nothing that waits for them goes out but the goodbye, and whoever answers is told.
    """
    assignment = assignments.current(tx, person.id)
    if assignment is None or assignment.principal in (None, person.id):
        return False
    client = people.known(tx, PersonId(assignment.principal or ""))
    worker = people.known(tx, assignment.contact_person)
    if says_goodbye:
        off = appointments.end_all(tx, office, person, by, now)
        goodbye.say(tx, office, person, worker, now, first=off)
        _tell(tx, office, person, people.known(tx, assignment.answering), now)
    goodbye.leave_alone(tx, office, person, now)
    skip_words(tx, office, person, now)
    kind = kin_of(tx, assignment, person.id)
    assignments.end_participation(tx, assignment.id, person.id, now)
    _write_down(tx, office, client, person, kind, by, now, is_new=False)
    return True


def _tell(
    tx: Transaction, office: Office, person: Person, worker: Person, now: datetime
) -> None:
    notices.notify_about(
        tx,
        office,
        "staff_state",
        about=person,
        recipient=worker,
        case_id=cases.of_client(tx, person.id),
        now=now,
        state=office.say("state_ended", worker.language),
    )


def skip_words(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Let no words go out that wait for somebody; whoever wrote them is told."""
    for waits in pending.to(tx, person.id, {DeliveryKind.RELAY}):
        outcomes.give_up(tx, office, waits, Reason.OVER, now, skipped=True)
        tx.touch(waits.lane)


def introduce(
    tx: Transaction, office: Office, person: Person, worker: Person
) -> str | None:
    """Return how a contact person is told of who takes part; nothing for a client."""
    assignment = assignments.current(tx, person.id)
    if assignment is None or assignment.principal in (None, person.id):
        return None
    client = people.known(tx, PersonId(assignment.principal or ""))
    kind = kin_of(tx, assignment, person.id)
    return office.say(
        "staff_new_participant",
        worker.language,
        client=person.label,
        kind=office.say(f"kin_{kind}", worker.language),
        name=client.label,
    )


def kin_of(tx: Transaction, assignment: Assignment, person: PersonId) -> Kin:
    """Return what somebody who takes part is to the client."""
    taking_part = dict(assignments.participants(tx, assignment.id))
    return Kin(taking_part[person])


def _obstacle(
    tx: Transaction,
    office: Office,
    client: Person,
    assignment: Assignment | None,
    known: Person | None,
    new: NewParticipant,
    now: datetime,
) -> Obstacle | None:
    if assignment is None or assignment.principal != client.id:
        return Obstacle.NOBODY_ANSWERS
    today = now.astimezone(office.zone).date()
    born = client.born_before
    if new.kind is Kin.GUARDIAN and born is not None and age_on(born, today) >= ADULT:
        return Obstacle.OF_AGE
    if known is not None:
        if known.role.is_staff:
            return Obstacle.IS_STAFF
        other = assignments.current(tx, known.id)
        if other is not None:
            is_own = other.principal == known.id
            return Obstacle.IS_HELPED if is_own else Obstacle.TAKES_PART
    if new.phone:
        holders = addresses.find_all(tx, Address(Channel.SMS, new.phone))
        if any(known is None or each.person_id != known.id for each in holders):
            return Obstacle.NUMBER_TAKEN
    return None


def _note_phone(
    tx: Transaction, person: Person, number: Address, now: datetime
) -> None:
    """Make this the person's one number; its code is still to be given."""
    if addresses.find_all(tx, number):
        return  # it is theirs already
    for other in addresses.of_person(tx, person.id):
        if other.address.channel is Channel.SMS:
            addresses.retire(tx, other)
    addresses.add(tx, person.id, number, AddressState.UNVERIFIED, now)


def _profile(tx: Transaction, client: Person, assignment: Assignment) -> str:
    return assignments.details(tx, assignment.id).profile or client.profile


def _write_down(
    tx: Transaction,
    office: Office,
    client: Person,
    person: Person,
    kind: Kin,
    by: Person | None,
    now: datetime,
    *,
    is_new: bool,
) -> None:
    """Write into both files that somebody takes part; no words pass between them."""
    key = "state_active" if is_new else "state_ended"
    kin = office.say(f"kin_{kind}", office.language)
    text = f"{person.label} ({kin}): {office.say(key, office.language)}"
    body = {"author": "" if by is None else by.name, "text": text}
    for each in (client, person):
        case = cases.of_client(tx, each.id)
        if case is not None:
            lifecycle.write_down(tx, case, by, body, now)
