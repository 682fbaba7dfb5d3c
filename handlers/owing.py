"""What a kind of help asks for and nobody has written down yet."""

from datetime import datetime

from casework import consents as rules_of_consent
from casework import lifecycle
from casework.consents import Known, Purpose
from casework.lifecycle import Owed, Papers
from casework.people import Person
from handlers import profiles
from handlers.office import Office
from storage import assignments, consents
from storage.transaction import Transaction


def of_client(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> tuple[Owed, ...]:
    """Return what is still owed for an open assignment; it blocks no message."""
    assignment = assignments.current(tx, client.id)
    if assignment is None or assignment.principal != client.id:
        return ()
    profile = profiles.of_assignment(tx, office, client, now)
    if profile is None:
        return ()
    today = now.astimezone(office.zone).date()
    givers = rules_of_consent.givers(
        Purpose.MEASURE, profile, client.born_before, today
    )
    missing = rules_of_consent.owed(
        consents.of_person(tx, client.id),
        Purpose.MEASURE,
        givers,
        _known(tx, client, assignment.id),
        now,
    )
    details = assignments.details(tx, assignment.id)
    papers = Papers(
        purpose=details.purpose,
        legal_basis=details.legal_basis,
        decision=details.decision,
        expected_end=details.expected_end,
        has_consent=not missing,
    )
    return lifecycle.owed(profile, details.state, papers, today)


def _known(tx: Transaction, client: Person, assignment: int) -> Known:
    """Return who could say yes to the measure."""
    taking_part = assignments.participants(tx, assignment)
    return Known(
        client.id,
        representatives=[who for who, kind in taking_part if kind == "representative"],
        guardians=[who for who, kind in taking_part if kind == "guardian"],
    )
