"""What people have promised to those who are helped, and by when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework.people import CaseId, PersonId
from casework.tasks import Task, TaskKind
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, number, worker_id, client_id, case_id, kind, subject, sealed_note, is_urgent,
    promised_at, created_at, climbed, done_at, done_by
"""
REST = timedelta(days=1)
"""So long nobody else has the number: `DONE 2` may still be meant for what had it."""

# The smallest number that no task has, or had just now: what people type stays short.
FREE_NUMBER = """
    SELECT min(number) FROM (
        SELECT 1 AS number
        UNION ALL SELECT number + 1 FROM task WHERE done_at IS NULL
        UNION ALL SELECT number + 1 FROM task WHERE done_at > :since
    ) AS free WHERE number NOT IN (
        SELECT number FROM task WHERE done_at IS NULL
        UNION ALL SELECT number FROM task WHERE done_at > :since
    )
"""
ADD = """
    INSERT INTO task (id, number, worker_id, client_id, case_id, kind, subject,
                      sealed_note, is_urgent, promised_at, created_at)
    VALUES (:id, :number, :worker, :client, :case, :kind, :subject,
            :note, :urgent, :promised_at, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM task WHERE id = :id"
FIND_OPEN = f"""
    SELECT {_COLUMNS} FROM task
    WHERE client_id = :client AND kind = :kind AND subject = :subject
      AND done_at IS NULL
"""
OF_WORKER = f"""
    SELECT {_COLUMNS} FROM task
    WHERE worker_id = :worker AND done_at IS NULL ORDER BY promised_at, id
"""
OF_CLIENT = f"""
    SELECT {_COLUMNS} FROM task
    WHERE client_id = :client AND done_at IS NULL ORDER BY promised_at, id
"""
OVERDUE = f"""
    SELECT {_COLUMNS} FROM task
    WHERE done_at IS NULL AND promised_at <= :now ORDER BY promised_at, id
"""
# Whose client somebody else answers by now, or nobody does. Ordered by number, because
# that index knows the open ones alone.
MOVED = """
    SELECT id FROM task
    WHERE done_at IS NULL AND worker_id <> coalesce(
        (SELECT coalesce(substitute_id, contact_person_id) FROM assignment
         WHERE assignment.client_id = task.client_id AND assignment.ends_at IS NULL),
        (SELECT coalesce(substitute_id, contact_person_id) FROM participant
         JOIN assignment ON assignment.id = participant.assignment_id
         WHERE participant.person_id = task.client_id AND participant.ends_at IS NULL
           AND assignment.ends_at IS NULL LIMIT 1),
        '')
    ORDER BY number
"""
CHANGE = """
    UPDATE task SET promised_at = :promised_at, sealed_note = :note, is_urgent = :urgent
    WHERE id = :id
"""
SET_WORKER = "UPDATE task SET worker_id = :worker WHERE id = :id"
SET_CLIMBED = "UPDATE task SET climbed = :climbed WHERE id = :id"
CLOSE = """
    UPDATE task SET done_at = :now, done_by = :by, sealed_note = NULL
    WHERE id = :id AND done_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task before it is written down."""

    worker: PersonId
    client: PersonId
    case: CaseId | None
    kind: TaskKind
    promised_at: datetime
    subject: str = ""
    note: str = field(default="", repr=False)
    is_urgent: bool = False


def add(tx: Transaction, new: NewTask, now: datetime) -> Task:
    """Write a new task down, under the smallest number that is free."""
    identity = tx.next_id("task")
    number = tx.value(FREE_NUMBER, since=to_ms(now - REST))
    tx.run(
        ADD,
        id=identity,
        number=number,
        worker=new.worker,
        client=new.client,
        case=new.case,
        kind=new.kind,
        subject=new.subject,
        note=_sealed(tx, identity, new.note),
        urgent=new.is_urgent,
        promised_at=to_ms(new.promised_at),
        now=to_ms(now),
    )
    return known(tx, identity)


def find(tx: Transaction, identity: int) -> Task | None:
    """Return a task, open or done."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _task(tx, row)


def known(tx: Transaction, identity: int) -> Task:
    """Return a task that there is."""
    found = find(tx, identity)
    if found is None:
        raise LookupError
    return found


def find_open(
    tx: Transaction, client: PersonId, kind: TaskKind, subject: str = ""
) -> Task | None:
    """Return the open task of this kind about this subject, if there is one."""
    row = tx.one_or_none(FIND_OPEN, client=client, kind=kind, subject=subject)
    return None if row is None else _task(tx, row)


def of_worker(tx: Transaction, worker: PersonId) -> list[Task]:
    """Return what somebody has to do, the first promised first."""
    return [_task(tx, row) for row in tx.all(OF_WORKER, worker=worker)]


def of_client(tx: Transaction, client: PersonId) -> list[Task]:
    """Return what was promised to somebody and is not done."""
    return [_task(tx, row) for row in tx.all(OF_CLIENT, client=client)]


def overdue(tx: Transaction, now: datetime) -> list[Task]:
    """Return every task whose promise has passed, the oldest first."""
    return [_task(tx, row) for row in tx.all(OVERDUE, now=to_ms(now))]


def moved(tx: Transaction) -> list[int]:
    """Return the open tasks of clients whom somebody else answers now, or nobody."""
    return [row["id"] for row in tx.all(MOVED)]


def change(
    tx: Transaction, task: Task, promised_at: datetime, note: str, *, is_urgent: bool
) -> Task:
    """Let something else count of an open task."""
    sealed = _sealed(tx, task.id, note)
    tx.run(
        CHANGE,
        id=task.id,
        promised_at=to_ms(promised_at),
        note=sealed,
        urgent=is_urgent,
    )
    return known(tx, task.id)


def set_worker(tx: Transaction, task: int, worker: PersonId) -> None:
    """Let somebody else have it."""
    tx.run(SET_WORKER, id=task, worker=worker)


def set_climbed(tx: Transaction, task: int, climbed: int) -> None:
    """Write down how many were told that it is overdue."""
    tx.run(SET_CLIMBED, id=task, climbed=climbed)


def close(tx: Transaction, task: int, by: PersonId | None, now: datetime) -> bool:
    """Be done with it, forget its words, and tell whether it was still open."""
    return tx.run(CLOSE, id=task, by=by, now=to_ms(now)) > 0


def _sealed(tx: Transaction, identity: int, note: str) -> bytes | None:
    return tx.seal("task", "sealed_note", identity, note) if note else None


def _task(tx: Transaction, row: Any) -> Task:
    sealed, case, by = row["sealed_note"], row["case_id"], row["done_by"]
    return Task(
        id=row["id"],
        number=row["number"],
        worker=PersonId(row["worker_id"]),
        client=PersonId(row["client_id"]),
        case=None if case is None else CaseId(case),
        kind=TaskKind(row["kind"]),
        subject=row["subject"],
        promised_at=from_ms(row["promised_at"]),
        created_at=from_ms(row["created_at"]),
        note=tx.open("task", "sealed_note", row["id"], sealed) if sealed else "",
        is_urgent=bool(row["is_urgent"]),
        climbed=row["climbed"],
        done_at=from_ms_or_none(row["done_at"]),
        done_by=None if by is None else PersonId(by),
    )
