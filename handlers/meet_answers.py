"""What somebody answers about a meeting that they are about to propose."""

from dataclasses import replace
from datetime import datetime

from casework.appointments import LONGEST_PLACE, AppointmentKind, Fault
from casework.meeting_line import MeetingLine, read_line, read_place
from casework.people import Person
from casework.rhythm_words import RhythmFault
from casework.when import NotWhen, read_minutes
from casework.when_said import LONGEST_TEXT, WhenFault
from handlers import meet_words
from handlers.caseload import names_of
from handlers.meet_plan import Plan
from handlers.meet_questions import mine, parties
from handlers.office import Office
from storage.transaction import Transaction


def take(
    tx: Transaction,
    office: Office,
    worker: Person,
    step: str,
    plan: Plan,
    answer: str,
    now: datetime,
) -> Plan | str:
    """Return the plan with what was answered to a step, or what to ask back."""
    match step:
        case "who":
            return _who(tx, office, worker, plan, answer)
        case "when":
            return with_line(office, worker, plan, answer, now)
        case "time":
            return _time(office, worker, plan, answer, now)
        case "long":
            found = read_minutes(answer)
            if isinstance(found, NotWhen):
                return said_of(office, worker, found)
            return replace(plan, minutes=found)
        case "kind":
            return replace(plan, kind=AppointmentKind(answer))
        case _:
            return _where(office, worker, plan, answer)


def called(tx: Transaction, worker: Person, name: str) -> Person | None:
    """Return the one of theirs who is called this, if it is one."""
    found = [each for each in mine(tx, worker) if name.casefold() in names_of(each)]
    return found[0] if len(found) == 1 else None


def toggled(tx: Transaction, plan: Plan, answer: str) -> Plan:
    """Return the plan with somebody more, or less, who hears of it."""
    chosen = list(plan.tell or ())
    for each in parties(tx, plan):
        if each.id == answer:
            if each.id in chosen:
                chosen.remove(each.id)
            else:
                chosen.append(each.id)
    return replace(plan, tell=tuple(chosen))


def with_line(
    office: Office, worker: Person, plan: Plan, text: str, now: datetime
) -> Plan | str:
    """Return the plan with what a line says of the time and all else."""
    found = read_line(text, now, office.zone)
    if isinstance(found, NotWhen) and found.fault is WhenFault.NO_TIME and found.day:
        return replace(plan, day=found.day)
    if not isinstance(found, MeetingLine):
        return said_of(office, worker, found)
    if found.rhythm is not None and plan.moves is not None:
        return office.say("meet_one_only", worker.language)
    if found.rhythm is None and plan.series is not None:
        return office.say("series_only", worker.language)
    return place_fault(office, worker, found.place) or plan.with_time(found)


def said_of(office: Office, worker: Person, fault: NotWhen | RhythmFault) -> str:
    """Return what to ask somebody who wrote no time, or no rhythm."""
    if isinstance(fault, RhythmFault):
        return office.say("meet_rhythm", worker.language, part=fault.part[:40])
    return meet_words.fault_of(office, worker.language, fault)


def place_fault(office: Office, worker: Person, place: str) -> str:
    """Return what to ask somebody whose place is a letter; nothing: it is none."""
    if len(place) <= LONGEST_PLACE:
        return ""
    return meet_words.fault_of(office, worker.language, Fault.PLACE)


def _who(
    tx: Transaction, office: Office, worker: Person, plan: Plan, answer: str
) -> Plan | str:
    chosen = next((each for each in mine(tx, worker) if each.id == answer), None)
    found = chosen or called(tx, worker, answer)
    if found is None:
        return office.say("alias_unknown", worker.language, alias=answer[:40])
    return replace(plan, client=found.id)


def _time(
    office: Office, worker: Person, plan: Plan, answer: str, now: datetime
) -> Plan | str:
    """Take a time for the day that was said; another day counts as well."""
    on_that_day = with_line(office, worker, plan, f"{plan.day} {answer}", now)
    if isinstance(on_that_day, Plan) and on_that_day.starts is not None:
        return on_that_day
    whole = with_line(office, worker, plan, answer, now)
    if isinstance(whole, Plan):
        return whole
    if isinstance(on_that_day, str):
        return on_that_day
    return said_of(office, worker, NotWhen(WhenFault.WORD, answer[:LONGEST_TEXT]))


def _where(office: Office, worker: Person, plan: Plan, answer: str) -> Plan | str:
    place = "" if answer == "-" else " ".join(answer.split())
    fault = place_fault(office, worker, place)
    return fault or replace(plan, place=read_place(place)[1] or place)
