"""Everybody, in one line each, for those who run the service."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import AddressState, Assignment, Person, Role
from storage import addresses, assignments, people
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Listed:
    """A person without name or number: reference, role, and how they are reached."""

    alias: str
    ref: str = field(repr=False)
    role: str
    language: str
    profile: str
    reached: tuple[str, ...]
    agreement: str
    contact_person: str = field(default="", repr=False)
    state: str = ""
    owed: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON prints."""
        return {
            "alias": self.alias,
            "ref": self.ref,
            "role": self.role,
            "language": self.language,
            "profile": self.profile,
            "reached": list(self.reached),
            "agreement": self.agreement,
            "contact_person": self.contact_person,
            "state": self.state,
            "owed": list(self.owed),
        }


def listed(tx: Transaction, now: datetime) -> list[Listed]:
    """Return everybody, the longest known first; `owed` is for a handler to say."""
    found = []
    for person in people.everybody(tx):
        assignment = assignments.current(tx, person.id)
        other = (
            "" if assignment is None else people.ref_of(tx, assignment.contact_person)
        )
        reached = tuple(
            str(each.address.channel)
            if each.state_at(now) is AddressState.VERIFIED
            else f"{each.address.channel} ({each.state_at(now)})"
            for each in addresses.of_person(tx, person.id)
        )
        found.append(
            Listed(
                alias=person.alias,
                ref=people.ref_of(tx, person.id),
                role=str(person.role),
                language=str(person.language),
                profile=person.profile,
                reached=reached,
                agreement=str(person.agreement),
                contact_person=other,
                state=_state(tx, person, assignment),
            )
        )
    return found


def _state(tx: Transaction, person: Person, assignment: Assignment | None) -> str:
    """Return how it stands: of an assignment, or of somebody who works here."""
    if person.role.is_staff:
        return "" if person.left_at is None else "left"
    if assignment is not None:
        return str(assignment.state)
    past = assignments.history(tx, person.id) if person.role is Role.CLIENT else []
    return str(past[-1].state) if past else "nobody"
