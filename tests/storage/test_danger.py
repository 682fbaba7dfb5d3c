from datetime import timedelta

import pytest

from casework.people import Role
from storage import danger
from tests.storage.stores import NOW, add_person

LATER = NOW + timedelta(minutes=15)


@pytest.fixture
def alma(tx):
    return add_person(tx, "alma", Role.CLIENT).id


def test_a_flag_is_open_until_somebody_has_dealt_with_it(tx, alma):
    before = danger.is_open(tx, alma)
    flag = danger.add(tx, alma, None, NOW)
    meanwhile = danger.is_open(tx, alma), danger.find_open(tx, alma)
    closed = [danger.close(tx, flag, "w-mette", LATER) for _ in range(2)]

    assert (before, meanwhile) == (False, (True, flag))
    assert closed == [True, False]
    assert not danger.is_open(tx, alma)
    assert danger.find_open(tx, alma) is None
    assert danger.known(tx, flag.id).done_at == LATER
    assert danger.find(tx, 99) is None
    with pytest.raises(LookupError):
        danger.known(tx, 99)


def test_nobody_has_two_open_flags(tx, alma):
    danger.add(tx, alma, None, NOW)

    with pytest.raises(Exception, match="UNIQUE"):
        danger.add(tx, alma, None, LATER)


def test_after_it_is_closed_there_may_be_another(tx, alma):
    danger.close(tx, danger.add(tx, alma, None, NOW), None, NOW)

    second = danger.add(tx, alma, None, LATER)

    assert [each.id for each in danger.every_open(tx)] == [second.id]
    assert danger.count_open(tx) == 1


def test_a_message_counts_once(tx, alma):
    flag = danger.add(tx, alma, None, NOW)

    counted = [danger.hit(tx, flag, 7, LATER), danger.hit(tx, flag, 7, LATER)]
    danger.hit(tx, flag, 8, LATER)

    assert counted == [True, False]
    found = danger.known(tx, flag.id)
    assert (found.hits, found.last_at) == (2, LATER)


def test_who_was_told_is_known_round_by_round(tx, alma):
    flag = danger.add(tx, alma, None, NOW)

    danger.tell(tx, flag, "duty", NOW)
    flag = danger.begin_round(tx, flag)
    danger.tell(tx, flag, "w-mette", LATER)
    danger.tell(tx, flag, "duty", LATER)

    assert flag.round == 1
    assert danger.told_in_round(tx, flag) == ["duty", "w-mette"]
    assert danger.told(tx, flag) == ["duty", "w-mette"]


def test_somebody_has_it_and_then_nobody_any_more(tx, alma):
    flag = danger.add(tx, alma, None, NOW)

    danger.take(tx, flag, "w-mette", LATER)
    taken = danger.known(tx, flag.id)
    danger.take(tx, flag, None, LATER)
    let_go = danger.known(tx, flag.id)

    assert (taken.taken_by, taken.taken_at) == ("w-mette", LATER)
    assert (let_go.taken_by, let_go.taken_at) == (None, None)


def test_each_step_has_its_own_number(tx, alma):
    flag = danger.add(tx, alma, None, NOW)

    steps = [danger.next_step(tx, flag) for _ in range(3)]

    assert steps == [1, 2, 3]


def test_it_is_known_when_the_help_lines_were_named_last(tx, alma):
    before = danger.lines_named_at(tx, alma)
    danger.name_lines(tx, alma, NOW)
    danger.name_lines(tx, alma, LATER)

    assert (before, danger.lines_named_at(tx, alma)) == (None, LATER)


def test_the_newest_word_of_it_is_kept(tx, alma):
    flag = danger.add(tx, alma, None, NOW)

    danger.set_last(tx, flag, LATER)

    assert danger.known(tx, flag.id).last_at == LATER


def test_whether_one_is_open_is_looked_up_by_an_index(tx, alma):
    danger.close(tx, danger.add(tx, alma, None, NOW), None, NOW)

    plan = tx.all(f"EXPLAIN QUERY PLAN {danger.IS_OPEN}", person=alma)

    assert [row["detail"] for row in plan] == [
        "SEARCH danger USING INDEX danger_open (person_id=?)"
    ]
