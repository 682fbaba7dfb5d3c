"""Nothing was heard in either direction: the contact person is told, then others."""

from datetime import date, datetime, time, timedelta

from casework.attempts import is_time_for_a_word
from casework.people import AssignmentState, Person, Role
from casework.profiles import ServiceProfile
from casework.tasks import TaskKind
from handlers import cadence, notices, tasks
from handlers.office import Office
from storage import attempts, people
from storage import cadence as told
from storage import tasks as kept_tasks
from storage.assignments import Details
from storage.cadence import Told
from storage.transaction import Transaction

SILENCE, OUTREACH = "silence", "outreach"
CONTACT_PERSON, SUPERVISORS = 1, 2
"""The steps: who was told."""

BY_THEN = time(16)
"""When, on its day, something is to have happened that was promised for a day."""

MOST_LINES = 30

AT_REST = (AssignmentState.REFERRED, AssignmentState.PAUSED)


def look(
    tx: Transaction,
    office: Office,
    details: Details,
    client: Person,
    profile: ServiceProfile,
    now: datetime,
) -> None:
    """Tell of a silence, end what was told of one that is over, suggest a word."""
    pauses = client.paused_until is not None and client.paused_until > now
    if details.state in AT_REST or pauses or profile.silence_days is None:
        _end_silence(tx, office, details, now)
        return
    if _is_looked_for(tx, office, details, client, profile, now):
        _end_silence(tx, office, details, now)
        return
    since = _since(tx, office, details, client)
    said = told.told(tx, details.id, SILENCE)
    if said is not None and said.about < since:
        _end_silence(tx, office, details, now)
        said = None
    days = timedelta(days=profile.silence_days)
    today = _there(office, now)
    if said is None and today - since >= days:
        _tell_contact_person(tx, office, details, client, since, today + days, now)
    elif (
        said is not None
        and said.step == CONTACT_PERSON
        and today - _there(office, said.at) >= days
    ):
        _tell_supervisors(tx, office, details, client, since, now)


def _since(tx: Transaction, office: Office, details: Details, client: Person) -> date:
    """Return since which day nothing was heard; a rest does not count as silence."""
    found = (
        cadence.last_contact(tx, client),
        client.paused_until,
        details.starts_at,
        details.state_since,
    )
    return _there(office, max(each for each in found if each is not None))


def _tell_contact_person(
    tx: Transaction,
    office: Office,
    details: Details,
    client: Person,
    since: date,
    until: date,
    now: datetime,
) -> None:
    worker = people.known(tx, details.substitute or details.contact_person)
    language = worker.language
    note = office.say("silence_since", language, date=day(office, since, language))
    promised = datetime.combine(until, BY_THEN, office.zone)
    tasks.put(tx, office, TaskKind.SILENCE, client, now, note=note, promised=promised)
    told.set_told(tx, details.id, SILENCE, Told(since, CONTACT_PERSON, now))


def _tell_supervisors(
    tx: Transaction,
    office: Office,
    details: Details,
    client: Person,
    since: date,
    now: datetime,
) -> None:
    tell_supervisors(tx, office, "staff_silence_of", details, client, since, now)
    task = kept_tasks.find_open(tx, client.id, TaskKind.SILENCE)
    if task is not None:
        # They know by now: as a task that is overdue they need not hear it again.
        kept_tasks.set_climbed(tx, task.id, SUPERVISORS)
    told.set_told(tx, details.id, SILENCE, Told(since, SUPERVISORS, now))


def tell_supervisors(
    tx: Transaction,
    office: Office,
    key: str,
    details: Details,
    client: Person,
    about: date,
    now: datetime,
) -> None:
    """Tell everybody who supervises what was not done in an assignment."""
    worker = people.known(tx, details.substitute or details.contact_person)
    for each in people.at_work(tx, Role.SUPERVISOR):
        language = people.known(tx, each).language
        text = office.say(
            key,
            language,
            client=client.label,
            worker=worker.name,
            date=day(office, about, language),
        )
        notices.notify(tx, each, text, now)


def _end_silence(
    tx: Transaction, office: Office, details: Details, now: datetime
) -> None:
    if told.forget_told(tx, details.id, SILENCE):
        tasks.done_about(tx, office, details.client, TaskKind.SILENCE, now)


def _is_looked_for(
    tx: Transaction,
    office: Office,
    details: Details,
    client: Person,
    profile: ServiceProfile,
    now: datetime,
) -> bool:
    """Tell whether enough was tried, and suggest a word now and then.

    Nobody is asked for more than that, least of all who is helped.
    """
    last = cadence.last_heard_or_met(tx, client) or cadence.BEGINNING
    tries = attempts.times_since(tx, client.id, last)
    enough = profile.outreach_days is not None and len(tries) >= profile.missed_tries
    said = told.told(tx, details.id, OUTREACH)
    if not enough:
        told.forget_told(tx, details.id, OUTREACH)
        return False
    today = _there(office, now)
    before = [
        _there(office, each) for each in (*tries[-1:], *([said.at] if said else []))
    ]
    if is_time_for_a_word(
        len(tries), profile.missed_tries, profile.outreach_days, max(before), today
    ):
        worker = people.known(tx, details.substitute or details.contact_person)
        text = office.say("staff_outreach", worker.language, client=client.label)
        notices.notify(tx, worker.id, text, now)
        told.set_told(tx, details.id, OUTREACH, Told(max(before), CONTACT_PERSON, now))
    return True


def in_digest(
    tx: Transaction, office: Office, worker: Person, _now: datetime
) -> list[str]:
    """Return whom nothing was heard from, for supervisors; others have it as a task."""
    if worker.role is not Role.SUPERVISOR:
        return []
    lines = [
        office.say(
            "silence_line",
            worker.language,
            client=people.known(tx, client).label,
            date=day(office, since, worker.language),
        )
        for client, since in told.silent_for_all(tx)[:MOST_LINES]
    ]
    return [office.say("silences", worker.language), *lines] if lines else []


def day(office: Office, when: date, language: str | None) -> str:
    """Return a day as people read it: "Thu 26 Nov"."""
    noon = datetime.combine(when, time(12), office.zone)
    return office.texts.date(noon, office.zone, language)


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
