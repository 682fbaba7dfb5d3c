"""Goals as rows: their words are sealed."""

from casework.people import Role
from storage import goals
from tests.storage.stores import NOW, add_client_with_case, add_person


def test_a_goal_counts_until_it_is_ended_and_lies_sealed(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, _ = add_client_with_case(tx)
    first = goals.add(tx, alma.id, "housing", mette.id, NOW)
    second = goals.add(tx, alma.id, "learn to swim", mette.id, NOW)
    assert goals.open_of(tx, alma.id) == [first, second]

    assert goals.end(tx, first.id, NOW)
    assert not goals.end(tx, first.id, NOW)

    assert goals.open_of(tx, alma.id) == [second]
    lying = tx.all("SELECT sealed_words FROM goal")
    assert all(b"swim" not in row[0] and b"housing" not in row[0] for row in lying)
