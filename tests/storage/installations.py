"""An installation where something stands in every field, and ways to interrupt it."""

import os
import shutil
import signal
import sqlite3
import sys
import traceback
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from casework.appointments import NewAppointment
from casework.attempts import Form as Tried
from casework.drafts import DeliveryKind, Draft
from casework.meeting_series import NewSeries
from casework.messages import Form
from casework.people import (
    Address,
    AddressState,
    Channel,
    Language,
    PersonId,
    Role,
)
from casework.promises import Who
from casework.requests import RequestKind, Term
from casework.retention import Mark
from casework.rhythm import Rhythm
from casework.safe_contact import SafeContact
from casework.tasks import TaskKind
from storage import (
    addresses,
    assignments,
    attempts,
    backup,
    cases,
    dialogs,
    goals,
    inbox,
    lanes,
    looks,
    meeting_series,
    messages,
    outbox,
    people,
    promises,
    records,
    requests,
    retention,
    safe_contacts,
    setup,
    tasks,
    unaddressed,
)
from storage.dialogs import Dialog
from storage.engine import Store
from storage.inbox_rows import Raw
from storage.keyfiles import make_private_directory
from storage.looks import Look
from storage.records import NewEntry
from storage.recovery import create_recovery
from storage.requests import NewRequest
from storage.service_keys import ServiceKeys
from storage.tasks import NewTask
from storage.transaction import Transaction

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CONFIG = '[storage]\npath = "data"\nkeys = "keys"\n'
MARK = "zqx-canary"
"""Stands in every field that only the program may read."""


class Installation:
    """The directories, the keys and the recovery shares."""

    def __init__(self, directory, shares=()) -> None:
        self.directory, self.shares = directory, shares
        self.data, self.keys = directory / "data", directory / "keys"

    def copy_to(self, directory):
        shutil.copytree(self.data, directory / "data")
        shutil.copytree(self.keys, directory / "keys")
        return Installation(directory, self.shares)

    @property
    def ring(self):
        return [key.id for key in ServiceKeys.load(self.keys).ring]

    def source(self):
        return backup.Source(self.data, self.keys, CONFIG)

    async def open(self, **how):
        return await Store.open(self.data, ServiceKeys.load(self.keys), **how)

    async def run(self, unit, *args):
        """Run one unit beside whoever works with the store."""
        async with await self.open(owner=False) as store:
            return await store.run(unit, *args)

    async def readable(self):
        """Return what the program can read, and leave everything as it was."""
        try:
            await self.run(_read_and_undo)
        except _UndoneError as undone:
            return undone.found


async def populated(directory, clients=3):
    make_private_directory(directory)
    public, shares = create_recovery()
    installation = Installation(directory, shares)
    setup.create(installation.data, ServiceKeys.create(installation.keys, public))
    await installation.run(populate, clients)
    return installation


def populate(tx: Transaction, clients: int):
    """Take people in, with words of theirs on the way in and out."""
    worker = take_in(tx, Role.CONTACT_PERSON, "worker", "800")
    cases.begin(tx, None, "full", [], NOW)
    for number in range(clients):
        client = take_in(tx, Role.CLIENT, f"client-{number}", f"7{number}")
        assignments.begin(tx, client, worker, NOW)
        case = cases.begin(tx, client, "full", [], NOW)
        write(tx, case, client, f"{MARK}-said-{number}")
        body = f"{MARK}-taken-in-{number}".encode()
        inbox.take_in(tx, [Raw(Channel.TELEGRAM, f"u{number}", "7", body)], NOW)
        outbox.add(
            tx,
            Draft(
                recipient=worker,
                kind=DeliveryKind.RELAY,
                text=f"{MARK}-on-its-way-{number}",
                form=Form.TEXT,
                case_id=case,
            ),
            NOW,
        )
    unaddressed.add(tx, worker, 1, "9", {"text": f"{MARK}-for-whom"}, NOW)
    if clients:
        _fill_what_takes_time(tx, worker, client)


