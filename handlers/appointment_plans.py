"""What a meeting makes due and asks, and how nothing of it is left when it changes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework import appointments as rules
from casework import local_time
from casework.appointments import (
    SOON,
    Appointment,
    AppointmentKind,
    AppointmentState,
)
from casework.drafts import DeliveryKind
from casework.people import Agreement, Person, PersonId, Topic
from casework.reasons import Reason
from handlers import due_work, questions
from handlers.duty import Duty
from handlers.office import Office
from handlers.questions import QuestionKind
from storage import appointments, due, outbox, people, safe_contacts, started
from storage import questions as asked
from storage.transaction import Transaction

PROPOSAL, AGAIN, REMINDER = "appointment", "appointment_again", "appointment_reminder"
ASKED = (PROPOSAL, AGAIN, REMINDER)
"""What is asked about a meeting, under its number and revision."""

DAY_BEFORE, TWO_HOURS = "appointment_day_before", "appointment_soon"
NO_ANSWER, UNANSWERED = "appointment_no_answer", "appointment_unanswered"
AFTER, AFTER_AGAIN = "appointment_after", "appointment_after_again"
AFTER_LEFT = "appointment_after_left"
NEWS = "appointment_news"
TOPICS = "appointment_topics"
DUE = (
    *(DAY_BEFORE, TWO_HOURS, NO_ANSWER, UNANSWERED, AFTER, AFTER_AGAIN, AFTER_LEFT),
    *(NEWS, TOPICS),
)
"""What a meeting makes due: reminders, a proposal nobody answers, what became of it,
word of what others agreed on, and what somebody wants to talk about.
"""

A_DAY = timedelta(days=1)
TO_THINK = timedelta(days=3)
"""So long before a follow-up it is asked what they want to talk about."""

A_STEP = timedelta(minutes=15)
STEPS = 3 * A_DAY // A_STEP
"""How closely, and how far back, a safe hour for a reminder is looked for."""


PLACES_KEPT_FOR = timedelta(weeks=4)
"""Where people met is nobody's business for longer."""


def _with_old_places(tx: Transaction, _office: Office, now: datetime) -> list[int]:
    return appointments.with_old_places(tx, now - PLACES_KEPT_FOR)


def _forget_places(
    tx: Transaction, _office: Office, _old: Sequence[int], now: datetime
) -> None:
    appointments.forget_places(tx, now - PLACES_KEPT_FOR)


FORGET_PLACES = Duty("meeting_places", _with_old_places, _forget_places)


def subject_of(appointment: Appointment) -> str:
    """Return what a question about this meeting, at this very time, is about."""
    return f"{appointment.id}/{appointment.revision}"


