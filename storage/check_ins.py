"""How people said they are: what was asked and answered, and who was told of none."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework import rhythm
from casework.check_ins import Rung
from casework.people import PersonId
from casework.reasons import Reason
from casework.rhythm import Rhythm
from storage.due import Due
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, person_id, rule_id, due_id, due_at, is_scaled, state, reason, sealed_answer,
    sealed_words, lines_given, settled_at
"""
ADD = """
    INSERT INTO check_in (id, person_id, rule_id, due_id, due_at, is_scaled, state,
                          reason, settled_at)
    VALUES (:id, :person, :rule, :due, :due_at, :scaled, :state, :reason, :settled_at)
"""
FIND = f"SELECT {_COLUMNS} FROM check_in WHERE id = :id"
BY_DUE = f"SELECT {_COLUMNS} FROM check_in WHERE due_id = :due"
LAST_OF = f"""
    SELECT {_COLUMNS} FROM check_in WHERE person_id = :person ORDER BY id DESC LIMIT 1
"""
OF_PERSON = f"""
    SELECT {_COLUMNS} FROM check_in
    WHERE person_id = :person AND due_at >= :since ORDER BY id
"""
UNTOLD = f"""
    SELECT {_COLUMNS} FROM check_in
    WHERE person_id = :person AND told = 0
      AND state IN ('answered', 'words', 'missed', 'skipped')
    ORDER BY id
"""
TELL = "UPDATE check_in SET told = 1 WHERE id = :id"
SETTLE = """
    UPDATE check_in SET state = :state, reason = :reason, sealed_answer = :answer,
                        sealed_words = :words, settled_at = :now
    WHERE id = :id
"""
SET_WORDS = "UPDATE check_in SET sealed_words = :words WHERE id = :id"
LINES_GIVEN = "UPDATE check_in SET lines_given = 1 WHERE id = :id"
LINES_SINCE = """
    SELECT 1 FROM check_in
    WHERE person_id = :person AND lines_given = 1 AND settled_at >= :since LIMIT 1
"""
OLD = """
    SELECT id FROM check_in
    WHERE settled_at < :before
      AND (sealed_answer IS NOT NULL OR sealed_words IS NOT NULL)
"""
FORGET = """
    UPDATE check_in SET sealed_answer = NULL, sealed_words = NULL WHERE id = :id
"""
SILENCE = """
    SELECT person_id, check_in_id, tries, tried_at, since, handed_at
    FROM check_in_silence WHERE person_id = :person
"""
SET_SILENCE = """
    INSERT INTO check_in_silence (person_id, check_in_id, tries, tried_at, since,
                                  handed_at)
    VALUES (:person, :check_in, :tries, :tried_at, :since, :handed_at)
    ON CONFLICT (person_id) DO UPDATE SET
        check_in_id = excluded.check_in_id, tries = excluded.tries,
        tried_at = excluded.tried_at, handed_at = excluded.handed_at
"""
END_SILENCE = "DELETE FROM check_in_silence WHERE person_id = :person"
ADD_RUNG = """
    INSERT INTO check_in_rung (check_in_id, rung, told_id, at)
    VALUES (:check_in, :rung, :told, :now)
"""
RUNGS = """
    SELECT rung, told_id, at FROM check_in_rung
    WHERE check_in_id = :check_in ORDER BY id
"""
PROPOSE = """
    INSERT INTO check_in_proposal (person_id, rhythm, by_id, state, created_at)
    VALUES (:person, :rhythm, :by, 'asked', :now)
"""
PROPOSAL = "SELECT id, person_id, rhythm, by_id, state FROM check_in_proposal"
CLOSE_PROPOSALS = """
    UPDATE check_in_proposal SET state = :state
    WHERE person_id = :person AND state = 'asked'
"""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One time that somebody was asked how they are, or was to be asked.

    `answer` is one of `casework.check_ins.Answer` or a number from 1 to 5. A `reason`
    says why it was not asked: whatever it is, they were not silent.
    """

    id: int
    person: PersonId
    rule: int
    due: int
    due_at: datetime
    is_scaled: bool
    state: str
    reason: Reason | None
    answer: str = field(repr=False)
    words: str = field(repr=False)
    lines_given: bool
    settled_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is awaited."""
        return self.state == "asked"


