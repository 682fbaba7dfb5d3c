"""How it stands with somebody: assignment, addresses, yes and no, dates of contact."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from casework import consents as rules_of_consent
from casework.people import Person
from casework.rights import Act
from handlers import owing, permissions, profiles
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from storage import (
    addresses,
    assignments,
    cases,
    consents,
    contact_dates,
    people,
    safe_contacts,
)
from storage.assignments import Details
from storage.contact_dates import Contact, Counted
from storage.transaction import Transaction

LATEST = 20
"""So many contacts are shown one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An address without the address: on which channel, how sure, since when."""

    channel: str
    state: str
    ends_in: str
    """The last two digits of a number, so that two can be told apart."""
    reason: str
    last_heard: datetime | None
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """Somebody's last word on something."""

    purpose: str
    state: str
    giver: str
    how: str
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Helped:
    """An assignment, as those see it who may not read what was said."""

    profile: str
    title: str
    legal_basis: str
    record_policy: str
    visibility: str
    state: str
    state_since: datetime
    starts_at: datetime
    expected_end: date | None
    mandate: str
    contact_person: str
    substitute: str
    overrides: str
    takes_part: tuple[tuple[str, str], ...]
    owed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of somebody, without name, number or word."""

    ref: str = field(repr=False)
    alias: str
    role: str
    language: str
    agreement: str
    declined_topics: tuple[str, ...]
    paused_until: datetime | None
    left_at: datetime | None
    reached: tuple[Reached, ...]
    consents: tuple[Consented, ...]
    safe_contact_checked: date | None
    clients: tuple[str, ...]
    assignment: Helped | None = None
    case: str | None = None
    contacts: tuple[Counted, ...] = ()
    latest: tuple[Contact, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what `people show --json` prints."""
        return asdict(self)


def of(
    tx: Transaction,
    office: Office,
    ref: str,
    now: datetime,
    *,
    viewer: str | None = None,
) -> Overview:
    """Return how it stands with somebody, for who runs the service or for a colleague.

    Raises `DeniedError` where the `viewer` may not see it.
    """
    person = people.find_by_ref(tx, ref)
    if person is None:
        raise NotPossibleError("nobody has this ref: see fastkontakt people list")
    if viewer is not None:
        require(tx, office, viewer, Act.SEE_METADATA, person, now)
    case = cases.of_client(tx, person.id)
    safe = safe_contacts.of(tx, person.id)
    return Overview(
        ref=ref,
        alias=person.alias,
        role=str(person.role),
        language=str(person.language),
        agreement=str(person.agreement),
        declined_topics=tuple(sorted(map(str, person.declined_topics))),
        paused_until=person.paused_until,
        left_at=person.left_at,
        reached=tuple(_reached(tx, person, now)),
        consents=tuple(_consents(tx, person)),
        safe_contact_checked=None if safe is None else safe.checked_on,
        clients=_refs(tx, assignments.clients_of(tx, person.id)),
        assignment=_helped(tx, office, person, now),
        case=case,
        contacts=() if case is None else tuple(contact_dates.counts(tx, case)),
        latest=() if case is None else tuple(contact_dates.latest(tx, case, LATEST)),
    )


def require(
    tx: Transaction, office: Office, ref: str, act: Act, client: Person, now: datetime
) -> Person:
    """Return the colleague with this ref, or raise if they may not do this."""
    colleague = colleague_of(tx, ref)
    if not permissions.is_allowed(tx, office, colleague, act, client, now):
        what = "what was written" if act is Act.READ_CONTENT else "this"
        raise DeniedError(
            f"{ref} may not see {what}",
            colleague,
            act,
            client,
        )
    return colleague


def colleague_of(tx: Transaction, ref: str) -> Person:
    """Return who works here under this ref."""
    colleague = people.find_by_ref(tx, ref)
    if colleague is None or not colleague.role.is_staff:
        raise NotPossibleError("nobody who works here has the ref of --as")
    return colleague


def _reached(tx: Transaction, person: Person, now: datetime) -> list[Reached]:
    return [
        Reached(
            channel=str(each.address.channel),
            state=str(each.state_at(now)),
            ends_in=each.address.value[-2:],
            reason="" if each.frozen_for is None else str(each.frozen_for),
            last_heard=each.last_inbound_at,
            is_shared=each.is_shared,
        )
        for each in addresses.of_person(tx, person.id)
    ]


def _consents(tx: Transaction, person: Person) -> list[Consented]:
    rows = consents.of_person(tx, person.id)
    return [
        Consented(
            purpose=str(each.purpose),
            state=str(each.state),
            giver=people.ref_of(tx, each.giver),
            how=str(each.how),
            at=each.at,
            until=each.valid_until,
        )
        for each in rules_of_consent.newest(rows).values()
    ]


def _helped(
    tx: Transaction, office: Office, person: Person, now: datetime
) -> Helped | None:
    details = _assignment_of(tx, person)
    if details is None:
        return None
    profile = profiles.of_assignment(tx, office, person, now)
    policy = _policy(tx, person)
    return Helped(
        profile=details.profile or person.profile,
        title="" if profile is None else profile.title,
        legal_basis=details.legal_basis,
        record_policy=policy,
        visibility="" if profile is None else str(profile.visibility),
        state=str(details.state),
        state_since=details.state_since,
        starts_at=details.starts_at,
        expected_end=details.expected_end,
        mandate=str(details.mandate),
        contact_person=people.ref_of(tx, details.contact_person),
        substitute=""
        if details.substitute is None
        else people.ref_of(tx, details.substitute),
        overrides=details.overrides,
        takes_part=tuple(
            (people.ref_of(tx, who), kind)
            for who, kind in assignments.participants(tx, details.id)
        ),
        owed=tuple(map(str, owing.of_client(tx, office, person, now))),
    )


def _assignment_of(tx: Transaction, person: Person) -> Details | None:
    """Return the open assignment, or the last one that is over."""
    current = assignments.current(tx, person.id)
    if current is not None:
        return assignments.details(tx, current.id)
    past = assignments.history(tx, person.id)
    return past[-1] if past else None


def _policy(tx: Transaction, person: Person) -> str:
    case = cases.of_client(tx, person.id)
    return "" if case is None else cases.policy_of(tx, case)


def _refs(tx: Transaction, found: Sequence[Any]) -> tuple[str, ...]:
    return tuple(people.ref_of(tx, each) for each in found)
