"""Who has a meeting in their calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

from casework.appointments import NewAppointment
from casework.people import Role
from storage import appointments, calendar_files
from storage.appointments import Between
from tests.storage.stores import NOW, add_client_with_case, add_person


def test_whoever_took_the_file_is_remembered_once_until_it_is_taken_back(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, case = add_client_with_case(tx)
    one = appointments.add(
        tx,
        NewAppointment(datetime(2026, 11, 26, 14, 30)),
        Between(alma.id, case, mette.id),
        ZoneInfo("Europe/Copenhagen"),
        by=mette.id,
        now=NOW,
    )

    for person in (alma, mette, alma):
        calendar_files.add(tx, one.id, person.id)
    both = calendar_files.takers(tx, one.id)
    calendar_files.remove(tx, one.id, alma.id)

    assert sorted(both) == sorted([alma.id, mette.id])
    assert calendar_files.takers(tx, one.id) == [mette.id]
    assert calendar_files.takers(tx, one.id + 1) == []
