"""Whose name somebody who works here wrote behind a command."""

from datetime import datetime

from casework.people import Person, Role
from casework.rights import Act
from handlers import notices, permissions
from handlers.caseload import clients_of, names_of
from handlers.office import Office
from storage import people
from storage.transaction import Transaction


def behind(
    tx: Transaction,
    office: Office,
    worker: Person,
    said: str,
    act: Act,
    now: datetime,
    *,
    how: str = "",
) -> tuple[Person, str] | None:
    """Return whom the first word names, and the rest; nothing: they were told so.

    Somebody else's, too, where their role allows it; if not, the case keeps the try.
    Where nothing was said, `how` is the text that says what can be.
    """
    if how and not said.strip():
        notices.say(tx, office, worker, how, now)
        return None
    called, _, rest = said.strip().partition(" ")
    called = called.rstrip(",:")
    mine = [
        each
        for each in clients_of(tx, worker)
        if each.role is Role.CLIENT and called.casefold() in names_of(each)
    ]
    found = mine[0] if len(mine) == 1 else None
    if found is None and not mine:
        other = people.find_by_alias(tx, called)
        found = other if other and other.role is Role.CLIENT else None
    if found is not None:
        if permissions.is_allowed(tx, office, worker, act, found, now):
            return found, rest.strip()
        permissions.note_denied(tx, worker, act, found, now)
    notices.say(tx, office, worker, "alias_unknown", now, alias=called[:40])
    return None
