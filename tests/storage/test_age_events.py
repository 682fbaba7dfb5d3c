from casework.ages import What
from casework.people import Role
from storage import age_events, assignments
from tests.storage.stores import NOW, add_person


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
    seen, after = [], 0

    while found := age_events.next_open(tx, after, 2):
        seen += [each.client for each in found]
        after = found[-1].assignment

    assert seen == clients[:-1]
