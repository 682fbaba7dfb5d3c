"""Reviews as rows: when, who, what came of it, and no word of what was said."""

from datetime import date

from casework.follow_ups import FollowUp, Outcome, Party
from casework.people import Role
from storage import assignments, follow_ups
from tests.storage.stores import NOW, add_client_with_case, add_person


def test_the_last_review_is_the_one_held_last(tx):
    mette = add_person(tx, "mette", Role.CONTACT_PERSON)
    alma, _ = add_client_with_case(tx)
    one = assignments.begin(tx, alma.id, mette.id, NOW)
    second = FollowUp(one, date(2027, 3, 1), frozenset({Party.CLIENT}), Outcome.ENDS)
    first = FollowUp(one, date(2027, 2, 1), frozenset(Party), Outcome.GOES_ON)
    assert follow_ups.last(tx, one) is None

    for each in (second, first):
        follow_ups.add(tx, each, mette.id, NOW)

    assert follow_ups.last(tx, one) == date(2027, 3, 1)
    assert follow_ups.of_assignment(tx, one) == [first, second]
