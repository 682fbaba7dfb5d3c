"""Who reads, and from when on: enrolling readers, removing them, listing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import CaseId, Person, PersonId, Role
from casework.rights import Act
from handlers import enrolment, reader_news
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from storage import (
    assignments,
    case_wraps,
    cases,
    duty_keys,
    people,
    readers,
    records,
    retention,
)
from storage.reader_keys import ReaderPublic
from storage.readers import Reader
from storage.transaction import Transaction

CASES_AT_ONCE = 100
"""So many get a new key in one transaction: the service waits about 0.1 s for it."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case without words: whose it is, how long, and who can open it now."""

    id: CaseId
    ref: str | None = field(repr=False)
    entries: int
    readers: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what `record list --json` prints."""
        return {
            "id": self.id,
            "client": self.ref,
            "entries": self.entries,
            "readers": list(self.readers),
        }


@dataclass(frozen=True, slots=True)
class ListedReader:
    """A reader key: whose it is, since when, until when, and what it opens now."""

    id: str
    ref: str = field(repr=False)
    role: str
    added_at: datetime
    removed_at: datetime | None
    cases: int
    is_signed: bool
    is_for_duty: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return what `reader list --json` prints."""
        removed = self.removed_at
        return {
            "id": self.id,
            "ref": self.ref,
            "role": self.role,
            "added_at": self.added_at.isoformat(),
            "removed_at": None if removed is None else removed.isoformat(),
            "cases": self.cases,
            "signed": self.is_signed,
            "duty": self.is_for_duty,
        }


def enrol_reader(
    tx: Transaction,
    public: ReaderPublic,
    ref: str,
    now: datetime,
    *,
    for_duty: bool = False,
) -> Reader:
    """Enrol a public key of somebody who works here; the same one again is the same.

    One `for_duty` is a team's, and whoever has this ref keeps it. Then give every case
    of `to_open_for` a new key.
    """
    person = people.find_by_ref(tx, ref)
    if person is None:
        raise NotPossibleError("nobody has this ref: see fastkontakt people list")
    if not person.role.is_staff:
        raise NotPossibleError("this is a client: a reader is somebody who works here")
    if person.left_at is not None:
        raise NotPossibleError("whoever had this ref has left: they read nothing more")
    known = readers.find(tx, public.reader_id)
    if known is None:
        added = readers.add(tx, public.reader_id, person.id, public.key, now)
        if for_duty:
            duty_keys.add(tx, added.id, now)
        return added
    if known.removed_at is not None:
        raise NotPossibleError(
            f"{known.id} was removed: make a new key with fastkontakt reader keygen"
        )
    is_same = known.person_id == person.id and known.public_key == public.key
    if not is_same or duty_keys.is_one(tx, known.id) is not for_duty:
        raise NotPossibleError(f"{known.id} is enrolled already, but not as this")
    return known


def to_open_for(
    tx: Transaction, office: Office, reader: Reader, now: datetime
) -> list[CaseId]:
    """Return the cases that the reader may read from now on and cannot open yet."""
    opened: set[str] = set(case_wraps.open_to(tx, reader.id))
    opened |= retention.destroyed(tx)
    return [
        case
        for case, client, _ in cases.every(tx)
        if case not in opened and opens_to(tx, office, reader, _whose(tx, client), now)
    ]


def to_close_for(tx: Transaction, reader: Reader) -> list[CaseId]:
    """Return the cases that a removed reader could still open."""
    gone = retention.destroyed(tx)
    return [case for case in case_wraps.open_to(tx, reader.id) if case not in gone]


def to_refresh(tx: Transaction, office: Office, now: datetime) -> list[CaseId]:
    """Return the cases that others can open than may, such as after other rules.

    Not those of somebody who has nobody now: who answered last reads what comes after.
    """
    return [
        case
        for case, client, _ in cases.every(tx)
        if (client is None or assignments.current(tx, client) is not None)
        and set(cases.readers_of(tx, case))
        != {each.id for each in _holders(tx, office, case, now)}
    ]


def renew(
    tx: Transaction, office: Office, case_ids: Sequence[CaseId], now: datetime
) -> list[CaseId]:
    """Begin a new epoch in these cases for whoever may read them now.

    Who reads them hears who can read them as well. Returns those that nobody but
    recovery can open.
    """
    alone, changes = [], []
    for case in case_ids:
        holders = _holders(tx, office, case, now)
        changes.append(reader_news.begin_epoch(tx, case, holders, now))
        if not holders:
            alone.append(case)
    reader_news.tell(tx, office, changes, now)
    return alone


