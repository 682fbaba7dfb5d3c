"""A clock that is only ever moved ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.demo_clock import DemoClock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch):
    """The machine's clock, which stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_it_begins_as_the_clock_of_the_machine(machine):
    assert DemoClock()() == NOON


def test_it_is_moved_to_a_moment(machine):
    shown = DemoClock()

    shown.move_to(NOON + timedelta(days=2))

    assert shown() == NOON + timedelta(days=2)
    assert shown.ahead == timedelta(days=2)


steps = st.lists(st.timedeltas(timedelta(days=-400), timedelta(days=400)))


@given(steps)
def test_nothing_ever_moves_it_back(moves):
    shown, seen = DemoClock(), []

    for number, move in enumerate(moves):
        if number % 2:
            shown.set_ahead(move)
        else:
            shown.move_to(NOON + move)
        seen.append(shown.ahead)

    assert seen == sorted(seen)
    assert all(ahead >= timedelta() for ahead in seen)
