"""Who said yes or no to what, when and how: rows that nobody ever changes."""

from datetime import datetime
from typing import Any

from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    person_id, giver_id, purpose, state, how, text_key, text_version, recorded_by,
    valid_until, at
"""
ADD = f"""
    INSERT INTO consent ({_COLUMNS})
    VALUES (:person, :giver, :purpose, :state, :how, :text_key, :text_version,
            :recorded_by, :valid_until, :at)
"""
OF_PERSON = f"SELECT {_COLUMNS} FROM consent WHERE person_id = :person ORDER BY id"
LAST_ASKED = f"""
    SELECT {_COLUMNS} FROM consent
    WHERE person_id = :person AND giver_id = :giver AND purpose = :purpose
      AND state = 'asked'
    ORDER BY id DESC LIMIT 1
"""
# A yes that no other answer followed, and that nobody asked about again lately.
OLD = f"""
    SELECT {_COLUMNS} FROM consent AS yes
    WHERE state = 'given' AND (at <= :before OR valid_until <= :now)
      AND NOT EXISTS (
        SELECT 1 FROM consent AS later
        WHERE later.person_id = yes.person_id AND later.purpose = yes.purpose
          AND later.giver_id = yes.giver_id AND later.id > yes.id
          AND (later.state <> 'asked' OR later.at > :asked_before))
    ORDER BY id
"""


def add(tx: Transaction, consent: Consent) -> None:
    """Write down one word of somebody."""
    tx.run(
        ADD,
        person=consent.person,
        giver=consent.giver,
        purpose=consent.purpose,
        state=consent.state,
        how=consent.how,
        text_key=consent.text_key,
        text_version=consent.text_version,
        recorded_by=consent.recorded_by,
        valid_until=None if consent.valid_until is None else to_ms(consent.valid_until),
        at=to_ms(consent.at),
    )


def of_person(tx: Transaction, person: PersonId) -> list[Consent]:
    """Return all that was ever said about this person, the first first."""
    return [_consent(row) for row in tx.all(OF_PERSON, person=person)]


def last_asked(
    tx: Transaction, person: PersonId, giver: PersonId, purpose: Purpose
) -> Consent | None:
    """Return when this giver was last asked, and on which text."""
    row = tx.one_or_none(LAST_ASKED, person=person, giver=giver, purpose=purpose)
    return None if row is None else _consent(row)


def old(
    tx: Transaction, before: datetime, asked_before: datetime, now: datetime
) -> list[Consent]:
    """Return every yes from before then that was not asked about since."""
    found = tx.all(
        OLD, before=to_ms(before), asked_before=to_ms(asked_before), now=to_ms(now)
    )
    return [_consent(row) for row in found]


def _consent(row: Any) -> Consent:
    (person, giver, purpose, state, how, key, version, by, until, at) = row
    return Consent(
        PersonId(person),
        PersonId(giver),
        Purpose(purpose),
        ConsentState(state),
        How(how),
        from_ms(at),
        key,
        version,
        None if by is None else PersonId(by),
        from_ms_or_none(until),
    )