@dataclass(frozen=True, slots=True)
class Silence:
    """That somebody has not answered yet, however often it was tried.

    `handed_at` is since when a human has it; nothing automatic follows.
    """

    person: PersonId
    check_in: int
    tries: int
    tried_at: datetime
    since: datetime
    handed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rhythm that a contact person would like."""

    id: int
    person: PersonId
    rhythm: Rhythm
    by: PersonId
    state: str


def add(
    tx: Transaction,
    due: Due,
    *,
    is_scaled: bool = False,
    skipped: Reason | None = None,
    now: datetime,
) -> CheckIn:
    """Write down that somebody is asked; or why they are not."""
    identity = tx.next_id("check_in")
    tx.forget(("check_in", due.person))
    tx.run(
        ADD,
        id=identity,
        person=due.person,
        rule=due.subject,
        due=due.id,
        due_at=to_ms(due.at),
        scaled=is_scaled,
        state="asked" if skipped is None else "skipped",
        reason=skipped,
        settled_at=None if skipped is None else to_ms(now),
    )
    return known(tx, identity)


def find(tx: Transaction, identity: int) -> CheckIn | None:
    """Return one by its id."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _check_in(tx, row)


def known(tx: Transaction, identity: int) -> CheckIn:
    """Return one that there is."""
    found = find(tx, identity)
    if found is None:
        raise LookupError
    return found


def by_due(tx: Transaction, due: int) -> CheckIn | None:
    """Return what was asked as this was due."""
    row = tx.one_or_none(BY_DUE, due=due)
    return None if row is None else _check_in(tx, row)


def last_of(tx: Transaction, person: PersonId) -> CheckIn | None:
    """Return the newest of somebody."""
    return tx.remembered(("check_in", person), _last_of, person)


def _last_of(tx: Transaction, person: PersonId) -> CheckIn | None:
    row = tx.one_or_none(LAST_OF, person=person)
    return None if row is None else _check_in(tx, row)


def of_person(tx: Transaction, person: PersonId, since: datetime) -> list[CheckIn]:
    """Return all that were due since then, the oldest first."""
    rows = tx.all(OF_PERSON, person=person, since=to_ms(since))
    return [_check_in(tx, row) for row in rows]


def untold(tx: Transaction, person: PersonId) -> list[CheckIn]:
    """Return what became of check-ins that the contact person has not read of."""
    return [_check_in(tx, row) for row in tx.all(UNTOLD, person=person)]


def set_told(tx: Transaction, check_in: int) -> None:
    """Remember that the contact person was told."""
    tx.run(TELL, id=check_in)


def settle(
    tx: Transaction,
    check_in: CheckIn,
    state: str,
    now: datetime,
    *,
    answer: str = "",
    words: str = "",
    reason: Reason | None = None,
) -> None:
    """Write down what became of it."""
    tx.forget(("check_in", check_in.person))
    tx.run(
        SETTLE,
        id=check_in.id,
        state=state,
        reason=reason,
        answer=_sealed(tx, check_in.id, "sealed_answer", answer),
        words=_sealed(tx, check_in.id, "sealed_words", words),
        now=to_ms(now),
    )


def set_words(tx: Transaction, check_in: CheckIn, words: str) -> None:
    """Add what was written with the answer."""
    tx.forget(("check_in", check_in.person))
    sealed = _sealed(tx, check_in.id, "sealed_words", words)
    tx.run(SET_WORDS, id=check_in.id, words=sealed)


def set_lines_given(tx: Transaction, check_in: CheckIn) -> None:
    """Remember that help lines were named."""
    tx.forget(("check_in", check_in.person))
    tx.run(LINES_GIVEN, id=check_in.id)


def were_lines_given(tx: Transaction, person: PersonId, since: datetime) -> bool:
    """Tell whether help lines were named to somebody since then."""
    return tx.one_or_none(LINES_SINCE, person=person, since=to_ms(since)) is not None


def forget_before(tx: Transaction, before: datetime) -> int:
    """Forget what people said before then; return of how many check-ins."""
    old = [row["id"] for row in tx.all(OLD, before=to_ms(before))]
    for identity in old:
        tx.run(FORGET, id=identity)
    if old:
        tx.forget()
    return len(old)


