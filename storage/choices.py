"""To whom a contact person writes just now."""

from casework.addressing import Choice, How
from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

FIND = """
    SELECT client_id, how, held, expires_at FROM choice
    WHERE contact_person_id = :person
"""
SET = """
    INSERT INTO choice (contact_person_id, client_id, how, held, expires_at)
    VALUES (:person, :client, :how, :held, :expires_at)
    ON CONFLICT (contact_person_id) DO UPDATE SET
        client_id = excluded.client_id, how = excluded.how, held = excluded.held,
        expires_at = excluded.expires_at
"""
CLOSE = "DELETE FROM choice WHERE contact_person_id = :person"


def find(tx: Transaction, person: PersonId) -> Choice | None:
    """Return the contact person's last choice, over or not."""
    return tx.remembered(("choice", person), _find, person)


def _find(tx: Transaction, person: PersonId) -> Choice | None:
    row = tx.one_or_none(FIND, person=person)
    if row is None:
        return None
    return Choice(
        PersonId(row["client_id"]),
        How(row["how"]),
        from_ms(row["expires_at"]),
        held=bool(row["held"]),
    )


def set_choice(tx: Transaction, person: PersonId, choice: Choice) -> None:
    """Remember whom the next lines are for."""
    tx.forget(("choice", person))
    tx.run(
        SET,
        person=person,
        client=choice.client,
        how=choice.how,
        held=choice.held,
        expires_at=to_ms(choice.expires_at),
    )


def close_others(tx: Transaction, person: PersonId, client: PersonId) -> None:
    """Forget the choice of anybody but this client, who just wrote."""
    choice = find(tx, person)
    if choice is not None and choice.client != client:
        close(tx, person)


def close(tx: Transaction, person: PersonId) -> None:
    """Forget the choice: the next line has to say whom it is for."""
    tx.forget(("choice", person))
    tx.run(CLOSE, person=person)
