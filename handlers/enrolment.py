"""Taking people in: from a list, with an invitation each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from casework.people import (
    Address,
    AddressState,
    Channel,
    KnownAddress,
    Language,
    Person,
    Role,
)
from casework.profiles import RecordPolicy
from casework.rights import Act
from handlers import permissions, profiles, reader_news
from handlers.office import Office
from storage import (
    addresses,
    assignments,
    cases,
    duty_keys,
    invitations,
    people,
    readers,
)
from storage.invitations import Secrets
from storage.readers import Reader
from storage.transaction import Transaction

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as the organisation lists them; `phone` is in E.164 or empty."""

    line: int
    ref: str = field(repr=False)
    role: Role
    name: str = field(repr=False)
    language: Language
    profile: str
    born_before: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    contact_person: str = field(default="", repr=False)
    may_share_phone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be taken, and why."""

    line: int
    sentence: str


class RefusedError(Exception):
    """Some lines cannot be taken: nothing was imported."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        super().__init__("nothing was imported")
        self.refused = tuple(refused)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody's reference, and what invites them."""

    ref: str = field(repr=False)
    secrets: Secrets


def _nobody() -> None:
    """Tell nobody."""


def enrol(
    tx: Transaction,
    office: Office,
    listed: Sequence[NewPerson],
    now: datetime,
    *,
    tell: Callable[[], object] = _nobody,
) -> list[Invited]:
    """Take everybody in or nobody; return an invitation for each who is not linked yet.

    Raises `RefusedError` with every line that cannot be taken. `tell` is called once
    for each line, so that somebody who waits can see how far it is.
    """
    refused: list[Refused] = []
    taken = {new.ref: _take(tx, new, now, refused) for new in listed}
    for new in listed:
        tell()
        person = taken[new.ref]
        if person is not None and new.contact_person:
            _assign(tx, office, new, person, now, refused)
    if refused:
        raise RefusedError(sorted(refused, key=lambda each: each.line))
    return [
        Invited(ref, invitations.invite(tx, person.id, INVITATION_LASTS, now))
        for ref, person in taken.items()
        if person is not None and not _is_linked(tx, person)
    ]


def invite(tx: Transaction, ref: str, now: datetime) -> Invited | None:
    """Make a new invitation for somebody we know; the earlier one ends."""
    person = people.find_by_ref(tx, ref)
    if person is None or person.left_at is not None:
        return None
    return Invited(ref, invitations.invite(tx, person.id, INVITATION_LASTS, now))


