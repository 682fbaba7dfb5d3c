from datetime import UTC, datetime, timedelta

import pytest

from casework.people import Language, Role
from casework.tasks import TaskKind
from storage import assignments, people, tasks
from storage.tasks import NewTask

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


async def take_in(store, ref, role):
    person = await store.run(
        people.add,
        ref=ref,
        role=role,
        name=ref.capitalize(),
        language=Language.DANISH,
        profile="dk_youth",
        born_before=None,
        now=NOW,
    )
    return person.id


@pytest.fixture
async def everybody(store):
    """Alma whom Mette answers, and Kirsten."""
    found = {
        "mette": await take_in(store, "mette", Role.CONTACT_PERSON),
        "kirsten": await take_in(store, "kirsten", Role.CONTACT_PERSON),
        "alma": await take_in(store, "alma", Role.CLIENT),
    }
    await store.run(assignments.begin, found["alma"], found["mette"], NOW)
    return found


async def add(store, everybody, promised_at=NOW, **more):
    new = NewTask(
        everybody["mette"], everybody["alma"], None, TaskKind.CALL, promised_at, **more
    )
    return await store.run(tasks.add, new, NOW)


async def test_a_task_is_found_as_it_was_written_down(store, everybody):
    task = await add(store, everybody, subject="7", note="æøå", is_urgent=True)

    assert await store.run(tasks.find, task.id) == task
    assert (task.number, task.note, task.subject) == (1, "æøå", "7")
    assert await store.run(tasks.find, 99) is None
    with pytest.raises(LookupError):
        await store.run(tasks.known, 99)


async def test_one_of_a_kind_and_subject_is_open_and_another_may_follow(
    store, everybody
):
    first = await add(store, everybody)
    await store.run(tasks.close, first.id, everybody["mette"], NOW)
    second = await add(store, everybody)
    alma = everybody["alma"]

    found = await store.run(tasks.find_open, alma, TaskKind.CALL)

    assert found == second
    assert await store.run(tasks.find_open, alma, TaskKind.TALK) is None
    assert await store.run(tasks.find_open, alma, TaskKind.CALL, "7") is None


async def test_what_was_promised_first_comes_first(store, everybody):
    late = await add(store, everybody, NOW + DAY, subject="1")
    early = await add(store, everybody, NOW - DAY, subject="2")

    assert await store.run(tasks.of_worker, everybody["mette"]) == [early, late]
    assert await store.run(tasks.of_client, everybody["alma"]) == [early, late]
    assert await store.run(tasks.of_worker, everybody["kirsten"]) == []


async def test_the_smallest_free_number_is_given(store, everybody):
    some = [await add(store, everybody, subject=str(each)) for each in range(4)]
    await store.run(tasks.close, some[1].id, None, NOW - tasks.REST)
    await store.run(tasks.close, some[2].id, None, NOW - tasks.REST)

    next_ones = [await add(store, everybody, subject=str(each)) for each in (7, 8, 9)]

    assert [each.number for each in some] == [1, 2, 3, 4]
    assert [each.number for each in next_ones] == [2, 3, 5]


async def test_a_number_that_was_just_done_rests(store, everybody):
    first = await add(store, everybody, subject="1")
    await store.run(tasks.close, first.id, None, NOW - tasks.REST / 2)

    second = await add(store, everybody, subject="2")

    assert (first.number, second.number) == (1, 2)


async def test_what_changes_hands_is_found_until_it_has_been_moved(store, everybody):
    task = await add(store, everybody)
    one = await store.run(assignments.current, everybody["alma"])
    assert await store.run(tasks.moved) == []

    await store.run(assignments.set_substitute, one.id, everybody["kirsten"])
    assert await store.run(tasks.moved) == [task.id]
    await store.run(tasks.set_worker, task.id, everybody["kirsten"])
    assert await store.run(tasks.moved) == []

    await store.run(assignments.end, one.id, NOW)
    assert await store.run(tasks.moved) == [task.id]
    assert await store.run(tasks.close, task.id, None, NOW)
    assert await store.run(tasks.moved) == []
    assert not await store.run(tasks.close, task.id, None, NOW)


async def test_the_words_are_sealed_and_gone_once_it_is_done(store, everybody):
    task = await add(store, everybody, note="a secret")
    sealed = await store.run(_note, task.id)
    assert sealed is not None
    assert b"secret" not in sealed

    changed = await store.run(
        tasks.change, task, NOW + DAY, "another secret", is_urgent=True
    )
    await store.run(tasks.close, task.id, everybody["mette"], NOW + DAY)
    closed = await store.run(tasks.known, task.id)

    assert (changed.note, changed.is_urgent) == ("another secret", True)
    assert await store.run(_note, task.id) is None
    assert (closed.done_at, closed.done_by) == (NOW + DAY, everybody["mette"])


async def test_what_is_overdue_is_open_and_past_its_promise(store, everybody):
    task = await add(store, everybody, NOW)

    assert not task.is_overdue(NOW - timedelta(seconds=1))
    assert task.is_overdue(NOW)
    await store.run(tasks.set_climbed, task.id, 1)
    await store.run(tasks.close, task.id, None, NOW)
    assert not (await store.run(tasks.known, task.id)).is_overdue(NOW)
    assert (await store.run(tasks.known, task.id)).climbed == 1


def _note(tx, identity):
    return tx.value("SELECT sealed_note FROM task WHERE id = :id", id=identity)
