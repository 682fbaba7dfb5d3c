"""How often there was contact, beside how often it was planned: `/cadence`."""

from datetime import UTC, date, datetime, time, timedelta

from casework import cadence as rules
from casework.cadence import Cadence, Happened, Planned, read_planned
from casework.people import AssignmentState, CaseId, Person, Role
from casework.profiles import ServiceProfile
from casework.rights import Act
from handlers import named_client, notices, overriding, profiles
from handlers.caseload import clients_of
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import assignments, attempts, cadence, cases, people
from storage.assignments import Details
from storage.transaction import Transaction

USUAL = frozenset({"-", "usual", "normal", "normalt", "sædvanlig", "vanlig", "default"})
"""Said instead of how often: what the kind of help says."""

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)


def last_heard_or_met(tx: Transaction, client: Person) -> datetime | None:
    """Return when somebody last wrote, pressed a button or was met."""
    met = cadence.met(tx, client.id, BEGINNING)
    found = [each for each in (cadence.last_heard(tx, client.id), *met[-1:]) if each]
    return max(found, default=None)


def last_contact(tx: Transaction, client: Person) -> datetime | None:
    """Return when there last was contact, in either direction.

    What we sent and what did not arrive is none, nor is a try without an answer.
    """
    found = [last_heard_or_met(tx, client)]
    case = cases.of_client(tx, client.id)
    if case is not None:
        found.append(cadence.last_answered(tx, client.id, case))
    return max((each for each in found if each), default=None)


def planned_for(profile: ServiceProfile | None) -> Planned | None:
    """Return how often there is to be contact, as the rules that count say."""
    if profile is None or profile.planned_contacts is None:
        return None
    return read_planned(profile.planned_contacts)


def planned_in_case(
    tx: Transaction, office: Office, case: CaseId, now: datetime
) -> str:
    """Return how often there is to be contact, as it is written; empty: not planned."""
    client = cases.client_of(tx, case)
    if client is None:
        return ""
    planned = planned_for(
        profiles.of_assignment(tx, office, people.known(tx, client), now)
    )
    return "" if planned is None else str(planned)


def of_client(
    tx: Transaction, office: Office, client: Person, now: datetime
) -> Cadence | None:
    """Return what was planned and what came of it; nothing: nothing is planned.

    While the help rests, or has not begun, nothing is expected either.
    """
    assignment = assignments.current(tx, client.id)
    planned = planned_for(profiles.of_assignment(tx, office, client, now))
    if assignment is None or assignment.principal != client.id or planned is None:
        return None
    details = assignments.details(tx, assignment.id)
    return rules.measure(
        planned,
        _happened(tx, office, client, now - rules.looked_back(planned) - A_DAY),
        _begun(office, details, now),
        _there(office, now),
    )


def line(
    tx: Transaction, office: Office, client: Person, to: Person, now: datetime
) -> str:
    """Return in one line what was planned and what came of it."""
    found = of_client(tx, office, client, now)
    spoken = to.language
    if found is None:
        return office.say("cadence_unplanned", spoken, client=client.label)
    since = datetime.combine(found.since, time(12), office.zone)
    said = office.say(
        "cadence_line",
        spoken,
        client=client.label,
        planned=in_words(office, found.planned, spoken),
        expected=found.expected,
        since=office.texts.date(since, office.zone, spoken),
        meetings=found.meetings,
        talks=found.talks,
        tries=found.attempts,
    )
    return f"{said} {office.say('cadence_behind', spoken)}" if found.is_behind else said


def in_words(office: Office, planned: Planned, language: str) -> str:
    """Return how often that is: `2 a week`."""
    many = "" if planned.every == 1 else "s"
    key = f"cadence_{planned.unit}{many}"
    more = {"n": planned.every} if many else {}
    return office.say(key, language, count=planned.times, **more)


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show how often there was contact, or let another frequency be planned."""
    if not said.strip():
        own = [each for each in clients_of(tx, worker) if each.role is Role.CLIENT]
        lines = [line(tx, office, each, worker, now) for each in own[:30]]
        text = "\n".join(lines) or office.say("to_no_clients", worker.language)
        notices.answer(tx, worker.id, text, now)
        return
    wants = len(said.split()) > 1
    act = Act.PLAN if wants else Act.SEE_METADATA
    named = named_client.behind(tx, office, worker, said, act, now)
    if named is None:
        return
    client, words = named
    if words and not _plan(tx, office, client, words, now):
        values = {"alias": client.alias}
        notices.say(tx, office, worker, "cadence_unclear", now, **values)
        return
    notices.answer(tx, worker.id, line(tx, office, client, worker, now), now)


by_sms = named_client.word_by_sms(
    "cadence|hyppighed|kadence|frekvens|kadens",
    begin,
    behind=rf"(?:{named_client.A_NAME}.*)?",
)


def _plan(
    tx: Transaction, office: Office, client: Person, words: str, now: datetime
) -> bool:
    """Let this be planned from now on, and tell whether it could be."""
    planned = read_planned(words)
    if planned is None and words.casefold() not in USUAL:
        return False
    given = {"planned_contacts": None if planned is None else str(planned)}
    try:
        overriding.override(tx, office, people.ref_of(tx, client.id), given, now)
    except NotPossibleError:
        return False
    return True


def _happened(
    tx: Transaction, office: Office, client: Person, since: datetime
) -> Happened:
    def days(moments: list[datetime]) -> list[date]:
        return [_there(office, each) for each in moments]

    case = cases.of_client(tx, client.id)
    heard = [] if case is None else cadence.heard(tx, client.id, case, since)
    answered = [] if case is None else cadence.answered(tx, client.id, case, since)
    return Happened(
        meetings=days(cadence.met(tx, client.id, since)),
        heard=days(heard),
        answered=days(answered),
        attempts=days(attempts.times_since(tx, client.id, since)),
    )


def _begun(office: Office, details: Details, now: datetime) -> date:
    """Return from when something is expected: not before it begins, nor at rest."""
    rests = (AssignmentState.REFERRED, AssignmentState.PAUSED)
    if details.state in rests:
        return _there(office, now)
    return max(_there(office, details.starts_at), _there(office, details.state_since))


def _there(office: Office, moment: datetime) -> date:
    return moment.astimezone(office.zone).date()
