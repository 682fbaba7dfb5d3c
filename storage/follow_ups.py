"""The reviews that were held: when, who took part, what came of it; no words."""

from datetime import date, datetime

from casework.follow_ups import FollowUp, Outcome, Party
from casework.people import PersonId
from storage.times import to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO follow_up (assignment_id, held_on, took_part, outcome, by_id,
                           created_at)
    VALUES (:assignment, :held_on, :took_part, :outcome, :by, :now)
"""
LAST = "SELECT max(held_on) FROM follow_up WHERE assignment_id = :assignment"
OF_ASSIGNMENT = """
    SELECT held_on, took_part, outcome FROM follow_up
    WHERE assignment_id = :assignment ORDER BY held_on, id
"""


def add(tx: Transaction, held: FollowUp, by: PersonId, now: datetime) -> None:
    """Write down a review that was held."""
    tx.run(
        ADD,
        assignment=held.assignment,
        held_on=held.held_on.isoformat(),
        took_part=" ".join(each for each in Party if each in held.took_part),
        outcome=held.outcome,
        by=by,
        now=to_ms(now),
    )


def last(tx: Transaction, assignment: int) -> date | None:
    """Return the day of the last review in an assignment."""
    found = tx.value(LAST, assignment=assignment)
    return None if found is None else date.fromisoformat(found)


def of_assignment(tx: Transaction, assignment: int) -> list[FollowUp]:
    """Return every review in an assignment, the first first."""
    return [
        FollowUp(
            assignment,
            date.fromisoformat(row["held_on"]),
            frozenset(map(Party, row["took_part"].split())),
            Outcome(row["outcome"]),
        )
        for row in tx.all(OF_ASSIGNMENT, assignment=assignment)
    ]
