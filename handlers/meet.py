"""`/meet`, `/move`, `/calloff`: a meeting in one line, step by step, or by SMS."""

import re
from collections.abc import Sequence
from datetime import datetime

from casework.appointments import (
    LONGEST_PLACE,
    Appointment,
    AppointmentKind,
    Fault,
)
from casework.drafts import DeliveryKind, Draft
from casework.meeting_line import MeetingLine, read_line
from casework.people import Person
from casework.rights import Act
from handlers import (
    appointment_staff,
    appointments,
    meet_answers,
    meet_dialog,
    meet_sending,
    meet_words,
    named_client,
    notices,
)
from handlers.caseload import aliases_of, conversation_with
from handlers.meet_plan import Plan, plan_again
from handlers.meet_questions import mine
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments as kept
from storage import people
from storage.buttons import Meaning
from storage.transaction import Transaction

MEET = re.compile(r"\s*(?:meet|møde|moede|möte|mote)\b[\s:,]*", re.IGNORECASE)
MOVE = re.compile(
    r"\s*(?:move|flyt|flytta)\s+(?:(?:nr|no|#)\.?\s*)?(\d{1,9}|K\d{1,5})\b[\s:,]*",
    re.IGNORECASE,
)
OFF = re.compile(
    r"\s*(?:off|call\s?off|aflys|ställ\s+in|stall\s+in)\s+"
    r"(#?\d{1,9}|K\d{1,5})[\s.!]*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\s*#?(\d{1,9})\b[\s:,]*")
A_NAME = re.compile(r"\s*([^\s:,]+)[\s:,]*")
SHORT_NAME = re.compile(r"K\d{1,5}", re.IGNORECASE)
MOST_LISTED = 20


