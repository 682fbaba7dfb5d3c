from datetime import timedelta

from casework.ages import What
from casework.people import Role
from storage import age_events, assignments
from tests.storage.stores import NOW, add_person

TODAY = NOW.date()


def test_what_was_said_is_known_and_written_down_once(tx):
    alma, bo = add_person(tx), add_person(tx, "bo")

    first = age_events.add(tx, alma.id, 18, What.ANNOUNCED, NOW)
    again = age_events.add(tx, alma.id, 18, What.ANNOUNCED, NOW)
    reached = age_events.add(tx, alma.id, 18, What.REACHED, NOW)

    assert (first, again, reached) == (True, False, True)
    assert age_events.said(tx, alma.id) == {(18, "announced"), (18, "reached")}
    assert age_events.said(tx, bo.id) == set()


def test_open_assignments_are_looked_through_piece_by_piece(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    clients = [add_person(tx, f"client-{number}").id for number in range(5)]
    for client in clients:
        number = assignments.begin(tx, client, mette.id, NOW)
    assignments.end(tx, number, NOW)
    seen = []

    while found := age_events.not_looked_at(tx, TODAY, 2):
        seen += [each.client for each in found]
        for each in found:
            age_events.looked_at(tx, each.assignment, TODAY)

    assert seen == clients[:-1]
    assert len(age_events.not_looked_at(tx, TODAY + timedelta(days=1), 10)) == 4


def test_what_was_not_looked_at_is_found_again(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    first, second = (
        assignments.begin(tx, add_person(tx, f"client-{number}").id, mette.id, NOW)
        for number in range(2)
    )

    age_events.looked_at(tx, second, TODAY)

    (found,) = age_events.not_looked_at(tx, TODAY, 10)
    assert found.assignment == first


def test_those_with_a_guardian_are_found_alone(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    numbers = [
        assignments.begin(tx, add_person(tx, f"client-{number}").id, mette.id, NOW)
        for number in range(4)
    ]
    for number, kind in zip(numbers, ("guardian", "sibling", "guardian"), strict=False):
        person = add_person(tx, f"kin-{number}", Role.GUARDIAN)
        assignments.add_participant(tx, number, person.id, kind, NOW)
    assignments.end_participation(tx, numbers[2], person.id, NOW)

    found = age_events.guardians_not_looked_at(tx, TODAY, 10)

    assert [each.assignment for each in found] == numbers[:1]
    age_events.guardians_looked_at(tx, numbers[0], TODAY)
    assert age_events.guardians_not_looked_at(tx, TODAY, 10) == []
