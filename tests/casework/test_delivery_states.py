"""Reports about a delivery, in whatever order they come."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.delivery_states import DeliveryState, merge, merge_all, reported

S = DeliveryState
REPORTS = st.lists(st.sampled_from([S.SENT, S.FAILED, S.DELIVERED, S.READ]), max_size=6)


@given(current=st.sampled_from(list(S)), reports=REPORTS, data=st.data())
def test_the_order_of_reports_does_not_matter(current, reports, data):
    shuffled = data.draw(st.permutations(reports))

    assert merge_all(current, shuffled) is merge_all(current, reports)


@given(current=st.sampled_from(list(S)), reports=REPORTS)
def test_a_report_told_twice_changes_nothing_more(current, reports):
    assert merge_all(current, reports * 2) is merge_all(current, reports)


@given(current=st.sampled_from(list(S)), reports=REPORTS)
def test_reports_only_move_forward(current, reports):
    order = list(S)
    seen = [current]

    for report in reports:
        seen.append(merge(seen[-1], report))

    assert [order.index(state) for state in seen] == sorted(map(order.index, seen))


@pytest.mark.parametrize("words", list(permutations(["queued", "sent", "delivered"])))
def test_a_message_that_arrived_stays_arrived(words):
    state = merge_all(S.CLAIMED, [reported(word) for word in words])

    assert state is S.DELIVERED


@pytest.mark.parametrize(
    "words", list(permutations(["sent", "undelivered", "delivered"]))
)
def test_proof_of_arrival_outranks_a_report_of_failure(words):
    assert merge_all(S.SENT, [reported(word) for word in words]) is S.DELIVERED


def test_a_report_for_an_unknown_outcome_settles_it():
    assert merge(S.UNKNOWN, reported("queued")) is S.SENT
    assert merge(S.UNKNOWN, reported("undelivered")) is S.FAILED


def test_a_report_that_comes_before_our_own_commit_ends_the_sending():
    assert merge(S.CLAIMED, reported("delivered")).is_settled
    assert merge(S.READY, reported("sent")).is_settled


def test_a_late_sent_does_not_hide_a_failure():
    assert merge(S.FAILED, reported("sent")) is S.FAILED


@pytest.mark.parametrize("word", ["", "receiving", "something new", "SENT "])
def test_a_word_we_do_not_know_says_nothing(word):
    assert reported(word) is None


def test_what_is_settled_and_what_counts_as_contact():
    assert [state for state in S if not state.is_settled] == [
        *(S.HELD, S.READY, S.CLAIMED, S.UNKNOWN),
    ]
    assert [state for state in S if state.reached] == [S.SENT, S.DELIVERED, S.READ]
