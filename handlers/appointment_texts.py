"""How a meeting is named to each: its day, its hour, and where that may be said."""

from collections.abc import Sequence
from datetime import datetime

from casework.appointments import Appointment
from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from handlers import notices, speaking
from handlers.notices import Choice
from handlers.office import Office
from storage import assignments, people
from storage.transaction import Transaction


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
    return speaking.say(tx, office, person, key, **(said | values))


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
