"""Questions that take a digit, a yes or a no: one at a time for each person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = "id, person_id, kind, subject, state, delivery_id, asked_at, expires_at"
ADD = """
    INSERT INTO question (person_id, kind, subject, state, not_before, created_at)
    VALUES (:person, :kind, :subject, 'waiting', :not_before, :now)
"""
OPEN_OF = f"""
    SELECT {_COLUMNS} FROM question WHERE person_id = :person AND state = 'open'
"""
FIND = f"SELECT {_COLUMNS} FROM question WHERE id = :id"
IN_LINE = f"""
    SELECT {_COLUMNS} FROM question
    WHERE person_id = :person AND state = 'waiting' AND not_before <= :now
    ORDER BY id
"""
LAST_ASKED = f"""
    SELECT {_COLUMNS} FROM question
    WHERE person_id = :person AND asked_at IS NOT NULL ORDER BY asked_at DESC, id DESC
    LIMIT 1
"""
PENDING = """
    SELECT 1 FROM question
    WHERE person_id = :person AND kind = :kind AND subject = :subject
      AND state IN ('waiting', 'open')
"""
PUT_SINCE = """
    SELECT 1 FROM question
    WHERE person_id = :person AND kind = :kind AND created_at >= :since LIMIT 1
"""
DUE = """
    SELECT person_id FROM question AS waiting
    WHERE state = 'waiting' AND not_before <= :now AND NOT EXISTS (
        SELECT 1 FROM question WHERE person_id = waiting.person_id AND state = 'open'
    )
    GROUP BY person_id ORDER BY min(id)
"""
OVERDUE = f"""
    SELECT {_COLUMNS} FROM question WHERE state = 'open' AND expires_at <= :now
    ORDER BY id
"""
OPEN = """
    UPDATE question SET state = 'open', delivery_id = :delivery, asked_at = :now,
                        expires_at = :expires_at
    WHERE id = :id
"""
PROLONG = "UPDATE question SET expires_at = :until WHERE id = :id"
SET_STATE = "UPDATE question SET state = :state WHERE id = :id"
WITHDRAW = """
    UPDATE question SET state = 'withdrawn'
    WHERE person_id = :person AND kind = :kind AND state IN ('waiting', 'open')
"""
WITHDRAW_ABOUT = """
    UPDATE question SET state = 'withdrawn'
    WHERE person_id = :person AND kind = :kind AND subject = :subject
      AND state IN ('waiting', 'open')
"""
WITHDRAW_ALL = """
    UPDATE question SET state = 'withdrawn'
    WHERE person_id = :person AND state IN ('waiting', 'open')
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Something somebody is asked, or will be as soon as the one before is over."""

    id: int
    person: PersonId
    kind: str
    subject: str
    state: str
    delivery_id: int | None
    asked_at: datetime | None
    expires_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Tell whether an answer would come too late."""
        return self.expires_at is not None and self.expires_at <= now


def add(
    tx: Transaction,
    person: PersonId,
    kind: str,
    subject: str,
    not_before: datetime,
    now: datetime,
) -> int:
    """Line a question up and return its id."""
    return tx.insert(
        ADD,
        person=person,
        kind=kind,
        subject=subject,
        not_before=to_ms(not_before),
        now=to_ms(now),
    )


def is_pending(tx: Transaction, person: PersonId, kind: str, subject: str) -> bool:
    """Tell whether this very question is asked, or about to be."""
    found = tx.one_or_none(PENDING, person=person, kind=kind, subject=subject)
    return found is not None


def was_put(tx: Transaction, person: PersonId, kind: str, since: datetime) -> bool:
    """Tell whether somebody was asked this kind of question since then."""
    found = tx.one_or_none(PUT_SINCE, person=person, kind=kind, since=to_ms(since))
    return found is not None


def find(tx: Transaction, identity: int) -> Question | None:
    """Return a question by its id."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _question(row)


def open_of(tx: Transaction, person: PersonId) -> Question | None:
    """Return what this person is being asked."""
    return tx.remembered(("question", person), _open_of, person)


def _open_of(tx: Transaction, person: PersonId) -> Question | None:
    row = tx.one_or_none(OPEN_OF, person=person)
    return None if row is None else _question(row)


def last_asked(tx: Transaction, person: PersonId) -> Question | None:
    """Return what this person was asked last, whatever became of it."""
    row = tx.one_or_none(LAST_ASKED, person=person)
    return None if row is None else _question(row)


def in_line(tx: Transaction, person: PersonId, now: datetime) -> list[Question]:
    """Return what this person is to be asked by now, the first first."""
    return [_question(row) for row in tx.all(IN_LINE, person=person, now=to_ms(now))]


def due(tx: Transaction, now: datetime) -> list[PersonId]:
    """Return who is asked nothing and is to be asked something."""
    return [PersonId(row["person_id"]) for row in tx.all(DUE, now=to_ms(now))]


def overdue(tx: Transaction, now: datetime) -> list[Question]:
    """Return open questions that nobody answered in time."""
    return [_question(row) for row in tx.all(OVERDUE, now=to_ms(now))]


def set_open(
    tx: Transaction,
    question: Question,
    delivery: int,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Write down that it is asked now, and by which message."""
    tx.forget(("question", question.person))
    tx.run(
        OPEN,
        id=question.id,
        delivery=delivery,
        expires_at=to_ms(expires_at),
        now=to_ms(now),
    )


def prolong(tx: Transaction, question: Question, until: datetime) -> None:
    """Let an answer count until then."""
    tx.forget(("question", question.person))
    tx.run(PROLONG, id=question.id, until=to_ms(until))


def close(tx: Transaction, question: Question, state: str) -> None:
    """Be done with it: answered, lapsed or withdrawn."""
    tx.forget(("question", question.person))
    tx.run(SET_STATE, id=question.id, state=state)


def withdraw(
    tx: Transaction, person: PersonId, kind: str = "", subject: str = ""
) -> None:
    """Ask somebody this kind of question no more; without a kind, nothing at all.

    With a subject only what is asked about that.
    """
    tx.forget(("question", person))
    if subject:
        tx.run(WITHDRAW_ABOUT, person=person, kind=kind, subject=subject)
    elif kind:
        tx.run(WITHDRAW, person=person, kind=kind)
    else:
        tx.run(WITHDRAW_ALL, person=person)


def _question(row: Any) -> Question:
    identity, person, kind, subject, state, delivery, asked, expires = row
    return Question(
        identity,
        PersonId(person),
        kind,
        subject,
        state,
        delivery,
        from_ms_or_none(asked),
        from_ms_or_none(expires),
    )
