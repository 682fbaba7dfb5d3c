"""Promises as rows, until they are done."""

from datetime import date

import pytest

from casework.people import Role
from casework.promises import Who
from storage import promises
from tests.storage.stores import NOW, add_client_with_case, add_person


@pytest.fixture
def between(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, _ = add_client_with_case(tx)
    return mette.id, alma.id


def test_what_is_due_first_comes_first_and_what_has_no_day_last(tx, between):
    mette, alma = between
    for words, due in (("no day", None), ("second", date(2026, 12, 2))):
        promises.add(tx, alma, Who.WORKER, words, due, mette, NOW)
    first = promises.add(tx, alma, Who.CLIENT, "first", date(2026, 12, 1), mette, NOW)

    found = promises.open_of(tx, alma)

    assert [each.words for each in found] == ["first", "second", "no day"]
    assert found[0] == first == promises.find(tx, first.id)
    assert b"first" not in tx.value("SELECT sealed_words FROM promise WHERE id = 3")


def test_one_is_done_once(tx, between):
    mette, alma = between
    one = promises.add(tx, alma, Who.CLIENT, "first", None, mette, NOW)

    assert promises.close(tx, one.id, mette, NOW)
    assert not promises.close(tx, one.id, mette, NOW)

    assert promises.open_of(tx, alma) == []
    assert promises.find(tx, one.id).done_at == NOW
