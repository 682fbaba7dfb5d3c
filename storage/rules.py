"""Rules: what comes again and again at an hour of the clock on somebody's wall."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casework import rhythm
from casework.people import PersonId
from casework.rhythm import Rhythm
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, person_id, kind, subject, rhythm, zone, revision, paused_until, paused_by,
    planned_until, set_by, ended_at
"""
ADD = """
    INSERT INTO rule (person_id, kind, subject, rhythm, zone, planned_until, set_by,
                      created_at)
    VALUES (:person, :kind, :subject, :rhythm, :zone, :now, :set_by, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM rule WHERE id = :id"
OF_PERSON = f"""
    SELECT {_COLUMNS} FROM rule
    WHERE person_id = :person AND kind = :kind AND ended_at IS NULL ORDER BY id
"""
TO_PLAN = """
    SELECT id FROM rule WHERE ended_at IS NULL AND planned_until < :until
    ORDER BY planned_until LIMIT :most
"""
CHANGE = """
    UPDATE rule SET rhythm = :rhythm, zone = :zone, set_by = :set_by,
                    revision = revision + 1, planned_until = :now
    WHERE id = :id
"""
PAUSE = "UPDATE rule SET paused_until = :until, paused_by = :by WHERE id = :id"
PLANNED = "UPDATE rule SET planned_until = :until WHERE id = :id"
END = "UPDATE rule SET ended_at = :now WHERE id = :id AND ended_at IS NULL"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rhythm that counts, for whom, in which zone, and until when it is planned."""

    id: int
    person: PersonId
    kind: str
    subject: int
    rhythm: Rhythm
    zone: ZoneInfo
    revision: int
    paused_until: datetime | None
    paused_by: str | None
    planned_until: datetime
    set_by: str
    ended_at: datetime | None

    def is_paused(self, moment: datetime) -> bool:
        """Tell whether somebody asked for a pause that holds at that moment."""
        return self.paused_until is not None and moment < self.paused_until


def add(
    tx: Transaction,
    person: PersonId,
    kind: str,
    rule: Rhythm,
    zone: ZoneInfo,
    set_by: str,
    now: datetime,
    *,
    subject: int = 0,
) -> int:
    """Let it count from now on; return its id."""
    return tx.insert(
        ADD,
        person=person,
        kind=kind,
        subject=subject,
        rhythm=rhythm.to_text(rule),
        zone=zone.key,
        set_by=set_by,
        now=to_ms(now),
    )


def find(tx: Transaction, identity: int) -> Rule | None:
    """Return a rule, whether or not it still counts."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _rule(row)


def of_person(tx: Transaction, person: PersonId, kind: str) -> list[Rule]:
    """Return the rules of this kind that count for somebody, the oldest first."""
    return [_rule(row) for row in tx.all(OF_PERSON, person=person, kind=kind)]


def to_plan(tx: Transaction, until: datetime, most: int) -> list[int]:
    """Return some of the rules that are not planned until then, most behind first."""
    return [row["id"] for row in tx.all(TO_PLAN, until=to_ms(until), most=most)]


def change(
    tx: Transaction,
    rule: Rule,
    changed: Rhythm,
    zone: ZoneInfo,
    set_by: str,
    now: datetime,
) -> None:
    """Let another rhythm count from now on; what was planned of the old one is dead.

    Who calls this cancels that in the same transaction (`due.cancel`).
    """
    tx.run(
        CHANGE,
        id=rule.id,
        rhythm=rhythm.to_text(changed),
        zone=zone.key,
        set_by=set_by,
        now=to_ms(now),
    )


def pause(tx: Transaction, rule: Rule, until: datetime | None, by: str | None) -> None:
    """Let nothing come of it until then; or, with nothing, end the pause."""
    tx.run(PAUSE, id=rule.id, until=None if until is None else to_ms(until), by=by)


def set_planned(tx: Transaction, rule: Rule, until: datetime) -> None:
    """Remember until when everything that comes of it is planned."""
    tx.run(PLANNED, id=rule.id, until=to_ms(until))


def end(tx: Transaction, rule: Rule, now: datetime) -> None:
    """Let nothing come of it any more."""
    tx.run(END, id=rule.id, now=to_ms(now))


def _rule(row: Any) -> Rule:
    return Rule(
        id=row["id"],
        person=PersonId(row["person_id"]),
        kind=row["kind"],
        subject=row["subject"],
        rhythm=rhythm.from_text(row["rhythm"]),
        zone=ZoneInfo(row["zone"]),
        revision=row["revision"],
        paused_until=from_ms_or_none(row["paused_until"]),
        paused_by=row["paused_by"],
        planned_until=from_ms(row["planned_until"]),
        set_by=row["set_by"],
        ended_at=from_ms_or_none(row["ended_at"]),
    )
