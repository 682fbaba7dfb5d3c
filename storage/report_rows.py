"""What can be counted without opening a word: who, when, what became of it.

Each function reads a span of time, from its first moment to before its last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.contacts import Party
from casework.people import AssignmentState, CaseId, PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

HELPED = """
    SELECT assignment.id, client_id, contact_person_id, starts_at, ends_at, state,
           state_since,
           coalesce(nullif(assignment.profile, ''), person.profile) AS profile
    FROM assignment JOIN person ON person.id = assignment.client_id
    ORDER BY assignment.id
"""
# Who takes part in somebody's help is counted with them.
PRINCIPALS = """
    SELECT person_id, client_id FROM participant
    JOIN assignment ON assignment.id = participant.assignment_id
    ORDER BY assignment.id
"""
CASES = "SELECT id, client_id, record_policy FROM case_file WHERE client_id IS NOT NULL"
CONTACTS = """
    SELECT case_id, by_id, form, parties, minutes, at FROM contact
    WHERE at >= :since AND at < :until ORDER BY at, id
"""
MEETINGS = """
    SELECT client_id, worker_id, kind, state, outcome, starts_at, minutes
    FROM appointment WHERE starts_at >= :since AND starts_at < :until
    ORDER BY starts_at, id
"""
# Another time that was asked for and then given was one move, of whoever asked.
MOVES = """
    SELECT client_id, worker_id, by_id, at FROM (
        SELECT appointment_id, what, by_id, at, id,
               lag(what) OVER (PARTITION BY appointment_id ORDER BY id) AS before
        FROM appointment_history WHERE what IN ('moved', 'move_asked')
    ) AS moved
    JOIN appointment ON appointment.id = appointment_id
    WHERE at >= :since AND at < :until
      AND (what = 'move_asked' OR coalesce(before, '') <> 'move_asked')
    ORDER BY moved.id
"""
ATTEMPTS = """
    SELECT client_id, by_id, at FROM attempt WHERE at >= :since AND at < :until
    ORDER BY at, id
"""
CHECK_INS = """
    SELECT person_id, state, due_at AS at FROM check_in
    WHERE due_at >= :since AND due_at < :until ORDER BY id
"""
TASKS = """
    SELECT client_id, worker_id, promised_at AS at, done_at FROM task
    WHERE promised_at >= :since AND promised_at < :until ORDER BY id
"""
# Of the record only what stands outside of the seal is read.
STAND_INS = """
    SELECT case_id, author, at FROM contact_entry
    WHERE kind = 'answering' AND at >= :since AND at < :until
    ORDER BY global_sequence
"""
CONSENTS = """
    SELECT person_id, state FROM consent
    WHERE purpose = 'measure' AND state <> 'asked' ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Helped:
    """One assignment, from when to when."""

    id: int
    client: PersonId
    worker: PersonId
    profile: str
    state: AssignmentState
    state_since: datetime
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing: of whom, by whom, what or what came of it, when, how long.

    `of` is a person, or a case where a case is what the row names.
    """

    of: str
    by: PersonId | None
    what: str
    at: datetime
    minutes: int | None = None
    outcome: str | None = None
    done_at: datetime | None = None
    with_client: bool = True
    """Who is helped took part themselves."""


@dataclass(frozen=True, slots=True)
class CaseOf:
    """Whose case it is, and whether anything is written down in it."""

    id: CaseId
    client: PersonId
    policy: str


def helped(tx: Transaction) -> list[Helped]:
    """Return every assignment there ever was."""
    return [
        Helped(
            row["id"],
            PersonId(row["client_id"]),
            PersonId(row["contact_person_id"]),
            row["profile"],
            AssignmentState(row["state"]),
            from_ms(row["state_since"]),
            from_ms(row["starts_at"]),
            from_ms_or_none(row["ends_at"]),
        )
        for row in tx.all(HELPED)
    ]


def principals(tx: Transaction) -> dict[PersonId, PersonId]:
    """Return in whose help each took part who is no client themselves."""
    return {
        PersonId(row["person_id"]): PersonId(row["client_id"])
        for row in tx.all(PRINCIPALS)
    }


def cases(tx: Transaction) -> list[CaseOf]:
    """Return the case of everybody who has one."""
    return [
        CaseOf(CaseId(row["id"]), PersonId(row["client_id"]), row["record_policy"])
        for row in tx.all(CASES)
    ]


def contacts(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield the contacts, by case; those counted by themselves are by nobody."""
    for row in tx.each(CONTACTS, **_span(since, until)):
        parties = row["parties"].split()
        yield Happened(
            row["case_id"],
            row["by_id"],
            row["form"],
            from_ms(row["at"]),
            row["minutes"],
            with_client=not parties or Party.CLIENT in parties,
        )


def meetings(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield the meetings; `outcome` is their state while nobody has said."""
    for row in tx.each(MEETINGS, **_span(since, until)):
        yield Happened(
            row["client_id"],
            PersonId(row["worker_id"]),
            row["kind"],
            from_ms(row["starts_at"]),
            row["minutes"],
            row["outcome"] or row["state"],
        )


def moves(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield how often a meeting was moved, or somebody asked for it; `what`: who."""
    for row in tx.each(MOVES, **_span(since, until)):
        yield Happened(
            row["client_id"],
            PersonId(row["worker_id"]),
            row["by_id"] or "",
            from_ms(row["at"]),
        )


def attempts(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield the tries to reach somebody."""
    for row in tx.each(ATTEMPTS, **_span(since, until)):
        yield Happened(row["client_id"], PersonId(row["by_id"]), "", from_ms(row["at"]))


def check_ins(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield whether somebody answered how they are; never what."""
    for row in tx.each(CHECK_INS, **_span(since, until)):
        yield Happened(row["person_id"], None, row["state"], from_ms(row["at"]))


def tasks(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield what was promised for this time, and when it was done."""
    for row in tx.each(TASKS, **_span(since, until)):
        yield Happened(
            row["client_id"],
            PersonId(row["worker_id"]),
            "",
            from_ms(row["at"]),
            done_at=from_ms_or_none(row["done_at"]),
        )


def stand_ins(tx: Transaction, since: datetime, until: datetime) -> Iterator[Happened]:
    """Yield who answered from when on in whose stead, or again; by case."""
    for row in tx.each(STAND_INS, **_span(since, until)):
        yield Happened(row["case_id"], row["author"], "", from_ms(row["at"]))


def consents(tx: Transaction) -> dict[PersonId, str]:
    """Return the last word on the measure of each of whom there is one."""
    return {PersonId(row["person_id"]): row["state"] for row in tx.all(CONSENTS)}


def _span(since: datetime, until: datetime) -> dict[str, int]:
    return {"since": to_ms(since), "until": to_ms(until)}
