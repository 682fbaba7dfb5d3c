"""Handing people over to another contact person: one, or a whole caseload."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casework.gates import leaves_by
from casework.people import Assignment, Person, PersonId, Role
from handlers import (
    appointments,
    enrolment,
    lifecycle,
    notices,
    old_messages,
    speaking,
    standing_in,
)
from handlers.office import Office
from handlers.old_messages import copy_unanswered
from storage import (
    addresses,
    assignments,
    cases,
    choices,
    contact_person_changes,
    handed_on,
    people,
    questions,
    readers,
    unanswered,
)
from storage.contact_person_changes import Change
from storage.transaction import Transaction


class Refusal(StrEnum):
    """Why nothing can be handed over like that."""

    NOTHING = "nothing"
    """There is no such person among theirs."""
    SAME = "same"
    NOBODY = "nobody"
    """Who should take over is no contact person, or does not work here any more."""


class Note(StrEnum):
    """What whoever decides should know."""

    NOT_REACHED = "not_reached"
    AWAY = "away"
    NO_KEY = "no_key"


@dataclass(frozen=True, slots=True)
class Going:
    """One who is handed over: whose help it is, and how much waits for an answer."""

    assignment: Assignment
    client: Person
    unanswered: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes from whom to whom, and what is to be known before."""

    worker: Person = field(repr=False)
    to: Person = field(repr=False)
    going: tuple[Going, ...]
    notes: tuple[Note, ...] = ()


def plan(
    tx: Transaction,
    worker: Person,
    to: Person,
    now: datetime,
    clients: Sequence[PersonId] | None = None,
) -> Plan | Refusal:
    """Return what handing these over would do, or everybody whom somebody has."""
    if worker.id == to.id:
        return Refusal.SAME
    if to.role is not Role.CONTACT_PERSON or to.left_at is not None:
        return Refusal.NOBODY
    going = tuple(
        Going(
            one,
            people.known(tx, one.client),
            len(unanswered.of_person(tx, one.client)),
        )
        for one in assignments.open_of(tx, worker.id)
        if clients is None or one.client in clients
    )
    if not going:
        return Refusal.NOTHING
    return Plan(worker, to, going, tuple(_notes(tx, to, now)))


def hand_over(
    tx: Transaction, office: Office, agreed: Plan, by: Person | None, now: datetime
) -> int:
    """Do what was planned, all of it or nothing; return how many were handed over.

    Who went elsewhere since it was planned stays there.
    """
    still = {each.id for each in assignments.open_of(tx, agreed.worker.id)}
    going = [each for each in agreed.going if each.assignment.id in still]
    labels = ", ".join(each.client.label for each in going)
    if not going:
        return 0
    worker, to = agreed.worker, agreed.to
    text = office.say(
        "staff_handed_over", to.language, worker=worker.name, aliases=labels
    )
    notices.notify(tx, to.id, text, now)
    for each in going:
        _pass(tx, office, each.assignment, worker, to, by, now)
    if worker.left_at is None:
        text = office.say(
            "staff_handed_on", worker.language, new_worker=to.name, aliases=labels
        )
        notices.notify(tx, worker.id, text, now)
    standing_in.settle(tx, office, now)
    return len(going)


def clients_without(tx: Transaction, worker: Person) -> list[Person]:
    """Return who would have nobody if somebody left: hand them over first."""
    found = assignments.own_clients(tx, worker.id)
    return [people.known(tx, client) for client in found]


def _pass(
    tx: Transaction,
    office: Office,
    one: Assignment,
    worker: Person,
    to: Person,
    by: Person | None,
    now: datetime,
) -> None:
    """Let another answer one assignment: who is helped, and whoever takes part."""
    concerned = [people.known(tx, each) for each in standing_in.everybody_in(tx, one)]
    for person in concerned:
        _write_down(tx, office, person, worker, to, by, now)
    assignments.set_contact_person(tx, one.id, to.id)
    contact_person_changes.add(tx, Change(one.id, worker.id, to.id, now))
    for person in concerned:
        # The key changes here: what is written from now on opens to the new readers.
        enrolment.open_case(tx, office, person, now)
        _write_down(tx, office, person, worker, to, by, now)
        moved = _take_over(tx, person, {worker.id, one.answering}, to, now)
        for kind in (standing_in.ASKED, old_messages.KIND):
            questions.withdraw(tx, person.id, kind)
        appointments.hand_over(tx, office, person, to, by, now)
        _tell(tx, office, person, worker, to, now)
        copy_unanswered(tx, office, person, to, now, but=moved)
    old_messages.ask(tx, office, one.client, to.id, now)


def _take_over(
    tx: Transaction, person: Person, before: set[PersonId], to: Person, now: datetime
) -> set[int]:
    """Let what is on its way go to the new one, and nobody's next line astray."""
    for worker in (*before, to.id):
        choice = choices.find(tx, worker)
        if choice is not None and choice.client == person.id:
            choices.close(tx, worker)
    case = cases.of_client(tx, person.id)
    moved: set[int] = set()
    if case is not None:
        for worker in before - {to.id}:
            moved |= handed_on.move(tx, case, worker, to.id, now)
    return moved


def _write_down(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    to: Person,
    by: Person | None,
    now: datetime,
) -> None:
    """Write it into the case: once for those who read until now, once for the next."""
    case = cases.of_client(tx, person.id)
    if case is None:
        return
    said = office.say(
        "handed_over", office.language, worker=worker.name, new_worker=to.name
    )
    author = "" if by is None else by.name
    lifecycle.write_down(tx, case, by, {"author": author, "text": said}, now)


def _tell(
    tx: Transaction,
    office: Office,
    person: Person,
    worker: Person,
    to: Person,
    now: datetime,
) -> None:
    text = speaking.say(
        tx,
        office,
        person,
        "contact_person_change",
        name=person.name,
        worker=worker.name,
        new_worker=to.name,
        date=office.texts.date(now, office.zone, person.language),
    )
    standing_in.tell_by_day(tx, office, person.id, text, now)


def _notes(tx: Transaction, to: Person, now: datetime) -> list[Note]:
    found = []
    if leaves_by(addresses.of_person(tx, to.id), now) is None:
        found.append(Note.NOT_REACHED)
    if standing_in.answering_at(tx, to.id, now) != to.id:
        found.append(Note.AWAY)
    keys = readers.of_person(tx, to.id)
    if all(each.removed_at is not None for each in keys):
        found.append(Note.NO_KEY)
    return found