def begin(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show what `/meet K7 tuesday 14 1h` will propose, or ask for what is not said."""
    if not mine(tx, worker):
        notices.say(tx, office, worker, "to_no_clients", now)
        return
    if not said:
        meet_dialog.go_on(tx, office, worker, Plan(), now)
        return
    client, line = _named(tx, office, worker, said, now)
    if client is None:
        return
    plan = Plan(client=client.id)
    if line:
        _with_line(tx, office, worker, plan, line, now)
    else:
        meet_dialog.go_on(tx, office, worker, plan, now)


def begin_follow_up(
    tx: Transaction, office: Office, worker: Person, client: Person, now: datetime
) -> None:
    """Ask when everybody sits down and looks at the help of somebody."""
    plan = Plan(client=client.id, kind=AppointmentKind.FOLLOW_UP)
    meet_dialog.go_on(tx, office, worker, plan, now)


def move(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show what `/move 3 wednesday 15` will propose; without a number, ask which.

    `/move K7 wednesday 15` is enough where only one meeting is ahead.
    """
    if A_NAME.match(said) is None:
        _ask_which(tx, office, worker, mine(tx, worker), now)
        return
    one, line = _meant(tx, office, worker, said, now)
    if one is None:
        return
    if line:
        _with_line(tx, office, worker, plan_again(one), line, now)
    else:
        meet_dialog.go_on(tx, office, worker, plan_again(one), now)


def call_off(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Let the meeting of that number not take place, and tell everybody.

    Without a number they are shown; the name is enough where only one is ahead.
    """
    if A_NAME.match(said) is None:
        appointment_staff.show(tx, office, worker, "", now)
        return
    one, _ = _meant(tx, office, worker, said, now)
    if one is not None:
        appointment_staff.call_off(tx, office, worker, one, now)


def _meant(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> tuple[Appointment | None, str]:
    """Return the meeting that a number or a name means, and the rest; or ask back."""
    match = NUMBER.match(said)
    if match is not None:
        one = _theirs(tx, worker, int(match[1]), now)
        if one is None:
            notices.say(tx, office, worker, "meet_unknown", now, number=match[1])
        return one, said[match.end() :]
    client, line = _named(tx, office, worker, said, now)
    ahead = [] if client is None else kept.upcoming_of(tx, client.id, now)
    if client is None or len(ahead) == 1:
        return next(iter(ahead), None), line
    _ask_which(tx, office, worker, [client], now)
    return None, line


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Ask for another time of the meeting that a button names; tell if it is theirs.

    For one that is over or called off it is a new meeting.
    """
    one = kept.find(tx, int(meaning.subject.partition("/")[0]))
    if one is None:
        return False
    if conversation_with(tx, worker, people.known(tx, one.client)) is None:
        return False
    meet_dialog.go_on(tx, office, worker, plan_again(one), now)
    return True


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Propose at once what `MEET K7 …` or `MOVE 3 …` says, and tell if it was that.

    By SMS there is no preview: the answer says what was proposed, and how to undo it.
    """
    match = OFF.fullmatch(text)
    if match is not None:
        call_off(tx, office, worker, match[1], now)
        return True
    match = MOVE.match(text)
    if match is not None:
        one, line = _meant(tx, office, worker, text[match.start(1) :], now)
        if one is not None:
            _by_sms(tx, office, worker, plan_again(one), line, now)
        return True
    match = MEET.match(text)
    if match is None or not _is_command(tx, worker, text, match.end()):
        return False
    if match.end() == len(text):
        aliases = aliases_of(mine(tx, worker)).partition(",")[0] or "K1"
        notices.say(tx, office, worker, "meet_how", now, alias=aliases)
        return True
    client, line = _named(tx, office, worker, text[match.end() :], now)
    if client is not None:
        _by_sms(tx, office, worker, Plan(client=client.id), line, now)
    return True


def _is_command(tx: Transaction, worker: Person, text: str, begins: int) -> bool:
    """Tell whether somebody is named who could be met: "meet me at ten" are words."""
    if begins == len(text) or SHORT_NAME.match(text, begins):
        return True
    name = A_NAME.match(text, begins)
    is_shouted = text.split(maxsplit=1)[0].isupper()
    found = name and meet_answers.called(tx, worker, name[1])
    return is_shouted and found is not None


def _by_sms(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    line: str,
    now: datetime,
) -> None:
    whole = _whole(office, worker, plan, line, now)
    if isinstance(whole, str):
        notices.answer(tx, worker.id, whole, now)
        return
    said = meet_words.notes(tx, office, worker, whole)
    fault = meet_sending.send(tx, office, worker, whole, now, said=said)
    if fault is not None:
        text = meet_words.fault_of(office, worker.language, fault, whole.starts)
        notices.answer(tx, worker.id, text, now)


def _with_line(
    tx: Transaction,
    office: Office,
    worker: Person,
    plan: Plan,
    line: str,
    now: datetime,
) -> None:
    """Show it, or ask back for what the line says wrong or not at all."""
    whole = _whole(office, worker, plan, line, now)
    if isinstance(whole, Plan):
        meet_dialog.go_on(tx, office, worker, whole, now)
        return
    partly = meet_answers.with_line(office, worker, plan, line, now)
    begun = partly if isinstance(partly, Plan) else plan
    fault = "" if isinstance(partly, Plan) else whole
    meet_dialog.go_on(tx, office, worker, begun, now, fault=fault)


def _whole(
    office: Office, worker: Person, plan: Plan, line: str, now: datetime
) -> Plan | str:
    """Return the plan with a line that says all of it, or what to ask back."""
    found = read_line(line, now, office.zone)
    if not isinstance(found, MeetingLine):
        return meet_answers.said_of(office, worker, found)
    if found.rhythm is not None and plan.moves is not None:
        return office.say("meet_one_only", worker.language)
    if len(found.place) > LONGEST_PLACE:
        return meet_words.fault_of(office, worker.language, Fault.PLACE)
    return plan.with_line(found)


def _named(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> tuple[Person | None, str]:
    """Return who is meant, and the rest; say so where it is nobody of theirs."""
    match = A_NAME.match(said)
    name = match[1] if match else said
    found = meet_answers.called(tx, worker, name)
    if found is None:
        named_client.unknown(tx, office, worker, name, Act.WRITE_TO, now)
    return found, said[match.end() :] if match else ""


def _theirs(
    tx: Transaction, worker: Person, number: int, now: datetime
) -> Appointment | None:
    """Return the meeting of that number, if they may move it."""
    one = kept.find(tx, number)
    if one is None or not one.may_become(one.state.PROPOSED) or one.starts_at <= now:
        return None
    client = people.known(tx, one.client)
    return one if conversation_with(tx, worker, client) is not None else None


def _ask_which(
    tx: Transaction,
    office: Office,
    worker: Person,
    clients: Sequence[Person],
    now: datetime,
) -> None:
    found = [one for each in clients for one in kept.upcoming_of(tx, each.id, now)]
    found.sort(key=lambda one: (one.starts_at, one.id))
    rows = [
        [Choice(_label(tx, office, worker, one), appointments.NEW_TIME, str(one.id))]
        for one in found[:MOST_LISTED]
    ]
    key = "meet_which" if rows else "staff_appts_none"
    text = office.say(key, worker.language)
    listed = appointment_staff.by_number(tx, office, worker, found)
    draft = Draft(
        worker.id, DeliveryKind.ANSWER, text, sms_text=f"{text} {listed}".strip()
    )
    notices.tell(tx, draft, now, rows)


def _label(tx: Transaction, office: Office, worker: Person, one: Appointment) -> str:
    said = meet_words.when_of(office, one.starts, worker.language)
    return f"{people.known(tx, one.client).label} {said['date']} {said['time']}"
