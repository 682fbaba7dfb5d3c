"""Who wrote whom nobody answers, and when they were answered or told of."""

from datetime import datetime

from casework.people import Address, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

FIND = "SELECT answered_at FROM stranger WHERE fingerprint = :fingerprint"
SET = """
    INSERT INTO stranger (fingerprint, answered_at) VALUES (:fingerprint, :now)
    ON CONFLICT (fingerprint) DO UPDATE SET answered_at = excluded.answered_at
"""


def answered_at(tx: Transaction, address: Address) -> datetime | None:
    """Return when this address last got the neutral answer."""
    moment = tx.value(FIND, fingerprint=_fingerprint(tx, address))
    return None if moment is None else from_ms(moment)


def set_answered(tx: Transaction, address: Address, now: datetime) -> None:
    """Remember the answer."""
    tx.run(SET, fingerprint=_fingerprint(tx, address), now=to_ms(now))


def called_at(tx: Transaction, address: Address) -> datetime | None:
    """Return when somebody was last told of a call from this number."""
    moment = tx.value(FIND, fingerprint=_caller(tx, address))
    return None if moment is None else from_ms(moment)


def set_called(tx: Transaction, address: Address, now: datetime) -> None:
    """Remember that somebody was told of the call."""
    tx.run(SET, fingerprint=_caller(tx, address), now=to_ms(now))


def danger_told_at(tx: Transaction, address: Address) -> datetime | None:
    """Return when somebody was last told that these words may be about danger."""
    moment = tx.value(FIND, fingerprint=_in_danger(tx, address))
    return None if moment is None else from_ms(moment)


def set_danger_told(tx: Transaction, address: Address, now: datetime) -> None:
    """Remember that somebody was told of it."""
    tx.run(SET, fingerprint=_in_danger(tx, address), now=to_ms(now))


def wrote_at(tx: Transaction, person: PersonId) -> datetime | None:
    """Return when somebody last wrote whom nobody answers any more."""
    moment = tx.value(FIND, fingerprint=_writer(tx, person))
    return None if moment is None else from_ms(moment)


def set_wrote(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Remember that they wrote: of the next lines nobody is told at once."""
    tx.run(SET, fingerprint=_writer(tx, person), now=to_ms(now))


def _fingerprint(tx: Transaction, address: Address) -> bytes:
    return tx.vault.fingerprint(f"stranger {address.channel}", address.value)


def _in_danger(tx: Transaction, address: Address) -> bytes:
    return tx.vault.fingerprint(f"in danger {address.channel}", address.value)


def _caller(tx: Transaction, address: Address) -> bytes:
    return tx.vault.fingerprint("caller", address.value)


def _writer(tx: Transaction, person: PersonId) -> bytes:
    return tx.vault.fingerprint("writer", person)