def readers_for(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> list[Reader]:
    """Return who may open what is sealed for this client from now on.

    Their contact person, caseworkers and the duty key where the kind of help lets
    them; a supervisor reads the intake only.
    """
    return [
        reader
        for reader in readers.current(tx)
        if opens_to(tx, office, reader, client, now)
    ]


def opens_to(
    tx: Transaction, office: Office, reader: Reader, client: Person, now: datetime
) -> bool:
    """Tell whether a key may open this client's case.

    A team's duty key does where the kind of help says so, whoever keeps it.
    """
    if duty_keys.is_one(tx, reader.id):
        profile = profiles.of_assignment(tx, office, client, now)
        return profile is not None and profile.duty_key
    person = people.known(tx, reader.person_id)
    return may_read(tx, office, person, client, now)


def may_read(
    tx: Transaction, office: Office, reader: Person, client: Person, now: datetime
) -> bool:
    """Tell whether this person, who works here, may open this client's case."""
    return reader.role.is_staff and permissions.is_allowed(
        tx, office, reader, Act.READ_CONTENT, client, now
    )


def _take(
    tx: Transaction, new: NewPerson, now: datetime, refused: list[Refused]
) -> Person | None:
    known = people.find_by_ref(tx, new.ref)
    if known is None:
        person = people.add(
            tx,
            ref=new.ref,
            role=new.role,
            name=new.name,
            language=new.language,
            profile=new.profile,
            born_before=new.born_before,
            now=now,
        )
    elif known.left_at is not None:
        refused.append(
            Refused(new.line, "ref: whoever had it has left; take a new ref")
        )
        return None
    elif known.role is not new.role:
        refused.append(Refused(new.line, "role: this ref has another role already"))
        return None
    else:
        people.update(
            tx,
            known.id,
            name=new.name,
            language=new.language,
            profile=new.profile,
            born_before=new.born_before,
        )
        person = known
    if new.phone:
        _note_phone(tx, new, person, now, refused)
    return person


def _note_phone(
    tx: Transaction,
    new: NewPerson,
    person: Person,
    now: datetime,
    refused: list[Refused],
) -> None:
    address = Address(Channel.SMS, new.phone)
    holders = addresses.find_all(tx, address)
    if any(each.person_id == person.id for each in holders):
        return
    if holders and not (new.may_share_phone and _are_clients(tx, person, holders)):
        sentence = "phone: somebody else has this number already"
        refused.append(Refused(new.line, sentence))
        return
    for each in holders:
        addresses.share(tx, each)
    for other in addresses.of_person(tx, person.id):
        if other.address.channel is Channel.SMS:
            addresses.retire(tx, other)
    state, shared = AddressState.UNVERIFIED, bool(holders)
    addresses.add(tx, person.id, address, state, now, shared=shared)


def _are_clients(
    tx: Transaction, person: Person, holders: Sequence[KnownAddress]
) -> bool:
    """Tell whether all are helped here: nobody who works here shares their number."""
    others = (people.known(tx, each.person_id) for each in holders)
    return not any(each.role.is_staff for each in (person, *others))


def _assign(
    tx: Transaction,
    office: Office,
    new: NewPerson,
    client: Person,
    now: datetime,
    refused: list[Refused],
) -> None:
    worker = people.find_by_ref(tx, new.contact_person)
    if (
        worker is None
        or worker.role is not Role.CONTACT_PERSON
        or worker.left_at is not None
    ):
        sentence = "contact_person: no contact person has this ref"
        refused.append(Refused(new.line, sentence))
        return
    current = assignments.current(tx, client.id)
    if current is None:
        number = assignments.begin(tx, client.id, worker.id, now, profile=new.profile)
        _say_which_law(tx, office, client, number, now)
        open_case(tx, office, client, now)
    elif current.contact_person != worker.id:
        sentence = "contact_person: changing it is a hand-over, not an import"
        refused.append(Refused(new.line, sentence))
    elif current.principal == client.id:
        _change_profile(tx, office, new, client, current.id, now)


def _change_profile(
    tx: Transaction,
    office: Office,
    new: NewPerson,
    client: Person,
    assignment: int,
    now: datetime,
) -> None:
    """Let the rules of another kind of help count from now on; the case stays."""
    known = assignments.details(tx, assignment)
    if new.profile in ("", known.profile):
        return
    assignments.set_details(tx, replace(known, profile=new.profile))
    _say_which_law(tx, office, client, assignment, now)
    open_cases(tx, office, client, assignment, now)


def _say_which_law(
    tx: Transaction, office: Office, client: Person, assignment: int, now: datetime
) -> None:
    """Write down the law that the assignment rests on, as its kind of help says."""
    profile = profiles.of_assignment(tx, office, client, now)
    if profile is not None:
        known = assignments.details(tx, assignment)
        assignments.set_details(tx, replace(known, legal_basis=profile.legal_basis))


def open_case(tx: Transaction, office: Office, person: Person, now: datetime) -> None:
    """Let whoever may read this person's case now do so from now on, and nobody else.

    Where they have none yet it begins, as their kind of help asks.
    """
    holders = readers_for(tx, office, person, now)
    case = cases.of_client(tx, person.id)
    if case is None:
        profile = profiles.of_assignment(tx, office, person, now)
        policy = RecordPolicy.FULL if profile is None else profile.record_policy
        cases.begin(tx, person.id, policy, holders, now)
    elif {each.id for each in holders} != set(cases.readers_of(tx, case)):
        reader_news.begin_epoch(tx, case, holders, now)


def open_cases(
    tx: Transaction, office: Office, client: Person, assignment: int, now: datetime
) -> None:
    """Do so for everybody in an assignment: its rules say who reads any of them."""
    open_case(tx, office, client, now)
    for taking_part, _ in assignments.participants(tx, assignment):
        open_case(tx, office, people.known(tx, taking_part), now)


def _is_linked(tx: Transaction, person: Person) -> bool:
    return any(
        each.state is AddressState.VERIFIED
        for each in addresses.of_person(tx, person.id)
    )
