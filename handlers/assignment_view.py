"""An assignment as somebody who works here may see it: no words of anybody."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import Person
from handlers import owing
from handlers.office import Office
from storage import assignments, people
from storage.assignments import Details
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Shown:
    """One assignment of a client, with who takes part and what is still owed."""

    details: Details
    contact_person: str = field(repr=False)
    substitute: str = field(repr=False)
    takes_part: tuple[tuple[str, str], ...] = field(repr=False)
    owed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what `assignment show --json` prints."""
        known = self.details
        return {
            "id": known.id,
            "state": known.state,
            "since": known.state_since.isoformat(),
            "starts_at": known.starts_at.isoformat(),
            "ends_at": None if known.ends_at is None else known.ends_at.isoformat(),
            "contact_person": self.contact_person,
            "substitute": self.substitute or None,
            "profile": known.profile,
            "mandate": known.mandate,
            "legal_basis": known.legal_basis,
            "decision": known.decision,
            "purpose": known.purpose,
            "expected_end": _day(known.expected_end),
            "aftercare_until": _day(known.aftercare_until),
            "takes_part": [{"ref": ref, "kind": kind} for ref, kind in self.takes_part],
            "owed": list(self.owed),
        }


def history(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> list[Shown]:
    """Return every assignment of a client, the newest last."""
    return [
        _shown(tx, office, client, details, now)
        for details in assignments.history(tx, client.id)
    ]


def _shown(
    tx: Transaction, office: Office, client: Person, known: Details, now: datetime
) -> Shown:
    is_open = known.ends_at is None
    takes_part = assignments.participants(tx, known.id) if is_open else []
    owed = owing.of_client(tx, office, client, now) if is_open else ()
    stands_in = known.substitute
    return Shown(
        known,
        people.ref_of(tx, known.contact_person),
        "" if stands_in is None else people.ref_of(tx, stands_in),
        tuple((people.ref_of(tx, person), kind) for person, kind in takes_part),
        tuple(map(str, owed)),
    )


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
