"""Who is counted in a report, by which name, and who was their contact person when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from casework.people import AssignmentState, CaseId, Person, PersonId
from casework.profiles import RecordPolicy
from casework.reports import UNNAMED
from casework.rights import Act
from casework.safe_contact import Week
from handlers import permissions, profiles
from handlers.office import Office
from storage import contact_person_changes, people, report_rows, working_hours
from storage.contact_person_changes import Change
from storage.transaction import Transaction

AT_REST = frozenset({AssignmentState.REFERRED, AssignmentState.PAUSED})


@dataclass(frozen=True, slots=True)
class Help:
    """One assignment, and who was the contact person at which time."""

    client: PersonId
    worker: PersonId
    profile: str
    state: AssignmentState
    starts_at: datetime
    ends_at: datetime | None
    rests_at: datetime | None
    """Since when nothing is planned: it is over, or rests."""
    changes: tuple[Change, ...] = ()

    def worker_at(self, moment: datetime) -> PersonId:
        """Return who was the contact person then."""
        for change in self.changes:
            if moment < change.at:
                return change.before
        return self.worker


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be counted: those in one kind of help, those of a colleague."""

    profile: str = ""
    viewer: Person | None = None
    """Only those whose dates and forms of contact this colleague may see."""
    clients: frozenset[PersonId] | None = None
    """Only these."""


class Frame:
    """Everybody who is counted; whoever is not in it is left out everywhere."""

    def __init__(
        self, tx: Transaction, office: Office, whom: Whom, now: datetime
    ) -> None:
        self._tx = tx
        self._is_of_few = whom.clients is not None
        self._cases = {case.id: case for case in report_rows.cases(tx)}
        self._policies = {case.client: case.policy for case in self._cases.values()}
        self._principals = report_rows.principals(tx)
        self._helps = {
            client: helps
            for client, helps in _helps(tx, whom.profile).items()
            if whom.clients is None or client in whom.clients
        }
        if whom.viewer is not None:
            self._helps = {
                client: helps
                for client, helps in self._helps.items()
                if permissions.is_allowed(
                    tx,
                    office,
                    whom.viewer,
                    Act.SEE_METADATA,
                    people.known(tx, client),
                    now,
                )
            }
        day = now.astimezone(office.zone).date()
        self._unrecorded = {
            client
            for client, helps in self._helps.items()
            if self._policy(office, client, helps[-1], day) is RecordPolicy.NONE
        }
        self._labels: dict[PersonId, str] = {}
        self._workers: dict[PersonId, str] = {}
        self._hours: dict[PersonId, Week | None] = {}

    def _policy(
        self, office: Office, client: PersonId, last: Help, day: date
    ) -> RecordPolicy | None:
        """Return what is written down of somebody: what their case began with."""
        policy = self._policies.get(client)
        if policy is not None:
            return RecordPolicy(policy)
        rules = profiles.named(office, last.profile, day)
        return None if rules is None else rules.record_policy

    @property
    def few_cases(self) -> list[CaseId] | None:
        """Return the cases of those who were named; nothing: it is of everybody."""
        if not self._is_of_few:
            return None
        return [case for case in self._cases if self.client_of(case) is not None]

    @property
    def helps(self) -> Iterator[Help]:
        """Yield every assignment of those who are counted."""
        return (each for helps in self._helps.values() for each in helps)

    def help_of(self, person: str, moment: datetime) -> Help | None:
        """Return the assignment that somebody, or whose family they are, had then."""
        client = self._principals.get(PersonId(person), PersonId(person))
        helps = self._helps.get(client)
        if not helps:
            return None
        begun = [each for each in helps if each.starts_at <= moment]
        return begun[-1] if begun else helps[0]

    def client_of(self, case: str) -> PersonId | None:
        """Return whose help a case belongs to, if they are counted."""
        found = self._cases.get(CaseId(case))
        if found is None:
            return None
        client = self._principals.get(found.client, found.client)
        return client if client in self._helps else None

    def is_own_case(self, case: str) -> bool:
        """Tell whether it is of who is helped, not of somebody who takes part."""
        found = self._cases.get(CaseId(case))
        return found is not None and found.client not in self._principals

    def is_recorded(self, client: PersonId) -> bool:
        """Tell whether contacts with somebody are written down at all."""
        return client not in self._unrecorded

    def label_of(self, client: PersonId) -> str:
        """Return the short name; nobody's of whom no record is to be kept."""
        if not self.is_recorded(client):
            return UNNAMED
        if client not in self._labels:
            self._labels[client] = people.known(self._tx, client).alias
        return self._labels[client]

    def worker_label(self, worker: PersonId) -> str:
        """Return what the organisation calls somebody who works there."""
        if worker not in self._workers:
            self._workers[worker] = people.ref_of(self._tx, worker)
        return self._workers[worker]

    def hours_of(self, worker: PersonId) -> Week | None:
        """Return the hours of somebody who does not work when the office does."""
        if worker not in self._hours:
            self._hours[worker] = working_hours.find(self._tx, worker)
        return self._hours[worker]

    def changes(self) -> Iterator[tuple[PersonId, datetime, PersonId]]:
        """Yield who got another contact person, when, and whom; a first one is none."""
        for client, helps in self._helps.items():
            for each in helps:
                yield from ((client, one.at, one.after) for one in each.changes)
            for before, after in pairwise(helps):
                first = after.worker_at(after.starts_at)
                if before.worker != first:
                    yield client, after.starts_at, first


def _helps(tx: Transaction, profile: str) -> dict[PersonId, list[Help]]:
    """Return the assignments of everybody, or of one kind of help, by person."""
    changes = defaultdict(list)
    for change in contact_person_changes.every(tx):
        changes[change.assignment].append(change)
    found = defaultdict(list)
    for row in report_rows.helped(tx):
        if profile and row.profile != profile:
            continue
        rests_at = row.state_since if row.state in AT_REST else None
        found[row.client].append(
            Help(
                row.client,
                row.worker,
                row.profile,
                row.state,
                row.starts_at,
                row.ends_at,
                row.ends_at or rests_at,
                tuple(changes[row.id]),
            )
        )
    return dict(found)
