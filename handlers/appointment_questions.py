"""What is asked about a meeting: does it fit, does it still fit, which one is meant."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType

from casework import local_time
from casework.appointments import Appointment, AppointmentKind, AppointmentState
from casework.drafts import DeliveryKind
from casework.keywords import Keyword
from casework.people import Person, Topic
from casework.reasons import Reason
from handlers import appointment_plans, appointments, notices
from handlers.appointment_texts import answering, say, tell_staff
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from storage import appointments as kept
from storage import due, started
from storage import questions as rows
from storage.questions import Question
from storage.transaction import Transaction

YES, NO, MOVE = "yes", "no", "move"
WORDS: Mapping[Keyword, str] = MappingProxyType(
    {
        Keyword.YES: YES,
        Keyword.ONE: YES,
        Keyword.NO: NO,
        Keyword.TWO: NO,
        Keyword.MOVE: MOVE,
        Keyword.THREE: MOVE,
    }
)

SAID_AFTER = timedelta(days=3)
"""How long a word still counts as an answer to a meeting that was called off."""

SOON_AGAIN = timedelta(minutes=30)
"""When a reminder that had to make way tries once more: by then it was answered."""

REMINDERS: Mapping[AppointmentKind, str] = MappingProxyType(
    {
        AppointmentKind.HOME_VISIT: "appt_reminder_home",
        AppointmentKind.PHONE: "appt_reminder_phone",
    }
)
"""Where nobody has to find their way, another question helps to plan."""


def _propose(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Ask whether it fits: for the first time, at another time, or once more."""
    appointment = asked_about(tx, question, now)
    if appointment is None or appointment.state is not AppointmentState.PROPOSED:
        return None
    text = say(tx, office, person, _key(tx, appointment), appointment)
    return _asked(office, person, text, appointment, appointment.starts_at)


def _key(tx: Transaction, appointment: Appointment) -> str:
    """Return how it is asked: what was decided last tells."""
    decided = {each.what for each in kept.history(tx, appointment.id)[-1:]}
    if kept.KEPT in decided:
        return "appt_kept"
    if appointment.revision:
        return "appt_moved"
    by_phone = appointment.kind is AppointmentKind.PHONE
    return "appt_proposal_phone" if by_phone else "appt_proposal"


