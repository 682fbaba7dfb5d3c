"""Who may be in danger, who was told of it, and who has it."""

from datetime import datetime
from typing import Any

from casework.danger import Flag
from casework.people import CaseId, PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    danger.id, danger.person_id, danger.case_id, raised_at, last_at, hits, round, step,
    taken_by, taken_at, done_at
"""
ADD = """
    INSERT INTO danger (person_id, case_id, raised_at, last_at)
    VALUES (:person, :case, :now, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM danger WHERE id = :id"
FIND_OPEN = f"""
    SELECT {_COLUMNS} FROM danger WHERE person_id = :person AND done_at IS NULL
"""
IS_OPEN = "SELECT 1 FROM danger WHERE person_id = :person AND done_at IS NULL"
EVERY_OPEN = f"""
    SELECT {_COLUMNS} FROM danger WHERE done_at IS NULL ORDER BY raised_at, id
"""
COUNT_OPEN = "SELECT count(*) FROM danger WHERE done_at IS NULL"
ADD_HIT = """
    INSERT INTO danger_hit (danger_id, message_id) VALUES (:id, :message)
    ON CONFLICT DO NOTHING
"""
COUNT_HIT = "UPDATE danger SET hits = hits + 1, last_at = :now WHERE id = :id"
SET_LAST = "UPDATE danger SET last_at = :now WHERE id = :id"
TELL = """
    INSERT INTO danger_told (danger_id, round, told, told_at)
    VALUES (:id, :round, :told, :now)
    ON CONFLICT (danger_id, round, told) DO UPDATE SET told_at = excluded.told_at
"""
TOLD = """
    SELECT told FROM danger_told WHERE danger_id = :id GROUP BY told
    ORDER BY min(told_at), told
"""
TOLD_IN = """
    SELECT told FROM danger_told WHERE danger_id = :id AND round = :round
    ORDER BY told_at, told
"""
LAST_TOLD = "SELECT max(told_at) FROM danger_told WHERE danger_id = :id"
SET_ROUND = "UPDATE danger SET round = :round WHERE id = :id"
SET_STEP = "UPDATE danger SET step = step + 1 WHERE id = :id RETURNING step"
TAKE = "UPDATE danger SET taken_by = :who, taken_at = :now WHERE id = :id"
CLOSE = """
    UPDATE danger SET done_at = :now, done_by = :who
    WHERE id = :id AND done_at IS NULL
"""
LINES_NAMED = "SELECT named_at FROM help_line WHERE person_id = :person"
NAME_LINES = """
    INSERT INTO help_line (person_id, named_at) VALUES (:person, :now)
    ON CONFLICT (person_id) DO UPDATE SET named_at = excluded.named_at
"""


def add(tx: Transaction, person: PersonId, case: CaseId | None, now: datetime) -> Flag:
    """Write down that somebody may be in danger, of whom that is not known yet."""
    tx.forget(("danger", person))
    return known(tx, tx.insert(ADD, person=person, case=case, now=to_ms(now)))


def find(tx: Transaction, identity: int) -> Flag | None:
    """Return a flag, open or closed."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _flag(row)


def known(tx: Transaction, identity: int) -> Flag:
    """Return a flag that there is."""
    found = find(tx, identity)
    if found is None:
        raise LookupError
    return found


def find_open(tx: Transaction, person: PersonId) -> Flag | None:
    """Return the open flag of somebody."""
    row = tx.one_or_none(FIND_OPEN, person=person)
    return None if row is None else _flag(row)


def is_open(tx: Transaction, person: PersonId) -> bool:
    """Tell whether somebody may be in danger just now; asked for each message."""
    return tx.remembered(("danger", person), _is_open, person)


def _is_open(tx: Transaction, person: PersonId) -> bool:
    return tx.one_or_none(IS_OPEN, person=person) is not None


def every_open(tx: Transaction) -> list[Flag]:
    """Return every open flag, the oldest first."""
    return [_flag(row) for row in tx.all(EVERY_OPEN)]


def count_open(tx: Transaction) -> int:
    """Return how many flags are open."""
    return int(tx.value(COUNT_OPEN))


def hit(tx: Transaction, flag: Flag, message: int, now: datetime) -> bool:
    """Add a message to a flag, and tell whether it is new to it."""
    is_new = tx.run(ADD_HIT, id=flag.id, message=message) > 0
    if is_new:
        tx.run(COUNT_HIT, id=flag.id, now=to_ms(now))
    return is_new


def set_last(tx: Transaction, flag: Flag, now: datetime) -> None:
    """Write down when it was last met, other than in a message."""
    tx.run(SET_LAST, id=flag.id, now=to_ms(now))


def tell(tx: Transaction, flag: Flag, told: str, now: datetime) -> None:
    """Write down who is told in this round."""
    tx.run(TELL, id=flag.id, round=flag.round, told=told, now=to_ms(now))


def told(tx: Transaction, flag: Flag) -> list[str]:
    """Return who was ever told of it, the first first."""
    return [row["told"] for row in tx.all(TOLD, id=flag.id)]


def told_in_round(tx: Transaction, flag: Flag) -> list[str]:
    """Return who was told in this round."""
    return [row["told"] for row in tx.all(TOLD_IN, id=flag.id, round=flag.round)]


def last_told_at(tx: Transaction, flag: Flag) -> datetime | None:
    """Return when anybody was last told of it."""
    return from_ms_or_none(tx.value(LAST_TOLD, id=flag.id))


def begin_round(tx: Transaction, flag: Flag) -> Flag:
    """Begin the ladder once more."""
    tx.run(SET_ROUND, id=flag.id, round=flag.round + 1)
    return known(tx, flag.id)


def next_step(tx: Transaction, flag: Flag) -> int:
    """Return the revision of what is planned next; all before it counts no more."""
    row = tx.one_or_none(SET_STEP, id=flag.id)
    return 0 if row is None else int(row["step"])


def take(tx: Transaction, flag: Flag, who: str | None, now: datetime) -> None:
    """Write down who has it, or that nobody has it any more."""
    tx.run(TAKE, id=flag.id, who=who, now=None if who is None else to_ms(now))


def close(tx: Transaction, flag: Flag, who: str | None, now: datetime) -> bool:
    """Write down that it is dealt with, and tell whether it was open."""
    tx.forget(("danger", flag.person))
    return tx.run(CLOSE, id=flag.id, who=who, now=to_ms(now)) > 0


def lines_named_at(tx: Transaction, person: PersonId) -> datetime | None:
    """Return when somebody was last told the help lines."""
    return from_ms_or_none(tx.value(LINES_NAMED, person=person))


def name_lines(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Write down that somebody is told the help lines now."""
    tx.run(NAME_LINES, person=person, now=to_ms(now))


def _flag(row: Any) -> Flag:
    case = row["case_id"]
    return Flag(
        id=row["id"],
        person=PersonId(row["person_id"]),
        case=None if case is None else CaseId(case),
        raised_at=from_ms(row["raised_at"]),
        last_at=from_ms(row["last_at"]),
        hits=row["hits"],
        round=row["round"],
        step=row["step"],
        taken_by=row["taken_by"],
        taken_at=from_ms_or_none(row["taken_at"]),
        done_at=from_ms_or_none(row["done_at"]),
    )
