from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.addressing import (
    CHOICE_LASTS,
    HOLD,
    Ask,
    Choice,
    Circumstances,
    How,
    Named,
    Send,
    decide,
    named_for,
)
from casework.people import PersonId

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALMA, BO = PersonId("c-alma"), PersonId("c-bo")
PLAIN = Circumstances(last_written_to=ALMA)
SECOND = timedelta(seconds=1)


def chosen(client=ALMA, how=How.REPLY, ago=timedelta(0), *, held=False):
    return Choice(client, how, NOW - ago + CHOICE_LASTS, held=held)


def test_a_line_that_names_nobody_is_asked_about():
    assert decide(None, None, PLAIN, NOW) == Ask()


def test_a_reply_in_a_running_talk_leaves_at_once():
    decided = decide(Named(ALMA, How.REPLY), None, PLAIN, NOW)

    assert decided == Send(ALMA, chosen(), hold=None, in_words=False)


def test_the_next_lines_need_no_new_swipe():
    decided = decide(None, chosen(ago=timedelta(minutes=9)), PLAIN, NOW)

    assert isinstance(decided, Send)
    assert decided.client == ALMA


def test_lines_without_a_swipe_do_not_lengthen_the_choice():
    choice = chosen(ago=timedelta(minutes=9))

    decided = decide(None, choice, PLAIN, NOW)

    assert decided.choice.expires_at == choice.expires_at


def test_a_choice_is_over_after_ten_minutes():
    assert decide(None, chosen(ago=CHOICE_LASTS - SECOND), PLAIN, NOW) != Ask()
    assert decide(None, chosen(ago=CHOICE_LASTS), PLAIN, NOW) == Ask()


def test_a_choice_that_a_clock_made_in_the_future_does_not_count():
    assert decide(None, chosen(ago=-SECOND), PLAIN, NOW) == Ask()


def test_what_the_message_names_goes_before_what_was_chosen():
    assert named_for(Named(BO, How.REPLY), chosen(ALMA), NOW) == BO


@pytest.mark.parametrize(
    ("how", "circumstances"),
    [
        (How.BUTTON, PLAIN),
        (How.COMMAND, PLAIN),
        (How.ALIAS, PLAIN),
        (How.REPLY, replace(PLAIN, last_written_to=BO)),
        (How.REPLY, replace(PLAIN, leaves_by_sms=True)),
        (How.REPLY, replace(PLAIN, address_in_doubt=True)),
        (How.REPLY, replace(PLAIN, names_another=True)),
    ],
)
def test_where_there_is_doubt_the_line_is_held_and_told_in_words(how, circumstances):
    decided = decide(Named(ALMA, how), None, circumstances, NOW)

    assert (decided.hold, decided.in_words) == (HOLD, True)


def test_nobody_was_written_to_before_so_there_is_no_other_to_confuse():
    decided = decide(Named(ALMA, How.REPLY), None, Circumstances(), NOW)

    assert decided.hold is None


def test_a_run_of_lines_is_held_once():
    doubtful = replace(PLAIN, leaves_by_sms=True)

    first = decide(Named(ALMA, How.REPLY), None, doubtful, NOW)
    second = decide(None, first.choice, doubtful, NOW + SECOND)
    third = decide(Named(ALMA, How.REPLY), second.choice, doubtful, NOW + SECOND)

    assert [each.hold for each in (first, second, third)] == [HOLD, None, None]
    assert [each.in_words for each in (first, second, third)] == [True, True, True]


def test_a_new_run_is_held_again():
    doubtful = replace(PLAIN, leaves_by_sms=True)
    first = decide(Named(ALMA, How.REPLY), None, doubtful, NOW)

    for moment, named in (
        (NOW + CHOICE_LASTS, Named(ALMA, How.REPLY)),  # the first run is over
        (NOW + SECOND, Named(BO, How.REPLY)),  # another client
    ):
        decided = decide(named, first.choice, doubtful, moment)
        assert decided.hold == HOLD


def test_nothing_is_held_while_somebody_may_be_in_danger():
    circumstances = Circumstances(BO, leaves_by_sms=True, danger_open=True)

    decided = decide(Named(ALMA, How.BUTTON), None, circumstances, NOW)

    assert decided.hold is None
    assert not decided.choice.held


people = st.sampled_from([ALMA, BO])
hows = st.sampled_from(How)
moments = st.integers(-2_000, 2_000).map(lambda n: NOW + timedelta(seconds=n))


@given(
    named=st.none() | st.builds(Named, people, hows),
    choice=st.none() | st.builds(Choice, people, hows, moments, st.booleans()),
    circumstances=st.builds(
        Circumstances,
        st.none() | people,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
)
def test_a_line_only_ever_goes_to_whom_it_names_or_whom_an_open_choice_names(
    named, choice, circumstances
):
    decided = decide(named, choice, circumstances, NOW)

    is_open = choice is not None and NOW < choice.expires_at <= NOW + CHOICE_LASTS
    if named is not None:
        assert decided.client == named.client == decided.choice.client
        assert decided.choice.expires_at == NOW + CHOICE_LASTS
    elif is_open:
        assert decided.client == choice.client == decided.choice.client
        assert decided.choice.expires_at == choice.expires_at
    else:
        assert decided == Ask()
