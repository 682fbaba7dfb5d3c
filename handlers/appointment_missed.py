"""A kind word to who did not come, and an easy way to another time."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType

from casework import local_time
from casework.appointments import Appointment, AppointmentKind, Outcome
from casework.keywords import Keyword
from casework.people import Person, Topic
from casework.tasks import TaskKind
from handlers import (
    appointment_plans,
    appointments,
    notices,
    questions,
    tasks,
    working_hours,
)
from handlers.appointment_texts import answering, day_and_time, say, tell_staff
from handlers.notices import Choice
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from storage import appointments as kept
from storage.questions import Question
from storage.transaction import Transaction

KIND = "appointment_missed"
AGAIN, CALL, LATER = "again", "call", "later"
WORDS: Mapping[Keyword, str] = MappingProxyType(
    {
        Keyword.YES: AGAIN,
        Keyword.ONE: AGAIN,
        Keyword.CALL: CALL,
        Keyword.NO: LATER,
        Keyword.TWO: LATER,
        Keyword.LATER: LATER,
    }
)
BUTTONS = MappingProxyType(
    {AGAIN: "btn_missed_again", CALL: "btn_call", LATER: "btn_later"}
)
A_DAY = timedelta(days=1)


def tell(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Let somebody who did not come hear that it is all right, ahead of the usual."""
    person, about = appointment.client, str(appointment.id)
    ahead = appointment_plans.may_go_ahead(tx, person)
    put = questions.put_ahead if ahead else questions.put
    put(tx, office, person, KIND, now, subject=about)


def withdraw(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Say nothing of it any more, where it has not left: they came after all."""
    about = str(appointment.id)
    questions.withdraw(tx, office, appointment.client, KIND, about, now)


def _ask(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Ask whether to find another time; not if they came after all."""
    one = kept.known(tx, int(question.subject))
    if one.outcome is not Outcome.DID_NOT_COME or _has_another(tx, one, now):
        return None
    there = local_time.local_of(now, one.zone).date()
    worth = now + A_DAY
    key = "appt_missed_day"
    if one.kind is AppointmentKind.PHONE:
        key = "appt_missed_phone"
    elif there == one.starts.date():
        # "Today" is true until midnight.
        key = "appt_missed"
        worth = local_time.instant(datetime.combine(there + A_DAY, time()), one.zone)
    choices = tuple(
        ((answer, office.say(label, person.language)),)
        for answer, label in BUTTONS.items()
    )
    text = say(tx, office, person, key, one)
    return Asked(text, choices, worth_until=worth)


def _has_another(tx: Transaction, one: Appointment, now: datetime) -> bool:
    """Tell whether a new meeting was proposed since."""
    return any(
        each.created_at > one.starts_at
        for each in kept.upcoming_of(tx, one.client, now)
    )


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Make what they want somebody's task, and say by when they hear."""
    one = kept.known(tx, int(question.subject))
    worker = answering(tx, one)
    match said:
        case "call":
            tasks.put(tx, office, TaskKind.CALL, person, now)
            text = say(tx, office, person, "call_asked", one)
        case "again":
            _look_for_a_time(tx, office, person, one, now)
            by = working_hours.reply_by(tx, office, worker.id, now, person.language)
            key = "appt_reschedule_received"
            text = say(tx, office, person, key, one, reply_by=by)
        case _:
            text = say(tx, office, person, "appt_missed_later", one)
    notices.answer(tx, person.id, text, now, case_id=one.case)


def _look_for_a_time(
    tx: Transaction, office: Office, person: Person, one: Appointment, now: datetime
) -> None:
    """Ask whoever answers them for another time, and offer them how."""
    language = answering(tx, one).language
    said = day_and_time(office, one, language)
    note = office.say("appt_line_short", language, **said)
    about, kind = str(one.id), TaskKind.NEW_TIME
    tasks.put(tx, office, kind, person, now, subject=about, note=note)
    label = office.say("btn_new_time", language)
    button = Choice(label, appointments.NEW_TIME, about)
    tell_staff(tx, office, "staff_appt_again", one, now, choices=[[button]])


QUESTION = QuestionKind(
    ask=_ask, answered=_answered, words=WORDS, topic=Topic.REMINDERS
)
