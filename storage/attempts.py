"""Tries to reach somebody who did not answer."""

from datetime import datetime

from casework.attempts import Attempt, Form
from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO attempt (id, client_id, by_id, form, sealed_note, at)
    VALUES (:id, :client, :by, :form, :note, :at)
"""
SINCE = """
    SELECT id, by_id, form, sealed_note, at FROM attempt
    WHERE client_id = :client AND at >= :since ORDER BY at, id
"""
TIMES_SINCE = """
    SELECT at FROM attempt WHERE client_id = :client AND at >= :since ORDER BY at
"""


def add(
    tx: Transaction,
    client: PersonId,
    by: PersonId,
    form: Form,
    note: str,
    at: datetime,
) -> int:
    """Write down that somebody was looked for; return the try's id."""
    identity = tx.next_id("attempt")
    sealed = tx.seal("attempt", "sealed_note", identity, note) if note else None
    tx.run(ADD, id=identity, client=client, by=by, form=form, note=sealed, at=to_ms(at))
    return identity


def since(tx: Transaction, client: PersonId, moment: datetime) -> list[Attempt]:
    """Return the tries to reach somebody since then, the first first."""
    return [
        Attempt(
            row["id"],
            Form(row["form"]),
            row["by_id"],
            from_ms(row["at"]),
            tx.open("attempt", "sealed_note", row["id"], row["sealed_note"])
            if row["sealed_note"]
            else "",
        )
        for row in tx.all(SINCE, client=client, since=to_ms(moment))
    ]


def times_since(tx: Transaction, client: PersonId, moment: datetime) -> list[datetime]:
    """Return when somebody was tried to be reached since then; opens nothing."""
    rows = tx.all(TIMES_SINCE, client=client, since=to_ms(moment))
    return [from_ms(row["at"]) for row in rows]
