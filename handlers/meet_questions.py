"""The questions about a meeting that somebody is about to propose."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from casework import local_time
from casework.appointments import AppointmentKind
from casework.people import Person, PersonId, Role
from handlers import appointment_parties, meet_words
from handlers.caseload import clients_of
from handlers.meet_plan import Plan
from handlers.office import Office
from storage import assignments, people
from storage.transaction import Transaction

MOST_PEOPLE = 40
LENGTHS = (30, 45, 60, 90, 120)
"""Minutes, offered as buttons."""

HOURS = range(8, 20)
DAYS = 8
"""How many are offered as buttons, from today on."""

A_DAY = timedelta(days=1)
FIELDS = ("when", "long", "kind", "where", "tell", "soon")
"""What can be changed once it stands there."""

Pair = tuple[str, str]
Rows = Sequence[Sequence[Pair]]
Question = tuple[str, Rows, bool]
"""The words, the buttons, and whether words answer it."""


def mine(tx: Transaction, worker: Person) -> list[Person]:
    """Return whom somebody can propose a meeting to: those whose help it is."""
    return [each for each in clients_of(tx, worker) if _is_helped(tx, each)]


def _is_helped(tx: Transaction, person: Person) -> bool:
    assignment = assignments.current(tx, person.id)
    return assignment is not None and assignment.principal in (None, person.id)


def parties(tx: Transaction, plan: Plan) -> list[Person]:
    """Return who else could hear of it."""
    client = people.known(tx, PersonId(plan.client or ""))
    caseworkers = [
        people.known(tx, each) for each in people.at_work(tx, Role.CASEWORKER)
    ]
    found = [*appointment_parties.choosable(tx, client), *caseworkers]
    return sorted(found, key=lambda each: each.name)


def missing(tx: Transaction, plan: Plan) -> str:
    """Return the step that asks what is still to be said; `preview`: nothing."""
    if plan.client is None:
        return "who"
    open_steps = {
        "when": plan.starts is None and plan.day is None,
        "time": plan.starts is None,
        "long": plan.minutes is None,
        "kind": plan.kind is None,
        "where": plan.place is None and not plan.needs_no_place,
        "tell": plan.tell is None and bool(parties(tx, plan)),
    }
    return next((step for step, is_open in open_steps.items() if is_open), "preview")


def question(
    tx: Transaction,
    office: Office,
    worker: Person,
    step: str,
    plan: Plan,
    now: datetime,
) -> Question:
    """Return what a step asks."""
    language = worker.language
    match step:
        case "who":
            some = mine(tx, worker)[:MOST_PEOPLE]
            rows = [[(str(each.id), each.label)] for each in some]
            return office.say("meet_who", language), rows, True
        case "when":
            return _when(tx, office, language, plan, now)
        case "time":
            return _time(office, language, plan, now)
        case "long":
            pairs = [(str(each), f"{each} min") for each in LENGTHS]
            return office.say("meet_long", language), _in_rows(pairs, 3), True
        case "kind":
            pairs = [
                (str(each), office.say(f"meet_kind_{each}", language))
                for each in AppointmentKind
            ]
            return office.say("meet_kind", language), _in_rows(pairs, 2), False
        case "where":
            nowhere = [[("-", office.say("btn_no_place", language))]]
            return office.say("meet_place", language), nowhere, True
        case "tell":
            return _tell(tx, office, language, plan)
        case "change":
            return _change(tx, office, language, plan)
        case _:
            return _preview(tx, office, worker, plan)


def _when(
    tx: Transaction, office: Office, language: str, plan: Plan, now: datetime
) -> Question:
    today = local_time.local_of(now, office.zone).date()
    near = [office.say(key, language) for key in ("btn_today", "btn_tomorrow")]
    days = [today + ahead * A_DAY for ahead in range(DAYS)]
    labels = near + [_date(office, day, language) for day in days[len(near) :]]
    pairs = [(f"{day}", label) for day, label in zip(days, labels, strict=True)]
    client = people.known(tx, PersonId(plan.client or "")).label
    text = office.say("meet_when", language, client=client)
    return text, _in_rows(pairs, 2), True


def _time(office: Office, language: str, plan: Plan, now: datetime) -> Question:
    there = local_time.local_of(now, office.zone)
    day = plan.day or there.date()
    times = [datetime.combine(day, time(hour)) for hour in HOURS]
    pairs = [
        (f"{at:%H:%M}", meet_words.when_of(office, at, language)["time"])
        for at in times
        if at > there
    ]
    text = office.say("meet_time", language, date=_date(office, day, language))
    return text, _in_rows(pairs, 4), True


def _tell(tx: Transaction, office: Office, language: str, plan: Plan) -> Question:
    chosen = plan.tell or ()
    rows = [
        [(str(each.id), f"+ {each.name}" if each.id in chosen else each.name)]
        for each in parties(tx, plan)
    ]
    done = ("done", office.say("btn_tell_done", language))
    return office.say("meet_tell", language), [*rows, [done]], False


def _change(tx: Transaction, office: Office, language: str, plan: Plan) -> Question:
    left_out = set() if parties(tx, plan) else {"tell"}
    if plan.needs_no_place:
        left_out.add("where")
    pairs = [
        (each, office.say(f"btn_meet_{each}", language))
        for each in FIELDS
        if each not in left_out
    ]
    return office.say("meet_change", language), _in_rows(pairs, 2), False


def _preview(tx: Transaction, office: Office, worker: Person, plan: Plan) -> Question:
    labels = ["send", "change"]
    if plan.every is None and plan.moves is None:
        labels.insert(1, "agreed")
    rows = [
        [(each, office.say(f"btn_meet_{each}", worker.language))] for each in labels
    ]
    return meet_words.preview(tx, office, worker, plan), rows, False


def _in_rows(pairs: Sequence[Pair], wide: int) -> Rows:
    return [pairs[at : at + wide] for at in range(0, len(pairs), wide)]


def _date(office: Office, day: date, language: str) -> str:
    noon = datetime.combine(day, time(12))
    return meet_words.when_of(office, noon, language)["date"]
