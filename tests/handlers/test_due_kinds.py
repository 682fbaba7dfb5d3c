"""Every kind of thing that is due can be done, and told of where it is not."""

import pytest

from handlers import danger_climb, later, tasks
from handlers.due_kinds import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_named_as_its_rows_are(name):
    assert name == name.strip().lower()
    assert name.isascii()


@pytest.mark.parametrize("name", KINDS)
def test_who_gives_up_on_something_says_so_or_waits_for_ever(name):
    kind = KINDS[name]

    # What may come too late is told to somebody; or it is never too late.
    assert kind.missed is not None or kind.lateness is None


def test_nothing_is_added_while_the_service_runs():
    with pytest.raises(TypeError):
        KINDS["more"] = None


@pytest.mark.parametrize("name", [later.KIND, tasks.OVERDUE, danger_climb.RUNG])
def test_a_humans_words_and_calls_for_a_human_go_before_all_reminders(name):
    assert KINDS[name].urgent
