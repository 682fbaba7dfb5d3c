"""The limits on sending."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limits


def usual():
    return Limits(per_chat=1, burst=3, overall=25)


def test_three_messages_leave_at_once_and_the_fourth_waits_a_second():
    limits = usual()

    waits = [limits.wait("alma", now=100.0) for _ in range(4)]

    assert waits == [0, 0, 0, 1]


def test_who_waited_as_told_may_write():
    limits = usual()
    for _ in range(3):
        limits.wait("alma", now=0.0)

    told = limits.wait("alma", now=0.4)

    assert told == 0.6
    assert limits.wait("alma", now=1.0) == 0


def test_one_chat_does_not_hold_up_another():
    limits = usual()
    while limits.wait("alma", now=0.0) == 0:
        pass

    assert limits.wait("bo", now=0.0) == 0


def test_a_chat_that_may_not_be_written_to_takes_nothing_from_the_others():
    limits = Limits(per_chat=1, burst=1, overall=10)
    limits.wait("alma", now=0.0)

    for _ in range(100):
        limits.wait("alma", now=0.0)

    assert limits.wait("bo", now=0.0) == 0


def test_a_refused_chat_waits_as_long_as_telegram_says():
    limits = usual()

    everywhere = limits.refused("alma", now=0.0, after=7.0)

    assert not everywhere
    assert limits.wait("alma", now=0.0) == 7
    assert limits.wait("bo", now=0.0) == 0
    assert limits.wait("alma", now=7.0) == 0


def test_three_refused_chats_within_five_seconds_hold_everything():
    limits = usual()

    told = [limits.refused(chat, now=at, after=10.0) for at, chat in enumerate("abc")]

    assert told == [False, False, True]
    assert limits.wait("somebody else", now=3.0) == 9
    assert limits.wait("somebody else", now=12.0) == 0


def test_the_same_chat_refused_three_times_holds_nobody_else():
    limits = usual()

    told = [limits.refused("alma", now=at, after=10.0) for at in (0.0, 1.0, 2.0)]

    assert told == [False, False, False]
    assert limits.wait("bo", now=2.0) == 0


def test_refusals_far_apart_hold_nobody_else():
    limits = usual()

    told = [limits.refused(c, now=6.0 * at, after=1.0) for at, c in enumerate("abcd")]

    assert told == [False] * 4


def test_idle_chats_are_forgotten():
    limits = Limits(per_chat=1, burst=3, overall=1e9)

    for at in range(20_000):
        limits.wait(f"chat {at}", now=at * 0.01)

    assert len(limits) <= 2048


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(min_value=0, max_value=2)),
        max_size=60,
    )
)
def test_no_second_sees_more_than_telegram_allows(steps):
    limits = Limits(per_chat=1, burst=3, overall=25)
    now, taken = 0.0, []

    for chat, pause in steps:
        now += pause
        while limits.wait(chat, now) == 0:
            taken.append((now, chat))

    for at, chat in taken:
        second = [c for t, c in taken if at <= t < at + 1]
        assert len(second) <= 30
        assert second.count(chat) <= 4  # the burst, and one more


def test_what_starts_from_our_side_leaves_room_for_whoever_answers_somebody():
    limits = usual()
    quiet = [limits.wait(f"c-{n}", now=0.0, quiet=True) for n in range(5)]

    answers = [limits.wait(f"w-{n}", now=0.0) for n in range(4)]

    assert quiet == [0, 0, *[pytest.approx(0.04)] * 3]
    assert answers == [0, 0, 0, pytest.approx(0.04)]


def test_what_starts_from_our_side_gets_the_whole_rate_where_nobody_else_needs_it():
    limits = usual()
    now, left = 0.0, 0
    while now < 10:
        pause = limits.room_in(now)
        now += pause
        if limits.wait(f"c-{left}", now, quiet=True) == 0:
            left += 1
        else:
            now += 0.001

    assert left == pytest.approx(250, abs=5)


def test_asking_for_room_takes_none():
    limits = usual()

    assert [limits.room_in(now=0.0) for _ in range(100)] == [0.0] * 100
    for chat in ("alma", "bo", "cleo"):
        limits.wait(chat, now=0.0)
    assert limits.room_in(now=0.0) == pytest.approx(0.08)
    assert limits.room_in(now=0.1) == 0.0


def test_there_is_no_room_while_everything_is_held():
    limits = usual()
    for chat in ("alma", "bo", "cleo"):
        limits.refused(chat, now=0.0, after=9.0)

    assert limits.room_in(now=1.0) == 8.0


@given(
    quiet=st.integers(0, 60),
    answers=st.integers(0, 60),
    overall=st.sampled_from([1, 5, 25, 30]),
)
def test_no_second_sees_more_than_both_together_may(quiet, answers, overall):
    limits = Limits(per_chat=100, burst=100, overall=overall)
    left = 0
    for step in range(100):
        for n in range(quiet):
            left += limits.wait(f"c-{n}", now=step / 100, quiet=True) == 0
        for n in range(answers):
            left += limits.wait(f"w-{n}", now=step / 100) == 0

    assert left <= overall * 1.2 + 1
