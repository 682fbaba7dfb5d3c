import pytest

from storage.chain import Head
from storage.errors import StoreKeyError
from storage.transaction import key_check
from storage.vault import VaultError
from tests.storage.stores import make

ADD = "INSERT INTO store_fact (name, value) VALUES (:name, :value)"


def test_statements_say_how_many_rows_they_changed(tx):
    tx.run(ADD, name="a", value="1")
    tx.run(ADD, name="b", value="1")

    assert tx.run("UPDATE store_fact SET value = '2' WHERE value = '1'") == 2


def test_a_query_returns_one_row_all_rows_or_a_value(tx):
    tx.run(ADD, name="a", value="1")
    sql = "SELECT name, value FROM store_fact WHERE name = :name"

    assert tx.one_or_none(sql, name="a")["value"] == "1"
    assert tx.one_or_none(sql, name="nobody") is None
    assert [row["name"] for row in tx.all(sql, name="a")] == ["a"]
    assert [row["name"] for row in tx.each(sql, name="a")] == ["a"]
    assert tx.value("SELECT value FROM store_fact WHERE name = :name", name="a") == "1"
    assert tx.value("SELECT value FROM store_fact WHERE name = :name", name="b") is None


def test_the_next_id_is_the_one_that_the_next_row_gets(tx):
    add = "INSERT INTO guess (fingerprint, count, until) VALUES (:who, 1, 1)"

    assert tx.next_id("inbox") == 1
    assert tx.insert(add, who=b"a") == 1


def test_a_sealed_field_opens_in_its_own_place_only(tx):
    sealed = tx.seal("person", "sealed_name", "c-1", "Alma")

    assert b"Alma" not in sealed
    assert tx.open("person", "sealed_name", "c-1", sealed) == "Alma"
    for table, column, row in (
        ("person", "sealed_name", "c-2"),
        ("person", "sealed_ref", "c-1"),
        ("address", "sealed_name", "c-1"),
    ):
        with pytest.raises(VaultError):
            tx.open(table, column, row, sealed)


def test_lanes_are_touched_until_the_group_ends(tx):
    tx.begin_group()
    tx.touch("c-1/k-1")
    tx.touch("c-1/k-1")

    assert tx.end_group() == {"c-1/k-1"}
    tx.begin_group()
    assert tx.end_group() == frozenset()


def test_a_lane_in_which_somebody_waits_is_not_quiet(tx):
    tx.begin_group()
    for lane in ("c-2", "c-1", "c-3", "c-1"):
        tx.touch(lane, quiet=True)
    mark = tx.mark()
    tx.touch("c-2")
    tx.touch("failed", quiet=True)

    assert tx.quiet_lanes() == ("c-1", "c-3", "failed")
    tx.undo(mark)
    assert tx.quiet_lanes() == ("c-2", "c-1", "c-3")
    tx.undo()
    assert tx.quiet_lanes() == ()


def test_a_unit_that_failed_touched_nothing_and_left_no_head(tx):
    tx.begin_group()
    tx.touch("before")
    mark = tx.mark()
    tx.touch("failed")
    tx.heads["k-1"] = Head(7, b"x" * 32)

    tx.undo(mark)

    assert tx.end_group() == {"before"}
    assert tx.heads == {}


def test_keys_of_another_store_do_not_fit(tx, tmp_path):
    other = make(tmp_path / "other")
    tx.check_keys()

    tx.keys = other.keys

    with pytest.raises(StoreKeyError, match="do not belong"):
        tx.check_keys()


def test_what_a_store_remembers_of_its_keys_tells_nothing_of_them(made):
    remembered = bytes.fromhex(key_check(made.keys))

    assert remembered not in (
        made.keys.lookup,
        made.keys.signing.public_key().public_bytes_raw(),
    )
