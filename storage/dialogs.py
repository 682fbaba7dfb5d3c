"""What somebody is doing step by step in their chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

FIND = """
    SELECT person_id, name, step, sealed_state, delivery_id, takes_words, expires_at
    FROM dialog WHERE person_id = :person
"""
SET = """
    INSERT INTO dialog (person_id, name, step, sealed_state, delivery_id, takes_words,
                        expires_at)
    VALUES (:person, :name, :step, :sealed, :delivery, :takes_words, :expires_at)
    ON CONFLICT (person_id) DO UPDATE SET
        name = excluded.name, step = excluded.step,
        sealed_state = excluded.sealed_state, delivery_id = excluded.delivery_id,
        takes_words = excluded.takes_words,
        expires_at = excluded.expires_at
"""
END = "DELETE FROM dialog WHERE person_id = :person"
END_OLD = "DELETE FROM dialog WHERE expires_at <= :now"


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where somebody is in something that takes several steps."""

    person: PersonId
    name: str
    step: str
    state: Mapping[str, Any] = field(repr=False)
    delivery_id: int | None
    """The question that stands now; what answers it belongs to the dialog."""
    expires_at: datetime
    takes_words: bool = False
    """Words answer it; else only its buttons do."""


def find(tx: Transaction, person: PersonId, now: datetime) -> Dialog | None:
    """Return what this person is in the middle of, unless it is too long ago."""
    row = tx.one_or_none(FIND, person=person)
    if row is None or from_ms(row["expires_at"]) <= now:
        return None
    sealed = row["sealed_state"]
    return Dialog(
        person,
        row["name"],
        row["step"],
        json.loads(tx.open("dialog", "sealed_state", person, sealed)),
        row["delivery_id"],
        from_ms(row["expires_at"]),
        bool(row["takes_words"]),
    )


def set_dialog(tx: Transaction, dialog: Dialog) -> None:
    """Remember where somebody is; what they did before is given up."""
    state = json.dumps(dict(dialog.state), ensure_ascii=False)
    tx.run(
        SET,
        person=dialog.person,
        name=dialog.name,
        step=dialog.step,
        sealed=tx.seal("dialog", "sealed_state", dialog.person, state),
        delivery=dialog.delivery_id,
        takes_words=dialog.takes_words,
        expires_at=to_ms(dialog.expires_at),
    )


def end(tx: Transaction, person: PersonId) -> None:
    """Be done with it."""
    tx.run(END, person=person)


def end_old(tx: Transaction, now: datetime) -> int:
    """Give up what nobody went on with; return how many there were."""
    return tx.run(END_OLD, now=to_ms(now))
