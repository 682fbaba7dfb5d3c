import sqlite3

import pytest

from storage import group, store_facts
from storage.errors import StoreUnwritableError
from tests.storage.stores import rows


def add(name):
    """Return a unit that counts how often it ran, and what it kept."""

    def unit(tx):
        unit.runs += 1
        before = int(store_facts.recall(tx, name) or 0)
        store_facts.remember(tx, name, str(before + 1))
        tx.touch(name)
        return name

    unit.runs = 0
    return unit


def fails(tx):
    store_facts.remember(tx, "bad", "1")
    tx.touch("bad")
    raise LookupError("broken")


def facts(made):
    found = dict(rows(made, "SELECT name, value FROM store_fact"))
    return {name: found[name] for name in ("one", "two", "bad") if name in found}


@pytest.fixture
async def run(store):
    """Run units in one transaction in the store's thread, as the engine does."""

    async def run(*units):
        return await store._connection.submit(
            lambda: group.run(store._connection.raw, store._transaction, units)
        )

    return run


async def test_units_that_all_succeed_run_once(run, store, made):
    one, two = add("one"), add("two")

    done = await run(one, two)

    assert [each.value for each in done] == ["one", "two"]
    assert (one.runs, two.runs) == (1, 1)
    assert store._transaction.end_group() == {"one", "two"}
    assert facts(made) == {"one": "1", "two": "1"}


async def test_what_ran_beside_a_failing_unit_is_kept_once(run, store, made):
    one, two = add("one"), add("two")

    done = await run(one, fails, two)

    assert [each.value for each in done] == ["one", None, "two"]
    assert isinstance(done[1].error, LookupError)
    assert store._transaction.end_group() == {"one", "two"}
    assert facts(made) == {"one": "1", "two": "1"}


async def test_nothing_is_left_of_a_unit_that_failed_on_its_own(run, store, made):
    done = await run(fails)

    assert isinstance(done[0].error, LookupError)
    assert store._transaction.end_group() == set()
    assert facts(made) == {}
    assert not store._connection.raw.in_transaction


async def test_a_fault_of_the_disk_undoes_them_all(run, store, made):
    def no_room(_tx):
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StoreUnwritableError):
        await run(add("one"), no_room)

    assert store._transaction.end_group() == set()
    assert facts(made) == {}
