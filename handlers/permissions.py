"""Whether somebody may do something with a case, and what is kept of it if not."""

from datetime import date, datetime

from casework import consents as rules_of_consent
from casework.consents import Purpose
from casework.people import Assignment, Person, Role
from casework.profiles import ADULT, ServiceProfile, age_on
from casework.rights import PERSONAL, Act, Facts, Part, may
from handlers import entries, profiles
from handlers.office import Office
from storage import assignments, cases, consents, people
from storage.records import NewEntry
from storage.transaction import Transaction

DENIED = "denied"
"""The kind of entry that a denied try leaves in the case."""


class NotPossibleError(Exception):
    """What was asked for cannot be done; the text says why and what to do."""


class DeniedError(NotPossibleError):
    """Somebody may not do this. What they tried is to be written into the case."""

    def __init__(self, sentence: str, person: Person, act: Act, client: Person) -> None:
        super().__init__(sentence)
        self.person = person
        self.act = act
        self.client = client


def parts_of(tx: Transaction, person: Person, client: Person) -> frozenset[Part]:
    """Return what somebody is to the case of a client, or of who takes part."""
    if person.id == client.id:
        guardian = person.role is Role.GUARDIAN
        return frozenset({Part.GUARDIAN if guardian else Part.CLIENT})
    if not person.role.is_staff or person.left_at is not None:
        return frozenset({Part.NOBODY})
    found = {PERSONAL.get(person.role, Part.NOBODY)}
    assignment = assignments.current(tx, client.id)
    if assignment is not None and assignment.contact_person == person.id:
        found.add(Part.CONTACT_PERSON)
    if assignment is not None and assignment.substitute == person.id:
        found.add(Part.SUBSTITUTE)
    return frozenset(found)


def is_allowed(
    tx: Transaction,
    office: Office,
    person: Person,
    act: Act,
    client: Person,
    now: datetime,
) -> bool:
    """Tell whether somebody may do this with the case of a client now."""
    facts = _facts(tx, office, person, client, now)
    return any(may(act, part, facts) for part in parts_of(tx, person, client))


def keep_denied(tx: Transaction, denied: DeniedError, now: datetime) -> int | None:
    """Write into the case who tried what; return the entry's place in it.

    In a transaction of its own, because what was denied is undone.
    """
    return note_denied(tx, denied.person, denied.act, denied.client, now)


def note_denied(
    tx: Transaction, person: Person, act: Act, client: Person, now: datetime
) -> int | None:
    """Write into the case who tried what; return the entry's place in it.

    Of somebody in a kind of help that writes nothing down, nothing is written down.
    """
    body = {"author": person.name, "text": act.replace("_", " "), "act": act}
    entry = NewEntry(DENIED, now, "", "", person.id, body)
    return entries.write(tx, cases.of_client(tx, client.id), entry)


def _facts(
    tx: Transaction, office: Office, person: Person, client: Person, now: datetime
) -> Facts:
    assignment = assignments.current(tx, client.id)
    stands_in = assignment is not None and assignment.substitute == person.id
    profile = profiles.of_assignment(tx, office, client, now)
    helped = _helped(tx, client, assignment)
    day = now.astimezone(office.zone).date()
    return Facts(
        is_assigned=assignment is not None
        and person.id in (assignment.contact_person, client.id),
        is_standing_in=stands_in,
        is_under_age=_is_under_age(helped.born_before, profile, day),
        has_consent=stands_in
        and rules_of_consent.is_given(
            consents.of_person(tx, client.id), Purpose.HISTORY, client.id, now
        ),
        opens_to_caseworker=profile is None or profile.opens_to_caseworker,
    )


def _helped(tx: Transaction, client: Person, assignment: Assignment | None) -> Person:
    """Return whose help it is: of somebody who takes part, another's."""
    if assignment is None or assignment.principal in (None, client.id):
        return client
    return people.known(tx, assignment.principal)


def _is_under_age(born: date | None, profile: ServiceProfile | None, day: date) -> bool:
    """Tell whether the client is under age; of unknown age, whether the help is."""
    if born is not None:
        return age_on(born, day) < ADULT
    oldest = None if profile is None else profile.oldest
    return oldest is not None and oldest < ADULT
