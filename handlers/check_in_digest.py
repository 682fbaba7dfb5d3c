"""What the daily digest says of how people are: quietly, once, and never a ping."""

from collections.abc import Sequence
from datetime import datetime

from casework.people import Person
from casework.rights import Act
from handlers import check_in_staff, permissions
from handlers.caseload import clients_of
from handlers.office import Office
from storage import check_ins
from storage.transaction import Transaction

WITHOUT_WORDS = ("missed", "skipped")
"""What whoever answers may read of, even where they may not read words."""


def lines(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> Sequence[str]:
    """Return what became of check-ins since this was last said; once for each."""
    said = []
    for client in clients_of(tx, worker):
        found = check_ins.untold(tx, client.id)
        if not permissions.is_allowed(
            tx, office, worker, Act.READ_CONTENT, client, now
        ):
            found = [each for each in found if each.state in WITHOUT_WORDS]
        for each in found:
            line = check_in_staff.line(office, each, worker.language)
            said.append(f"{client.label}: {line}")
            check_ins.set_told(tx, each.id)
    head = office.say("digest_checkins", worker.language)
    return [head, *said] if said else []
