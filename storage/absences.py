"""Who is away from when to when, who stands in, and what matters meanwhile."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime

from casework.absences import Absence, AbsenceState
from casework.people import PersonId
from storage import spare_words
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = "id, person_id, substitute_id, starts_at, ends_at, state"
_OPEN = "state IN ('planned', 'running')"
ADD = """
    INSERT INTO absence (person_id, substitute_id, starts_at, ends_at, state,
                         created_at)
    VALUES (:person, :substitute, :starts_at, :ends_at, 'planned', :now)
"""
FIND = f"SELECT {_COLUMNS} FROM absence WHERE id = :id"
OPEN_OF = f"""
    SELECT {_COLUMNS} FROM absence WHERE person_id = :person AND {_OPEN}
    ORDER BY starts_at, id
"""
EVERY_OPEN = f"SELECT {_COLUMNS} FROM absence WHERE {_OPEN} ORDER BY starts_at, id"
SET_STATE = "UPDATE absence SET state = :state WHERE id = :id"
SET_END = "UPDATE absence SET ends_at = :ends_at WHERE id = :id"
SET_LINE = """
    INSERT INTO absence_line (absence_id, client_id, sealed_line)
    VALUES (:absence, :client, :sealed)
    ON CONFLICT (absence_id, client_id) DO UPDATE SET sealed_line = :sealed
"""
SET_WAITS = """
    INSERT INTO absence_line (absence_id, client_id, waits)
    VALUES (:absence, :client, :waits)
    ON CONFLICT (absence_id, client_id) DO UPDATE SET waits = :waits
"""
SET_TOLD = """
    INSERT INTO absence_line (absence_id, client_id, told_at)
    VALUES (:absence, :client, :now)
    ON CONFLICT (absence_id, client_id) DO UPDATE SET told_at = :now
"""
LINES = """
    SELECT absence_id, client_id, sealed_line, waits, told_at FROM absence_line
    WHERE absence_id = :absence ORDER BY client_id
"""
WAITS_FOR = """
    SELECT 1 FROM absence JOIN absence_line ON absence_line.absence_id = absence.id
    WHERE absence.person_id = :person AND absence.state = 'running'
      AND absence_line.client_id = :client AND absence_line.waits = 1
"""
FORGET_LINES = "UPDATE absence_line SET sealed_line = NULL WHERE absence_id = :absence"


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one person who is helped, in one absence."""

    client: PersonId
    matters: str = field(default="", repr=False)
    waits: bool = False
    told_at: datetime | None = None


def add(
    tx: Transaction,
    person: PersonId,
    substitute: PersonId | None,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> int:
    """Write down that somebody will be away, and return the absence."""
    return tx.insert(
        ADD,
        person=person,
        substitute=substitute,
        starts_at=to_ms(starts_at),
        ends_at=to_ms(ends_at),
        now=to_ms(now),
    )


def find(tx: Transaction, absence: int) -> Absence | None:
    """Return an absence by its id."""
    row = tx.one_or_none(FIND, id=absence)
    return None if row is None else _absence(row)


def open_of(tx: Transaction, person: PersonId) -> list[Absence]:
    """Return the planned and running absences of somebody, the first first."""
    return [_absence(row) for row in tx.all(OPEN_OF, person=person)]


def waits_for(tx: Transaction, person: PersonId, client: PersonId) -> bool:
    """Tell whether a client rather waits for somebody who is away just now."""
    return tx.remembered(("waits for", person, client), _waits_for, person, client)


def _waits_for(tx: Transaction, person: PersonId, client: PersonId) -> bool:
    return tx.one_or_none(WAITS_FOR, person=person, client=client) is not None


def every_open(tx: Transaction) -> list[Absence]:
    """Return every planned and running absence, the first first."""
    return [_absence(row) for row in tx.all(EVERY_OPEN)]


def set_state(tx: Transaction, absence: int, state: AbsenceState) -> None:
    """Write down how it stands."""
    tx.forget()
    tx.run(SET_STATE, id=absence, state=state)


def set_end(tx: Transaction, absence: int, ends_at: datetime) -> None:
    """Let it end at another moment."""
    tx.run(SET_END, id=absence, ends_at=to_ms(ends_at))


def set_line(tx: Transaction, absence: int, client: PersonId, matters: str) -> None:
    """Keep what matters of somebody, for the substitute alone."""
    sealed = None
    if matters:
        place = f"{absence}/{client}"
        sealed = tx.seal("absence_line", "sealed_line", place, matters)
    tx.run(SET_LINE, absence=absence, client=client, sealed=sealed)


def set_waits(tx: Transaction, absence: int, client: PersonId, *, waits: bool) -> None:
    """Write down whether somebody would rather wait for their contact person."""
    tx.forget()
    tx.run(SET_WAITS, absence=absence, client=client, waits=int(waits))


def set_told(tx: Transaction, absence: int, client: PersonId, now: datetime) -> None:
    """Write down that somebody was told who answers them."""
    tx.run(SET_TOLD, absence=absence, client=client, now=to_ms(now))


def lines(tx: Transaction, absence: int) -> dict[PersonId, Line]:
    """Return what is known of each person who is helped, in this absence."""
    return {PersonId(row["client_id"]): _line(tx, row) for row in _rows(tx, absence)}


def forget_lines(tx: Transaction, absence: int) -> None:
    """Forget what mattered: nobody stands in any more."""
    tx.run(FORGET_LINES, absence=absence)


def _rows(tx: Transaction, absence: int) -> list[sqlite3.Row]:
    return tx.all(LINES, absence=absence)


def _line(tx: Transaction, row: sqlite3.Row) -> Line:
    return Line(
        PersonId(row["client_id"]),
        _matters(tx, row),
        bool(row["waits"]),
        from_ms_or_none(row["told_at"]),
    )


def _matters(tx: Transaction, row: sqlite3.Row) -> str:
    place = f"{row['absence_id']}/{row['client_id']}"
    sealed = row["sealed_line"]
    return spare_words.open_words(tx, "absence_line", "sealed_line", place, sealed)


def _absence(row: sqlite3.Row) -> Absence:
    substitute = row["substitute_id"]
    return Absence(
        id=row["id"],
        person=PersonId(row["person_id"]),
        substitute=None if substitute is None else PersonId(substitute),
        starts_at=from_ms(row["starts_at"]),
        ends_at=from_ms(row["ends_at"]),
        state=AbsenceState(row["state"]),
    )
