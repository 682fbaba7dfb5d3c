"""Reminders of meetings, and looking after a proposal that nobody answers."""

from datetime import datetime, time, timedelta

from casework import local_time
from casework.appointments import SOON, Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.people import Agreement, AssignmentState, Person, Topic
from casework.reasons import Reason
from handlers import appointment_plans, notices, questions
from handlers.appointment_plans import AGAIN, DAY_BEFORE, REMINDER, UNANSWERED
from handlers.appointment_texts import answering, say, tell_staff
from handlers.due_work import Done, DueKind, Later, Result, Skip
from handlers.office import Office
from handlers.overtaking import FOR_THEIR_SAKE
from storage import appointments, assignments, people, safe_contacts
from storage import questions as rows
from storage.due import Due
from storage.transaction import Transaction

LOOK_AGAIN = timedelta(minutes=10)
WAITS_FOR_A_NUMBER = timedelta(hours=2)
"""How often, and how long, it is looked whether a number is still theirs."""

HARDLY_SEEN = timedelta(hours=12)
"""Nobody has to have answered so soon."""

WAITED = FOR_THEIR_SAKE | {Reason.TOO_OLD}
"""Why a reminder may not have gone out on the day on which it was worded."""


def _remind(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Remind the day before, and ask what helps to plan."""
    appointment = _standing(tx, due)
    if appointment is None:
        return Skip(Reason.WITHDRAWN)
    client = people.known(tx, appointment.client)
    waits = _why_not_now(tx, office, client, appointment, now)
    if waits is None and _is_new_to_them(tx, appointment, now):
        return Done()  # the proposal itself, so late, reminds enough
    return waits or _ask(tx, office, appointment, REMINDER, due, now)


def _remind_shortly(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Say where and when, two hours before."""
    appointment = _standing(tx, due)
    if appointment is None or appointment.state is AppointmentState.MOVE_ASKED:
        return Skip(Reason.WITHDRAWN)
    client = people.known(tx, appointment.client)
    waits = _why_not_now(tx, office, client, appointment, now)
    if waits is not None:
        return waits
    key = "appt_reminder_2h" if appointment.place else "appt_reminder_2h_short"
    draft = Draft(
        client.id,
        DeliveryKind.AUTOMATIC,
        say(tx, office, client, key, appointment),
        case_id=appointment.case,
        topic=Topic.REMINDERS,
        until=appointment.starts_at,
    )
    return Done(notices.tell(tx, draft, now))


def _ask_again(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Ask once more about a proposal, and tell a human if that helps as little."""
    appointment = _standing(tx, due)
    if appointment is None or appointment.state is not AppointmentState.PROPOSED:
        return Skip(Reason.OVER)
    client = people.known(tx, appointment.client)
    waits = _why_not_now(tx, office, client, appointment, now)
    next_day = office.by_day(now + appointment_plans.A_DAY)
    has_time = next_day + SOON < appointment.starts_at
    is_new = _is_new_to_them(tx, appointment, now)
    if is_new and has_time:
        return Later(next_day)
    if isinstance(waits, Later) and not is_new:
        return waits
    halfway = now + (appointment.starts_at - now) / 2
    told = min(next_day, halfway)
    appointment_plans.put(tx, office, UNANSWERED, appointment, told)
    if is_new:
        return Done()  # asked again so soon, nobody would understand it
    return waits or _ask(tx, office, appointment, AGAIN, due, now)


def _is_new_to_them(tx: Transaction, appointment: Appointment, now: datetime) -> bool:
    """Tell whether a proposal was hardly seen yet, so that silence means nothing."""
    if appointment.state is not AppointmentState.PROPOSED:
        return False
    seen = appointment_plans.seen_at(tx, appointment, now)
    return seen is None or now - seen < HARDLY_SEEN


def _tell(tx: Transaction, office: Office, due: Due, now: datetime) -> Result:
    """Tell the contact person that nobody answered: they may ring."""
    appointment = _standing(tx, due)
    if appointment is None or appointment.state is not AppointmentState.PROPOSED:
        return Skip(Reason.OVER)
    if now >= appointment.starts_at:
        return Skip(Reason.TOO_OLD)
    tell_staff(tx, office, "staff_appt_unanswered", appointment, now)
    return Done()


def _standing(tx: Transaction, due: Due) -> Appointment | None:
    """Return the meeting, if it is still to be as it was when this was planned."""
    appointment = appointments.find(tx, due.subject)
    if appointment is None or appointment.revision != due.revision:
        return None
    return appointment if appointment.is_open else None


def _ask(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    kind: str,
    due: Due,
    now: datetime,
) -> Result:
    """Ask it in the place of what was asked about this meeting before."""
    person = appointment.client
    standing = appointment_plans.standing_kind(tx, person)
    if standing is not None and standing.checks_number:
        # Nothing else goes to a number that may be somebody else's.
        is_long = now - due.at >= WAITS_FOR_A_NUMBER
        return Skip(Reason.STALE) if is_long else Later(now + LOOK_AGAIN)
    appointment_plans.withdraw(tx, office, appointment, now)
    subject = appointment_plans.subject_of(appointment)
    questions.put_ahead(tx, office, person, kind, now, subject=subject)
    asked = rows.open_of(tx, person)
    if asked is None or (asked.kind, asked.subject) != (kind, subject):
        return Later(now + LOOK_AGAIN)
    return Done(asked.delivery_id)


def _why_not_now(
    tx: Transaction,
    office: Office,
    client: Person,
    appointment: Appointment,
    now: datetime,
) -> Skip | Later | None:
    """Say why somebody is not reminded, or not yet: never after it has begun."""
    reason = _why_never(tx, client, appointment, now)
    if reason is not None:
        return Skip(reason)
    safe = safe_contacts.of(tx, client.id)
    opens = safe.opens_at(now, office.zone)
    if opens is None or opens >= appointment.starts_at:
        return Skip(Reason.SAFE_HOURS)
    if client.paused_until is not None and client.paused_until > now:
        paused = client.paused_until
        is_late = paused >= appointment.starts_at
        return Skip(Reason.PAUSED) if is_late else Later(paused, Reason.PAUSED)
    if opens > now:
        return Later(opens, Reason.SAFE_HOURS)
    by_day = office.by_day(now)
    if by_day >= appointment.starts_at:
        return Skip(Reason.TOO_OLD)
    return Later(by_day) if now < by_day else None


def _why_never(
    tx: Transaction, client: Person, appointment: Appointment, now: datetime
) -> Reason | None:
    if now >= appointment.starts_at:
        return Reason.TOO_OLD
    if client.agreement is not Agreement.GIVEN:
        return Reason.NOT_AGREED
    if Topic.REMINDERS in client.declined_topics:
        return Reason.NOT_AGREED
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return Reason.OVER
    is_paused = assignment.state is AssignmentState.PAUSED
    return Reason.PAUSED if is_paused else None


def _missed(
    tx: Transaction, office: Office, due: Due, reason: Reason, now: datetime
) -> None:
    """Tell the contact person that nobody was reminded, and why.

    Whoever switched reminders off is not reminded, and that was said before. What
    only waited until "tomorrow" was not true any more is said anew.
    """
    appointment = _standing(tx, due)
    if appointment is None:
        return
    client = people.known(tx, appointment.client)
    if Topic.REMINDERS in client.declined_topics:
        return
    again = _next_morning(office, appointment, now)
    is_worded = due.kind == DAY_BEFORE and due.delivery_id is not None
    if is_worded and reason in WAITED and again < appointment.starts_at:
        appointment_plans.put(tx, office, DAY_BEFORE, appointment, again)
        return
    language = answering(tx, appointment).language
    why = office.say(f"reason_{reason}", language)
    tell_staff(tx, office, "staff_appt_not_reminded", appointment, now, reason=why)


def _next_morning(office: Office, appointment: Appointment, now: datetime) -> datetime:
    """Return when the next day begins for people."""
    there = local_time.local_of(now, appointment.zone)
    tomorrow = datetime.combine(there.date() + timedelta(days=1), time())
    return office.by_day(local_time.instant(tomorrow, appointment.zone))


DAY_BEFORE_KIND = DueKind(_remind, missed=_missed)
"""How late it may be follows from the meeting: until it begins."""

SOON_KIND = DueKind(_remind_shortly, missed=_missed)
NO_ANSWER_KIND = DueKind(_ask_again)
UNANSWERED_KIND = DueKind(_tell)
