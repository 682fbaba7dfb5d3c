"""What a button means; the chat only holds its short random id."""

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe

from casework.people import PersonId
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO button (id, person_id, action, subject, delivery_id, created_at)
    VALUES (:id, :person, :action, :subject, :delivery, :now)
"""
FIND = """
    SELECT id, person_id, action, subject, delivery_id, used_at FROM button
    WHERE id = :id
"""
UNDER = """
    SELECT 1 FROM button WHERE delivery_id = :delivery AND action = :action LIMIT 1
"""
USE = "UPDATE button SET used_at = :now WHERE delivery_id = :delivery"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Who may press a button, and what that does.

    `under` is the text that it was pressed under: the chat tells it, no row does.
    """

    id: str
    person: PersonId
    action: str
    subject: str
    delivery_id: int
    used_at: datetime | None
    under: str = field(default="", repr=False)


def new_id() -> str:
    """Return an id that nobody guesses: 12 random bytes, 16 characters."""
    return token_urlsafe(12)


def add(
    tx: Transaction,
    identity: str,
    person: PersonId,
    action: str,
    subject: str,
    delivery_id: int,
    now: datetime,
) -> None:
    """Remember what the button means."""
    tx.run(
        ADD,
        id=identity,
        person=person,
        action=action,
        subject=subject,
        delivery=delivery_id,
        now=to_ms(now),
    )


def find(tx: Transaction, identity: str) -> Meaning | None:
    """Return what the button means, if it is one of ours."""
    row = tx.one_or_none(FIND, id=identity)
    if row is None:
        return None
    return Meaning(
        row["id"],
        PersonId(row["person_id"]),
        row["action"],
        row["subject"],
        row["delivery_id"],
        from_ms_or_none(row["used_at"]),
    )


def stands_under(tx: Transaction, delivery_id: int, action: str) -> bool:
    """Tell whether this message had a button of that kind, used or not."""
    row = tx.one_or_none(UNDER, delivery=delivery_id, action=action)
    return row is not None


def use_all_under(tx: Transaction, delivery_id: int, now: datetime) -> None:
    """Let no button under this message do anything again."""
    tx.run(USE, delivery=delivery_id, now=to_ms(now))
