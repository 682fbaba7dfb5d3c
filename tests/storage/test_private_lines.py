from datetime import timedelta

import pytest

from casework.people import Role
from storage import people, private_lines
from storage.private_lines import PrivateLine
from tests.storage.stores import NOW, add_person, rows, transaction_on

WORDS = {"incoming": {"text": "quite unlikely words"}}
HOUR = timedelta(hours=1)


@pytest.fixture
def people_there(tx):
    for ref, role in (("mette", Role.CONTACT_PERSON), ("kirsten", Role.CONTACT_PERSON)):
        add_person(tx, ref, role)
    add_person(tx, "bo")
    return {ref: people.find_by_ref(tx, ref).id for ref in ("mette", "kirsten", "bo")}


def add(tx, there, external_id="1", worker="mette", now=NOW):
    identity = private_lines.next_id(tx)
    line = PrivateLine(identity, there[worker], there["bo"], WORDS)
    private_lines.add(tx, line, 7, external_id, now)
    return line.id


def test_words_wait_until_somebody_decides(tx, people_there):
    identity = add(tx, people_there)

    line = private_lines.find(tx, identity)
    assert (line.worker, line.client) == (people_there["mette"], people_there["bo"])
    assert line.event == WORDS

    private_lines.forget(tx, line)
    assert private_lines.find(tx, identity) is None


def test_a_line_is_found_by_where_it_stands(tx, people_there):
    first, second = (add(tx, people_there, each) for each in ("1", "2"))

    found = [private_lines.find_written(tx, 7, each).id for each in ("1", "2")]

    assert found == [first, second]
    assert private_lines.find_written(tx, 8, "1") is None


def test_other_words_take_its_place(tx, people_there):
    line = private_lines.find(tx, add(tx, people_there))

    private_lines.replace(tx, line, {"incoming": {"text": "others"}})

    changed = private_lines.find(tx, line.id)
    assert changed.event == {"incoming": {"text": "others"}}


def test_what_waits_for_long_is_forgotten_and_nothing_else(tx, people_there):
    mette, bo = people_there["mette"], people_there["bo"]
    old = add(tx, people_there, "1")
    new = add(tx, people_there, "2", now=NOW + HOUR)
    other = add(tx, people_there, "3", worker="kirsten", now=NOW + HOUR)

    assert private_lines.asked_before(tx, NOW) == [(mette, bo)]
    assert private_lines.forget_before(tx, mette, bo, NOW) == 1
    assert private_lines.asked_before(tx, NOW) == []
    left = [private_lines.find(tx, each) is not None for each in (old, new, other)]
    assert left == [False, True, True]


def test_the_words_lie_sealed_and_are_not_shown_by_accident(made):
    with transaction_on(made) as tx:
        there = {ref: add_person(tx, ref).id for ref in ("mette", "bo")}
        line = private_lines.find(tx, add(tx, there))
        tx.run("COMMIT")
        tx.run("BEGIN")

    assert "unlikely" not in repr(line)
    assert "unlikely" not in str(rows(made, "SELECT * FROM private_line"))