def _fill_what_takes_time(tx: Transaction, worker: PersonId, client: PersonId):
    """Put something into every other sealed column."""
    assignment = assignments.current(tx, client)
    details = assignments.details(tx, assignment.id)
    assignments.set_details(
        tx, replace(details, purpose=f"{MARK}-purpose", decision=f"{MARK}-decision")
    )
    safe = SafeContact(code_word=f"{MARK}-code-word")
    safe_contacts.set_profile(tx, client, safe, worker, NOW)
    dialogs.set_dialog(
        tx, Dialog(worker, "new", "name", {"name": f"{MARK}-typed"}, None, NOW)
    )
    tx.run(
        """
        INSERT INTO absence (id, person_id, starts_at, ends_at, state, created_at)
        VALUES (1, :worker, 0, 1, 'planned', 0)
        """,
        worker=worker,
    )
    tx.run(
        """
        INSERT INTO absence_line (absence_id, client_id, sealed_line)
        VALUES (1, :client, :sealed)
        """,
        client=client,
        sealed=tx.seal("absence_line", "sealed_line", f"1/{client}", f"{MARK}-line"),
    )
    tx.run(
        """
        INSERT INTO shared_line (id, fingerprint, sealed_event, asked_id, created_at)
        VALUES (1, x'00', :sealed, :worker, 0)
        """,
        worker=worker,
        sealed=tx.seal("shared_line", "sealed_event", 1, f"{MARK}-shared"),
    )
    tx.run(
        """
        INSERT INTO private_line (id, worker_id, client_id, address_id, external_id,
                                  sealed_event, asked_at)
        VALUES (1, :worker, :client, 1, '1', :sealed, 0)
        """,
        worker=worker,
        client=client,
        sealed=tx.seal("private_line", "sealed_event", 1, f"{MARK}-private"),
    )
    tx.run(
        """
        INSERT INTO scheduled (id, worker_id, client_id, address_id, external_id,
                               sealed_event, send_at, state, created_at)
        VALUES (1, :worker, :client, 1, '1', :sealed, 0, 'dropped', 0)
        """,
        worker=worker,
        client=client,
        sealed=tx.seal("scheduled", "sealed_event", 1, f"{MARK}-scheduled"),
    )
    tx.run(
        """
        INSERT INTO number_check (id, person_id, worker_id, fingerprint, sealed_value,
                                  code_hash, expires_at)
        VALUES (1, :client, :worker, x'00', :sealed, x'00', 0)
        """,
        client=client,
        worker=worker,
        sealed=tx.seal("number_check", "sealed_value", 1, f"{MARK}-number"),
    )
    note = f"{MARK}-task-note"
    tasks.add(tx, NewTask(worker, client, None, TaskKind.CALL, NOW, note=note), NOW)
    tx.run(
        """
        INSERT INTO appointment (id, uid, client_id, case_id, worker_id, local_start,
                                 zone, starts_at, minutes, kind, sealed_place, state,
                                 created_at)
        VALUES (1, '1', :client, :case, :worker, '2027-03-01T10:00:00',
                'Europe/Copenhagen', 0, 60, 'home_visit', :sealed, 'proposed', 0)
        """,
        client=client,
        worker=worker,
        case=cases.of_client(tx, client),
        sealed=tx.seal("appointment", "sealed_place", 1, f"{MARK}-place"),
    )
    like = NewAppointment(datetime(2027, 3, 1, 10), place=f"{MARK}-place")
    monthly = Rhythm(at=time(10), day_of_month=1, starts=date(2027, 3, 1))
    series = NewSeries(rhythm=monthly, like=like)
    case, zone = cases.of_client(tx, client), ZoneInfo("Europe/Copenhagen")
    meeting_series.add(tx, series, client, case, zone, worker, NOW)
    attempts.add(tx, client, worker, Tried.KNOCKED, f"{MARK}-tried", NOW)
    words = f"{MARK}-agreed"
    promises.add(tx, client, Who.CLIENT, words, None, worker, NOW)
    goals.add(tx, client, f"{MARK}-goal", worker, NOW)
    tx.run(
        "INSERT INTO tag_key (id, number, sealed_key) VALUES (1, 1, :sealed)",
        sealed=tx.seal("tag_key", "sealed_key", 1, f"{MARK}-tag-key"),
    )
    held = f"{MARK}-held"
    retention.set_mark(tx, case, Mark.HOLD, held, worker, NOW, is_on=True)
    looks.add(tx, Look(case, worker, NOW, reason=f"{MARK}-why"))
    term = Term(date(2027, 3, 1))
    wrong = f"{MARK}-wrong"
    asked = NewRequest(client, case, RequestKind.CORRECTION, term, words=wrong)
    requests.add(tx, asked, NOW)
    _fill_check_in(tx, client)


