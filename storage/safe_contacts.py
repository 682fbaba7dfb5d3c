"""When and how one may safely write to somebody."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from casework.people import Channel, PersonId
from casework.safe_contact import Discreet, SafeContact, Window
from storage.times import from_ms_or_none, to_ms
from storage.transaction import Transaction

FIND = "SELECT sealed_profile FROM safe_contact WHERE person_id = :person"
SET = """
    INSERT INTO safe_contact (person_id, sealed_profile, set_by, checked_at)
    VALUES (:person, :sealed, :by, :now)
    ON CONFLICT (person_id) DO UPDATE SET
        sealed_profile = excluded.sealed_profile, set_by = excluded.set_by,
        checked_at = excluded.checked_at
"""
RESEAL = "UPDATE safe_contact SET sealed_profile = :sealed WHERE person_id = :person"
TO_ASK_AGAIN = """
    SELECT person_id FROM safe_contact WHERE checked_at <= :before
      AND EXISTS (
          SELECT 1 FROM assignment
          WHERE client_id = safe_contact.person_id AND ends_at IS NULL)
      AND NOT EXISTS (
          SELECT 1 FROM question
          WHERE person_id = safe_contact.person_id AND kind = :kind
            AND created_at > :before)
    ORDER BY checked_at LIMIT 50
"""


def find(tx: Transaction, person: PersonId) -> SafeContact | None:
    """Return what somebody has called safe, if they were asked."""
    return tx.remembered(("safe contact", person), _find, person)


def _find(tx: Transaction, person: PersonId) -> SafeContact | None:
    row = tx.one_or_none(FIND, person=person)
    if row is None:
        return None
    sealed = row["sealed_profile"]
    return _safe_contact(
        json.loads(tx.open("safe_contact", "sealed_profile", person, sealed))
    )


def of(tx: Transaction, person: PersonId) -> SafeContact:
    """Return what somebody has called safe, or what holds until they are asked."""
    return find(tx, person) or SafeContact()


def set_profile(
    tx: Transaction, person: PersonId, safe: SafeContact, by: PersonId, now: datetime
) -> None:
    """Write down what somebody has called safe, and who heard it."""
    tx.forget(("safe contact", person))
    sealed = _sealed(tx, person, safe)
    tx.run(SET, person=person, sealed=sealed, by=by, now=to_ms(now))


def _sealed(tx: Transaction, person: PersonId, safe: SafeContact) -> bytes:
    text = json.dumps(_as_json(safe), ensure_ascii=False)
    return tx.seal("safe_contact", "sealed_profile", person, text)


def set_left(tx: Transaction, person: PersonId, until: datetime | None) -> None:
    """Write down that somebody closed the talk, or is back; nobody was asked anew."""
    left = replace(of(tx, person), left_until=until)
    tx.forget(("safe contact", person))
    tx.run(RESEAL, person=person, sealed=_sealed(tx, person, left))


def to_ask_again(tx: Transaction, kind: str, moment: datetime) -> list[PersonId]:
    """Return who has a contact person and was last asked before then."""
    rows = tx.all(TO_ASK_AGAIN, before=to_ms(moment), kind=kind)
    return [PersonId(row["person_id"]) for row in rows]


def _as_json(safe: SafeContact) -> dict[str, Any]:
    return {
        "channels": list(safe.channels),
        "hours": None
        if safe.hours is None
        else [[[each.opens, each.closes] for each in day] for day in safe.hours],
        "strict": safe.strict,
        "discreet": safe.discreet,
        "may_name_worker": safe.may_name_worker,
        "may_name_place": safe.may_name_place,
        "others_see_phone": safe.others_see_phone,
        "voicemail_ok": safe.voicemail_ok,
        "code_word": safe.code_word,
        "exit_word": safe.exit_word,
        "confirm_by_code": safe.confirm_by_code,
        "paused_until": safe.paused_until and to_ms(safe.paused_until),
        "left_until": safe.left_until and to_ms(safe.left_until),
        "checked_on": safe.checked_on and safe.checked_on.isoformat(),
    }


def _safe_contact(kept: dict[str, Any]) -> SafeContact:
    hours, checked = kept["hours"], kept["checked_on"]
    known = {
        "channels": tuple(map(Channel, kept["channels"])),
        "hours": None
        if hours is None
        else tuple(tuple(Window(*each) for each in day) for day in hours),
        "discreet": Discreet(kept["discreet"]),
        "paused_until": from_ms_or_none(kept["paused_until"]),
        "left_until": from_ms_or_none(kept["left_until"]),
        "checked_on": None if checked is None else date.fromisoformat(checked),
    }
    return SafeContact(**(kept | known))
