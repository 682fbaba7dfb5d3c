"""Meetings as they stand, and everything that ever became of them."""

from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

from casework import local_time
from casework.appointments import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Change,
    NewAppointment,
    Outcome,
)
from casework.people import CaseId, PersonId
from storage import spare_words
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

_PLACE = ("appointment", "sealed_place")
_COLUMNS = """
    id, uid, client_id, case_id, worker_id, local_start, zone, starts_at, minutes, kind,
    sealed_place, remind_soon, state, revision, outcome, cancelled_by, rule_id,
    created_at
"""
_OPEN = "state IN ('proposed', 'confirmed', 'move_asked')"
ADD = """
    INSERT INTO appointment (id, uid, client_id, case_id, worker_id, local_start, zone,
                             starts_at, minutes, kind, sealed_place, remind_soon, state,
                             rule_id, import_fingerprint, created_at)
    VALUES (:id, :uid, :client, :case, :worker, :local_start, :zone, :starts_at,
            :minutes, :kind, :sealed_place, :remind_soon, :state, :rule,
            :fingerprint, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM appointment WHERE id = :id"
FIND_IMPORTED = f"""
    SELECT {_COLUMNS} FROM appointment WHERE import_fingerprint = :fingerprint
"""
UPCOMING_OF = f"""
    SELECT {_COLUMNS} FROM appointment
    WHERE client_id = :client AND starts_at > :now AND {_OPEN}
    ORDER BY starts_at, id
"""
OF_CLIENT = f"""
    SELECT {_COLUMNS} FROM appointment WHERE client_id = :client
    ORDER BY starts_at, id
"""
OF_WORKER = f"""
    SELECT {_COLUMNS} FROM appointment
    WHERE worker_id = :worker AND starts_at > :since
      AND (:until IS NULL OR starts_at < :until) AND {_OPEN}
    ORDER BY starts_at, id
"""
OF_RULE = f"""
    SELECT {_COLUMNS} FROM appointment
    WHERE rule_id = :rule AND starts_at > :since ORDER BY starts_at, id
"""
WITHOUT_OUTCOME = f"""
    SELECT {_COLUMNS} FROM appointment
    WHERE starts_at <= :now AND starts_at + minutes * 60000 <= :now
      AND outcome IS NULL AND {_OPEN}
    ORDER BY starts_at, id
"""
SET_STATE = """
    UPDATE appointment SET state = :state, cancelled_by = :cancelled_by WHERE id = :id
"""
MOVE = """
    UPDATE appointment SET local_start = :local_start, zone = :zone,
        starts_at = :starts_at, minutes = :minutes, kind = :kind,
        sealed_place = :sealed_place, remind_soon = :remind_soon, state = :state,
        revision = revision + 1
    WHERE id = :id
"""
SET_WORKER = "UPDATE appointment SET worker_id = :worker WHERE id = :id"
SET_OUTCOME = """
    UPDATE appointment SET outcome = :outcome, state = :state WHERE id = :id
"""
FORGET_PLACES = """
    UPDATE appointment SET sealed_place = NULL
    WHERE sealed_place IS NOT NULL AND starts_at < :before
"""
OLD_PLACES = """
    SELECT id FROM appointment WHERE sealed_place IS NOT NULL AND starts_at < :before
"""
WRITE_DOWN = """
    INSERT INTO appointment_history (appointment_id, what, revision, local_start, by_id,
                                     at)
    SELECT id, :what, revision, local_start, :by, :now FROM appointment WHERE id = :id
"""
HISTORY = """
    SELECT what, revision, local_start, by_id, at FROM appointment_history
    WHERE appointment_id = :id ORDER BY id
"""
ADD_PARTY = """
    INSERT INTO appointment_party (appointment_id, person_id) VALUES (:id, :person)
    ON CONFLICT DO NOTHING
"""
PARTIES = """
    SELECT person_id FROM appointment_party WHERE appointment_id = :id
    ORDER BY person_id
