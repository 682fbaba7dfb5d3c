import sqlite3

import pytest

from casework.people import Role
from storage import assignments
from tests.storage.stores import NOW, add_person


def test_a_client_has_one_contact_person(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    assert assignments.current(tx, alma.id) is None

    assignments.begin(tx, alma.id, mette.id, NOW)

    found = assignments.current(tx, alma.id)
    assert (found.client, found.contact_person) == (alma.id, mette.id)
    with pytest.raises(sqlite3.IntegrityError):
        assignments.begin(tx, alma.id, mette.id, NOW)


def test_a_contact_person_has_clients_in_the_order_they_came(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    clients = [add_person(tx, f"client-{number}").id for number in range(5)]
    for client in clients:
        assignments.begin(tx, client, mette.id, NOW)

    assert assignments.clients_of(tx, mette.id) == clients
    assert assignments.clients_of(tx, clients[0]) == []


def test_an_assignment_that_ended_counts_no_more(tx):
    alma, mette = add_person(tx), add_person(tx, "mette", Role.CONTACT_PERSON)
    assignments.begin(tx, alma.id, mette.id, NOW)

    tx.run("UPDATE assignment SET ends_at = 1")
    tx.forget()

    assert assignments.current(tx, alma.id) is None
    assert assignments.clients_of(tx, mette.id) == []


def test_somebody_who_stands_in_is_found_and_so_is_whose_they_are(tx):
    alma, bo = add_person(tx), add_person(tx, "bo")
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    jonas = add_person(tx, "jonas", Role.CONTACT_PERSON)
    first = assignments.begin(tx, alma.id, mette.id, NOW)
    assignments.begin(tx, bo.id, mette.id, NOW)

    assignments.set_substitute(tx, first, jonas.id)

    (stood_in_for,) = assignments.stood_in_for(tx)
    assert (stood_in_for.client, stood_in_for.answering) == (alma.id, jonas.id)
    assert [each.client for each in assignments.open_of(tx, mette.id)] == [
        alma.id,
        bo.id,
    ]
    assert assignments.open_of(tx, jonas.id) == []
    assignments.end(tx, first, NOW)
    assert assignments.stood_in_for(tx) == []
