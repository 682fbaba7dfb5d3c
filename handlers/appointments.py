"""Meetings: proposed, agreed on, moved, called off; each told and written down."""

from dataclasses import replace
from datetime import datetime

from casework import local_time
from casework.appointments import (
    Appointment,
    AppointmentState,
    Fault,
    NewAppointment,
    Outcome,
    fault_in,
)
from casework.people import Person, PersonId, Topic
from casework.tasks import TaskKind
from handlers import (
    appointment_news,
    appointment_parties,
    appointment_plans,
    appointment_texts,
    calendar_files,
    meeting_series,
    notices,
    tasks,
)
from handlers.appointment_entries import set_state, write_down
from handlers.appointment_texts import day_and_time, say, tell_staff
from handlers.caseload import conversation_with
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments, people
from storage.appointments import BY_HAND, HANDED_OVER, KEPT, MOVED, Between, Origin
from storage.transaction import Transaction

NEW_TIME, KEEP, OFF = "appt_new_time", "appt_keep", "appt_off"
"""What buttons under a meeting do: another time, this time after all, or none."""

TURNED_DOWN = {
    AppointmentState.DECLINED: ("appt_declined", "staff_appt_no"),
    AppointmentState.MOVE_ASKED: ("appt_reschedule_ask", "staff_appt_move"),
}
"""What is said to who turned a time down, and to who looks for another one."""


def propose(
    tx: Transaction,
    office: Office,
    worker: Person,
    client: Person,
    new: NewAppointment,
    now: datetime,
    *,
    agreed: bool = False,
    quietly: bool = False,
    origin: Origin = BY_HAND,
) -> Appointment | Fault:
    """Ask somebody whether they can meet; or tell them, where it was agreed already.

    Nothing is kept of what cannot stand: the fault says why. Whoever agrees `quietly`
    tells them.
    """
    fault = fault_in(new, local_time.local_of(now, office.zone))
    if fault is not None:
        return fault
    conversation = conversation_with(tx, worker, client)
    if conversation is None:
        return Fault.NOT_THEIRS
    state = AppointmentState.CONFIRMED if agreed else AppointmentState.PROPOSED
    appointment = appointments.add(
        tx,
        replace(
            new, tell=appointment_parties.who_may_hear(tx, office, client, new, now)
        ),
        Between(client.id, conversation.case_id, worker.id),
        office.zone,
        by=worker.id,
        now=now,
        state=state,
        origin=origin,
    )
    write_down(tx, office, appointment, AppointmentState.PROPOSED, worker, now)
    _set_up(tx, office, appointment, "appt_agreed", now, quietly=quietly)
    if Topic.REMINDERS in client.declined_topics:
        tell_staff(tx, office, "staff_appt_no_reminders", appointment, now)
    return appointment


def _set_up(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    key: str,
    now: datetime,
    *,
    quietly: bool,
) -> None:
    """Plan what a new time makes due, and let everybody know of it."""
    appointment_plans.plan(tx, office, appointment, now)
    if appointment.state is AppointmentState.PROPOSED:
        appointment_plans.ask(tx, office, appointment, now)
    elif not quietly:
        appointment_news.tell(tx, office, key, appointment, now)
    appointment_parties.tell(tx, office, appointment, now)


def confirm(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    client: Person,
    now: datetime,
) -> None:
    """Take a yes: both know that they will meet."""
    if appointment.state is AppointmentState.MOVE_ASKED:
        appointment = _stands_again(tx, office, appointment, client, now)
    else:
        state = AppointmentState.CONFIRMED
        appointment = set_state(tx, office, appointment, state, client, now)
        appointment_plans.answered(tx, appointment, now)
    _close_task(tx, office, appointment, now)
    is_reminded = appointment_plans.is_reminded(tx, appointment, client)
    key = "appt_confirmed" if is_reminded else "appt_confirmed_short"
    text = say(tx, office, client, key, appointment)
    offered = calendar_files.offer(office, client, appointment)
    case = appointment.case
    notices.answer(tx, client.id, text, now, case_id=case, choices=offered)
    worker = appointment_texts.answering(tx, appointment)
    offered = calendar_files.offer(office, worker, appointment)
    tell_staff(tx, office, "staff_appt_yes", appointment, now, choices=offered)


