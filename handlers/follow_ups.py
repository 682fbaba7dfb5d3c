"""Reviews of the help: reminded ahead, told when overdue, listed: `/reviews`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from casework.follow_ups import FollowUp, Party, Standing, due_on, standing
from casework.people import AssignmentState, Person, Role
from casework.profiles import ServiceProfile
from casework.rights import Act
from casework.tasks import TaskKind
from handlers import (
    contact_gaps,
    entries,
    named_client,
    notices,
    permissions,
    profiles,
    tasks,
)
from handlers.contact_gaps import BY_THEN, CONTACT_PERSON, SUPERVISORS, day
from handlers.office import Office
from storage import assignments, cadence, cases, follow_ups, people
from storage import tasks as kept_tasks
from storage.assignments import Details
from storage.cadence import Told
from storage.records import NewEntry
from storage.transaction import Transaction

FOLLOW_UP = "follow_up"
MOST_LINES = 30
OVERSEE = (Role.SUPERVISOR, Role.CASEWORKER)
"""Who sees the reviews of everybody."""


@dataclass(frozen=True, slots=True)
class Review:
    """The next review of somebody's help, and how near it is."""

    ref: str = field(repr=False)
    client: Person
    worker: Person
    begun: date
    last: date | None
    due: date
    standing: Standing


def look(
    tx: Transaction,
    office: Office,
    details: Details,
    client: Person,
    profile: ServiceProfile,
    now: datetime,
) -> None:
    """Remind of a review that is near, and tell the supervisors of one overdue."""
    if details.state is AssignmentState.REFERRED:
        return
    due = due_of(tx, office, details, profile)
    near = standing(due, _there(office, now))
    said = cadence.told(tx, details.id, FOLLOW_UP)
    if said is not None and said.about != due:
        # It was held, or the rules are others by now.
        cadence.forget_told(tx, details.id, FOLLOW_UP)
        tasks.done_about(tx, office, client.id, TaskKind.FOLLOW_UP, now)
        said = None
    if near is Standing.LATER:
        return
    if said is None:
        promised = datetime.combine(
            max(due, _there(office, now) + timedelta(days=1)), BY_THEN, office.zone
        )
        tasks.put(tx, office, TaskKind.FOLLOW_UP, client, now, promised=promised)
        cadence.set_told(tx, details.id, FOLLOW_UP, Told(due, CONTACT_PERSON, now))
    if near is Standing.OVERDUE and (said is None or said.step == CONTACT_PERSON):
        contact_gaps.tell_supervisors(
            tx, office, "staff_review_overdue", details, client, due, now
        )
        task = kept_tasks.find_open(tx, client.id, TaskKind.FOLLOW_UP)
        if task is not None:
            # They know by now: as a task that is overdue they need not hear it again.
            kept_tasks.set_climbed(tx, task.id, SUPERVISORS)
        cadence.set_told(tx, details.id, FOLLOW_UP, Told(due, SUPERVISORS, now))


def due_of(
    tx: Transaction, office: Office, details: Details, profile: ServiceProfile
) -> date:
    """Return when the next review of an assignment is due."""
    last = follow_ups.last(tx, details.id)
    return due_on(_there(office, details.starts_at), last, profile.follow_up_months)


def hold(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    held: FollowUp,
    said: dict[str, str],
    now: datetime,
) -> None:
    """Write down a review that was held; what was said goes into the case alone."""
    follow_ups.add(tx, held, worker.id, now)
    cadence.forget_told(tx, held.assignment, FOLLOW_UP)
    tasks.done_about(tx, office, client.id, TaskKind.FOLLOW_UP, now, by=worker.id)
    cadence.look_at(tx, held.assignment, now)
    case = cases.of_client(tx, client.id)
    head, outcome = in_words(office, client, held, office.language)
    lines = [head, *(each for each in said.values() if each), outcome]
    entry = NewEntry(
        kind="follow_up",
        at=now,
        direction="",
        channel="",
        author=worker.id,
        body={
            "author": worker.name,
            "text": "\n".join(lines),
            "held_on": held.held_on.isoformat(),
            "took_part": [each for each in Party if each in held.took_part],
            "outcome": held.outcome,
            **said,
        },
    )
    entries.write(tx, case, entry)


