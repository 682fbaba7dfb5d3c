"""Whose name somebody who works here wrote behind a command."""

import re
from collections.abc import Callable
from datetime import datetime

from casework.people import Person, Role
from casework.rights import Act
from handlers import notices, permissions
from handlers.caseload import clients_of, names_of
from handlers.office import Office
from storage import people
from storage.transaction import Transaction

Deed = Callable[[Transaction, Office, Person, str, datetime], None]
"""Does what a command asks for, told the words behind it."""

Asked = Callable[[Transaction, Office, Person, str, datetime], bool]
"""Does what an SMS asks for, and tells whether it was that."""


A_NAME = r"K\d{1,6}\b"
"""A short name, as the beginning of what stands behind a word by SMS."""


def word_by_sms(words: str, deed: Deed, *, behind: str = rf"{A_NAME}.*") -> Asked:
    """Return what does the deed for one of these words and what may stand behind it.

    That is a short name and anything: without one the words are meant for somebody,
    such as "Tried to call you".
    """
    form = re.compile(
        rf"\s*(?:{words})\b[\s:]*({behind})[\s.!]*", re.IGNORECASE | re.DOTALL
    )

    def asked(
        tx: Transaction, office: Office, worker: Person, text: str, now: datetime
    ) -> bool:
        match = form.fullmatch(text)
        if match is not None:
            deed(tx, office, worker, match[1], now)
        return match is not None

    return asked


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
    name, _, rest = said.strip().partition(" ")
    name = name.rstrip(",:")
    mine = [each for each in called(tx, worker, name) if each.role is Role.CLIENT]
    found = mine[0] if len(mine) == 1 else None
    if not mine:
        other = people.find_by_alias(tx, name)
        found = other if other and other.role is Role.CLIENT else None
    if found is not None:
        if permissions.is_allowed(tx, office, worker, act, found, now):
            return found, rest.strip()
        permissions.note_denied(tx, worker, act, found, now)
    notices.say(tx, office, worker, "alias_unknown", now, alias=name[:40])
    return None


def theirs(
    tx: Transaction, office: Office, worker: Person, name: str, act: Act, now: datetime
) -> Person | None:
    """Return the one of theirs who is called this; nothing: they were told so."""
    found = called(tx, worker, name)
    if len(found) == 1:
        return found[0]
    unknown(tx, office, worker, name, act, now)
    return None


def called(tx: Transaction, worker: Person, name: str) -> list[Person]:
    """Return those of theirs who are called this."""
    mine = clients_of(tx, worker)
    return [each for each in mine if name.casefold() in names_of(each)]


def unknown(
    tx: Transaction, office: Office, worker: Person, name: str, act: Act, now: datetime
) -> None:
    """Say that nobody is called so; if somebody else's is, the case keeps the try."""
    other = people.find_by_alias(tx, name)
    if (
        other is not None
        and not other.role.is_staff
        and not permissions.is_allowed(tx, office, worker, act, other, now)
    ):
        permissions.note_denied(tx, worker, act, other, now)
    notices.say(tx, office, worker, "alias_unknown", now, alias=name[:40])
