"""The access log, as it is read from the headers of the chain."""

from datetime import timedelta

import pytest

from handlers import access
from handlers.access import Asked
from storage import access_log, contact_person_changes, looks
from storage.contact_person_changes import Change
from storage.looks import Look
from tests.record_house import OFFICE, START, House

LATER = timedelta(days=30)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def take_out(house, *asked, **more):
    house.run(access.take_out, OFFICE, Asked(*asked, **more), house.tick())


def logged(house, since=START, until=START + LATER):
    return house.run(access_log.between, since, until)


def there(house):
    return [each.was_there for each in logged(house) if each.kind == "taken_out"]


def test_what_stands_there_was_opened_by_nobody(house):
    take_out(house, "C1", "W1", by="SV", reason="the review")

    (one,) = logged(house)

    assert (one.kind, one.case, one.client) == (
        *("taken_out", house.case_of("C1")),
        house.id_of("C1"),
    )
    assert (one.person, one.by) == (house.id_of("W1"), house.id_of("SV"))
    assert (one.way, one.reason, one.was_there) == ("command", "the review", True)


def test_only_what_was_in_the_time_is_listed(house):
    take_out(house, "C1")
    at = house.now
    take_out(house, "C1")

    assert [each.at for each in logged(house, at, house.now)] == [at]


def test_who_deletes_what_is_kept_beside_the_chain_hides_only_the_reason(house):
    take_out(house, "C1", "W1", reason="the review")

    house.sql("DELETE FROM look")

    (one,) = logged(house)
    assert (one.person, one.reason) == (house.id_of("W1"), "")
    assert house.verify().bad is None
    house.write("C1", "what came next")
    house.sql("DELETE FROM contact_entry WHERE kind = 'taken_out'")
    assert house.verify().bad is not None


def test_a_case_in_which_nothing_is_written_is_in_the_log_all_the_same(house):
    look = Look(house.case_of("C1"), house.id_of("W1"), house.tick())
    house.run(looks.add, look)

    (one,) = logged(house)

    assert (one.kind, one.person) == ("taken_out", house.id_of("W1"))


def test_whose_client_it_was_counts_at_that_moment(house):
    take_out(house, "C1", "W1")
    take_out(house, "C2", "CW")
    take_out(house, "C1")

    assert there(house) == [True, False, False]


def test_a_hand_over_later_changes_nothing_of_what_was(house):
    take_out(house, "C1", "W1")
    mette, jonas = house.id_of("W1"), house.id_of("W2")
    ((assignment,),) = house.sql(
        "SELECT id FROM assignment WHERE client_id = ?", (house.id_of("C1"),)
    )
    house.sql("UPDATE assignment SET contact_person_id = ? WHERE id = ?", (jonas, 1))
    change = Change(assignment, mette, jonas, house.tick())

    house.run(contact_person_changes.add, change)
    take_out(house, "C1", "W2")

    assert there(house) == [True, True]


def test_who_stood_in_was_there_for_that_time_only(house):
    mette, jonas = house.id_of("W1"), house.id_of("W2")
    begins = int(house.now.timestamp() * 1000)
    house.sql(
        "INSERT INTO absence (person_id, substitute_id, starts_at, ends_at, state,"
        " created_at) VALUES (?, ?, ?, ?, 'over', 1)",
        (mette, jonas, begins, begins + 5_000),
    )
    for moment in (house.tick(), house.tick(minutes=1)):
        look = Look(house.case_of("C1"), jonas, moment)
        house.run(looks.add, look)

    assert there(house) == [True, False]
