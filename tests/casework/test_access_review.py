"""What a monthly look at who read what has to ask about."""

from hypothesis import given
from hypothesis import strategies as st

from casework.access_review import Concern, Finding, Seen, review

FINE = Seen("W1", "k-1", has_reason=True, is_theirs=True)
NOT_THEIRS = Seen("W2", "k-1", has_reason=True, is_theirs=False)
NO_REASON = Seen("W1", "k-2", has_reason=False, is_theirs=True)
NOBODY = Seen("", "k-1", has_reason=True, is_theirs=False)


def found(seen, usual=((), (), ()), others=()):
    return review(seen, usual, others)


def test_what_is_as_it_should_be_is_not_asked_about():
    assert found([FINE, FINE]) == []


def test_each_concern_is_named_once_with_how_often_it_was():
    assert found([NOT_THEIRS, NO_REASON, NOT_THEIRS, NOBODY]) == [
        Finding(Concern.NOT_THEIRS, "W2", "k-1", 2),
        Finding(Concern.NOBODY_NAMED, "", "k-1", 1),
        Finding(Concern.NO_REASON, "W1", "k-2", 1),
    ]


def test_what_was_counted_elsewhere_comes_in_its_order():
    others = [(Concern.LEFT, "W9", "k-1"), (Concern.DENIED, "W2", "k-1")] * 2

    assert [each.concern for each in found([NOBODY], others=others)] == [
        Concern.NOBODY_NAMED,
        Concern.DENIED,
        Concern.LEFT,
    ]


def test_far_more_than_in_the_months_before_is_asked_about():
    many = [FINE] * 10

    assert found(many) == [Finding(Concern.MANY, "W1", "", 10)]
    assert found(many[1:]) == []
    assert found(many, [[FINE] * 4, [FINE] * 4, [FINE] * 4]) == []
    assert found([FINE] * 13, [[FINE] * 4, [FINE] * 4, [FINE] * 4]) == [
        Finding(Concern.MANY, "W1", "", 13)
    ]


@given(st.lists(st.sampled_from([FINE, NOT_THEIRS, NO_REASON, NOBODY])))
def test_nothing_is_lost_and_nothing_is_counted_twice(seen):
    counted = {
        concern: sum(each.count for each in found(seen) if each.concern is concern)
        for concern in Concern
    }

    assert counted[Concern.NOT_THEIRS] == seen.count(NOT_THEIRS)
    assert counted[Concern.NO_REASON] == seen.count(NO_REASON)
    assert counted[Concern.NOBODY_NAMED] == seen.count(NOBODY)
