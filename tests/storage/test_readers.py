from datetime import timedelta

import pytest

from casework.people import Role
from storage import readers
from storage.key_pairs import generate_key_pair
from tests.storage.stores import NOW, add_person

DAY = timedelta(days=1)


@pytest.fixture
def mette(tx):
    return add_person(tx, "mette", Role.CONTACT_PERSON).id


def enrol(tx, person, name="r-mette", now=NOW):
    return readers.add(tx, name, person, generate_key_pair().public_key(), now)


def test_an_enrolled_key_is_found(tx, mette):
    reader = enrol(tx, mette)

    assert readers.find(tx, "r-mette") == reader
    assert readers.find(tx, "r-nobody") is None
    assert readers.current(tx) == readers.every(tx) == [reader]
    assert readers.of_person(tx, mette) == [reader]


def test_a_removed_reader_is_remembered_and_gets_nothing_more(tx, mette):
    reader = enrol(tx, mette)

    readers.remove(tx, reader, NOW + DAY)

    assert readers.current(tx) == []
    (found,) = readers.every(tx)
    assert found.removed_at == NOW + DAY
    assert found.is_signed


def test_readers_come_in_the_order_they_were_enrolled(tx, mette):
    names = [enrol(tx, mette, f"r-{day}", NOW - day * DAY).id for day in range(3)]

    assert [reader.id for reader in readers.every(tx)] == names[::-1]


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("UPDATE reader SET public_key = :value", generate_key_pair().public_key().raw),
        ("UPDATE reader SET person_id = :value", None),
        ("UPDATE reader SET added_at = :value", 1),
        ("UPDATE reader SET signature = :value", b"\x00" * 64),
    ],
)
def test_nothing_is_sealed_to_a_reader_whose_row_was_changed(tx, mette, change, value):
    enrol(tx, mette)

    tx.run(change, value=value or add_person(tx, "jonas", Role.CONTACT_PERSON).id)

    assert readers.current(tx) == []
    assert not readers.every(tx)[0].is_signed


def test_nothing_is_sealed_to_a_reader_who_was_quietly_put_back(tx, mette):
    readers.remove(tx, enrol(tx, mette), NOW + DAY)

    tx.run("UPDATE reader SET removed_at = NULL")

    assert readers.current(tx) == []


def test_a_key_that_is_none_is_no_reader(tx, mette):
    enrol(tx, mette)

    tx.run("UPDATE reader SET public_key = x'00'")

    assert readers.every(tx) == []
