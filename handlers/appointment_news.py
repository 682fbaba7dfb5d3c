"""Telling whoever is helped what is new about meetings that are agreed on, or off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casework.appointments import Appointment
from casework.drafts import DeliveryKind, Draft
from casework.people import Person
from handlers import calendar_files, notices, speaking
from handlers.appointment_texts import line, say
from handlers.office import Office
from storage import appointments, people
from storage.transaction import Transaction

MOST_LISTED = 5


def tell(
    tx: Transaction, office: Office, key: str, appointment: Appointment, now: datetime
) -> None:
    """Tell them of one meeting, and offer its calendar file while it stands."""
    client = people.known(tx, appointment.client)
    text = say(tx, office, client, key, appointment)
    offered = calendar_files.offer(office, client, appointment)
    case = appointment.case
    notices.news(tx, client.id, text, now, case_id=case, choices=offered)


def tell_by_day(
    tx: Transaction,
    office: Office,
    client: Person,
    changed: Sequence[tuple[str, Appointment]],
    now: datetime,
) -> None:
    """Tell them of all that changed in one message, once the night is over.

    `changed` are texts, each with the meeting that it is about; several are told as a
    list of what is ahead. What must be known before the night is over does not wait.
    """
    about = [each for _, each in changed]
    if len(changed) == 1:
        text = say(tx, office, client, changed[0][0], about[0])
        shown = about
    else:
        shown = appointments.upcoming_of(tx, client.id, now)[:MOST_LISTED]
        text = _listed(tx, office, client, shown)
    draft = Draft(client.id, DeliveryKind.NEWS, text, case_id=about[0].case)
    wait = office.by_day(now) - now
    if wait and now + wait < min(each.starts_at for each in about):
        # Beside the conversation, so that no human's words wait behind it.
        draft = replace(draft, case_id=None, hold=wait)
    notices.tell(tx, draft, now, calendar_files.offer(office, client, *shown))
    calendar_files.changed(tx, office, about, now, wait=draft.hold)


def _listed(
    tx: Transaction, office: Office, client: Person, found: Sequence[Appointment]
) -> str:
    if not found:
        return speaking.say(tx, office, client, "appt_list_none")
    lines = "; ".join(line(tx, office, client, each) for each in found)
    name = client.name
    return speaking.say(tx, office, client, "appt_list_new", list=lines, name=name)
