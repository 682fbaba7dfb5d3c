"""That there was contact: in what form, for how long, with whom; never about what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.contacts import ContactForm, Party, Starter
from casework.people import CaseId, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO contact (case_id, entry, by_id, form, parties, minutes, started_by, at)
    VALUES (:case, :entry, :by, :form, :parties, :minutes, :started_by, :at)
"""
OF_CASE = """
    SELECT entry, by_id, form, parties, minutes, started_by, at FROM contact
    WHERE case_id = :case AND at >= :since ORDER BY at, id
"""
# A contact that somebody put into words themselves counts as a note of it.
WITHOUT_NOTE = """
    SELECT count(*) FROM contact
    WHERE case_id = :case AND by_id IS NULL AND at > coalesce(
        (SELECT max(at) FROM contact_entry
         WHERE case_id = :case AND kind IN ('note', 'contact')), 0)
"""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, and where it stands in the case."""

    entry: int
    by: PersonId | None
    form: ContactForm
    at: datetime
    minutes: int | None = None
    parties: tuple[Party, ...] = ()
    started_by: Starter | None = None


def add(tx: Transaction, case: CaseId, contact: Contact) -> None:
    """Remember that there was contact."""
    tx.run(
        ADD,
        case=case,
        entry=contact.entry,
        by=contact.by,
        form=contact.form,
        parties=" ".join(contact.parties),
        minutes=contact.minutes,
        started_by=contact.started_by or "",
        at=to_ms(contact.at),
    )


def of_case(tx: Transaction, case: CaseId, since: datetime) -> list[Contact]:
    """Return the contacts of a case since then, the oldest first."""
    return [_contact(row) for row in tx.all(OF_CASE, case=case, since=to_ms(since))]


def without_note(tx: Transaction, case: CaseId) -> int:
    """Return how many were counted by themselves since somebody last wrote a note."""
    return int(tx.value(WITHOUT_NOTE, case=case))


def _contact(row: Any) -> Contact:
    by, begun = row["by_id"], row["started_by"]
    return Contact(
        entry=row["entry"],
        by=None if by is None else PersonId(by),
        form=ContactForm(row["form"]),
        at=from_ms(row["at"]),
        minutes=row["minutes"],
        parties=tuple(map(Party, row["parties"].split())),
        started_by=Starter(begun) if begun else None,
    )
