"""What an answer means, what comes after none, and how often is often."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.check_ins import (
    Answer,
    Rung,
    a_week,
    asks_for,
    more_often,
    more_seldom,
    next_rung,
)
from casework.rhythm import Rhythm
from casework.tasks import TaskKind

RHYTHMS = st.one_of(
    st.builds(
        Rhythm,
        at=st.just(time(10)),
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        every=st.integers(1, 52),
        starts=st.just(date(2027, 1, 5)),
    ),
    st.builds(
        Rhythm,
        at=st.just(time(10)),
        day_of_month=st.integers(1, 31),
        every=st.integers(1, 52),
        starts=st.just(date(2027, 1, 5)),
    ),
    st.just(Rhythm(at=time(10), starts=date(2027, 1, 5))),
)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer.FINE, None),
        (Answer.LATER, None),
        (Answer.TALK, TaskKind.TALK),
        (Answer.HELP, TaskKind.HELP),
        ("1", TaskKind.LOW),
        ("2", TaskKind.LOW),
        ("3", None),
        ("5", None),
    ],
)
def test_what_a_human_is_asked_for(answer, kind):
    assert asks_for(answer) is kind


@given(
    most=st.integers(1, 10),
    has_other_channel=st.booleans(),
    before=st.integers(0, 5),
)
def test_every_climb_ends_with_a_human_after_no_more_tries_than_allowed(
    most, has_other_channel, before
):
    tries, rung = min(before, most - 1) + 1, Rung.QUESTION

    while rung is not Rung.CONTACT_PERSON:
        rung = next_rung(rung, tries, most, has_other_channel=has_other_channel)
        tries += rung is not Rung.CONTACT_PERSON

    assert tries <= most


def test_with_one_way_only_no_other_is_tried():
    found = next_rung(Rung.REMINDER, 2, 9, has_other_channel=False)

    assert found is Rung.CONTACT_PERSON


@given(rhythm=RHYTHMS)
def test_more_seldom_is_always_less_and_ends(rhythm):
    while (fewer := more_seldom(rhythm)) is not None:
        assert a_week(fewer) < a_week(rhythm)
        assert fewer.at == rhythm.at
        rhythm = fewer


@given(rhythm=RHYTHMS, most=st.integers(0, 21))
def test_more_often_is_never_more_than_is_allowed(rhythm, most):
    while (more := more_often(rhythm, most)) is not None:
        assert a_week(rhythm) < a_week(more) <= most
        rhythm = more


def test_more_seldom_keeps_the_day():
    weekly = Rhythm(at=time(15), weekdays=frozenset({1}), starts=date(2027, 1, 5))

    assert more_seldom(weekly).weekdays == {1}
    assert more_seldom(weekly).every == 2
