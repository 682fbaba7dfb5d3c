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
# In two halves, each with an index of its own: one that must be the only one, and
# those that are shared. Asked for both at once, SQLite would read the whole table.
FIND = f"""
    SELECT {_COLUMNS} FROM address
    WHERE channel = :channel AND fingerprint = :fingerprint
      AND state <> 'retired' AND shared = 0
    UNION ALL
    SELECT {_COLUMNS} FROM address
    WHERE channel = :channel AND fingerprint = :fingerprint
      AND state <> 'retired' AND shared = 1
    ORDER BY id
"""
OF_PERSON = f"""
    SELECT {_COLUMNS} FROM address
    WHERE person_id = :person AND state <> 'retired'
    ORDER BY last_inbound_at IS NULL, last_inbound_at DESC, id
"""
ADD = """
    INSERT INTO address (id, person_id, channel, fingerprint, sealed_value, state,
                         verified_at, last_inbound_at, shared, created_at)
    VALUES (:id, :person, :channel, :fingerprint, :sealed, :state,
            :verified_at, :last_inbound_at, :shared, :now)
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
HEARD = "UPDATE address SET last_inbound_at = :at WHERE id = :id"
CONFIRM = "UPDATE address SET last_inbound_at = :at, asked_at = NULL WHERE id = :id"
SHARE = "UPDATE address SET shared = 1 WHERE id = :id"
SEEN = "UPDATE address SET seen_at = :at, asked_at = NULL WHERE id = :id"
ASKED = "UPDATE address SET asked_at = :at WHERE id = :id"
NOT_BEFORE = "UPDATE address SET not_before = :moment WHERE id = :id"

TO_THE_MINUTE = timedelta(minutes=1)

DISPROVED_BY_WRITING = frozenset(
    {Reason.BLOCKED, Reason.BAD_NUMBER, Reason.UNREACHABLE}
)
"""Why an address is frozen that somebody writes from cannot be one of these."""


def find(tx: Transaction, sought: Address) -> KnownAddress | None:
    """Return the address, if just one person has it in use: nobody is guessed."""
    found = find_all(tx, sought)
    return found[0] if len(found) == 1 else None


def find_all(tx: Transaction, sought: Address) -> tuple[KnownAddress, ...]:
    """Return the address once for each who has it in use: a number may be shared."""
    return tx.remembered(_key(sought), _find_all, sought)


def _find_all(tx: Transaction, sought: Address) -> tuple[KnownAddress, ...]:
    rows = tx.all(
        FIND,
        channel=sought.channel,
        fingerprint=tx.vault.fingerprint(sought.channel, sought.value),
    )
    return tuple(_known(row, sought) for row in rows)


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
    *,
    shared: bool = False,
) -> KnownAddress:
    """Write down an address that nobody has in use, or that is known to be shared."""
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
        shared=shared,
        now=to_ms(now),
    )
    heard = from_ms_or_none(moment)
    return KnownAddress(
        identity,
        person,
        address,
        state,
        heard,
        confirmed_at=heard,
        is_shared=shared,
    )


def share(tx: Transaction, address: KnownAddress) -> None:
    """Write down that others use this number, too."""
    _forget(tx, address)
    tx.run(SHARE, id=address.id)


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

    To the minute, as long as they go on writing from there. Who was asked whether it
    is still theirs has not said so by writing anything at all.
    """
    if not _heard_just_now(tx, address, now):
        _forget(tx, address)
        tx.run(HEARD, id=address.id, at=to_ms(now))
    if address.frozen_for in DISPROVED_BY_WRITING:
        thaw(tx, address)


def confirm(tx: Transaction, address: KnownAddress, now: datetime) -> None:
    """Write down that its holder said that it is still theirs."""
    _forget(tx, address)
    tx.run(CONFIRM, id=address.id, at=to_ms(now))


def _heard_just_now(tx: Transaction, address: KnownAddress, now: datetime) -> bool:
    last = next(iter(of_person(tx, address.person_id)), None)
    if last is None or last.id != address.id or last.last_inbound_at is None:
        return False
    if last.asked_at is not None and last.asked_at > last.last_inbound_at:
        return False  # the first words since: a human's answer to them may go
    return timedelta() <= now - last.last_inbound_at < TO_THE_MINUTE


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
