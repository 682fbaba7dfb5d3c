"""How a meeting is named to each: its day, its hour, and where that may be said."""

from collections.abc import Sequence
from datetime import datetime

from casework.appointments import Appointment, AppointmentKind
from casework.drafts import DeliveryKind, Draft
from casework.meeting_series import Series
from casework.people import Person
from handlers import notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from storage import addresses, assignments, people, safe_contacts
from storage.transaction import Transaction

SAYS_WHERE = frozenset(
    {
        *("appt_proposal", "appt_moved", "appt_kept", "appt_no_reply"),
        *("appt_agreed", "appt_moved_agreed"),
        *("appt_confirmed", "appt_confirmed_short", "appt_reminder_24h"),
        *("series_proposal", "series_moved", "series_agreed"),
    }
)
"""What is followed by the place: whoever is asked to come asks where."""

NOBODY_ASKS_WHERE = frozenset({AppointmentKind.PHONE, AppointmentKind.HOME_VISIT})
"""Where they live they know, and an address of a home belongs into no message."""


def day_and_time(
    office: Office, appointment: Appointment, language: str | None
) -> dict[str, str]:
    """Return the places `date` and `time` of a text, as the clocks there show them."""
    moment, zone = appointment.starts_at, appointment.zone
    return {
        "date": office.texts.date(moment, zone, language),
        "time": office.texts.clock(moment, zone, language),
    }


def say(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    appointment: Appointment,
    **values: object,
) -> str:
    """Return a text about a meeting for somebody who is helped."""
    said = {
        "name": person.name,
        "worker": people.known(tx, appointment.worker).name,
        "place": appointment.place,
        **day_and_time(office, appointment, person.language),
    }
    text = speaking.say(tx, office, person, key, **(said | values))
    return with_place(tx, office, person, key, text, appointment)


def with_place(
    tx: Transaction,
    office: Office,
    person: Person,
    key: str,
    text: str,
    meeting: Appointment | Series,
) -> str:
    """Return a text with a line of its own for the place, where that may be said.

    By SMS it may make a second segment, which costs less than having to ask: a text of
    160 characters and a place of 120 are never more than two, in our alphabets.
    """
    if key not in SAYS_WHERE or meeting.kind in NOBODY_ASKS_WHERE or not meeting.place:
        return text
    if not _may_read_place(tx, person, key):
        return text
    where = office.say("meet_where", person.language, place=meeting.place)
    return f"{text}\n{where}"


def _may_read_place(tx: Transaction, person: Person, key: str) -> bool:
    """Tell whether nobody else reads it, and neither this nor the text hides it."""
    safe = safe_contacts.of(tx, person.id)
    if safe.others_see_phone or any(
        speaking.hides(safe, each) for each in (key, "meet_where")
    ):
        return False
    return not any(each.is_shared for each in addresses.of_person(tx, person.id))


def line(
    tx: Transaction, office: Office, person: Person, appointment: Appointment
) -> str:
    """Return a meeting in a line of a list, for somebody who is helped."""
    key = "appt_line_place" if appointment.place else "appt_line"
    return say(tx, office, person, key, appointment)


def staff_line(
    tx: Transaction, office: Office, reader: Person, appointment: Appointment
) -> str:
    """Return a meeting in a line of a list, for a contact person."""
    return office.say(
        "staff_appt_line",
        reader.language,
        client=people.known(tx, appointment.client).label,
        state=office.say(f"appt_state_{appointment.state}", reader.language),
        **day_and_time(office, appointment, reader.language),
    )


def answering(tx: Transaction, appointment: Appointment) -> Person:
    """Return who is told what becomes of a meeting: whoever answers the client now."""
    assignment = assignments.current(tx, appointment.client)
    worker = appointment.worker if assignment is None else assignment.answering
    return people.known(tx, worker)


def tell_staff(
    tx: Transaction,
    office: Office,
    key: str,
    appointment: Appointment,
    now: datetime,
    *,
    recipient: Person | None = None,
    choices: Sequence[Sequence[Choice]] = (),
    hint: str = "",
    **values: object,
) -> None:
    """Tell whoever answers the client, or somebody else here, about a meeting.

    `hint` says by SMS what the buttons do.
    """
    reader = recipient or answering(tx, appointment)
    said = {
        "client": people.known(tx, appointment.client).label,
        **day_and_time(office, appointment, reader.language),
    }
    text = office.say(key, reader.language, **(said | values))
    # Of a client's case: a reply to it, and a line after it, goes to them.
    draft = Draft(
        reader.id,
        DeliveryKind.NOTICE,
        text,
        case_id=appointment.case,
        sms_text=f"{text} {hint}" if hint else None,
    )
    notices.tell(tx, draft, now, choices)
