"""Telling whoever is helped what is new about a meeting that is agreed on, or off."""

from dataclasses import replace
from datetime import datetime

from casework.appointments import Appointment
from casework.drafts import DeliveryKind, Draft
from handlers import calendar_files, notices
from handlers.appointment_texts import say
from handlers.office import Office
from storage import people
from storage.transaction import Transaction


def tell(
    tx: Transaction,
    office: Office,
    key: str,
    appointment: Appointment,
    now: datetime,
    *,
    by_day: bool = False,
) -> None:
    """Tell them, and offer the calendar file of what stands.

    `by_day` lets the night pass first, unless the meeting is before its end.
    """
    client = people.known(tx, appointment.client)
    text = say(tx, office, client, key, appointment)
    offered = calendar_files.offer(office, client, appointment)
    draft = Draft(client.id, DeliveryKind.NEWS, text, case_id=appointment.case)
    morning = office.by_day(now) if by_day else now
    if now < morning < appointment.starts_at:
        # Beside the conversation, so that no human's words wait behind it.
        draft = replace(draft, case_id=None, hold=morning - now)
    notices.tell(tx, draft, now, offered)
