"""What people asked about what is kept of them, and how it was answered."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from casework.people import CaseId, PersonId
from casework.requests import Outcome, Request, RequestKind, Term
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, client_id, case_id, kind, entry, received_at, aim_on, due_on, extended_at,
    outcome, answered_at, answered_by
"""
ADD = """
    INSERT INTO request (id, client_id, case_id, kind, entry, sealed_words, received_at,
                         aim_on, due_on)
    VALUES (:id, :client, :case, :kind, :entry, :words, :now, :aim_on, :due_on)
"""
FIND = f"SELECT {_COLUMNS} FROM request WHERE id = :id"
OPEN = f"""
    SELECT {_COLUMNS} FROM request WHERE answered_at IS NULL ORDER BY due_on, id
"""
EVERY = f"SELECT {_COLUMNS} FROM request ORDER BY id"
OF_CLIENT = f"SELECT {_COLUMNS} FROM request WHERE client_id = :client ORDER BY id"
WORDS = "SELECT sealed_words FROM request WHERE id = :id"
EXTEND = """
    UPDATE request SET due_on = :due_on, aim_on = :aim_on, extended_at = :now
    WHERE id = :id AND answered_at IS NULL
"""
MOVE = """
    UPDATE request SET received_at = :received, due_on = :due_on, aim_on = :aim_on
    WHERE id = :id AND answered_at IS NULL
"""
ANSWER = """
    UPDATE request
    SET outcome = :outcome, answered_at = :now, answered_by = :by, sealed_words = NULL
    WHERE id = :id AND answered_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What somebody asks for, and by when it is answered."""

    client: PersonId
    case: CaseId | None
    kind: RequestKind
    term: Term
    entry: int | None = None
    words: str = field(default="", repr=False)


def add(tx: Transaction, new: NewRequest, now: datetime) -> Request:
    """Write down that it came."""
    identity = tx.next_id("request")
    words = tx.seal("request", "sealed_words", identity, new.words)
    tx.run(
        ADD,
        id=identity,
        client=new.client,
        case=new.case,
        kind=new.kind,
        entry=new.entry,
        words=words if new.words else None,
        now=to_ms(now),
        **_days(new.term),
    )
    return Request(
        id=identity,
        client=new.client,
        case=new.case,
        kind=new.kind,
        received_at=from_ms(to_ms(now)),
        term=new.term,
        entry=new.entry,
    )


def find(tx: Transaction, identity: int) -> Request | None:
    """Return what was asked for under this number."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _request(row)


def open_now(tx: Transaction) -> list[Request]:
    """Return all that nobody has answered; what is due first comes first."""
    return [_request(row) for row in tx.all(OPEN)]


def every(tx: Transaction) -> list[Request]:
    """Return all that was ever asked for, in the order in which it came."""
    return [_request(row) for row in tx.all(EVERY)]


def of_client(tx: Transaction, client: PersonId) -> list[Request]:
    """Return all that somebody asked for, in the order in which it came."""
    return [_request(row) for row in tx.all(OF_CLIENT, client=client)]


def words_of(tx: Transaction, request: Request) -> str:
    """Return what they say is right; nothing once it is answered.

    Apart from the rows, so that words that do not open keep nobody from a list.
    """
    sealed = tx.value(WORDS, id=request.id)
    if sealed is None:
        return ""
    return tx.open("request", "sealed_words", request.id, sealed)


def extend(tx: Transaction, request: Request, term: Term, now: datetime) -> None:
    """Give it a later day."""
    tx.run(EXTEND, id=request.id, now=to_ms(now), **_days(term))


def move(tx: Transaction, request: Request, received: datetime, term: Term) -> Request:
    """Let it have come at another moment, and return it so."""
    tx.run(MOVE, id=request.id, received=to_ms(received), **_days(term))
    return replace(request, received_at=from_ms(to_ms(received)), term=term)


def answer(
    tx: Transaction,
    request: Request,
    outcome: Outcome,
    by: PersonId | None,
    now: datetime,
) -> None:
    """Be done with it; what they wrote stands in their case alone from then on."""
    tx.run(ANSWER, id=request.id, outcome=outcome, by=by, now=to_ms(now))


def _days(term: Term) -> dict[str, str | None]:
    aim = None if term.aim is None else term.aim.isoformat()
    return {"due_on": term.due.isoformat(), "aim_on": aim}


def _request(row: Any) -> Request:
    aim = row["aim_on"]
    return Request(
        id=row["id"],
        client=PersonId(row["client_id"]),
        case=None if row["case_id"] is None else CaseId(row["case_id"]),
        kind=RequestKind(row["kind"]),
        received_at=from_ms(row["received_at"]),
        term=Term(
            date.fromisoformat(row["due_on"]),
            None if aim is None else date.fromisoformat(aim),
        ),
        entry=row["entry"],
        extended_at=from_ms_or_none(row["extended_at"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        answered_at=from_ms_or_none(row["answered_at"]),
        answered_by=row["answered_by"],
    )
