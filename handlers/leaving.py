"""Letting somebody be reached no more: who leaves, and who lost their phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casework.people import Person, PersonId, Role
from handlers import handover, notices, standing_in
from handlers.handover import Refusal
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import (
    addresses,
    assignments,
    cases,
    choices,
    dialogs,
    invitations,
    people,
    questions,
    readers,
    records,
)
from storage.readers import Reader
from storage.records import NewEntry
from storage.transaction import Transaction


class StillNeededError(NotPossibleError):
    """Clients would have nobody. Say who takes them over."""

    def __init__(self, refs: Sequence[str]) -> None:
        super().__init__(
            f"these would have nobody: {', '.join(refs)};"
            " add --handover-to with the ref of who takes them over"
        )
        self.refs = tuple(refs)


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What was ended of somebody; what that leaves open, `people unlink` says."""

    person: Person = field(repr=False)
    channels: tuple[str, ...]
    readers: tuple[Reader, ...]
    handed_over: int = 0
    was_last_supervisor: bool = False


def unlink(
    tx: Transaction,
    office: Office,
    ref: str,
    now: datetime,
    *,
    handover_to: str | None = None,
) -> Unlinked:
    """Let nothing go to somebody's addresses any more, and take nothing from them.

    Who works here leaves by it: their clients go to `handover_to`, their keys end, and
    they stand in for nobody. Raises `StillNeededError` while clients would have nobody.
    The cases of the readers that it returns get a new key next.
    """
    person = people.find_by_ref(tx, ref)
    if person is None:
        raise NotPossibleError("nobody has this ref: see fastkontakt people list")
    handed_over = 0
    if clients := handover.clients_without(tx, person):
        if handover_to is None:
            raise StillNeededError([people.ref_of(tx, each.id) for each in clients])
        handed_over = _hand_over(tx, office, person, handover_to, now)
    held = addresses.of_person(tx, person.id)
    for address in held:
        addresses.retire(tx, address)
    invitations.withdraw(tx, person.id, now)
    choices.close(tx, person.id)
    dialogs.end(tx, person.id)
    questions.withdraw(tx, person.id)
    ended = _leave(tx, office, person, now) if person.role.is_staff else []
    if not person.role.is_staff:
        _tell(tx, office, person, now)
    channels = tuple(str(each.address.channel) for each in held)
    return Unlinked(
        person, channels, tuple(ended), handed_over, _was_last_supervisor(tx, person)
    )


def _was_last_supervisor(tx: Transaction, person: Person) -> bool:
    return person.role is Role.SUPERVISOR and all(
        each.left_at is not None for each in people.with_role(tx, Role.SUPERVISOR)
    )


def _hand_over(
    tx: Transaction, office: Office, leaver: Person, ref: str, now: datetime
) -> int:
    """Hand everybody over to who takes them; return how many."""
    to = people.find_by_ref(tx, ref)
    agreed = Refusal.NOBODY if to is None else handover.plan(tx, leaver, to, now)
    if isinstance(agreed, Refusal):
        raise NotPossibleError(
            "--handover-to: must be the ref of another contact person who works here"
        )
    return handover.hand_over(tx, office, agreed, None, now)


def _leave(
    tx: Transaction, office: Office, person: Person, now: datetime
) -> list[Reader]:
    """Let somebody work here no more; return their keys, all of them removed."""
    if person.left_at is None:
        people.set_left(tx, person.id, now)
    standing_in.settle(tx, office, now)
    own = readers.of_person(tx, person.id)
    for reader in own:
        if reader.removed_at is None:
            readers.remove(tx, reader, now)
    return own


def _tell(tx: Transaction, office: Office, client: Person, now: datetime) -> None:
    """Write it into the case, and tell who answers that nothing arrives any more."""
    case = cases.of_client(tx, client.id)
    if case is not None and cases.policy_of(tx, case) != "none":
        body = {"author": "", "text": ""}
        entry = NewEntry("unlinked", now, "", "", "", body)
        records.add(tx, case, entry)
    assignment = assignments.current(tx, client.id)
    if assignment is not None:
        _tell_worker(tx, office, client, assignment.answering, now)


def _tell_worker(
    tx: Transaction, office: Office, client: Person, worker: PersonId, now: datetime
) -> None:
    notices.notify_about(
        tx,
        office,
        "staff_unlinked",
        about=client,
        recipient=people.known(tx, worker),
        case_id=cases.of_client(tx, client.id),
        now=now,
    )
