"""Lists of what is still to come."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework.appointments import AppointmentState, NewAppointment
from casework.people import Role
from storage import appointment_lists, appointments
from storage.appointments import BY_HAND, Between, Origin
from tests.storage.stores import NOW, add_client_with_case, add_person

HERE = ZoneInfo("Europe/Copenhagen")


def test_what_is_to_come_is_listed_in_order_and_what_came_from_a_file_alone(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    today = NOW.astimezone(HERE).replace(tzinfo=None, hour=12, minute=0)

    def put(days, origin=BY_HAND, state=AppointmentState.CONFIRMED):
        return appointments.add(
            tx,
            NewAppointment(today + timedelta(days=days)),
            Between(alma.id, case, mette.id),
            HERE,
            by=mette.id,
            now=NOW,
            state=state,
            origin=origin,
        )

    later, sooner = put(9, Origin(import_key="a")), put(2)
    put(-1, Origin(import_key="b"))
    put(3, Origin(import_key="c"), AppointmentState.DECLINED)

    assert appointment_lists.upcoming(tx, NOW) == [sooner, later]
    assert appointment_lists.imported(tx, NOW) == [later]
    assert appointment_lists.upcoming(tx, NOW + timedelta(days=20)) == []
    assert isinstance(later.starts, datetime)
