"""Others who hear of a meeting: each in their own talk, and nobody from outside."""

from datetime import datetime

from casework.appointments import Appointment, NewAppointment
from casework.people import Person, PersonId
from casework.rights import Act
from handlers import notices, permissions
from handlers.appointment_texts import answering, say, tell_staff
from handlers.office import Office
from storage import appointments, assignments, cases, people
from storage.transaction import Transaction


def who_may_hear(
    tx: Transaction, office: Office, client: Person, new: NewAppointment, now: datetime
) -> tuple[PersonId, ...]:
    """Return those of the chosen who take part, or may see how the help stands."""
    return tuple(
        each
        for each in new.tell
        if _may_hear(tx, office, client, people.known(tx, each), now)
    )


def choosable(tx: Transaction, client: Person) -> list[Person]:
    """Return who takes part in somebody's help, and so may be told of a meeting."""
    assignment = assignments.current(tx, client.id)
    if assignment is None:
        return []
    taking_part = assignments.participants(tx, assignment.id)
    return [people.known(tx, person) for person, _ in taking_part]


def tell(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Tell everybody else who was chosen when it is to be."""
    worker = people.known(tx, appointment.worker).name
    for person in _hearing(tx, office, appointment, now):
        if person.role.is_staff:
            key = "staff_appt_info"
            tell_staff(
                tx, office, key, appointment, now, recipient=person, worker=worker
            )
        else:
            _news(tx, office, "guardian_appt", appointment, person, now)


def tell_off(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> None:
    """Tell everybody who was told of it that it does not take place."""
    for person in _hearing(tx, office, appointment, now):
        if person.role.is_staff:
            tell_staff(
                tx, office, "staff_appt_info_off", appointment, now, recipient=person
            )
        else:
            _news(tx, office, "guardian_appt_off", appointment, person, now)


def _news(
    tx: Transaction,
    office: Office,
    key: str,
    appointment: Appointment,
    person: Person,
    now: datetime,
) -> None:
    child = people.known(tx, appointment.client).name
    text = say(tx, office, person, key, appointment, child=child)
    case = cases.of_client(tx, person.id)
    notices.news(tx, person.id, text, now, case_id=case)


def _hearing(
    tx: Transaction, office: Office, appointment: Appointment, now: datetime
) -> list[Person]:
    """Return who was chosen and may still hear: whoever takes part no more may not.

    Whoever is to come hears as well, while somebody else answers and acts.
    """
    client = people.known(tx, appointment.client)
    chosen = [
        people.known(tx, each) for each in appointments.parties(tx, appointment.id)
    ]
    hearing = [each for each in chosen if _may_hear(tx, office, client, each, now)]
    comes = people.known(tx, appointment.worker)
    by = {each.by for each in appointments.history(tx, appointment.id)[-1:]}
    know = {*(each.id for each in hearing), answering(tx, appointment).id, *by}
    if comes.id not in know and comes.left_at is None:
        hearing.append(comes)
    return hearing


def _may_hear(
    tx: Transaction, office: Office, client: Person, person: Person, now: datetime
) -> bool:
    if person.role.is_staff:
        return permissions.is_allowed(tx, office, person, Act.SEE_METADATA, client, now)
    return any(each.id == person.id for each in choosable(tx, client))