def _stands_again(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    client: Person,
    now: datetime,
) -> Appointment:
    """Plan anew what died as they asked for another time."""
    state, same = AppointmentState.CONFIRMED, appointment.as_new()
    zone, by = appointment.zone, client.id
    agreed = appointments.move(
        tx, appointment, same, zone, by, now, state=state, what=state
    )
    write_down(tx, office, agreed, state, client, now)
    appointment_plans.plan(tx, office, agreed, now)
    return agreed


def decline(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    client: Person,
    now: datetime,
) -> None:
    """Take a no to this time; a human looks for another."""
    off = _turn_down(tx, office, appointment, client, AppointmentState.DECLINED, now)
    appointment_parties.tell_off(tx, office, off, now)
    calendar_files.changed(tx, office, [off], now)


def ask_to_move(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    client: Person,
    now: datetime,
) -> None:
    """Ask when it fits better: what they write goes to the human, who was told."""
    _turn_down(tx, office, appointment, client, AppointmentState.MOVE_ASKED, now)


def _turn_down(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    client: Person,
    state: AppointmentState,
    now: datetime,
) -> Appointment:
    answer, told = TURNED_DOWN[state]
    appointment_plans.drop(tx, office, appointment, now)
    changed = set_state(tx, office, appointment, state, client, now)
    _answer(tx, office, client, answer, changed, now)
    _offer(tx, office, told, changed, now)
    return changed


def _offer(
    tx: Transaction, office: Office, key: str, appointment: Appointment, now: datetime
) -> None:
    """Make finding another time somebody's task, and offer them how."""
    client = people.known(tx, appointment.client)
    worker = appointment_texts.answering(tx, appointment)
    said = day_and_time(office, appointment, worker.language)
    tasks.put(
        tx,
        office,
        TaskKind.NEW_TIME,
        client,
        now,
        subject=str(appointment.id),
        note=office.say("appt_line_short", worker.language, **said),
    )
    offered = [(NEW_TIME, "btn_new_time")]
    if appointment.state is AppointmentState.MOVE_ASKED:
        offered.append((KEEP, "btn_appt_keep"))
    choices = [
        [Choice(office.say(label, worker.language), action, str(appointment.id))]
        for action, label in offered
    ]
    hint = office.say("meet_sms_hint", worker.language, number=appointment.id)
    tell_staff(tx, office, key, appointment, now, choices=choices, hint=hint)


def move(
    tx: Transaction,
    office: Office,
    worker: Person,
    appointment: Appointment,
    new: NewAppointment,
    now: datetime,
    *,
    what: str = MOVED,
    agreed: bool = False,
    quietly: bool = False,
) -> Appointment | Fault:
    """Propose another time for it: what was planned and asked of the old one is dead.

    Nothing changes where the new one cannot stand: the fault says why. What was agreed
    already is told, unless it is moved `quietly`.
    """
    client = people.known(tx, appointment.client)
    if not appointment.may_become(AppointmentState.PROPOSED):
        return Fault.OVER
    fault = fault_in(new, local_time.local_of(now, office.zone))
    if fault is not None:
        return fault
    if conversation_with(tx, worker, client) is None:
        return Fault.NOT_THEIRS
    appointment_plans.drop(tx, office, appointment, now)
    told = appointment_parties.who_may_hear(tx, office, client, new, now)
    moved = appointments.move(
        tx,
        appointment,
        replace(new, tell=told),
        office.zone,
        worker.id,
        now,
        what=what,
        state=AppointmentState.CONFIRMED if agreed else AppointmentState.PROPOSED,
    )
    write_down(tx, office, moved, what, worker, now)
    _close_task(tx, office, moved, now, worker.id)
    is_same_time = moved.starts == appointment.starts
    key = "appt_agreed" if is_same_time else "appt_moved_agreed"
    _set_up(tx, office, moved, key, now, quietly=quietly)
    if not quietly:
        calendar_files.changed(tx, office, [moved], now)
    return moved


