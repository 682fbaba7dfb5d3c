"""`/meetings`: what a contact person has before them, and calls off or keeps."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from casework.appointments import Appointment, Fault
from casework.drafts import DeliveryKind, Draft
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import appointments, calendar_files, named_client, notices
from handlers.appointment_plans import subject_of
from handlers.appointment_texts import staff_line, tell_staff
from handlers.appointments import NEW_TIME, OFF
from handlers.caseload import clients_of, conversation_with
from handlers.meet_why import WHY
from handlers.notices import Choice
from handlers.office import Office
from storage import appointments as kept
from storage import people
from storage.buttons import Meaning
from storage.transaction import Transaction

MOST_LISTED = 20
MOST_BY_SMS = 2
MOST_AWAY = 10

BY_SMS = re.compile(r"\s*(?:meetings|møder|aftaler|möten)[\s.!]*", re.IGNORECASE)


def show(
    tx: Transaction, office: Office, worker: Person, said: str, now: datetime
) -> None:
    """Show the meetings of everybody whom a contact person answers, or of one."""
    clients = named_client.called(tx, worker, said) if said else clients_of(tx, worker)
    if said and not clients:
        named_client.unknown(tx, office, worker, said, Act.SEE_METADATA, now)
        return
    found = sorted(
        (one for each in clients for one in kept.upcoming_of(tx, each.id, now)),
        key=lambda one: (one.starts_at, one.id),
    )
    if not found:
        notices.say(tx, office, worker, "staff_appts_none", now)
        return
    lines = [staff_line(tx, office, worker, each) for each in found[:MOST_LISTED]]
    spoken = worker.language
    by_sms = by_number(tx, office, worker, found)
    draft = Draft(
        worker.id,
        DeliveryKind.ANSWER,
        office.say("staff_appts", spoken, list="\n".join(lines)),
        sms_text=office.say("staff_appts_sms", spoken, list=by_sms),
    )
    rows = [_buttons(tx, office, worker, each) for each in found[:MOST_LISTED]]
    rows += calendar_files.offer(office, worker, *found[:MOST_LISTED])
    notices.tell(tx, draft, now, rows)


def by_number(
    tx: Transaction, office: Office, worker: Person, found: Sequence[Appointment]
) -> str:
    """Return the next of these with the numbers by which an SMS can move them."""
    return ", ".join(
        f"{each.id}: {staff_line(tx, office, worker, each)}"
        for each in found[:MOST_BY_SMS]
    )


def by_sms(
    tx: Transaction, office: Office, worker: Person, text: str, now: datetime
) -> bool:
    """Do what MEETINGS says, and tell whether it was that."""
    if BY_SMS.fullmatch(text) is None:
        return False
    show(tx, office, worker, "", now)
    return True


def tell_of_absence(
    tx: Transaction,
    office: Office,
    worker: Person,
    readers: Collection[PersonId],
    since: datetime,
    until: datetime,
    now: datetime,
) -> None:
    """Tell who is away, and who answers meanwhile, which meetings fall into that."""
    found = kept.of_worker(tx, worker.id, max(since, now), until)[:MOST_AWAY]
    for each in readers if found else ():
        reader = people.known(tx, each)
        lines = [staff_line(tx, office, reader, one) for one in found]
        values = {"worker": worker.name, "list": ", ".join(lines)}
        text = office.say("staff_appts_away", reader.language, **values)
        notices.notify(tx, reader.id, text, now)


def _buttons(
    tx: Transaction, office: Office, worker: Person, appointment: Appointment
) -> list[Choice]:
    day = office.texts.date(appointment.starts_at, appointment.zone, worker.language)
    called = f"{people.known(tx, appointment.client).alias} {day}"
    # Another time is asked for whenever it is; only what is shown is called off.
    wanted = (
        (NEW_TIME, "btn_appt_move", str(appointment.id)),
        (OFF, "btn_appt_off", subject_of(appointment)),
    )
    return [
        Choice(office.say(label, worker.language, date=called), action, about)
        for action, label, about in wanted
    ]


def press(
    tx: Transaction, office: Office, worker: Person, meaning: Meaning, now: datetime
) -> bool:
    """Call off or keep what a button names, and say so; tell if it is theirs.

    What was moved since the button was shown stays as it is, and is named.
    """
    number, _, revision = meaning.subject.partition("/")
    appointment = kept.find(tx, int(number))
    if appointment is None:
        return False
    client = people.known(tx, appointment.client)
    if conversation_with(tx, worker, client) is None:
        return False
    if revision and meaning.subject != subject_of(appointment):
        key = "staff_appt_elsewhere"
        tell_staff(tx, office, key, appointment, now, recipient=worker)
    elif meaning.action == OFF:
        call_off(tx, office, worker, appointment, now)
    else:
        again = appointments.keep(tx, office, worker, appointment, now)
        key = "staff_appt_over" if isinstance(again, Fault) else "staff_appt_kept"
        tell_staff(tx, office, key, appointment, now, recipient=worker)
    return True


def call_off(
    tx: Transaction,
    office: Office,
    worker: Person,
    appointment: Appointment,
    now: datetime,
) -> None:
    """Call a meeting off, and say so, with a button for why; or that it is over."""
    if not appointments.call_off(tx, office, worker, appointment, now):
        tell_staff(tx, office, "staff_appt_over", appointment, now, recipient=worker)
        return
    why = Choice(office.say("btn_why", worker.language), WHY, str(appointment.id))
    tell_staff(
        tx,
        office,
        "staff_appt_is_off",
        appointment,
        now,
        recipient=worker,
        choices=[[why]],
    )
