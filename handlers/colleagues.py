"""Who else works here, and what they are called."""

from casework.people import Person, Role
from storage import people
from storage.transaction import Transaction


def colleagues_of(tx: Transaction, worker: Person) -> list[Person]:
    """Return everybody who could answer for somebody: contact persons, supervisors."""
    found = (
        *people.with_role(tx, Role.CONTACT_PERSON),
        *people.with_role(tx, Role.SUPERVISOR),
    )
    return [each for each in found if each.id != worker.id and each.left_at is None]


def named(tx: Transaction, called: str, worker: Person) -> list[Person]:
    """Return the colleagues of a worker who are called this: M4, Kirsten, Kirsten B."""
    sought = called.strip().casefold()
    found = colleagues_of(tx, worker)
    whole = [each for each in found if sought in _whole_names(each)]
    return whole or [each for each in found if sought in _first_names(each)]


def _whole_names(person: Person) -> set[str]:
    return {person.alias.casefold(), person.name.casefold(), person.label.casefold()}


def _first_names(person: Person) -> set[str]:
    return set(person.name.casefold().split()[:1])