def plan(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Plan the reminders, and what comes if nobody answers; nothing in the past."""
    put(tx, office, AFTER, appointment, appointment.ends_at)
    before = _day_before(tx, office, appointment, now)
    if now < before and appointment.starts_at - now >= A_DAY:
        put(tx, office, DAY_BEFORE, appointment, before)
    if appointment.kind is AppointmentKind.FOLLOW_UP:
        ahead = office.by_day(max(appointment.starts_at - TO_THINK, now))
        if appointment.starts_at - ahead >= A_DAY:
            put(tx, office, TOPICS, appointment, ahead)
    soon = office.by_day(appointment.starts_at - SOON)
    if appointment.remind_before_2h and now < soon < appointment.starts_at:
        put(tx, office, TWO_HOURS, appointment, soon)
    if appointment.state is AppointmentState.PROPOSED:
        _plan_for_silence(tx, office, appointment, now)


def _day_before(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> datetime:
    """Return when to remind the day before: earlier where that day is not safe."""
    usual = local_time.instant(rules.day_before(appointment.starts), appointment.zone)
    safe = safe_contacts.of(tx, appointment.client)
    opens = safe.opens_at(usual, office.zone)
    if opens is not None and opens < office.midnight(usual + A_DAY):
        return usual
    earlier = (usual - step * A_STEP for step in range(STEPS))
    times = (each for each in earlier if each > now + SOON)
    is_fit = (
        each
        for each in times
        if safe.is_open(each, office.zone) and not office.is_night(each)
    )
    return next(is_fit, usual)


def _plan_for_silence(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Ask once more the next day; where that is too late, tell a human halfway."""
    again = office.by_day(now + A_DAY)
    if again + SOON < appointment.starts_at:
        put(tx, office, NO_ANSWER, appointment, again)
    else:
        halfway = now + (appointment.starts_at - now) / 2
        put(tx, office, UNANSWERED, appointment, halfway)


def put(
    tx: Transaction, office: Office, kind: str, appointment: Appointment, at: datetime
) -> None:
    """Let one of these be done at that moment, for this very revision."""
    due_work.put(
        tx,
        office,
        kind,
        appointment.id,
        appointment.client,
        at,
        revision=appointment.revision,
    )


def is_reminded(tx: Transaction, appointment: Appointment, client: Person) -> bool:
    """Tell whether a reminder the day before is still to come."""
    before = (appointment.starts - A_DAY).date()
    return Topic.REMINDERS not in client.declined_topics and any(
        (each.revision, each.state) == (appointment.revision, "planned")
        and each.local_time.date() == before
        for each in due.of_subject(tx, DAY_BEFORE, appointment.id)
    )


def ask(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    now: datetime,
    kind: str = PROPOSAL,
) -> None:
    """Ask about a meeting, ahead of what the program asks by itself."""
    ahead = may_go_ahead(tx, appointment.client)
    put = questions.put_ahead if ahead else questions.put
    subject = subject_of(appointment)
    put(tx, office, appointment.client, kind, now, subject=subject)


def seen_at(
    tx: Transaction, appointment: Appointment, now: datetime
) -> datetime | None:
    """Return since when its proposal stands on the phone; nothing: not yet.

    Where it is asked no more, it was seen long ago.
    """
    person, about = appointment.client, subject_of(appointment)
    if not asked.is_pending(tx, person, PROPOSAL, about):
        return now - A_DAY
    standing = asked.open_of(tx, person)
    if standing is None or (standing.kind, standing.subject) != (PROPOSAL, about):
        return None
    if standing.delivery_id is None:
        return None
    return started.left_at(tx, standing.delivery_id)


def may_go_ahead(tx: Transaction, person: PersonId) -> bool:
    """Tell whether what somebody is being asked just now started from us, and waits.

    Nothing goes ahead of the question whether we may write to them.
    """
    if people.known(tx, person).agreement is Agreement.ASKED:
        return False
    kind = standing_kind(tx, person)
    if kind is None:
        return True
    return kind.delivery is DeliveryKind.AUTOMATIC and not kind.checks_number


def standing_kind(tx: Transaction, person: PersonId) -> QuestionKind | None:
    """Return what kind of thing somebody is being asked just now."""
    # Imported late: what is asked about a meeting is one of them.
    from handlers.question_kinds import KINDS  # noqa: PLC0415 - see above

    standing = asked.open_of(tx, person)
    return None if standing is None else KINDS.get(standing.kind)


def answered(tx: Transaction, appointment: Appointment, now: datetime) -> None:
    """Look no more after an answer: there is one."""
    for kind in (NO_ANSWER, UNANSWERED):
        due_work.cancel(tx, kind, appointment.id, now, Reason.WITHDRAWN)


def drop(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> bool:
    """Let nothing more come of a meeting as it stood; tell if it was never heard of.

    Reminders die here, those in the outbox as well, and what is asked is withdrawn.
    """
    unheard = is_untold(tx, appointment)
    for kind in DUE:
        due_work.cancel(tx, kind, appointment.id, now, Reason.WITHDRAWN)
    unseen = withdraw(tx, office, appointment, now)
    return unheard or (unseen and not appointment.revision)


def is_untold(tx: Transaction, appointment: Appointment) -> bool:
    """Tell whether it was agreed on elsewhere, and the word of that has not left."""
    if appointment.revision:
        return False
    for each in due.of_subject(tx, NEWS, appointment.id):
        waits = each.delivery_id and outbox.find(tx, each.delivery_id)
        if each.state in ("planned", "claimed"):
            return True
        if each.state == "done" and waits and waits.state in ("held", "ready"):
            return True
    return False


def withdraw(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> bool:
    """Ask nothing about a meeting any more; tell if its proposal was never seen."""
    about = subject_of(appointment)
    unseen = [
        questions.withdraw(tx, office, appointment.client, kind, about, now)
        for kind in ASKED
    ]
    return unseen[0]