def keep(
    tx: Transaction,
    office: Office,
    worker: Person,
    appointment: Appointment,
    now: datetime,
) -> Appointment | Fault:
    """Say that it can only be then, and ask once more."""
    again = appointment.as_new()
    return move(tx, office, worker, appointment, again, now, what=KEPT)


def call_off(
    tx: Transaction,
    office: Office,
    by: Person,
    appointment: Appointment,
    now: datetime,
    *,
    quietly: bool = False,
) -> bool:
    """Let a meeting not take place, and tell everybody; tell if it still could have.

    Whoever calls it off `quietly` tells whoever is helped.
    """
    is_late = now >= appointment.starts_at
    if is_late or not appointment.may_become(AppointmentState.CANCELLED):
        return False
    unheard = appointment_plans.drop(tx, office, appointment, now)
    off = set_state(tx, office, appointment, AppointmentState.CANCELLED, by, now)
    by_client = by.id == appointment.client
    outcome = Outcome.CANCELLED_BY_CLIENT if by_client else Outcome.CANCELLED_BY_US
    appointments.set_outcome(tx, off, outcome, by.id, now)
    _close_task(tx, office, off, now, by.id)
    client = people.known(tx, appointment.client)
    worker = appointment_texts.answering(tx, off)
    if by_client:
        _answer(tx, office, client, "appt_cancelled_by_client", off, now)
        tell_staff(tx, office, "staff_appt_off_by_client", off, now)
    elif not unheard and not quietly:
        appointment_news.tell(tx, office, "appt_cancelled_by_worker", off, now)
    if not by_client and worker.id != by.id:
        name = by.name
        tell_staff(tx, office, "staff_appt_off_by", off, now, worker=name)
    appointment_parties.tell_off(tx, office, off, now)
    if not quietly:
        calendar_files.changed(tx, office, [off], now)
    return True


def end_all(
    tx: Transaction, office: Office, client: Person, by: Person | None, now: datetime
) -> list[str]:
    """Let no meeting follow the end of the help; return what to say of them."""
    meeting_series.end_with_help(tx, office, client, now)
    said, ended = [], []
    for each in appointments.upcoming_of(tx, client.id, now):
        unheard = appointment_plans.drop(tx, office, each, now)
        off = set_state(tx, office, each, AppointmentState.CANCELLED, by, now)
        author = None if by is None else by.id
        appointments.set_outcome(tx, off, Outcome.CANCELLED_BY_US, author, now)
        if not unheard:
            said.append(say(tx, office, client, "appt_cancelled_end", off))
        appointment_parties.tell_off(tx, office, off, now)
        ended.append(off)
    calendar_files.changed(tx, office, ended, now)
    return said


def hand_over(
    tx: Transaction,
    office: Office,
    client: Person,
    to: Person,
    by: Person | None,
    now: datetime,
) -> None:
    """Let whoever takes somebody over come to their meetings, and know of them."""
    handed_over = []
    for each in appointments.upcoming_of(tx, client.id, now):
        author = None if by is None else by.id
        theirs = appointments.set_worker(tx, each, to.id, author, now)
        write_down(tx, office, theirs, HANDED_OVER, by, now)
        offered = calendar_files.offer(office, to, theirs)
        tell_staff(
            tx, office, "staff_appt_yours", theirs, now, recipient=to, choices=offered
        )
        handed_over.append(theirs)
    calendar_files.changed(tx, office, handed_over, now)


def _close_task(
    tx: Transaction,
    office: Office,
    appointment: Appointment,
    now: datetime,
    by: PersonId | None = None,
) -> None:
    """Let nobody look for another time any more."""
    kind, about = TaskKind.NEW_TIME, str(appointment.id)
    tasks.done_about(tx, office, appointment.client, kind, now, subject=about, by=by)


def _answer(
    tx: Transaction,
    office: Office,
    client: Person,
    key: str,
    appointment: Appointment,
    now: datetime,
) -> None:
    text = say(tx, office, client, key, appointment)
    notices.answer(tx, client.id, text, now, case_id=appointment.case)