def _ask_again(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    appointment = asked_about(tx, question, now)
    if appointment is None or appointment.state is not AppointmentState.PROPOSED:
        return None
    text = say(tx, office, person, "appt_no_reply", appointment)
    return _asked(office, person, text, appointment, appointment.starts_at)


def _remind(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    """Remind once, and ask what helps to plan; it is not sent when its day is over."""
    appointment = asked_about(tx, question, now)
    if appointment is None or _was_seen(tx, question):
        return None
    when = office.texts.when(
        appointment.starts_at, now, appointment.zone, person.language
    )
    key = REMINDERS.get(appointment.kind, "appt_reminder_24h")
    text = say(tx, office, person, key, appointment, when=when)
    # "Tomorrow" is true until midnight; after that it is said anew.
    worth = min(_midnight(appointment, now), appointment.starts_at)
    return _asked(office, person, text, appointment, worth)


def _was_seen(tx: Transaction, question: Question) -> bool:
    """Tell whether it stands on the phone, and only made way for something else."""
    before = question.delivery_id
    return before is not None and started.left_at(tx, before) is not None


def _midnight(appointment: Appointment, now: datetime) -> datetime:
    there = local_time.local_of(now, appointment.zone)
    tomorrow = datetime.combine(there.date() + timedelta(days=1), time())
    return local_time.instant(tomorrow, appointment.zone)


def _asked(
    office: Office,
    person: Person,
    text: str,
    appointment: Appointment,
    worth: datetime,
) -> Asked:
    answers = tuple(
        (answer, office.say(f"btn_{answer}", person.language))
        for answer in (YES, NO, MOVE)
    )
    return Asked(text, (answers,), open_until=appointment.starts_at, worth_until=worth)


def asked_about(
    tx: Transaction, question: Question, now: datetime
) -> Appointment | None:
    """Return the meeting that is asked about, while it is still to be like that."""
    appointment = _named(tx, question)
    if appointment is None or not appointment.is_upcoming(now):
        return None
    is_same = appointment_plans.subject_of(appointment) == question.subject
    return appointment if is_same else None


def _named(tx: Transaction, question: Question) -> Appointment | None:
    number, _, _ = question.subject.partition("/")
    return kept.find(tx, int(number))


def _answered(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    """Do what they said, if it is still about that."""
    appointment = asked_about(tx, question, now)
    if appointment is not None:
        _do(tx, office, person, appointment, said, now)


def _do(
    tx: Transaction,
    office: Office,
    person: Person,
    appointment: Appointment,
    said: str,
    now: datetime,
) -> None:
    """Do it; a no to what was agreed on calls it off."""
    match said:
        case "yes":
            appointments.confirm(tx, office, appointment, person, now)
        case "move":
            appointments.ask_to_move(tx, office, appointment, person, now)
        case _ if appointment.state is AppointmentState.CONFIRMED:
            appointments.call_off(tx, office, person, appointment, now)
        case _:
            appointments.decline(tx, office, appointment, person, now)


def _late(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> bool:
    """Say that it is off, or at another time; never that it is agreed on.

    What was asked once more, or reminded of, is answered under the first message too.
    """
    same = asked_about(tx, question, now)
    if same is not None and question.state in ("withdrawn", "waiting"):
        appointment_plans.withdraw(tx, office, same, now)
        _do(tx, office, person, same, said, now)
        return True
    appointment = _named(tx, question)
    if appointment is None or now >= appointment.starts_at:
        return False
    if appointment.state is AppointmentState.CANCELLED:
        return _is_off(tx, office, person, appointment, now)
    is_same = appointment_plans.subject_of(appointment) == question.subject
    if is_same or appointment.state is not AppointmentState.PROPOSED:
        return False
    text = say(tx, office, person, "appt_is_moved", appointment)
    notices.answer(tx, person.id, text, now, case_id=appointment.case)
    return True


def _is_off(
    tx: Transaction,
    office: Office,
    person: Person,
    appointment: Appointment,
    now: datetime,
) -> bool:
    """Say so, unless it was long ago, or a human may have asked something since."""
    called_off = next(
        each.at
        for each in kept.history(tx, appointment.id)
        if each.what == AppointmentState.CANCELLED
    )
    if now - called_off > SAID_AFTER or started.was_written_to(
        tx, appointment.case, person.id, called_off
    ):
        return False
    text = say(tx, office, person, "appt_is_off", appointment)
    notices.answer(tx, person.id, text, now, case_id=appointment.case)
    tell_staff(tx, office, "staff_appt_answered_off", appointment, now)
    return True


def _not_reached(
    tx: Transaction,
    office: Office,
    _person: Person,
    question: Question,
    reason: Reason,
    now: datetime,
) -> None:
    """Tell the contact person: they have to ask in another way."""
    appointment = _named(tx, question)
    if appointment is None or not appointment.is_open:
        return
    language = answering(tx, appointment).language
    why = office.say(f"reason_{reason}", language)
    tell_staff(tx, office, "staff_appt_undelivered", appointment, now, reason=why)


def _remind_later(tx: Transaction, question: Question, now: datetime) -> None:
    """Remind all the same, soon: what came in between may stand there for days."""
    appointment = _named(tx, question)
    if appointment is None:
        return
    rows.withdraw(tx, question.person, question.kind, question.subject)
    soon = now + SOON_AGAIN
    local = local_time.local_of(soon, appointment.zone)
    due.plan(
        tx,
        appointment_plans.DAY_BEFORE,
        appointment.id,
        question.person,
        local,
        soon,
        revision=appointment.revision,
    )


PROPOSAL = QuestionKind(
    ask=_propose,
    answered=_answered,
    words=WORDS,
    # A human proposes it: it waits for no talk, and is nothing that starts from us.
    delivery=DeliveryKind.NEWS,
    late=_late,
    undelivered=_not_reached,
)
AGAIN = QuestionKind(
    ask=_ask_again,
    answered=_answered,
    words=WORDS,
    topic=Topic.REMINDERS,
    late=_late,
)
REMINDER = QuestionKind(
    ask=_remind,
    answered=_answered,
    words=WORDS,
    topic=Topic.REMINDERS,
    late=_late,
    displaced=_remind_later,
)
