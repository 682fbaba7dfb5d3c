"""What somebody who is helped sees of their meetings, and moves or calls off."""

from datetime import datetime, timedelta
from types import MappingProxyType

from casework.appointments import Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.keywords import Keyword
from casework.people import Person, PersonId
from casework.tasks import TaskKind
from handlers import appointments, calendar_files, notices, questions, speaking
from handlers.appointment_plans import subject_of
from handlers.appointment_texts import line, say
from handlers.appointments import NEW_TIME, OFF
from handlers.notices import Choice
from handlers.office import Office
from handlers.questions import Asked, QuestionKind
from handlers.relaying import Conversation
from storage import appointments as kept
from storage import tasks
from storage.questions import Question
from storage.transaction import Transaction

WHICH, WHICH_OFF = "appointment_which", "appointment_which_off"
"""The questions which of several meetings is to be moved, or called off."""

MOST_LISTED = 5
MOST_ASKED = 3
"""Meetings in one message; and those that a digit can choose among."""

LASTS = timedelta(hours=2)
WISHED_WITHIN = timedelta(days=1)
"""How long words after "when is better?" count as what was asked for."""

DIGITS = (Keyword.ONE, Keyword.TWO, Keyword.THREE)

BY_WORD = MappingProxyType({Keyword.MOVE: NEW_TIME, Keyword.CALL_OFF: OFF})
"""Words that do to the only meeting what its buttons do; of several they ask which."""

_ASKING = MappingProxyType({NEW_TIME: WHICH, OFF: WHICH_OFF})


def show(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Show somebody what they have before them, each with its two buttons."""
    client = conversation.client
    found = kept.upcoming_of(tx, client.id, now)[:MOST_LISTED]
    if not found:
        text = speaking.say(tx, office, client, "appt_list_none")
        notices.answer(tx, client.id, text, now, case_id=conversation.case_id)
        return
    lines = "; ".join(line(tx, office, client, each) for each in found)
    text = speaking.say(tx, office, client, "appt_list", list=lines)
    rows = [_buttons(office, client, each) for each in found]
    rows += calendar_files.offer(office, client, *found)
    draft = Draft(
        client.id,
        DeliveryKind.ANSWER,
        text,
        sms_text=speaking.say(tx, office, client, "appt_list_sms", list=lines),
        case_id=conversation.case_id,
    )
    notices.tell(tx, draft, now, choices=rows)


def _buttons(office: Office, client: Person, appointment: Appointment) -> list[Choice]:
    day = office.texts.date(appointment.starts_at, appointment.zone, client.language)
    about = subject_of(appointment)
    return [
        Choice(office.say(label, client.language, date=day), action, about)
        for action, label in ((NEW_TIME, "btn_appt_move"), (OFF, "btn_appt_off"))
    ]


def may_mean(tx: Transaction, client: PersonId, wish: Keyword, now: datetime) -> bool:
    """Tell whether there is a meeting that MOVE or CALL OFF can mean."""
    return bool(_meant(tx, client, BY_WORD[wish], now))


def do_by_word(
    tx: Transaction,
    office: Office,
    conversation: Conversation,
    wish: Keyword,
    now: datetime,
) -> None:
    """Move or call off the only meeting there is; of several, ask which."""
    client, action = conversation.client, BY_WORD[wish]
    found = _meant(tx, client.id, action, now)[:MOST_ASKED]
    if len(found) == 1:
        _do(tx, office, client, action, found[0], now)
    elif found:
        about = ",".join(str(each.id) for each in found)
        kind = _ASKING[action]
        questions.put_ahead(tx, office, client.id, kind, now, subject=about)


def _meant(
    tx: Transaction, client: PersonId, action: str, now: datetime
) -> list[Appointment]:
    """Return the meetings ahead; to be moved, those that are not being moved yet."""
    return [
        each
        for each in kept.upcoming_of(tx, client, now)
        if action == OFF or each.state is not AppointmentState.MOVE_ASKED
    ]


def _do(
    tx: Transaction,
    office: Office,
    client: Person,
    action: str,
    appointment: Appointment,
    now: datetime,
) -> bool:
    if action == OFF:
        return appointments.call_off(tx, office, client, appointment, now)
    appointments.ask_to_move(tx, office, appointment, client, now)
    return True


def heard_when(
    tx: Transaction, office: Office, conversation: Conversation, now: datetime
) -> None:
    """Say once by when a human answers, after they wrote when it fits better."""
    client = conversation.client
    for each in kept.upcoming_of(tx, client.id, now):
        if each.state is not AppointmentState.MOVE_ASKED:
            continue
        last = kept.history(tx, each.id)[-1]
        about = str(each.id)
        task = tasks.find_open(tx, client.id, TaskKind.NEW_TIME, about)
        is_first = last.what == AppointmentState.MOVE_ASKED
        if task is None or not is_first or now - last.at > WISHED_WITHIN:
            continue
        kept.note(tx, each, kept.WISH, client.id, now)
        zone, spoken = office.zone, client.language
        reply_by = office.texts.when(task.promised_at, now, zone, spoken)
        key = "appt_reschedule_received"
        text = say(tx, office, client, key, each, reply_by=reply_by)
        notices.answer(tx, client.id, text, now, case_id=each.case)


def press(
    tx: Transaction,
    office: Office,
    client: Person,
    action: str,
    subject: str,
    now: datetime,
) -> bool:
    """Move or call off what a button under the list names; tell if it is theirs.

    Of what was moved meanwhile, or is off, they hear how it is now.
    """
    number, _, _ = subject.partition("/")
    appointment = kept.find(tx, int(number))
    if appointment is None or appointment.client != client.id:
        return False
    key = _why_not(appointment, subject, now)
    if key:
        text = say(tx, office, client, key, appointment)
        notices.answer(tx, client.id, text, now, case_id=appointment.case)
        return True
    return _do(tx, office, client, action, appointment, now)


def _why_not(appointment: Appointment, subject: str, now: datetime) -> str:
    """Return what to say instead of doing what a button of an older list asks for."""
    if appointment.state is AppointmentState.CANCELLED:
        return "appt_is_off"
    if not appointment.is_upcoming(now):
        return "button_gone"
    return "" if subject == subject_of(appointment) else "appt_is_moved"


def _which(
    tx: Transaction, office: Office, person: Person, question: Question, now: datetime
) -> Asked | None:
    found = [
        (place, each)
        for place, each in enumerate(_named(tx, question), start=1)
        if each.is_upcoming(now)
    ]
    if not found:
        return None
    lines = [
        (str(place), say(tx, office, person, "appt_line_short", each))
        for place, each in found
    ]
    listed = ", ".join(f"{place} = {said}" for place, said in lines)
    text = speaking.say(tx, office, person, "appt_which", list=listed)
    return Asked(text, tuple((each,) for each in lines))


def _chosen(
    tx: Transaction,
    office: Office,
    person: Person,
    question: Question,
    said: str,
    now: datetime,
) -> None:
    named = _named(tx, question)
    place = int(said) - 1
    if place < len(named) and named[place].is_upcoming(now):
        action = OFF if question.kind == WHICH_OFF else NEW_TIME
        _do(tx, office, person, action, named[place], now)


def _named(tx: Transaction, question: Question) -> list[Appointment]:
    return [kept.known(tx, int(each)) for each in question.subject.split(",")]


WHICH_QUESTION = QuestionKind(
    ask=_which,
    answered=_chosen,
    words={digit: str(digit) for digit in DIGITS},
    lasts=LASTS,
    delivery=DeliveryKind.ANSWER,
)
