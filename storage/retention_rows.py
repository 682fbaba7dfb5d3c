"""Everything the program itself can read about one person, and how it goes.

What stays is the sealed record, which nobody can open once its shred key is gone: its
rows are links of a chain, and name a person by an id that leads nowhere.
"""

from typing import Final

from casework.people import AddressState, CaseId, KnownAddress, PersonId
from storage import addresses
from storage.transaction import Transaction

_MEETINGS = "SELECT id FROM appointment WHERE client_id = :person"
_HELPS = "SELECT id FROM assignment WHERE client_id = :person"
_DANGERS = "SELECT id FROM danger WHERE person_id = :person"
_PLACES = "SELECT id FROM address WHERE person_id = :person"
_SENT = "SELECT id FROM delivery WHERE recipient_id = :person OR case_id = :case"
_WRITTEN = "SELECT id FROM message WHERE case_id = :case OR author_id = :person"

FORGOTTEN: Final = (
    # In this order, because a row goes before what it refers to.
    (
        "check_in_rung",
        "check_in_id IN (SELECT id FROM check_in WHERE person_id = :person)",
    ),
    ("check_in_rung", "told_id = :person"),
    ("check_in_silence", "person_id = :person"),
    ("check_in", "person_id = :person"),
    ("check_in_proposal", "person_id = :person"),
    ("appointment_history", f"appointment_id IN ({_MEETINGS})"),
    ("appointment_file", f"person_id = :person OR appointment_id IN ({_MEETINGS})"),
    ("appointment_party", f"person_id = :person OR appointment_id IN ({_MEETINGS})"),
    ("appointment", "client_id = :person"),
    ("meeting_series", "client_id = :person"),
    ("rule", "person_id = :person"),
    ("due", "person_id = :person"),
    ("question", "person_id = :person"),
    ("dialog", "person_id = :person"),
    ("task", "client_id = :person"),
    ("attempt", "client_id = :person"),
    ("promise", "client_id = :person"),
    ("goal", "client_id = :person"),
    ("contact", "case_id = :case"),
    ("note_nudge", "client_id = :person"),
    ("owed_note", f"client_id = :person OR message_id IN ({_WRITTEN})"),
    ("danger_hit", f"danger_id IN ({_DANGERS})"),
    ("danger_told", f"danger_id IN ({_DANGERS})"),
    ("danger", "person_id = :person"),
    ("help_line", "person_id = :person"),
    ("night_word", "person_id = :person"),
    ("consent", "person_id = :person OR giver_id = :person"),
    ("safe_contact", "person_id = :person"),
    ("age_event", "person_id = :person"),
    ("number_check", "person_id = :person"),
    ("absence_line", "client_id = :person"),
    ("choice", "client_id = :person"),
    ("private_line", "client_id = :person"),
    ("scheduled", "client_id = :person"),
    ("look", "case_id = :case"),
    ("request", "client_id = :person"),
    ("button", f"person_id = :person OR delivery_id IN ({_SENT})"),
    ("message_copy", f"case_id = :case OR address_id IN ({_PLACES})"),
    ("message", "case_id = :case OR author_id = :person"),
    ("delivery", "recipient_id = :person OR case_id = :case"),
    ("invitation", "person_id = :person"),
    ("address", "person_id = :person"),
    ("follow_up", f"assignment_id IN ({_HELPS})"),
    ("assignment_told", f"assignment_id IN ({_HELPS})"),
    ("contact_person_change", f"assignment_id IN ({_HELPS})"),
    ("participant", f"person_id = :person OR assignment_id IN ({_HELPS})"),
    ("assignment", "client_id = :person"),
    ("retention_mark", "case_id = :case"),
    ("person", "id = :person"),
)
"""The tables in which something stands about a person, and which rows that are."""

# What they did in the life of somebody who is still here stays, and names nobody.
UNNAMED: Final = (
    "UPDATE appointment SET cancelled_by = NULL WHERE cancelled_by = :person",
    "UPDATE appointment_history SET by_id = NULL WHERE by_id = :person",
    """
    UPDATE meeting_series
    SET told = trim(replace(' ' || told || ' ', ' ' || :person || ' ', ' '))
    WHERE ' ' || told || ' ' LIKE '% ' || :person || ' %'
    """,
)
# Words from their phone that nobody could deal with.
SET_ASIDE = "DELETE FROM inbox WHERE lane = :lane AND state = 'dead'"


def forget(tx: Transaction, case: CaseId, person: PersonId) -> int:
    """Delete every row about a person, and return how many that were."""
    tx.forget()
    gone = sum(_forget_set_aside(tx, each) for each in addresses.of_person(tx, person))
    for statement in UNNAMED:
        tx.run(statement, person=person)
    return gone + sum(
        tx.run(f"DELETE FROM {table} WHERE {which}", case=case, person=person)
        for table, which in FORGOTTEN
    )


def _forget_set_aside(tx: Transaction, known: KnownAddress) -> int:
    """Delete what a phone sent, unless somebody else has it as well, or by now."""
    if known.is_shared or known.state is AddressState.RETIRED:
        return 0
    where = known.address
    return tx.run(SET_ASIDE, lane=tx.vault.fingerprint(where.channel, where.value))
