from datetime import timedelta

from casework.people import PersonId
from storage import unaddressed
from tests.storage.stores import NOW

METTE, JONAS = PersonId("w-mette"), PersonId("w-jonas")
MINUTE = timedelta(minutes=1)


def add(tx, person=METTE, number=1, now=NOW):
    event = {"text": f"line {number}"}
    return unaddressed.add(tx, person, 1, str(number), event, now)


def test_lines_wait_and_are_taken_in_the_order_they_were_written(tx):
    assert [add(tx, number=number) for number in (1, 2, 3)] == [1, 2, 3]
    add(tx, JONAS)

    taken = unaddressed.take_all(tx, METTE)

    assert [line.event["text"] for line in taken] == ["line 1", "line 2", "line 3"]
    assert unaddressed.count(tx, METTE) == 0
    assert unaddressed.count(tx, JONAS) == 1
    assert unaddressed.take_all(tx, METTE) == []


def test_a_line_is_found_by_where_it_stands_and_can_be_replaced(tx):
    add(tx)

    line = unaddressed.find_line(tx, 1, "1")
    unaddressed.replace(tx, line, {"text": "changed"})

    assert unaddressed.find_line(tx, 1, "1").event == {"text": "changed"}
    assert unaddressed.find_line(tx, 2, "1") is None
    assert unaddressed.find_line(tx, 1, "2") is None


def test_whoever_was_asked_once_is_asked_again_once(tx):
    add(tx)
    add(tx, JONAS, now=NOW + MINUTE)

    assert unaddressed.asked_before(tx, NOW) == [METTE]
    unaddressed.set_asked_again(tx, METTE, NOW + MINUTE)
    assert unaddressed.asked_before(tx, NOW + MINUTE) == [JONAS]

    add(tx, number=2, now=NOW + 2 * MINUTE)
    assert set(unaddressed.asked_before(tx, NOW + 2 * MINUTE)) == {METTE, JONAS}


def test_a_line_that_waits_is_sealed_and_does_not_show_itself(tx):
    unaddressed.add(tx, METTE, 1, "1", {"text": "canary-44"}, NOW)

    (row,) = tx.all("SELECT sealed_event FROM unaddressed")
    assert b"canary" not in row["sealed_event"]
    assert "canary" not in repr(unaddressed.find_line(tx, 1, "1"))
