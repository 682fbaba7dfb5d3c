"""The access log with references, and its monthly review."""

from datetime import date

import pytest

from casework.access_review import Concern
from casework.report_period import Period
from handlers import access, access_log, permissions, reading
from handlers.access import Asked
from handlers.permissions import DeniedError, NotPossibleError
from storage import people
from tests.record_house import OFFICE, House

MONTH = Period(date(2026, 9, 1), date(2026, 9, 30), OFFICE.zone)
BEFORE = Period(date(2026, 8, 1), date(2026, 8, 31), OFFICE.zone)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def take_out(house, *asked, **more):
    house.run(access.take_out, OFFICE, Asked(*asked, **more), house.tick())


def logged(house, case=None, person=None):
    return [
        (each.what, each.client, each.person, each.by, each.reason)
        for each in house.run(access_log.lines, MONTH, case, person)
    ]


def reviewed(house):
    return [
        (each.concern, each.person, client, each.count)
        for each, client in house.run(access_log.reviewed, MONTH, [BEFORE])
    ]


def test_it_is_listed_for_a_case_for_a_colleague_or_for_all(house):
    take_out(house, "C1", "W1", by="SV", reason="the review")
    take_out(house, "C2", "CW")

    first = ("taken_out", "C1", "W1", "SV", "the review")
    second = ("taken_out", "C2", "CW", None, "")
    assert logged(house) == [first, second]
    assert logged(house, case="C1") == [first]
    assert logged(house, person="SV") == [first]
    assert logged(house, case="C1", person="CW") == []
    for wrong in ({"case": "C9"}, {"person": "C1"}):
        with pytest.raises(NotPossibleError):
            logged(house, **wrong)


def test_new_readers_and_what_was_denied_stand_in_it(house):
    house.enrol("W1")
    with pytest.raises(DeniedError) as denied:
        take_out(house, "C1", "W2")
    house.run(permissions.keep_denied, denied.value, house.tick())

    assert [(what, person) for what, _, person, *_ in logged(house, "C1")] == [
        ("reader_added", "W1"),
        ("denied", "W2"),
    ]


def test_a_new_reader_is_asked_about_whose_client_it_is_not(house):
    house.enrol("W1")
    house.enrol("CW")

    # Both came in one moment: their cases have no order of their own.
    assert sorted(reviewed(house)) == [
        (Concern.READER_ADDED, "CW", "C1", 1),
        (Concern.READER_ADDED, "CW", "C2", 1),
    ]


def test_the_review_asks_about_what_nobody_can_explain(house):
    take_out(house, "C1", "W1", reason="the review")
    take_out(house, "C1", by="SV", reason="curious")
    take_out(house, "C2")
    take_out(house, "C2", "CW", reason="a decision")

    assert reviewed(house) == [
        (Concern.NOT_THEIRS, "SV", "C1", 1),
        (Concern.NOBODY_NAMED, "", "C2", 1),
        (Concern.NO_REASON, "", "C2", 1),
    ]


def test_a_key_of_somebody_who_left_is_asked_about_until_it_opens_nothing(house):
    house.enrol("CW")
    house.run(leave, "CW", house.tick())

    asked = [each for each in reviewed(house) if each[0] is Concern.LEFT]
    house.remove("CW")

    assert [(person, count) for _, person, _, count in asked] == [("CW", 1)] * 2
    assert not [each for each in reviewed(house) if each[0] is Concern.LEFT]


def test_the_supervisor_reads_the_intake_and_nobody_elses_case(house):
    take_out(house, "k-intake", "SV", reason="who wrote")

    assert reviewed(house) == []
    assert house.run(reading.find_case, "k-intake") == "k-intake"


def leave(tx, ref, now):
    people.set_left(tx, people.find_by_ref(tx, ref).id, now)
