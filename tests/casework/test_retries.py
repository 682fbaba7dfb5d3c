"""Pauses that grow, and an end to trying."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.drafts import DeliveryKind
from casework.retries import PATIENCE, is_over, pause_after


def test_pauses_double_from_five_seconds_to_a_quarter_of_an_hour():
    pauses = [pause_after(attempt).total_seconds() for attempt in range(1, 12)]

    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]


@given(st.integers(min_value=-5, max_value=10**9))
def test_a_pause_is_never_too_short_or_too_long(attempt):
    pause = pause_after(attempt)

    assert timedelta(seconds=5) <= pause <= timedelta(minutes=15)


@pytest.mark.parametrize("kind", DeliveryKind)
def test_trying_ends_by_number_and_by_age(kind):
    patience = PATIENCE[kind]
    young, few = timedelta(0), 1

    assert not is_over(kind, attempts=few, age=young)
    assert is_over(kind, attempts=patience.attempts, age=young)
    assert is_over(kind, attempts=few, age=patience.age)


def test_the_number_of_tries_never_ends_before_the_age_does():
    for patience in PATIENCE.values():
        tried = sum(
            (pause_after(attempt) for attempt in range(1, patience.attempts)),
            timedelta(0),
        )

        assert tried >= patience.age


def test_words_of_a_human_are_tried_longer_than_what_we_say_ourselves():
    assert (
        PATIENCE[DeliveryKind.RELAY].age
        > PATIENCE[DeliveryKind.RECEIPT].age
        > PATIENCE[DeliveryKind.AUTOMATIC].age
    )
