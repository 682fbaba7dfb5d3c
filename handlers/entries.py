"""Writing into a case what happened, where its kind of help writes anything down."""

from casework.people import CaseId
from casework.profiles import RecordPolicy
from storage import cases, records
from storage.records import NewEntry
from storage.transaction import Transaction

NOTES_KEPT = frozenset({RecordPolicy.FULL, RecordPolicy.SUMMARY})
"""Where a worker's own words may be written down."""


def write(tx: Transaction, case: CaseId | None, entry: NewEntry) -> int | None:
    """Write the entry and return its place in the case.

    Nothing is written, and nothing returned, where there is no case, or where the
    record policy is to keep no record of anybody.
    """
    if case is None or not has_record(tx, case):
        return None
    return records.add(tx, case, entry)


def has_record(tx: Transaction, case: CaseId | None) -> bool:
    """Tell whether anything is written down in a case."""
    return case is not None and cases.policy_of(tx, case) != RecordPolicy.NONE


def keeps_notes(tx: Transaction, case: CaseId | None) -> bool:
    """Tell whether a case keeps what who works here writes in own words."""
    return case is not None and RecordPolicy(cases.policy_of(tx, case)) in NOTES_KEPT
