"""What the time of a record is counted from: its last note, the help it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId, PersonId
from storage import assignments
from storage.assignments import Details
from storage.times import from_ms, from_ms_or_none
from storage.transaction import Transaction

# Who looked in, or may, and what is said of the end itself, is no note on the person:
# counted from those, nothing that is looked at would ever be over. Nor is it one that
# they asked for it: who wants to be forgotten would be kept the longer.
LAST_NOTE = """
    SELECT max(at) FROM contact_entry
    WHERE case_id = :case AND kind NOT IN (
        'retention', 'denied', 'taken_out', 'reader_added', 'reader_removed',
        'history_given', 'access_request', 'erasure_request', 'request_extended',
        'request_answered'
    )
"""
BEGUN = "SELECT created_at FROM case_file WHERE id = :case"
TOOK_PART = """
    SELECT assignment_id, ends_at FROM participant WHERE person_id = :person
    ORDER BY assignment_id
"""
WITH_THEM = """
    SELECT DISTINCT person_id FROM participant WHERE assignment_id = :assignment
    ORDER BY person_id
"""


@dataclass(frozen=True, slots=True)
class Help:
    """An assignment that somebody was in, and when it ended for them."""

    details: Details
    ends_at: datetime | None


def last_note_at(tx: Transaction, case: CaseId) -> datetime | None:
    """Return when the newest note of a case was made."""
    return from_ms_or_none(tx.value(LAST_NOTE, case=case))


def begun_at(tx: Transaction, case: CaseId) -> datetime:
    """Return when a case was begun."""
    return from_ms(tx.value(BEGUN, case=case))


def helps_of(tx: Transaction, person: PersonId) -> list[Help]:
    """Return every assignment of somebody, those in which they took part as well."""
    own = [Help(each, each.ends_at) for each in assignments.history(tx, person)]
    return own + [
        _taken_part(tx, row["assignment_id"], from_ms_or_none(row["ends_at"]))
        for row in tx.all(TOOK_PART, person=person)
    ]


def with_them(tx: Transaction, helps: Iterable[Help]) -> list[PersonId]:
    """Return who ever took part in any of these assignments."""
    found = (
        PersonId(row["person_id"])
        for each in helps
        for row in tx.all(WITH_THEM, assignment=each.details.id)
    )
    return list(dict.fromkeys(found))


def _taken_part(tx: Transaction, assignment: int, until: datetime | None) -> Help:
    details = assignments.details(tx, assignment)
    ends = [each for each in (until, details.ends_at) if each is not None]
    return Help(details, min(ends, default=None))