def remove_readers(tx: Transaction, named: str, now: datetime) -> list[Reader]:
    """Remove a key, or every key of a person; what they open gets a new key next.

    Keys that were removed before are returned as well, in case that was cut short.
    """
    one = readers.find(tx, named)
    person = people.find_by_ref(tx, named)
    found = [] if person is None else readers.of_person(tx, person.id)
    found = found if one is None else [one]
    if not found:
        raise NotPossibleError(
            "no reader has this id or ref: see fastkontakt reader list"
        )
    for reader in found:
        if reader.removed_at is None:
            readers.remove(tx, reader, now)
    return found


def list_readers(tx: Transaction) -> list[ListedReader]:
    """Return every key that was ever enrolled."""
    return [_listed(tx, reader) for reader in readers.every(tx)]


def list_cases(tx: Transaction) -> list[ListedCase]:
    """Return every case, the oldest first."""
    return [
        ListedCase(
            id=case,
            ref=ref_of(tx, client),
            entries=records.head_of_case(tx, case).sequence,
            readers=tuple(cases.readers_of(tx, case)),
        )
        for case, client, _ in cases.every(tx)
    ]


def find_case(tx: Transaction, named: str) -> CaseId:
    """Return the case with this id, or of the client with this ref."""
    if cases.exists(tx, CaseId(named)):
        if named in retention.destroyed(tx):
            raise NotPossibleError(f"the keys of case {named} were destroyed for good")
        return CaseId(named)
    person = people.find_by_ref(tx, named)
    case = None if person is None else cases.of_client(tx, person.id)
    if case is None:
        raise NotPossibleError(
            "no case has this id, and no client this ref: see fastkontakt record list"
        )
    return case


def require_reader(
    tx: Transaction, office: Office, case: CaseId, ref: str, now: datetime
) -> Person:
    """Return the colleague with this ref, or raise if they may not read a case."""
    person = colleague(tx, ref)
    client = _whose(tx, cases.client_of(tx, case))
    if may_read(tx, office, person, client, now):
        return person
    sentence = f"{ref} may not read case {case}"
    if client is None:
        raise NotPossibleError("only a supervisor reads the intake")
    raise DeniedError(sentence, person, Act.READ_CONTENT, client)


def colleague(tx: Transaction, ref: str) -> Person:
    """Return who works here, or once did, under this ref, or raise."""
    person = people.find_by_ref(tx, ref)
    if person is None or not person.role.is_staff:
        raise NotPossibleError("nobody who works here has this ref")
    return person


def _listed(tx: Transaction, reader: Reader) -> ListedReader:
    person = people.find(tx, reader.person_id)
    return ListedReader(
        id=reader.id,
        ref="" if person is None else people.ref_of(tx, person.id),
        role="" if person is None else str(person.role),
        added_at=reader.added_at,
        removed_at=reader.removed_at,
        cases=len(case_wraps.open_to(tx, reader.id)),
        is_signed=reader.is_signed,
        is_for_duty=duty_keys.is_one(tx, reader.id),
    )


def may_read(
    tx: Transaction,
    office: Office,
    person: Person,
    client: Person | None,
    now: datetime,
) -> bool:
    """Tell whether somebody may read a client's case; without a client, the intake."""
    if client is None:
        return person.role is Role.SUPERVISOR and person.left_at is None
    return enrolment.may_read(tx, office, person, client, now)


def ref_of(tx: Transaction, client: PersonId | None) -> str | None:
    """Return the reference of whose case it is; nobody's once that is forgotten."""
    known = _whose(tx, client)
    return None if known is None else people.ref_of(tx, known.id)


def opens_to(
    tx: Transaction,
    office: Office,
    reader: Reader,
    client: Person | None,
    now: datetime,
) -> bool:
    """Tell whether a key may open a client's case; without a client, the intake."""
    if client is not None:
        return enrolment.opens_to(tx, office, reader, client, now)
    keeper = people.known(tx, reader.person_id)
    is_own = not duty_keys.is_one(tx, reader.id)
    return is_own and may_read(tx, office, keeper, None, now)


def _whose(tx: Transaction, client: PersonId | None) -> Person | None:
    return None if client is None else people.find(tx, client)


def _holders(
    tx: Transaction, office: Office, case: CaseId, now: datetime
) -> list[Reader]:
    client = cases.client_of(tx, case)
    if client is not None:
        return enrolment.readers_for(tx, office, people.known(tx, client), now)
    return [
        reader
        for reader in readers.current(tx)
        if opens_to(tx, office, reader, None, now)
    ]
