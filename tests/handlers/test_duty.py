import pytest

from handlers.duty import Duty, once

OFFICE, NOW = object(), object()


@pytest.fixture
def done():
    return []


@pytest.fixture
def duty(done):
    """A duty that is due for three, until it is done for them."""

    def due(_tx, _office, _now):
        return [each for each in ("alma", "bo", "cleo") if [each] not in done]

    return Duty("example", due, lambda _tx, _office, some, _now: done.append([*some]))


def test_it_is_done_for_all_together(duty, done):
    assert duty.everyone(None, OFFICE, NOW) == 3
    assert done == [["alma", "bo", "cleo"]]


def test_nothing_is_done_where_it_is_due_for_nobody(done):
    duty = Duty("example", lambda *_: [], lambda *given: done.append(given))

    assert duty.everyone(None, OFFICE, NOW) == 0
    assert done == []


def test_it_is_done_for_one_alone_as_long_as_it_is_due(duty, done):
    first, second = (duty.one(None, OFFICE, NOW, key="bo") for _ in range(2))

    assert (first, second) == (1, 0)
    assert done == [["bo"]]


def test_what_is_nobodys_in_particular_is_always_due(done):
    duty = once("example", lambda *given: done.append(given))

    assert duty.everyone(None, OFFICE, NOW) == duty.everyone(None, OFFICE, NOW) == 1
    assert done == [(None, OFFICE, NOW)] * 2