def _fill_check_in(tx: Transaction, client: PersonId):
    """Put in how somebody said they are."""
    tx.run(
        """
        INSERT INTO rule (id, person_id, kind, rhythm, zone, planned_until, set_by,
                          created_at)
        VALUES (1, :client, 'check_in', 'D@09:00;2027-01-04;', 'Europe/Copenhagen', 0,
                :client, 0)
        """,
        client=client,
    )
    tx.run(
        """
        INSERT INTO due (id, kind, subject, revision, local_time, person_id, due_at,
                         not_before, state)
        VALUES (1, 'check_in', 1, 1, '2027-01-04T09:00:00', :client, 0, 0, 'done')
        """,
        client=client,
    )
    tx.run(
        """
        INSERT INTO check_in (id, person_id, rule_id, due_id, due_at, is_scaled, state,
                              sealed_answer, sealed_words)
        VALUES (1, :client, 1, 1, 0, 0, 'answered', :answer, :words)
        """,
        client=client,
        answer=tx.seal("check_in", "sealed_answer", 1, f"{MARK}-answer"),
        words=tx.seal("check_in", "sealed_words", 1, f"{MARK}-how-they-are"),
    )


def take_in(tx: Transaction, role, ref, chat) -> PersonId:
    person = people.add(
        tx,
        ref=f"{MARK}-{ref}",
        role=role,
        name=f"{MARK}-name-of-{ref}",
        language=Language.DANISH,
        profile="dk_youth",
        born_before=date(2009, 12, 31),
        now=NOW,
    )
    address = Address(Channel.TELEGRAM, f"{chat}5550199")
    addresses.add(tx, person.id, address, AddressState.VERIFIED, NOW)
    return person.id


def write(tx: Transaction, case, author, text, minutes=0):
    """Write a message into the record, and remember where it stands."""
    at = NOW + timedelta(minutes=minutes)
    entry = NewEntry("message", at, "in", "telegram", author, {"text": text})
    sequence = records.add(tx, case, entry)
    return messages.add(
        tx,
        case_id=case,
        author=author,
        address_id=1,
        external_id=f"{case}-{sequence}-{author}",
        kind="text",
        entry=sequence,
        album=None,
        now=at,
    )


class _UndoneError(Exception):
    def __init__(self, found) -> None:
        super().__init__()
        self.found = found


def _read_and_undo(tx: Transaction):
    """Open every field with the functions that the service uses."""
    found = []
    for person in people.everybody(tx):
        found += [person.name, people.ref_of(tx, person.id), str(person.born_before)]
        found += [each.address.value for each in addresses.of_person(tx, person.id)]
        found += [line.event["text"] for line in unaddressed.take_all(tx, person.id)]
    found += [row.body.decode() for row in inbox.next_rows(tx, 0, 10_000)]
    open_lanes = chain(*lanes.due(tx, datetime.max.replace(tzinfo=UTC)))
    found += [outbox.first_in_lane(tx, lane).draft.text for lane in open_lanes]
    found += [tx.shred.find(tx.vault, case).hex() for case, _, _ in cases.every(tx)]
    raise _UndoneError(found)


@dataclass
class Ended:
    """How a child process ended, and how many steps it had taken."""

    state: int
    steps: int

    @property
    def was_killed(self):
        return os.WIFSIGNALED(self.state)


def in_child(work, *, stop_at=None):
    """Do the work in a child process, which is killed at a step of it.

    A step is whatever Python tells an audit hook of, each SQL statement, and each
    piece of progress: the work is given what to call for that.
    """
    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        _do(work, stop_at, outlet)
    os.close(outlet)
    with os.fdopen(inlet, "rb") as told:
        steps = int(told.read() or 0)
    return Ended(os.waitpid(child, 0)[1], steps)


def _do(work, stop_at, outlet):
    count = 0

    def step(*_):
        nonlocal count
        count += 1
        if count == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(*args, **more):
        connection = real_connect(*args, **more)
        connection.set_trace_callback(step)
        return connection

    real_connect, sqlite3.connect = sqlite3.connect, connect
    try:
        sys.addaudithook(step)
        work(step)
        os.write(outlet, str(count).encode())
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child has nobody else to tell
        traceback.print_exc()
    finally:
        os._exit(1)
