"""What somebody and those around them want to reach."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.people import PersonId
from storage.times import to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO goal (id, client_id, sealed_words, by_id, created_at)
    VALUES (:id, :client, :words, :by, :now)
"""
OPEN_OF = """
    SELECT id, sealed_words FROM goal
    WHERE client_id = :client AND ended_at IS NULL ORDER BY id
"""
END = "UPDATE goal SET ended_at = :now WHERE id = :id AND ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class KeptGoal:
    """A goal that counts; its words are a code, or somebody's own."""

    id: int
    words: str = field(repr=False)


def add(
    tx: Transaction, client: PersonId, words: str, by: PersonId, now: datetime
) -> KeptGoal:
    """Keep a goal."""
    identity = tx.next_id("goal")
    sealed = tx.seal("goal", "sealed_words", identity, words)
    tx.run(ADD, id=identity, client=client, words=sealed, by=by, now=to_ms(now))
    return KeptGoal(identity, words)


def open_of(tx: Transaction, client: PersonId) -> list[KeptGoal]:
    """Return what counts for somebody, in the order in which it was said."""
    return [
        KeptGoal(
            row["id"], tx.open("goal", "sealed_words", row["id"], row["sealed_words"])
        )
        for row in tx.all(OPEN_OF, client=client)
    ]


def end(tx: Transaction, identity: int, now: datetime) -> bool:
    """Let a goal count no more, and tell whether it did."""
    return tx.run(END, id=identity, now=to_ms(now)) > 0
