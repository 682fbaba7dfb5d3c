"""Birthdays that change something: told ahead, and what ends on the day ends then."""

from collections.abc import Sequence
from datetime import date, datetime, time

from casework import ages
from casework.ages import AgeEvent, What
from casework.drafts import DeliveryKind, Draft
from casework.people import Assignment, Person, Role
from casework.profiles import ADULT
from handlers import consents, families, goodbye, notices, profiles
from handlers.duty import Duty
from handlers.families import Kin
from handlers.office import Office
from storage import age_events, assignments, cases, outbox, people
from storage.age_events import Looked
from storage.transaction import Transaction

AT_ONCE = 200
"""So many assignments are looked at in one transaction: the service waits 0.1 s."""

MORNING = time(8)
"""Nobody is written to about a birthday in the night; what ends does so at midnight."""


def _of_today(tx: Transaction, office: Office, now: datetime) -> list[Looked]:
    """Return what nobody looked at today; before the morning there, nothing."""
    there = now.astimezone(office.zone)
    if there.time() < MORNING:
        return []
    return age_events.not_looked_at(tx, there.date(), AT_ONCE)


def _look_at_all(
    tx: Transaction, office: Office, of_today: Sequence[Looked], now: datetime
) -> None:
    today = now.astimezone(office.zone).date()
    for each in of_today:
        _look_at(tx, office, each, today, now)
        age_events.looked_at(tx, each.assignment, today)


LOOK = Duty("ages", _of_today, _look_at_all)
"""Once a day at each assignment: what is to be said of a birthday is said."""


def _with_guardian(tx: Transaction, office: Office, now: datetime) -> list[Looked]:
    today = now.astimezone(office.zone).date()
    return age_events.guardians_not_looked_at(tx, today, AT_ONCE)


def _end_all_guardians(
    tx: Transaction, office: Office, looked: Sequence[Looked], now: datetime
) -> None:
    today = now.astimezone(office.zone).date()
    for each in looked:
        _end_guardians(tx, office, people.known(tx, each.client), today, now)
        age_events.guardians_looked_at(tx, each.assignment, today)


END_GUARDIANS = Duty("guardians", _with_guardian, _end_all_guardians)
"""Nobody takes part any more for who is of age: from midnight on, and once a day.

The service does so before it begins.
"""


def _look_at(
    tx: Transaction, office: Office, looked: Looked, today: date, now: datetime
) -> None:
    client = people.known(tx, looked.client)
    _end_guardians(tx, office, client, today, now)
    assignment = assignments.current(tx, client.id)
    if client.born_before is None or assignment is None:
        return
    profile = profiles.of_assignment(tx, office, client, now)
    events = ages.due(
        client.born_before,
        () if profile is None else profile.ages_announced,
        today=today,
        since=looked.since.astimezone(office.zone).date(),
        said=age_events.said(tx, client.id),
    )
    for event in events:
        age_events.add(tx, client.id, event.age, event.what, now)
        _tell(tx, office, client, assignment, event, now)
        if event.is_coming_of_age:
            consents.ask_own(tx, office, client, now)


def _end_guardians(
    tx: Transaction, office: Office, client: Person, today: date, now: datetime
) -> None:
    """Let nobody take part as a guardian any more, and thank them in the morning."""
    assignment = assignments.current(tx, client.id)
    if assignment is None or not ages.is_of_age(client.born_before, today):
        return
    worker = people.known(tx, assignment.contact_person)
    for person, kind in assignments.participants(tx, assignment.id):
        if kind != Kin.GUARDIAN:
            continue
        guardian = people.known(tx, person)
        key = "guardian_ended"
        delivery = goodbye.say(
            tx, office, guardian, worker, now, key=key, child=client.name
        )
        _wait_for_morning(tx, office, delivery, now)
        families.end(tx, office, guardian, now, says_goodbye=False)
        _tell_of_end(tx, office, client, guardian, assignment, now)


def _tell_of_end(
    tx: Transaction,
    office: Office,
    client: Person,
    guardian: Person,
    assignment: Assignment,
    now: datetime,
) -> None:
    """Tell whoever answers, without waking them."""
    worker = people.known(tx, assignment.answering)
    text = office.say(
        "staff_guardian_ended",
        worker.language,
        client=guardian.label,
        name=client.label,
    )
    draft = Draft(
        worker.id,
        DeliveryKind.NOTICE,
        text,
        case_id=cases.of_client(tx, guardian.id),
        silent=office.is_night(now),
    )
    notices.tell(tx, draft, now)


def _wait_for_morning(
    tx: Transaction, office: Office, delivery: int, now: datetime
) -> None:
    there = now.astimezone(office.zone)
    if there.time() >= MORNING:
        return
    waits = outbox.find(tx, delivery)
    if waits is not None:
        morning = datetime.combine(there.date(), MORNING, office.zone)
        outbox.postpone(tx, waits, morning, None)


def _tell(
    tx: Transaction,
    office: Office,
    client: Person,
    assignment: Assignment,
    event: AgeEvent,
    now: datetime,
) -> None:
    """Tell the contact person and the supervisors."""
    worker = people.known(tx, assignment.contact_person)
    case = cases.of_client(tx, client.id)
    notices.notify(
        tx, worker.id, _words(office, client, event, worker), now, case_id=case
    )
    for supervisor in people.with_role(tx, Role.SUPERVISOR):
        if supervisor.left_at is None:
            words = _words(office, client, event, supervisor)
            notices.notify(tx, supervisor.id, words, now)


def _words(office: Office, client: Person, event: AgeEvent, reader: Person) -> str:
    """Return how it is said; beyond 18, an age is where another unit may take over."""
    said: dict[str, object] = {"client": client.label}
    if event.is_coming_of_age:
        return office.say("staff_of_age", reader.language, **said)
    said["age"] = event.age
    if event.what is What.ANNOUNCED:
        key = "staff_age_ahead"
        there = datetime.combine(event.on, time(), office.zone)
        said["date"] = office.texts.date(there, office.zone, reader.language)
    else:
        key = "staff_other_unit" if event.age > ADULT else "staff_age_reached"
    return office.say(key, reader.language, **said)
