"""Invitations: a link and six digits that tie a chat or a number to a person, once."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import randbelow, token_urlsafe
from typing import Any

from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO invitation (person_id, token_hash, code_fingerprint, expires_at,
                            created_at)
    VALUES (:person, :token_hash, :code, :expires_at, :now)
"""
_COLUMNS = "id, person_id, expires_at, used_at"
BY_TOKEN = f"SELECT {_COLUMNS} FROM invitation WHERE token_hash = :token_hash"
BY_CODE = f"""
    SELECT {_COLUMNS} FROM invitation
    WHERE code_fingerprint = :code ORDER BY id DESC LIMIT 1
"""
OPEN_CODE = """
    SELECT 1 FROM invitation
    WHERE code_fingerprint = :code AND used_at IS NULL AND expires_at > :now
"""
USE = "UPDATE invitation SET used_at = :now WHERE id = :id"
WITHDRAW = """
    UPDATE invitation SET expires_at = :now
    WHERE person_id = :person AND used_at IS NULL AND expires_at > :now
"""
FIND_GUESS = "SELECT count, until FROM guess WHERE fingerprint = :fingerprint"
SET_GUESS = """
    INSERT INTO guess (fingerprint, count, until) VALUES (:fingerprint, :count, :until)
    ON CONFLICT (fingerprint) DO UPDATE SET
        count = excluded.count, until = excluded.until
"""
FORGET_GUESS = "DELETE FROM guess WHERE fingerprint = :fingerprint"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the invited person is given; the store keeps only hashes of it."""

    token: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation and whether it still counts."""

    id: int
    person: PersonId
    expires_at: datetime
    was_used: bool


def invite(
    tx: Transaction, person: PersonId, valid_for: timedelta, now: datetime
) -> Secrets:
    """Make the person's one open invitation; an earlier one ends."""
    withdraw(tx, person, now)
    token = token_urlsafe(16)
    while True:
        code = f"{randbelow(10**6):06}"
        fingerprint = tx.vault.fingerprint("code", code)
        if tx.one_or_none(OPEN_CODE, code=fingerprint, now=to_ms(now)) is None:
            break
    tx.run(
        ADD,
        person=person,
        token_hash=_token_hash(token),
        code=fingerprint,
        expires_at=to_ms(now + valid_for),
        now=to_ms(now),
    )
    return Secrets(token, code)


def withdraw(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Let the person's open invitation count no more."""
    tx.run(WITHDRAW, person=person, now=to_ms(now))


def find_by_token(tx: Transaction, token: str) -> Invitation | None:
    """Return the invitation whose link this is."""
    return _invitation(tx.one_or_none(BY_TOKEN, token_hash=_token_hash(token)))


def find_by_code(tx: Transaction, code: str) -> Invitation | None:
    """Return the newest invitation with these six digits."""
    fingerprint = tx.vault.fingerprint("code", code)
    return _invitation(tx.one_or_none(BY_CODE, code=fingerprint))


def use(tx: Transaction, invitation: Invitation, now: datetime) -> None:
    """Let the invitation count no more."""
    tx.run(USE, id=invitation.id, now=to_ms(now))


def wrong_guesses(tx: Transaction, who: str, now: datetime) -> int:
    """Return how often this address gave a wrong code within the last hour."""
    row = tx.one_or_none(FIND_GUESS, fingerprint=tx.vault.fingerprint("guess", who))
    return 0 if row is None or row["until"] <= to_ms(now) else int(row["count"])


def count_guess(tx: Transaction, who: str, until: datetime, now: datetime) -> None:
    """Count a wrong code."""
    tx.run(
        SET_GUESS,
        fingerprint=tx.vault.fingerprint("guess", who),
        count=wrong_guesses(tx, who, now) + 1,
        until=to_ms(until),
    )


def forget_guesses(tx: Transaction, who: str) -> None:
    """Forget the wrong codes of somebody who then gave the right one."""
    tx.run(FORGET_GUESS, fingerprint=tx.vault.fingerprint("guess", who))


def _token_hash(token: str) -> bytes:
    # 128 random bits need no key and no stretching.
    return hashlib.sha256(token.encode()).digest()


def _invitation(row: Any) -> Invitation | None:
    if row is None:
        return None
    identity, person, expires_at, used_at = row
    return Invitation(
        identity, PersonId(person), from_ms(expires_at), used_at is not None
    )
