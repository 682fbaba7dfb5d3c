"""Calendar files of meetings: for whoever wants one, and anew when it changes."""

from datetime import datetime

from casework.appointments import Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from handlers import calendars, notices, speaking
from handlers.appointment_texts import say
from handlers.calendars import Event, Standing
from handlers.caseload import conversation_with
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments, calendar_files, people, safe_contacts
from storage.transaction import Transaction

ACTION = "calendar_file"

STANDING = {
    AppointmentState.PROPOSED: Standing.TENTATIVE,
    AppointmentState.MOVE_ASKED: Standing.TENTATIVE,
    AppointmentState.CONFIRMED: Standing.CONFIRMED,
    AppointmentState.OVER: Standing.CONFIRMED,
    AppointmentState.DECLINED: Standing.CANCELLED,
    AppointmentState.CANCELLED: Standing.CANCELLED,
}


def offer(
    office: Office, reader: Person, appointment: Appointment
) -> list[list[Choice]]:
    """Return the button that brings the file, where one can be made."""
    if not calendars.can_be_made():
        return []
    label = office.say("btn_calendar", reader.language)
    return [[Choice(label, ACTION, str(appointment.id))]]


def press(
    tx: Transaction, office: Office, reader: Person, subject: str, now: datetime
) -> bool:
    """Send the file to whoever asked for it; tell whether there was one to send."""
    appointment = appointments.find(tx, int(subject))
    if appointment is None or not _may_have(tx, reader, appointment):
        return False
    if not appointment.is_upcoming(now):
        if reader.role.is_staff:
            return False
        is_over = appointment.is_open or appointment.state is AppointmentState.OVER
        key = "button_gone" if is_over else "appt_is_off"
        text = say(tx, office, reader, key, appointment)
        notices.answer(tx, reader.id, text, now, case_id=appointment.case)
        return True
    standing = STANDING[appointment.state]
    draft = _draft(tx, office, reader, appointment, standing, "file", now)
    if draft is None:
        return False
    notices.tell(tx, draft, now)
    calendar_files.add(tx, appointment.id, reader.id)
    return True


def changed(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Put it right, or take it out, in the calendars of all who took the file.

    Whoever has nothing to do with it any more loses it as well. By SMS nothing goes:
    what changed is said in words anyway.
    """
    for taker in calendar_files.takers(tx, appointment.id):
        reader = people.known(tx, taker)
        standing = STANDING[appointment.state]
        if not _may_have(tx, reader, appointment):
            standing = Standing.CANCELLED
        is_off = standing is Standing.CANCELLED
        what = "off" if is_off else "changed"
        draft = _draft(tx, office, reader, appointment, standing, what, now)
        if draft is not None:
            notices.tell(tx, draft, now)
        if is_off:
            calendar_files.remove(tx, appointment.id, taker)


def _may_have(tx: Transaction, reader: Person, appointment: Appointment) -> bool:
    """Tell whether it is their meeting: who is helped, who comes, or who answers."""
    if reader.id in (appointment.client, appointment.worker):
        return True
    client = people.known(tx, appointment.client)
    return reader.role.is_staff and conversation_with(tx, reader, client) is not None


def _draft(
    tx: Transaction,
    office: Office,
    reader: Person,
    appointment: Appointment,
    standing: Standing,
    what: str,
    now: datetime,
) -> Draft | None:
    file = calendars.file_of(_event(tx, office, reader, appointment, standing), now)
    if file is None:
        return None
    client = people.known(tx, appointment.client)
    if reader.role.is_staff:
        key, kind = f"staff_calendar_{what}", DeliveryKind.NOTICE
        text = office.say(key, reader.language, client=client.label)
    else:
        key, kind = f"calendar_{what}", DeliveryKind.NEWS
        text = speaking.say(tx, office, reader, key)
    is_asked_for = what == "file"
    return Draft(
        reader.id,
        DeliveryKind.ANSWER if is_asked_for else kind,
        text,
        case_id=appointment.case,
        file=file,
        silent=not is_asked_for,
        sms_text=None if is_asked_for else "",
    )


def _event(
    tx: Transaction,
    office: Office,
    reader: Person,
    appointment: Appointment,
    standing: Standing,
) -> Event:
    """Return the meeting as this reader's calendar may know it."""
    if reader.role.is_staff:
        # A phone hands its calendar on to whoever keeps it: the short name alone, and
        # no address of a home, which names somebody as well.
        client = people.known(tx, appointment.client).alias
        summary = office.say("staff_calendar_summary", reader.language, client=client)
        place = "" if appointment.kind.is_at_home else appointment.place
    else:
        worker = people.known(tx, appointment.worker).name
        summary = speaking.say(tx, office, reader, "calendar_summary", worker=worker)
        safe = safe_contacts.of(tx, reader.id)
        is_hidden = speaking.hides(safe, "appt_line_place")
        place = "" if is_hidden else appointment.place
    # Calling off has no revision of its own, but must count for more than what stood.
    is_off = standing is Standing.CANCELLED
    return Event(
        uid=appointment.uid,
        sequence=appointment.revision + is_off,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        standing=standing,
        summary=summary,
        place=place,
    )
