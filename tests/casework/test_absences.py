from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from casework.absences import (
    MOST_STEPS,
    Absence,
    AbsenceState,
    overlapping,
    who_answers,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAMES = ["mette", "jonas", "kirsten", "bente", "carl", "sanne", "tove"]
SUPERVISORS = ["sanne", "tove"]
away = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(st.none(), st.sampled_from(NAMES))
)
gone = st.sets(st.sampled_from(NAMES))


def absence(starts, ends, state=AbsenceState.PLANNED):
    return Absence(
        1,
        "mette",
        "jonas",
        NOON + timedelta(days=starts),
        NOON + timedelta(days=ends),
        state,
    )


def test_who_is_here_answers_themself():
    assert who_answers("mette", {"jonas": "kirsten"}, SUPERVISORS) == "mette"


def test_the_substitute_answers_and_their_own_substitute_after_them():
    assert who_answers("mette", {"mette": "jonas"}, SUPERVISORS) == "jonas"

    both = {"mette": "jonas", "jonas": "kirsten"}

    assert who_answers("mette", both, SUPERVISORS) == "kirsten"


def test_two_who_stand_in_for_each_other_leave_it_to_the_supervisor():
    away = {"mette": "jonas", "jonas": "mette"}

    assert who_answers("mette", away, SUPERVISORS) == "sanne"
    assert who_answers("jonas", away, SUPERVISORS) == "sanne"


def test_after_three_steps_nobody_follows_any_further():
    three = {"mette": "jonas", "jonas": "kirsten", "kirsten": "bente"}

    assert who_answers("mette", three, SUPERVISORS) == "bente"
    assert who_answers("mette", three | {"bente": "carl"}, SUPERVISORS) == "sanne"


def test_without_a_substitute_the_next_supervisor_who_is_here_answers():
    assert who_answers("mette", {"mette": None}, SUPERVISORS) == "sanne"
    assert who_answers("mette", {"mette": None, "sanne": None}, SUPERVISORS) == "tove"


def test_a_substitute_who_left_stands_in_for_nobody():
    assert who_answers("mette", {"mette": "jonas"}, SUPERVISORS, {"jonas"}) == "sanne"


def test_where_nobody_else_is_there_it_stays_with_the_contact_person():
    assert who_answers("mette", {"mette": "mette"}, []) == "mette"


@given(person=st.sampled_from(NAMES), away=away, gone=gone)
def test_whoever_answers_is_here_unless_nobody_is(person, away, gone):
    answering = who_answers(person, away, SUPERVISORS, gone)

    if answering != person:
        assert person in away
        assert answering not in away
        assert answering not in gone
    elif person in away:
        free = set(SUPERVISORS) - away.keys() - gone - {person}
        assert not free


@given(person=st.sampled_from(NAMES), away=away, gone=gone)
def test_nobody_answers_who_is_further_away_than_three_steps(person, away, gone):
    answering = who_answers(person, away, SUPERVISORS, gone)

    reached, chain = person, [person]
    for _ in range(MOST_STEPS):
        reached = away.get(reached)
        chain.append(reached)
    assert answering in {*chain, *SUPERVISORS}


@given(person=st.sampled_from(NAMES), away=away)
def test_who_comes_back_answers_again(person, away):
    home = {name: other for name, other in away.items() if name != person}

    assert who_answers(person, home, SUPERVISORS) == person


def test_a_day_that_is_taken_is_found_and_one_that_is_over_is_not():
    planned = absence(2, 5)

    assert overlapping([planned], NOON, NOON + timedelta(days=2)) is None
    assert overlapping([planned], NOON, NOON + timedelta(days=3)) is planned
    over = absence(2, 5, AbsenceState.OVER)
    assert overlapping([over], NOON, NOON + timedelta(days=9)) is None


def test_it_covers_the_time_from_its_beginning_to_its_end():
    one = absence(0, 1)

    assert one.covers(NOON)
    assert not one.covers(NOON + timedelta(days=1))
