from datetime import timedelta

import pytest

from handlers import access, reader_news
from storage import assignments, people, retention_facts
from tests.record_house import START, House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "house")


def helps(house, ref):
    return house.run(retention_facts.helps_of, house.id_of(ref))


def test_who_looked_in_and_words_about_the_end_are_no_notes(house):
    case = house.case_of("C1")
    assert house.run(retention_facts.last_note_at, case) is None
    house.write("C1", "hej")
    last = house.now
    house.write("C1", "Jonas", kind="denied")
    house.write("C1", "hold", kind="retention")
    for kind in (access.TAKEN_OUT, reader_news.ADDED, reader_news.REMOVED):
        house.write("C1", "Karin", kind=kind)
    house.write("C1", "Karin", kind=reader_news.HISTORY)

    assert house.run(retention_facts.last_note_at, case) == last


def test_what_somebody_asks_about_it_is_no_note_and_what_they_set_right_is(house):
    case = house.case_of("C1")
    house.write("C1", "hej")
    last = house.now
    for kind in ("access_request", "erasure_request"):
        house.write("C1", "", kind=kind)
    house.write("C1", "mange sager", kind="request_extended")
    house.write("C1", "", kind="request_answered")

    assert house.run(retention_facts.last_note_at, case) == last
    house.write("C1", "jeg kom til tiden", kind="correction_request")
    assert house.run(retention_facts.last_note_at, case) == house.now


def test_a_case_knows_when_it_was_begun(house):
    begun = house.run(retention_facts.begun_at, house.case_of("C1"))

    assert START < begun <= house.now


def test_own_help_and_that_in_which_somebody_took_part_are_found(house):
    ends = START + timedelta(days=3)

    def unit(tx):
        bo = people.find_by_ref(tx, "C2")
        current = assignments.current(tx, people.find_by_ref(tx, "C1").id)
        assignments.add_participant(tx, current.id, bo.id, "sibling", START)
        assignments.end_participation(tx, current.id, bo.id, ends)

    house.run(unit)

    assert [each.ends_at for each in helps(house, "C1")] == [None]
    found = helps(house, "C2")
    assert [each.ends_at for each in found] == [None, ends]
    assert found[1].details.client == house.id_of("C1")


def test_where_the_help_ended_before_they_left_it_ended_for_them_as_well(house):
    def unit(tx):
        bo = people.find_by_ref(tx, "C2")
        current = assignments.current(tx, people.find_by_ref(tx, "C1").id)
        assignments.add_participant(tx, current.id, bo.id, "sibling", START)
        assignments.end(tx, current.id, START)

    house.run(unit)

    assert [each.ends_at for each in helps(house, "C2")] == [None, START]