"""

MOVED = "moved"
KEPT = "kept"
WISH = "wish"
HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Between:
    """Who meets, and in whose case it stands."""

    client: PersonId
    case: CaseId
    worker: PersonId


@dataclass(frozen=True, slots=True)
class Origin:
    """What a meeting came of, if nobody proposed it by itself."""

    rule: int | None = None
    import_key: str | None = field(default=None, repr=False)


BY_HAND = Origin()


def add(
    tx: Transaction,
    new: NewAppointment,
    between: Between,
    zone: ZoneInfo,
    *,
    by: PersonId | None,
    now: datetime,
    state: AppointmentState = AppointmentState.PROPOSED,
    origin: Origin = BY_HAND,
) -> Appointment:
    """Write down a meeting that somebody proposed, and return it."""
    identity = tx.next_id("appointment")
    key = origin.import_key
    tx.run(
        ADD,
        id=identity,
        uid=token_hex(16),
        client=between.client,
        case=between.case,
        worker=between.worker,
        state=state,
        rule=origin.rule,
        fingerprint=None if key is None else _fingerprint(tx, key),
        now=to_ms(now),
        **_when_and_where(tx, identity, new, zone),
    )
    for person in new.tell:
        tx.run(ADD_PARTY, id=identity, person=person)
    _write_down(tx, identity, state, by, now)
    return known(tx, identity)


def find(tx: Transaction, identity: int) -> Appointment | None:
    """Return a meeting by its id."""
    return _one(tx, FIND, id=identity)


def known(tx: Transaction, identity: int) -> Appointment:
    """Return a meeting that there is."""
    found = find(tx, identity)
    if found is None:
        raise LookupError(identity)
    return found


def find_imported(tx: Transaction, key: str) -> Appointment | None:
    """Return the meeting that was imported under this key."""
    return _one(tx, FIND_IMPORTED, fingerprint=_fingerprint(tx, key))


def upcoming_of(tx: Transaction, client: PersonId, now: datetime) -> list[Appointment]:
    """Return what somebody who is helped has before them, the next first."""
    return _every(tx, UPCOMING_OF, client=client, now=to_ms(now))


def of_client(tx: Transaction, client: PersonId) -> list[Appointment]:
    """Return every meeting there ever was with somebody who is helped."""
    return _every(tx, OF_CLIENT, client=client)


def of_worker(
    tx: Transaction, worker: PersonId, since: datetime, until: datetime | None = None
) -> list[Appointment]:
    """Return what a contact person has before them after a moment, the next first."""
    ends = None if until is None else to_ms(until)
    return _every(tx, OF_WORKER, worker=worker, since=to_ms(since), until=ends)


def of_rule(tx: Transaction, rule: int, since: datetime) -> list[Appointment]:
    """Return what came of a rule after a moment, in whatever state, the next first."""
    return _every(tx, OF_RULE, rule=rule, since=to_ms(since))


def without_outcome(tx: Transaction, now: datetime) -> list[Appointment]:
    """Return whose time has passed and nobody said what became of it."""
    return _every(tx, WITHOUT_OUTCOME, now=to_ms(now))


def set_state(
    tx: Transaction,
    appointment: Appointment,
    state: AppointmentState,
    by: PersonId | None,
    now: datetime,
) -> Appointment:
    """Let it stand like this, and write down who said so."""
    cancelled_by = by if state is AppointmentState.CANCELLED else None
    tx.run(SET_STATE, id=appointment.id, state=state, cancelled_by=cancelled_by)
    _write_down(tx, appointment.id, state, by, now)
    return known(tx, appointment.id)


def move(
    tx: Transaction,
    appointment: Appointment,
    new: NewAppointment,
    zone: ZoneInfo,
    by: PersonId | None,
    now: datetime,
    *,
    state: AppointmentState = AppointmentState.PROPOSED,
    what: str = MOVED,
) -> Appointment:
    """Let it be at another time, under a new revision; who hears of it stays the same.

    Who calls this cancels what was planned of the old one in the same transaction.
    """
    tx.run(
        MOVE,
        id=appointment.id,
        state=state,
        **_when_and_where(tx, appointment.id, new, zone),
    )
    for person in new.tell:
        tx.run(ADD_PARTY, id=appointment.id, person=person)
    _write_down(tx, appointment.id, what, by, now)
    return known(tx, appointment.id)


def set_worker(
    tx: Transaction,
    appointment: Appointment,
    worker: PersonId,
    by: PersonId | None,
    now: datetime,
) -> Appointment:
    """Let somebody else come to it."""
    tx.run(SET_WORKER, id=appointment.id, worker=worker)
    _write_down(tx, appointment.id, HANDED_OVER, by, now)
    return known(tx, appointment.id)


def set_outcome(
    tx: Transaction,
    appointment: Appointment,
    outcome: Outcome,
    by: PersonId | None,
    now: datetime,
) -> Appointment:
    """Write down what became of it: from then on it is over.

    Said again, the last word counts, and both stand in its history.
    """
    is_off = appointment.state is AppointmentState.CANCELLED
    state = AppointmentState.CANCELLED if is_off else AppointmentState.OVER
    tx.run(SET_OUTCOME, id=appointment.id, outcome=outcome, state=state)
    _write_down(tx, appointment.id, outcome, by, now)
    return known(tx, appointment.id)


def note(
    tx: Transaction,
    appointment: Appointment,
    what: str,
    by: PersonId | None,
    now: datetime,
) -> None:
    """Write into its history what changes nothing of it."""
    _write_down(tx, appointment.id, what, by, now)


def with_old_places(tx: Transaction, before: datetime) -> list[int]:
    """Return meetings before then of which it is still known where they were."""
    rows = tx.all(OLD_PLACES, before=to_ms(before))
    return [row["id"] for row in rows]


def forget_places(tx: Transaction, before: datetime) -> int:
    """Forget where people met before then; return for how many meetings."""
    return tx.run(FORGET_PLACES, before=to_ms(before))


def history(tx: Transaction, identity: int) -> list[Change]:
    """Return everything that became of a meeting, in its order."""
    return [
        Change(
            what=row["what"],
            revision=row["revision"],
            starts=datetime.fromisoformat(row["local_start"]),
            by=None if row["by_id"] is None else PersonId(row["by_id"]),
            at=from_ms(row["at"]),
        )
        for row in tx.all(HISTORY, id=identity)
    ]


def parties(tx: Transaction, identity: int) -> list[PersonId]:
    """Return who else hears of a meeting."""
    return [PersonId(row["person_id"]) for row in tx.all(PARTIES, id=identity)]


def _write_down(
    tx: Transaction, identity: int, what: str, by: PersonId | None, now: datetime
) -> None:
    tx.run(WRITE_DOWN, id=identity, what=what, by=by, now=to_ms(now))


def _when_and_where(
    tx: Transaction, identity: int, new: NewAppointment, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "local_start": new.starts.isoformat(),
        "zone": zone.key,
        "starts_at": to_ms(local_time.instant(new.starts, zone)),
        "minutes": new.minutes,
        "kind": new.kind,
        "sealed_place": spare_words.seal(tx, *_PLACE, identity, new.place.strip()),
        "remind_soon": int(new.remind_before_2h),
    }


def _fingerprint(tx: Transaction, key: str) -> bytes:
    return tx.vault.fingerprint("appointment.import_key", key)


def _one(tx: Transaction, sql: str, **sought: Any) -> Appointment | None:
    row = tx.one_or_none(sql, **sought)
    return None if row is None else _appointment(tx, row)


def _every(tx: Transaction, sql: str, **sought: Any) -> list[Appointment]:
    return [_appointment(tx, row) for row in tx.all(sql, **sought)]


def _appointment(tx: Transaction, row: Any) -> Appointment:
    by, outcome = row["cancelled_by"], row["outcome"]
    return Appointment(
        id=row["id"],
        uid=row["uid"],
        client=PersonId(row["client_id"]),
        case=CaseId(row["case_id"]),
        worker=PersonId(row["worker_id"]),
        starts=datetime.fromisoformat(row["local_start"]),
        zone=ZoneInfo(row["zone"]),
        starts_at=from_ms(row["starts_at"]),
        minutes=row["minutes"],
        kind=AppointmentKind(row["kind"]),
        place=spare_words.open_words(tx, *_PLACE, row["id"], row["sealed_place"]),
        remind_before_2h=bool(row["remind_soon"]),
        state=AppointmentState(row["state"]),
        revision=row["revision"],
        created_at=from_ms(row["created_at"]),
        outcome=None if outcome is None else Outcome(outcome),
        cancelled_by=None if by is None else PersonId(by),
        rule=row["rule_id"],
    )
