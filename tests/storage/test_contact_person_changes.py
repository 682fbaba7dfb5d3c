"""Changes of contact person, as rows."""

from datetime import timedelta

from casework.people import PersonId
from storage import contact_person_changes, store_facts
from storage.contact_person_changes import Change
from storage.times import to_ms
from tests.storage.stores import NOW

METTE, JONAS, KIRSTEN = map(PersonId, ("w-mette", "w-jonas", "w-kirsten"))


def test_changes_come_back_in_their_order(tx):
    later = Change(1, JONAS, KIRSTEN, NOW + timedelta(days=3))
    first = Change(1, METTE, JONAS, NOW)
    contact_person_changes.add(tx, later)
    contact_person_changes.add(tx, first)

    assert contact_person_changes.every(tx) == [first, later]


def test_a_new_store_knows_all_of_them(tx):
    assert contact_person_changes.known_since(tx) is None


def test_a_store_from_before_says_since_when_it_knows(tx):
    store_facts.remember(tx, contact_person_changes.SINCE, str(to_ms(NOW)))

    assert contact_person_changes.known_since(tx) == NOW
