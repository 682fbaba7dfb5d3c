"""A number that somebody typed, until its holder reads the code aloud."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any, Final

from casework.people import Address, Channel, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

LASTS: Final = timedelta(minutes=10)
DEAD_AFTER: Final = 5
"""Wrong codes; four digits are guessed in ten thousand tries."""

_COLUMNS = """
    id, person_id, worker_id, sealed_value, code_hash, wrong, expires_at
"""
ADD = """
    INSERT INTO number_check (id, person_id, worker_id, fingerprint, sealed_value,
                              code_hash, expires_at)
    VALUES (:id, :person, :worker, :fingerprint, :sealed, :code_hash, :expires_at)
"""
_OPEN = f"used_at IS NULL AND wrong < {DEAD_AFTER} AND expires_at > :now"
FIND = f"SELECT {_COLUMNS} FROM number_check WHERE id = :id AND {_OPEN}"
AT = f"""
    SELECT {_COLUMNS} FROM number_check
    WHERE fingerprint = :fingerprint AND {_OPEN} ORDER BY id DESC LIMIT 1
"""
COUNT_SENT = """
    SELECT count(*) FROM number_check
    WHERE fingerprint = :fingerprint AND expires_at > :since
"""
COUNT_BY = """
    SELECT count(*) FROM number_check WHERE worker_id = :worker AND expires_at > :since
"""
WITHDRAW = """
    UPDATE number_check SET expires_at = :now
    WHERE worker_id = :worker AND used_at IS NULL AND expires_at > :now
"""
COUNT_WRONG = "UPDATE number_check SET wrong = wrong + 1 WHERE id = :id"
USE = "UPDATE number_check SET used_at = :now WHERE id = :id"
FORGET = "DELETE FROM number_check WHERE expires_at <= :moment"


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A number and the digits that its holder was sent."""

    id: int
    person: PersonId
    worker: PersonId
    address: Address
    wrong: int
    expires_at: datetime
    code_hash: bytes = field(repr=False)


def begin(
    tx: Transaction,
    person: PersonId,
    worker: PersonId,
    address: Address,
    now: datetime,
) -> tuple[NumberCheck, str]:
    """Open a check, and return it with the digits to send; the worker's others end."""
    tx.run(WITHDRAW, worker=worker, now=to_ms(now))
    identity = tx.next_id("number_check")
    code = f"{randbelow(10_000):04}"
    check = NumberCheck(
        identity, person, worker, address, 0, now + LASTS, _hash(tx, identity, code)
    )
    tx.run(
        ADD,
        id=identity,
        person=person,
        worker=worker,
        fingerprint=tx.vault.fingerprint(address.channel, address.value),
        sealed=tx.seal("number_check", "sealed_value", identity, address.value),
        code_hash=check.code_hash,
        expires_at=to_ms(check.expires_at),
    )
    return check, code


def find(tx: Transaction, identity: int, now: datetime) -> NumberCheck | None:
    """Return the check, unless it is over: used, too old, or guessed at too often."""
    return _check(tx, tx.one_or_none(FIND, id=identity, now=to_ms(now)))


def open_at(tx: Transaction, address: Address, now: datetime) -> NumberCheck | None:
    """Return the check of this number that still counts."""
    fingerprint = tx.vault.fingerprint(address.channel, address.value)
    return _check(tx, tx.one_or_none(AT, fingerprint=fingerprint, now=to_ms(now)))


def sent_to(tx: Transaction, address: Address, since: datetime) -> int:
    """Return how many codes this number was sent since then."""
    fingerprint = tx.vault.fingerprint(address.channel, address.value)
    moment = to_ms(since + LASTS)
    return int(tx.value(COUNT_SENT, fingerprint=fingerprint, since=moment))


def sent_by(tx: Transaction, worker: PersonId, since: datetime) -> int:
    """Return how many codes this worker had sent since then."""
    return int(tx.value(COUNT_BY, worker=worker, since=to_ms(since + LASTS)))


def is_right(tx: Transaction, check: NumberCheck, code: str) -> bool:
    """Tell whether these are the digits; wrong ones are counted."""
    if hmac.compare_digest(check.code_hash, _hash(tx, check.id, code)):
        return True
    tx.run(COUNT_WRONG, id=check.id)
    return False


def use(tx: Transaction, check: NumberCheck, now: datetime) -> None:
    """Let it count no more: its number is verified."""
    tx.run(USE, id=check.id, now=to_ms(now))


def forget_before(tx: Transaction, moment: datetime) -> int:
    """Delete the checks that were over then, with their numbers; return how many."""
    return tx.run(FORGET, moment=to_ms(moment))


def _hash(tx: Transaction, identity: int, code: str) -> bytes:
    # Keyed, because ten thousand codes are tried in no time.
    return tx.vault.fingerprint("number_check", f"{identity}/{code}")


def _check(tx: Transaction, row: Any) -> NumberCheck | None:
    if row is None:
        return None
    identity, person, worker, sealed, code_hash, wrong, expires_at = row
    value = tx.open("number_check", "sealed_value", identity, sealed)
    return NumberCheck(
        identity,
        PersonId(person),
        PersonId(worker),
        Address(Channel.SMS, value),
        wrong,
        from_ms(expires_at),
        code_hash,
    )
