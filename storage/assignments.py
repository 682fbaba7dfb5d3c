"""Which contact person a client has, who stands in, and who takes part."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casework.people import Assignment, AssignmentState, Mandate, PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    assignment.id, assignment.client_id AS principal, contact_person_id, substitute_id,
    state
"""
# A client's own assignment, or the one in which somebody else takes part.
CURRENT = f"""
    SELECT {_COLUMNS}, assignment.client_id AS person FROM assignment
    WHERE assignment.client_id = :person AND ends_at IS NULL
    UNION ALL
    SELECT {_COLUMNS}, participant.person_id AS person FROM participant
    JOIN assignment ON assignment.id = participant.assignment_id
    WHERE participant.person_id = :person AND participant.ends_at IS NULL
      AND assignment.ends_at IS NULL
    LIMIT 1
"""
CLIENTS_OF = """
    SELECT person FROM (
        SELECT id, 0 AS place, client_id AS person FROM assignment
        WHERE ends_at IS NULL
          AND (contact_person_id = :worker OR substitute_id = :worker)
        UNION ALL
        SELECT assignment.id, 1, participant.person_id FROM participant
        JOIN assignment ON assignment.id = participant.assignment_id
        WHERE participant.ends_at IS NULL AND assignment.ends_at IS NULL
          AND (contact_person_id = :worker OR substitute_id = :worker)
    )
    ORDER BY id, place, person
"""
OWN_CLIENTS = """
    SELECT client_id FROM assignment
    WHERE contact_person_id = :worker AND ends_at IS NULL ORDER BY id
"""
_OF_CLIENTS = f"""
    SELECT {_COLUMNS}, assignment.client_id AS person FROM assignment
    WHERE ends_at IS NULL
"""
OPEN_OF = f"{_OF_CLIENTS} AND contact_person_id = :worker ORDER BY id"
STOOD_IN_FOR = f"{_OF_CLIENTS} AND substitute_id IS NOT NULL ORDER BY id"
OPEN = """
    INSERT INTO assignment (client_id, contact_person_id, starts_at, profile, state,
                            state_since)
    VALUES (:client, :contact_person, :now, :profile, :state, :now)
"""
DETAILS = """
    SELECT id, client_id, contact_person_id, substitute_id, profile, state, state_since,
           mandate, legal_basis, sealed_purpose, sealed_decision, expected_end,
           aftercare_until, overrides, starts_at, ends_at
    FROM assignment
"""
DETAILS_OF = f"{DETAILS} WHERE id = :id"
RULES_OF = "SELECT profile, overrides FROM assignment WHERE id = :id"
HISTORY = f"{DETAILS} WHERE client_id = :client ORDER BY id"
SET_STATE = "UPDATE assignment SET state = :state, state_since = :now WHERE id = :id"
SET_DETAILS = """
    UPDATE assignment SET profile = :profile, mandate = :mandate,
        legal_basis = :legal_basis, sealed_purpose = :purpose,
        sealed_decision = :decision, expected_end = :expected_end,
        aftercare_until = :aftercare_until, overrides = :overrides
    WHERE id = :id
"""
END = """
    UPDATE assignment SET state = 'ended', state_since = :now, ends_at = :now,
                          substitute_id = NULL
    WHERE id = :id
"""
SET_CONTACT_PERSON = """
    UPDATE assignment SET contact_person_id = :worker, substitute_id = NULL
    WHERE id = :id
"""
SET_SUBSTITUTE = "UPDATE assignment SET substitute_id = :substitute WHERE id = :id"
ADD_PARTICIPANT = """
    INSERT INTO participant (assignment_id, person_id, kind, starts_at)
    VALUES (:assignment, :person, :kind, :now)
    ON CONFLICT (assignment_id, person_id)
    DO UPDATE SET kind = excluded.kind, starts_at = excluded.starts_at, ends_at = NULL
"""
PARTICIPANTS = """
    SELECT person_id, kind FROM participant
    WHERE assignment_id = :assignment AND ends_at IS NULL ORDER BY starts_at, person_id
"""
END_PARTICIPATION = """
    UPDATE participant SET ends_at = :now
    WHERE assignment_id = :assignment AND person_id = :person AND ends_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Details:
    """Everything that is known of one assignment."""

    id: int
    client: PersonId
    contact_person: PersonId
    substitute: PersonId | None
    profile: str
    state: AssignmentState
    state_since: datetime
    starts_at: datetime
    ends_at: datetime | None
    mandate: Mandate = Mandate.VOLUNTARY
    legal_basis: str = ""
    purpose: str = field(default="", repr=False)
    decision: str = field(default="", repr=False)
    expected_end: date | None = None
    aftercare_until: date | None = None
    overrides: str = "{}"


def current(tx: Transaction, person: PersonId) -> Assignment | None:
    """Return the open assignment of a client, or of who takes part in one."""
    return tx.remembered(("assignment", person), _current, person)


def _current(tx: Transaction, person: PersonId) -> Assignment | None:
    row = tx.one_or_none(CURRENT, person=person)
    return None if row is None else _assignment(row)


def clients_of(tx: Transaction, worker: PersonId) -> list[PersonId]:
    """Return whom somebody answers: their own, and those they stand in for."""
    return [PersonId(row["person"]) for row in tx.all(CLIENTS_OF, worker=worker)]


def own_clients(tx: Transaction, worker: PersonId) -> list[PersonId]:
    """Return whose contact person somebody is."""
    return [PersonId(row["client_id"]) for row in tx.all(OWN_CLIENTS, worker=worker)]


def open_of(tx: Transaction, worker: PersonId) -> list[Assignment]:
    """Return the open assignments in which somebody is the contact person."""
    return [_assignment(row) for row in tx.all(OPEN_OF, worker=worker)]


def stood_in_for(tx: Transaction) -> list[Assignment]:
    """Return the open assignments in which somebody stands in just now."""
    return [_assignment(row) for row in tx.all(STOOD_IN_FOR)]


def begin(
    tx: Transaction,
    client: PersonId,
    contact_person: PersonId,
    now: datetime,
    *,
    profile: str = "",
    state: AssignmentState = AssignmentState.ACTIVE,
) -> int:
    """Assign a client who has nobody to a contact person; return the assignment."""
    tx.forget()
    return tx.insert(
        OPEN,
        client=client,
        contact_person=contact_person,
        now=to_ms(now),
        profile=profile,
        state=state,
    )


def details(tx: Transaction, assignment: int) -> Details:
    """Return everything that is known of an assignment."""
    row = tx.one_or_none(DETAILS_OF, id=assignment)
    if row is None:
        raise LookupError
    return _details(tx, row)


def rules_of(tx: Transaction, assignment: int) -> tuple[str, str]:
    """Return the kind of help, and what this assignment says otherwise, as JSON."""
    row = tx.one_or_none(RULES_OF, id=assignment)
    return ("", "{}") if row is None else (row["profile"], row["overrides"])


def history(tx: Transaction, client: PersonId) -> list[Details]:
    """Return the assignments that a client has had, the first first."""
    return [_details(tx, row) for row in tx.all(HISTORY, client=client)]


def set_details(tx: Transaction, known: Details) -> None:
    """Write down what the organisation says of an assignment; not how it stands."""
    tx.forget()
    tx.run(
        SET_DETAILS,
        id=known.id,
        profile=known.profile,
        mandate=known.mandate,
        legal_basis=known.legal_basis or None,
        purpose=_sealed(tx, known.id, "sealed_purpose", known.purpose),
        decision=_sealed(tx, known.id, "sealed_decision", known.decision),
        expected_end=known.expected_end and known.expected_end.isoformat(),
        aftercare_until=known.aftercare_until and known.aftercare_until.isoformat(),
        overrides=known.overrides,
    )


def set_state(
    tx: Transaction, assignment: int, state: AssignmentState, now: datetime
) -> None:
    """Write down how it stands; to end it is `end`."""
    tx.forget()
    tx.run(SET_STATE, id=assignment, state=state, now=to_ms(now))


def end(tx: Transaction, assignment: int, now: datetime) -> None:
    """End it: nobody answers the client from now on."""
    tx.forget()
    tx.run(END, id=assignment, now=to_ms(now))


def set_contact_person(tx: Transaction, assignment: int, worker: PersonId) -> None:
    """Let another contact person take over; nobody stands in any more."""
    tx.forget()
    tx.run(SET_CONTACT_PERSON, id=assignment, worker=worker)


def set_substitute(
    tx: Transaction, assignment: int, substitute: PersonId | None
) -> None:
    """Let somebody stand in for the contact person, or nobody any more."""
    tx.forget()
    tx.run(SET_SUBSTITUTE, id=assignment, substitute=substitute)


def add_participant(
    tx: Transaction, assignment: int, person: PersonId, kind: str, now: datetime
) -> None:
    """Let somebody take part: guardian, representative, sibling or relative."""
    tx.forget()
    tx.run(
        ADD_PARTICIPANT, assignment=assignment, person=person, kind=kind, now=to_ms(now)
    )


def participants(tx: Transaction, assignment: int) -> list[tuple[PersonId, str]]:
    """Return who takes part now, and as what."""
    return [
        (PersonId(row["person_id"]), row["kind"])
        for row in tx.all(PARTICIPANTS, assignment=assignment)
    ]


def end_participation(
    tx: Transaction, assignment: int, person: PersonId, now: datetime
) -> None:
    """Let somebody take part no more."""
    tx.forget()
    tx.run(END_PARTICIPATION, assignment=assignment, person=person, now=to_ms(now))


def _assignment(row: Any) -> Assignment:
    return Assignment(
        row["id"],
        PersonId(row["person"]),
        PersonId(row["contact_person_id"]),
        row["substitute_id"],
        AssignmentState(row["state"]),
        PersonId(row["principal"]),
    )


def _sealed(tx: Transaction, identity: int, column: str, text: str) -> bytes | None:
    return tx.seal("assignment", column, identity, text) if text else None


def _details(tx: Transaction, row: Any) -> Details:
    def opened(column: str) -> str:
        sealed = row[column]
        return (
            "" if sealed is None else tx.open("assignment", column, row["id"], sealed)
        )

    def day(column: str) -> date | None:
        return None if row[column] is None else date.fromisoformat(row[column])

    return Details(
        id=row["id"],
        client=PersonId(row["client_id"]),
        contact_person=PersonId(row["contact_person_id"]),
        substitute=row["substitute_id"],
        profile=row["profile"],
        state=AssignmentState(row["state"]),
        state_since=from_ms(row["state_since"]),
        starts_at=from_ms(row["starts_at"]),
        ends_at=from_ms_or_none(row["ends_at"]),
        mandate=Mandate(row["mandate"]),
        legal_basis=row["legal_basis"] or "",
        purpose=opened("sealed_purpose"),
        decision=opened("sealed_decision"),
        expected_end=day("expected_end"),
        aftercare_until=day("aftercare_until"),
        overrides=row["overrides"],
    )
