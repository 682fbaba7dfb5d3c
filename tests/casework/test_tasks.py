from datetime import UTC, datetime, timedelta

from casework.people import PersonId
from casework.tasks import Task, TaskKind
from casework.wording import WORDINGS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def task(**more):
    given = {
        "id": 1,
        "number": 1,
        "worker": PersonId("w-mette"),
        "client": PersonId("c-alma"),
        "case": None,
        "kind": TaskKind.TALK,
        "subject": "",
        "promised_at": NOW,
        "created_at": NOW,
    }
    return Task(**given | more)


def test_a_task_is_overdue_from_the_moment_that_was_promised_until_it_is_done():
    assert not task().is_overdue(NOW - MINUTE)
    assert task().is_overdue(NOW)
    assert not task(done_at=NOW).is_overdue(NOW + MINUTE)
    assert not task(done_at=NOW).is_open


def test_every_kind_has_words():
    assert {f"task_{kind}" for kind in TaskKind} <= WORDINGS.keys()


def test_the_words_of_a_task_are_not_shown_by_chance():
    assert "secret" not in repr(task(note="a secret"))
