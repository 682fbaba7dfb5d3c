"""Where people are reached: chat ids and numbers, found by keyed hash."""

import sqlite3
from datetime import datetime, timedelta

from casework.people import Address, AddressState, Channel, KnownAddress, PersonId
from casework.reasons import Reason
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, person_id, channel, sealed_value, state, reason, last_inbound_at, not_before,
    verified_at, seen_at, asked_at, shared
"""
FIND = f"""
    SELECT {_COLUMNS} FROM address
    WHERE channel = :channel AND fingerprint = :fingerprint AND state <> 'retired'
"""
OF_PERSON = f"""
    SELECT {_COLUMNS} FROM address
    WHERE person_id = :person AND state <> 'retired'
    ORDER BY last_inbound_at IS NULL, last_inbound_at DESC, id
"""
ADD = """
    INSERT INTO address (id, person_id, channel, fingerprint, sealed_value, state,
                         verified_at, last_inbound_at, created_at)
    VALUES (:id, :person, :channel, :fingerprint, :sealed, :state,
            :verified_at, :last_inbound_at, :now)
"""
SET_STATE = "UPDATE address SET state = :state, reason = :reason WHERE id = :id"
THAW = """
    UPDATE address SET state = CASE WHEN verified_at IS NULL THEN 'unverified'
                                    ELSE 'verified' END,
                       reason = NULL
    WHERE id = :id
"""
VERIFY = """
    UPDATE address SET state = 'verified', reason = NULL, verified_at = :now,
                       last_inbound_at = :now, asked_at = NULL
    WHERE id = :id
"""
HEARD = "UPDATE address SET last_inbound_at = :at, asked_at = NULL WHERE id = :id"
SEEN = "UPDATE address SET seen_at = :at, asked_at = NULL WHERE id = :id"
ASKED = "UPDATE address SET asked_at = :at WHERE id = :id"
NOT_BEFORE = "UPDATE address SET not_before = :moment WHERE id = :id"

TO_THE_MINUTE = timedelta(minutes=1)

DISPROVED_BY_WRITING = frozenset(
    {Reason.BLOCKED, Reason.BAD_NUMBER, Reason.UNREACHABLE}
)
"""Why an address is frozen that somebody writes from cannot be one of these."""


def find(tx: Transaction, sought: Address) -> KnownAddress | None:
    """Return the address, if somebody has it in use."""
    return tx.remembered(_key(sought), _find, sought)


def _find(tx: Transaction, sought: Address) -> KnownAddress | None:
    row = tx.one_or_none(
        FIND,
        channel=sought.channel,
        fingerprint=tx.vault.fingerprint(sought.channel, sought.value),
    )
    return None if row is None else _known(row, sought)


def of_person(tx: Transaction, person: PersonId) -> list[KnownAddress]:
    """Return where a person is reached, the one they last wrote from first."""
    return list(tx.remembered(("addresses", person), _of_person, person))


def _of_person(tx: Transaction, person: PersonId) -> tuple[KnownAddress, ...]:
    found = []
    for row in tx.all(OF_PERSON, person=person):
        place = f"{row['person_id']}/{row['channel']}"
        value = tx.open("address", "sealed_value", place, row["sealed_value"])
        found.append(_known(row, Address(Channel(row["channel"]), value)))
    return tuple(found)


def add(
    tx: Transaction,
    person: PersonId,
    address: Address,
    state: AddressState,
    now: datetime,
) -> KnownAddress:
    """Write down an address that nobody has in use."""
    moment = to_ms(now) if state is AddressState.VERIFIED else None
    tx.forget(_key(address), ("addresses", person))
    identity = tx.next_id("address")
    tx.run(
        ADD,
        id=identity,
        person=person,
        channel=address.channel,
        fingerprint=tx.vault.fingerprint(address.channel, address.value),
        sealed=tx.seal(
            "address", "sealed_value", f"{person}/{address.channel}", address.value
        ),
        state=state,
        verified_at=moment,
        last_inbound_at=moment,
        now=to_ms(now),
    )
    heard = from_ms_or_none(moment)
    return KnownAddress(identity, person, address, state, heard, confirmed_at=heard)


def verify(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    """Write down that its holder gave the invitation's code."""
    _forget(tx, address)
    tx.run(VERIFY, id=address.id, now=to_ms(now))


def freeze(tx: Transaction, address: KnownAddress, reason: Reason) -> None:
    """Let nothing go there any more."""
    _forget(tx, address)
    tx.run(SET_STATE, id=address.id, state=AddressState.FROZEN, reason=reason)


def thaw(tx: Transaction, address: KnownAddress) -> None:
    """Let messages go there again, as far as they did before."""
    _forget(tx, address)
    tx.run(THAW, id=address.id)


def retire(tx: Transaction, address: KnownAddress) -> None:
    """Free the address: it belonged to the person once."""
    _forget(tx, address)
    tx.run(SET_STATE, id=address.id, state=AddressState.RETIRED, reason=None)


def heard_from(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    """Write down that somebody wrote from there, so that it can be answered.

    To the minute, as long as they go on writing from there.
    """
    last = next(iter(of_person(tx, address.person_id)), None)
    is_last = last is not None and last.id == address.id and last.last_inbound_at
    if not is_last or not timedelta() <= now - is_last < TO_THE_MINUTE:
        _forget(tx, address)
        tx.run(HEARD, id=address.id, at=to_ms(now))
    if address.frozen_for in DISPROVED_BY_WRITING:
        thaw(tx, address)


def seen(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    """Write down that somebody who works here saw its holder with this phone."""
    _forget(tx, address)
    tx.run(SEEN, id=address.id, at=to_ms(now))


def asked(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    """Write down that its holder was asked whether it is still theirs."""
    _forget(tx, address)
    tx.run(ASKED, id=address.id, at=to_ms(now))


def wait(tx: Transaction, address_id: int, until: datetime) -> None:
    """Write down that the provider asked us to leave this address alone until then."""
    tx.forget()
    tx.run(NOT_BEFORE, id=address_id, moment=to_ms(until))


def _key(address: Address) -> tuple[str, ...]:
    return ("address", address.channel, address.value)


def _forget(tx: Transaction, address: KnownAddress) -> None:
    tx.forget(_key(address.address), ("addresses", address.person_id))


def _known(row: sqlite3.Row, address: Address) -> KnownAddress:
    return KnownAddress(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        address=address,
        state=AddressState(row["state"]),
        last_inbound_at=from_ms_or_none(row["last_inbound_at"]),
        not_before=from_ms(row["not_before"]) if row["not_before"] else None,
        frozen_for=None if row["reason"] is None else Reason(row["reason"]),
        confirmed_at=from_ms_or_none(
            max(row["verified_at"] or 0, row["seen_at"] or 0) or None
        ),
        asked_at=from_ms_or_none(row["asked_at"]),
        is_shared=bool(row["shared"]),
    )
