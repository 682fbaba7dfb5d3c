"""What a kind of help asks for and nobody has written down yet."""

from datetime import datetime

from casework import lifecycle
from casework.lifecycle import Owed, Papers
from casework.people import Person
from handlers import consents, profiles
from handlers.office import Office
from storage import assignments
from storage.transaction import Transaction


def of_client(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> tuple[Owed, ...]:
    """Return what is still owed for an open assignment; it blocks no message."""
    assignment = assignments.current(tx, client.id)
    if assignment is None or assignment.principal != client.id:
        return ()
    profile = profiles.of_assignment(tx, office, client, now)
    details = assignments.details(tx, assignment.id)
    papers = Papers(
        purpose=details.purpose,
        legal_basis=details.legal_basis,
        decision=details.decision,
        expected_end=details.expected_end,
        has_consent=not consents.owed_of(tx, office, client, now),
    )
    today = now.astimezone(office.zone).date()
    return lifecycle.owed(profile, details.state, papers, today)
