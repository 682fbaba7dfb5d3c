"""Everybody, in one line each, for those who run the service."""

from dataclasses import dataclass, field
from typing import Any

from casework.people import AddressState
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
        }


def listed(tx: Transaction) -> list[Listed]:
    """Return everybody, the longest known first."""
    found = []
    for person in people.everybody(tx):
        assignment = assignments.current(tx, person.id)
        other = (
            "" if assignment is None else people.ref_of(tx, assignment.contact_person)
        )
        reached = tuple(
            str(each.address.channel)
            if each.state is AddressState.VERIFIED
            else f"{each.address.channel} ({each.state})"
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
            )
        )
    return found