def in_words(
    office: Office, client: Person, held: FollowUp, language: str | None
) -> tuple[str, str]:
    """Return when a review was and who took part, and what came of it."""
    parties = [
        client.label if each is Party.CLIENT else office.say(f"party_{each}", language)
        for each in Party
        if each in held.took_part
    ]
    when = day(office, held.held_on, language)
    outcome = office.say(f"btn_{held.outcome}", language)
    return f"{when}: {', '.join(parties)}", outcome


def reviews(
    tx: Transaction, office: Office, now: datetime, viewer: Person | None = None
) -> list[Review]:
    """Return the next review of everybody's help that the viewer may see, by its day.

    Without a viewer, for whoever runs the service: of everybody.
    """
    if viewer is None or viewer.role in OVERSEE:
        known = cadence.every_open(tx)
    else:
        # A contact person's morning must not go through everybody's help.
        known = cadence.answered_by(tx, viewer.id)
    found = [
        each
        for identity in known
        if (each := _review(tx, office, assignments.details(tx, identity), now))
        and (
            viewer is None
            or permissions.is_allowed(tx, office, viewer, Act.PLAN, each.client, now)
        )
    ]
    return sorted(found, key=lambda each: (each.due, each.client.alias))


def show(
    tx: Transaction, office: Office, worker: Person, _words: str, now: datetime
) -> None:
    """Show somebody who works here which reviews are due, and which overdue."""
    lines = listed(office, worker, reviews(tx, office, now, worker))
    text = "\n".join(lines) or office.say("reviews_none", worker.language)
    notices.answer(tx, worker.id, text, now)


by_sms = named_client.word_by_sms(
    "reviews|follow[ -]?ups|opfølgninger|opfoelgninger|uppföljningar|uppfoljningar",
    show,
    behind="",
)


def listed(office: Office, worker: Person, found: Iterable[Review]) -> list[str]:
    """Return what is overdue and what is near, line by line, each under its head."""
    near = [each for each in found if each.standing is not Standing.LATER]
    lines: list[str] = []
    for key in (Standing.OVERDUE, Standing.SOON):
        some = [each for each in near[:MOST_LINES] if each.standing is key]
        if some:
            lines.append(office.say(f"reviews_{key}", worker.language))
        lines += [
            office.say(
                "review_line",
                worker.language,
                client=each.client.label,
                date=day(office, each.due, worker.language),
                worker=each.worker.name,
            )
            for each in some
        ]
    if len(near) > MOST_LINES:
        lines.append(f"+ {len(near) - MOST_LINES}")
    return lines


def in_digest(
    tx: Transaction, office: Office, worker: Person, now: datetime
) -> list[str]:
    """Return the reviews that somebody is told of in the morning."""
    found = reviews(tx, office, now, worker)
    if worker.role not in OVERSEE:
        # What they have as a task stands there.
        kind = TaskKind.FOLLOW_UP
        found = [
            each
            for each in found
            if kept_tasks.find_open(tx, each.client.id, kind) is None
        ]
    return listed(office, worker, found)


def _review(
    tx: Transaction, office: Office, details: Details, now: datetime
) -> Review | None:
    client = people.known(tx, details.client)
    profile = profiles.of_assignment(tx, office, client, now)
    if profile is None or details.state is AssignmentState.REFERRED:
        return None
    due = due_of(tx, office, details, profile)
    return Review(
        ref=people.ref_of(tx, client.id),
        client=client,
        worker=people.known(tx, details.contact_person),
        begun=_there(office, details.starts_at),
        last=follow_ups.last(tx, details.id),
        due=due,
        standing=standing(due, _there(office, now)),
    )


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