def silence(tx: Transaction, person: PersonId) -> Silence | None:
    """Return that somebody has not answered yet, if so."""
    return tx.remembered(("check_in silence", person), _silence, person)


def _silence(tx: Transaction, person: PersonId) -> Silence | None:
    row = tx.one_or_none(SILENCE, person=person)
    if row is None:
        return None
    return Silence(
        PersonId(row["person_id"]),
        row["check_in_id"],
        row["tries"],
        from_ms(row["tried_at"]),
        from_ms(row["since"]),
        from_ms_or_none(row["handed_at"]),
    )


def set_silence(tx: Transaction, silent: Silence) -> None:
    """Write down how often it was tried by now, and whether a human has it."""
    tx.forget(("check_in silence", silent.person))
    tx.run(
        SET_SILENCE,
        person=silent.person,
        check_in=silent.check_in,
        tries=silent.tries,
        tried_at=to_ms(silent.tried_at),
        since=to_ms(silent.since),
        handed_at=None if silent.handed_at is None else to_ms(silent.handed_at),
    )


def end_silence(tx: Transaction, person: PersonId) -> None:
    """Begin to count anew."""
    tx.forget(("check_in silence", person))
    tx.run(END_SILENCE, person=person)


def add_rung(
    tx: Transaction, check_in: int, rung: Rung, told: PersonId, now: datetime
) -> None:
    """Write down who was told."""
    tx.run(ADD_RUNG, check_in=check_in, rung=rung, told=told, now=to_ms(now))


def rungs(tx: Transaction, check_in: int) -> list[tuple[Rung, PersonId, datetime]]:
    """Return who was told of no answer, and when."""
    return [
        (Rung(row["rung"]), PersonId(row["told_id"]), from_ms(row["at"]))
        for row in tx.all(RUNGS, check_in=check_in)
    ]


def propose(
    tx: Transaction, person: PersonId, wanted: Rhythm, by: PersonId, now: datetime
) -> int:
    """Write down a rhythm that somebody is to be asked about; return its id."""
    close_proposals(tx, person, "withdrawn")
    text = rhythm.to_text(wanted)
    return tx.insert(PROPOSE, person=person, rhythm=text, by=by, now=to_ms(now))


def proposal(tx: Transaction, identity: int) -> Proposal | None:
    """Return a proposal by its id."""
    return _proposal(tx.one_or_none(f"{PROPOSAL} WHERE id = :id", id=identity))


def proposed_to(tx: Transaction, person: PersonId) -> Proposal | None:
    """Return what somebody is being asked about."""
    sql = f"{PROPOSAL} WHERE person_id = :person AND state = 'asked'"
    return _proposal(tx.one_or_none(sql, person=person))


def close_proposals(tx: Transaction, person: PersonId, state: str) -> None:
    """Be done with what somebody was asked about."""
    tx.run(CLOSE_PROPOSALS, person=person, state=state)


def _proposal(row: Any) -> Proposal | None:
    if row is None:
        return None
    return Proposal(
        row["id"],
        PersonId(row["person_id"]),
        rhythm.from_text(row["rhythm"]),
        PersonId(row["by_id"]),
        row["state"],
    )


def _sealed(tx: Transaction, identity: int, column: str, text: str) -> bytes | None:
    return tx.seal("check_in", column, identity, text) if text else None


def _opened(tx: Transaction, row: Any, column: str) -> str:
    sealed = row[column]
    return tx.open("check_in", column, row["id"], sealed) if sealed else ""


def _check_in(tx: Transaction, row: Any) -> CheckIn:
    reason = row["reason"]
    return CheckIn(
        id=row["id"],
        person=PersonId(row["person_id"]),
        rule=row["rule_id"],
        due=row["due_id"],
        due_at=from_ms(row["due_at"]),
        is_scaled=bool(row["is_scaled"]),
        state=row["state"],
        reason=None if reason is None else Reason(reason),
        answer=_opened(tx, row, "sealed_answer"),
        words=_opened(tx, row, "sealed_words"),
        lines_given=bool(row["lines_given"]),
        settled_at=from_ms_or_none(row["settled_at"]),
    )
