"""What a contact person reads of a meeting that they are about to propose."""

from datetime import datetime, time, timedelta

from casework import local_time
from casework.absences import overlapping
from casework.appointments import LONGEST_PLACE, Fault
from casework.people import Person, PersonId
from casework.when import NotWhen
from casework.when_said import WhenFault
from handlers import rhythms, when_asking
from handlers.meet_plan import Plan
from handlers.office import Office
from storage import absences, appointments, people, safe_contacts
from storage.transaction import Transaction

A_DAY = timedelta(days=1)
"""No meeting is longer."""


def when_of(office: Office, starts: datetime, language: str | None) -> dict[str, str]:
    """Return the places `date` and `time` for a time on the wall."""
    moment = local_time.instant(starts, office.zone)
    return {
        "date": office.texts.date(moment, office.zone, language),
        "time": office.texts.clock(moment, office.zone, language),
    }


def preview(tx: Transaction, office: Office, worker: Person, plan: Plan) -> str:
    """Return what will be proposed, and what the one who proposes it should know."""
    new, language = plan.as_new(), worker.language
    client = people.known(tx, PersonId(plan.client or ""))
    said = {
        "client": client.label,
        "minutes": new.minutes,
        "kind": office.say(f"meet_kind_{new.kind}", language),
        **when_of(office, new.starts, language),
    }
    key = "meet_preview" if plan.moves is None else "meet_preview_move"
    if plan.every is not None:
        key = "meet_preview_series"
        said["rhythm"] = rhythms.said(office, plan.every, language)
    lines = [office.say(key, language, **said)]
    if plan.every is not None and plan.every.until is not None:
        last = datetime.combine(plan.every.until, time(12))
        day = when_of(office, last, language)["date"]
        lines.append(office.say("meet_until", language, date=day))
    if new.place:
        lines.append(office.say("meet_where", language, place=new.place))
    if new.tell:
        names = ", ".join(people.known(tx, each).name for each in new.tell)
        lines.append(office.say("meet_tells", language, list=names))
    if new.remind_before_2h:
        lines.append(office.say("meet_soon", language))
    return "\n".join([*lines, *notes(tx, office, worker, plan)])


def notes(tx: Transaction, office: Office, worker: Person, plan: Plan) -> list[str]:
    """Return what is no hindrance, but to be known: other meetings, days away."""
    new, language = plan.as_new(), worker.language
    client = people.known(tx, PersonId(plan.client or ""))
    starts = local_time.instant(new.starts, office.zone)
    ends = starts + timedelta(minutes=new.minutes)
    said = [
        office.say(
            "meet_overlaps",
            language,
            client=people.known(tx, each.client).label,
            time=office.texts.clock(each.starts_at, each.zone, language),
        )
        for each in appointments.of_worker(tx, worker.id, starts - A_DAY, ends)
        if each.ends_at > starts and each.id != plan.moves
    ]
    if overlapping(absences.open_of(tx, worker.id), starts, ends) is not None:
        said.append(office.say("meet_away", language))
    if not safe_contacts.of(tx, client.id).is_open(starts, office.zone):
        said.append(office.say("meet_unsafe", language, client=client.label))
    return said


def fault_of(
    office: Office,
    language: str | None,
    fault: Fault | NotWhen,
    starts: datetime | None = None,
) -> str:
    """Return what to ask somebody whose meeting cannot stand like that, then."""
    match fault:
        case NotWhen():
            return when_asking.question(office, language, fault)
        case Fault.PLACE:
            return office.say("meet_place_long", language, count=LONGEST_PLACE)
        case Fault.NOT_THEIRS:
            return office.say("to_no_clients", language)
        case Fault.OVER:
            return office.say("meet_over", language)
        case _:
            said = {} if starts is None else when_of(office, starts, language)
            same = NotWhen(WhenFault(fault), " ".join(said.values()))
            return when_asking.question(office, language, same)
