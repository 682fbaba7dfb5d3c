"""What people ask, as rows that wait until they are answered."""

from datetime import date, timedelta

import pytest

from casework.people import Role
from casework.requests import Outcome, RequestKind, Term
from storage import requests
from storage.requests import NewRequest
from tests.storage.stores import NOW, add_client_with_case, add_person

DUE = Term(date(2026, 12, 23), date(2026, 12, 2))


@pytest.fixture
def alma(tx):
    add_person(tx, "mette", Role.CONTACT_PERSON)
    return add_client_with_case(tx)[0].id


def wrong(alma, **more):
    kind = RequestKind.CORRECTION
    return NewRequest(alma, "k-1", kind, **{"term": DUE, "entry": 4, **more})


def test_what_is_asked_waits_with_its_day_and_is_found(tx, alma):
    later = requests.add(tx, wrong(alma, words="it was Tuesday"), NOW)
    soon = Term(date(2026, 12, 1))
    first = requests.add(tx, wrong(alma, term=soon), NOW)

    assert requests.open_now(tx) == [first, later]
    assert requests.of_client(tx, alma) == requests.every(tx) == [later, first]
    assert requests.find(tx, later.id) == later
    assert requests.find(tx, 99) is None
    assert requests.words_of(tx, later) == "it was Tuesday"
    assert requests.words_of(tx, first) == ""
    assert b"Tuesday" not in tx.value("SELECT sealed_words FROM request WHERE id = 1")


def test_words_leave_the_row_once_it_is_answered_and_it_is_answered_once(tx, alma):
    one = requests.add(tx, wrong(alma, words="it was Tuesday"), NOW)

    requests.answer(tx, one, Outcome.GRANTED, None, NOW)
    requests.answer(tx, one, Outcome.REFUSED, None, NOW + timedelta(days=1))

    found = requests.find(tx, one.id)
    assert (found.outcome, found.answered_at) == (Outcome.GRANTED, NOW)
    assert requests.words_of(tx, one) == ""
    assert not found.is_open
    assert requests.open_now(tx) == []
    assert tx.value("SELECT sealed_words FROM request WHERE id = 1") is None


def test_more_time_is_a_later_day_and_no_aim(tx, alma):
    one = requests.add(tx, wrong(alma), NOW)

    requests.extend(tx, one, Term(date(2027, 2, 23)), NOW)

    found = requests.find(tx, one.id)
    assert found.term == Term(date(2027, 2, 23))
    assert found.extended_at == NOW
