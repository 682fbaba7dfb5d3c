"""Calendar files of meetings: for whoever wants one, and anew when it changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from casework.appointments import Appointment, AppointmentState
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId
from handlers import calendars, notices, speaking
from handlers.appointment_texts import say
from handlers.calendars import Event, Standing
from handlers.caseload import conversation_with
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments, calendar_files, people, safe_contacts
from storage.buttons import Meaning
from storage.transaction import Transaction

ACTION = "calendar_file"

ASKED_FOR, CHANGED, OFF = "file", "changed", "off"
"""Why a file is sent: the texts that go with it are called so."""

STANDING = {
    AppointmentState.PROPOSED: Standing.TENTATIVE,
    AppointmentState.MOVE_ASKED: Standing.TENTATIVE,
    AppointmentState.CONFIRMED: Standing.CONFIRMED,
    AppointmentState.OVER: Standing.CONFIRMED,
    AppointmentState.DECLINED: Standing.CANCELLED,
    AppointmentState.CANCELLED: Standing.CANCELLED,
}


def offer(office: Office, reader: Person, *found: Appointment) -> list[list[Choice]]:
    """Return the button that brings what is agreed of these, if files can be made."""
    agreed = [each for each in found if each.state is AppointmentState.CONFIRMED]
    if not agreed or not calendars.can_be_made():
        return []
    label = office.say("btn_calendar", reader.language)
    return [[Choice(label, ACTION, ",".join(str(each.id) for each in agreed))]]


def press(
    tx: Transaction, office: Office, reader: Person, meaning: Meaning, now: datetime
) -> bool:
    """Send the file to whoever asked for it; tell whether there was one to send."""
    named = (appointments.find(tx, int(each)) for each in meaning.subject.split(","))
    theirs = [each for each in named if each and _may_have(tx, reader, each)]
    ahead = [each for each in theirs if each.is_upcoming(now)]
    if ahead:
        draft = _draft(tx, office, reader, ahead, ASKED_FOR, now)
        if draft is None:
            return False
        notices.tell(tx, draft, now)
        for each in ahead:
            calendar_files.add(tx, each.id, reader.id)
        return True
    if reader.role.is_staff or not theirs:
        return False
    off = (AppointmentState.CANCELLED, AppointmentState.DECLINED)
    key = "appt_is_off" if theirs[0].state in off else "button_gone"
    text = say(tx, office, reader, key, theirs[0])
    notices.answer(tx, reader.id, text, now, case_id=theirs[0].case)
    return True


def changed(
    tx: Transaction,
    office: Office,
    found: Iterable[Appointment],
    now: datetime,
) -> None:
    """Put these right, or take them out, in the calendars of all who took the files.

    Whoever has nothing to do with one any more loses it as well. By SMS nothing goes:
    what changed is said in words anyway.
    """
    theirs: defaultdict[tuple[PersonId, str], list[Appointment]] = defaultdict(list)
    for each in found:
        is_off = STANDING[each.state] is Standing.CANCELLED
        for taker in calendar_files.takers(tx, each.id):
            may_have = _may_have(tx, people.known(tx, taker), each)
            what = OFF if is_off or not may_have else CHANGED
            theirs[taker, what].append(each)
    for (taker, what), some in theirs.items():
        reader = people.known(tx, taker)
        draft = _draft(tx, office, reader, some, what, now)
        if draft is not None:
            notices.tell(tx, draft, now)
        if what == OFF:
            for each in some:
                calendar_files.remove(tx, each.id, taker)


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
    found: Sequence[Appointment],
    what: str,
    now: datetime,
) -> Draft | None:
    is_off, is_asked_for = what == OFF, what == ASKED_FOR
    events = [_event(tx, office, reader, each, is_off=is_off) for each in found]
    file = calendars.file_of(events, now)
    if file is None:
        return None
    if reader.role.is_staff:
        kind = DeliveryKind.NOTICE
        named = dict.fromkeys(people.known(tx, each.client).label for each in found)
        client, key = ", ".join(named), f"staff_calendar_{what}"
        text = office.say(key, reader.language, client=client)
    else:
        kind = DeliveryKind.NEWS
        text = speaking.say(tx, office, reader, f"calendar_{what}")
    cases = {each.case for each in found}
    return Draft(
        reader.id,
        DeliveryKind.ANSWER if is_asked_for else kind,
        text,
        case_id=found[0].case if len(cases) == 1 else None,
        file=file,
        silent=not is_asked_for,
        sms_text=None if is_asked_for else "",
    )


def _event(
    tx: Transaction,
    office: Office,
    reader: Person,
    appointment: Appointment,
    *,
    is_off: bool,
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
    return Event(
        uid=appointment.uid,
        # Calling off has no revision of its own, but counts for more than what stood.
        sequence=appointment.revision + is_off,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        standing=Standing.CANCELLED if is_off else STANDING[appointment.state],
        summary=summary,
        place=place,
    )
