import sqlite3

import pytest

from casework.people import PersonId
from storage import alarms, danger, savepoints
from tests.storage.stores import NOW


def raises(tx, name, error=None):
    alarms.raise_alarm(tx, name, NOW)
    tx.touch("a lane")
    if error is not None:
        raise error


def test_what_goes_well_stays(tx):
    held = savepoints.holds(tx, raises, "one")

    assert held
    assert [each.name for each in alarms.current(tx)] == ["one"]
    assert tx.end_group() == {"a lane"}


def test_of_what_breaks_nothing_stays_and_what_was_before_does(tx):
    alarms.raise_alarm(tx, "before", NOW)

    held = savepoints.holds(tx, raises, "one", ValueError())
    alarms.raise_alarm(tx, "after", NOW)

    assert not held
    assert [each.name for each in alarms.current(tx)] == ["after", "before"]
    assert tx.end_group() == frozenset()


def test_one_inside_another_undoes_only_itself(tx):
    def outer(tx):
        raises(tx, "outer")
        assert not savepoints.holds(tx, raises, "inner", KeyError())

    assert savepoints.holds(tx, outer)
    assert [each.name for each in alarms.current(tx)] == ["outer"]


def test_what_was_remembered_of_it_is_forgotten(tx):
    person = PersonId("c-nobody")

    def breaks(tx):
        tx.remembered(("danger", person), lambda _tx: True)
        raise ValueError

    savepoints.holds(tx, breaks)

    assert not danger.is_open(tx, person)


def test_a_full_disk_ends_the_whole_unit(tx):
    full = sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError, match="full"):
        savepoints.holds(tx, raises, "one", full)
