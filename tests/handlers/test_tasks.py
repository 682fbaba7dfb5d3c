from dataclasses import replace
from datetime import timedelta

import pytest

from casework.profiles import RecordPolicy
from casework.safe_contact import SafeContact
from casework.tasks import TaskKind
from handlers import handover, lifecycle, tasks, working_hours
from storage import assignments, safe_contacts
from storage import tasks as stored

HOUR = timedelta(hours=1)


async def put(house, who="alma", kind=TaskKind.TALK, **more):
    person = await house.person(who)
    return await house.run(tasks.put, house.office, kind, person, house.now, **more)


async def of(house, who):
    return await house.run(tasks.of_worker, (await house.person(who)).id)


async def close(house, task):
    return await house.run(tasks.done, house.office, task, task.worker, house.now)


async def later(house, **by):
    """Move the clock, do what is due, and deliver it."""
    house.move(**by)
    await house.look_after(tasks.MOVE)
    await house.deliver()


async def all_overdue(house, **by):
    """Let a promise pass, and return what everybody is told of it."""
    before = {who: len(house.texts(who)) for who in ("mette", "kirsten", "sanne")}
    await later(house, **by)
    return {
        who: house.texts(who)[seen:]
        for who, seen in before.items()
        if house.texts(who)[seen:]
    }


async def test_whoever_answers_is_told_what_is_promised_and_by_when(house):
    task = await put(house)
    await house.deliver()

    assert house.texts("mette") == [
        "K1 Alma wants to talk. Promised by tomorrow at 10:00."
    ]
    assert [button.label for (button,) in house.last("mette").buttons] == ["Done"]
    assert await of(house, "mette") == [task]
    assert await of(house, "kirsten") == []


async def test_by_sms_the_word_that_closes_it_stands_in_the_text(house):
    await put(house, "cleo", TaskKind.LOW, note="2 of 5")
    await house.deliver()

    assert house.texts("kirsten")[-1] == (
        "K3 Cleo is not feeling well. 2 of 5. Promised by tomorrow at 10:00. "
        "Done? Reply DONE 1"
    )


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("language", ["en", "da", "sv"])
async def test_every_kind_says_in_every_language_whom_it_is_about(
    house, kind, language
):
    task = await put(house, kind=kind)

    said = await house.run(tasks.sentence, house.office, task, language)

    assert "K1 Alma" in said


async def test_what_is_open_already_is_no_second_task_and_told_once(house):
    first = await put(house, note="first")
    house.move(hours=1)
    again = await put(house, note="then this")
    other = await put(house, subject="7")
    await house.deliver()

    assert (again.id, again.note) == (first.id, "then this")
    assert again.promised_at == first.promised_at
    assert other.id != first.id
    assert len(house.texts("mette")) == 2


async def test_what_has_become_urgent_is_told_again_and_promised_earlier(house):
    first = await put(house)
    soon = house.now + HOUR
    await put(house, promised=soon, urgent=True)
    await house.deliver()

    (task,) = await of(house, "mette")
    assert (task.id, task.promised_at, task.is_urgent) == (first.id, soon, True)
    assert len(house.texts("mette")) == 2
    assert await all_overdue(house, hours=1) != {}
    assert (await of(house, "mette"))[0].climbed == 1


async def test_who_is_answered_by_nobody_makes_no_task(house):
    alma = await house.person("alma")
    await house.run(lifecycle.end, house.office, alma, None, house.now)

    assert await put(house) is None


@pytest.mark.parametrize(
    ("hour", "urgent", "is_silent"),
    [(0, False, False), (10, False, True), (10, True, False)],
)
async def test_outside_their_hours_the_phone_stays_quiet_unless_it_is_urgent(
    house, hour, urgent, is_silent
):
    house.move(hours=hour)

    await put(house, urgent=urgent)
    await house.deliver()

    assert [each.silent for each in house.telegram.sent] == [is_silent]


async def test_done_with_one_tap_is_said_where_it_was_asked(house):
    await put(house)
    await house.deliver()

    await house.press("mette", "Done")
    await house.deliver()

    assert house.texts("mette") == ["Done: K1 Alma wants to talk."]
    assert house.last("mette").buttons == ()
    assert await of(house, "mette") == []


async def test_done_once_is_done_and_nothing_comes_of_it_any_more(house):
    task = await put(house)
    await house.deliver()

    assert await close(house, task)
    assert not await close(house, task)

    assert await all_overdue(house, days=7) == {}


async def test_answering_does_not_close_a_task_by_itself(house):
    await put(house)
    await house.talk("alma", "hello?")
    await house.talk("mette", "I am here", reply_to=house.last("mette"))

    assert len(await of(house, "mette")) == 1
    assert house.texts("mette")[-1] == "K1 Alma\nhello?"


async def test_what_it_asked_for_has_happened_so_it_is_closed(house):
    await put(house, kind=TaskKind.MISSED, subject="3")
    alma = await house.person("alma")
    about = (house.office, alma.id, TaskKind.MISSED, house.now)

    assert not await house.run(tasks.done_about, *about)
    assert await house.run(tasks.done_about, *about, subject="3")

    assert await of(house, "mette") == []


async def test_a_broken_promise_climbs_once_to_each(house):
    await put(house)
    await house.deliver()

    # Promised by Tuesday at 10.
    first = await all_overdue(house, days=1)
    quiet = [await all_overdue(house, hours=hours) for hours in (1, 3, 18)]
    second = await all_overdue(house, hours=2)
    end = [await all_overdue(house, days=1) for _ in range(5)]

    text = "K1 Alma wants to talk. It was promised by"
    assert first == {"mette": [f"Still open: {text} today at 10:00."]}
    assert quiet == [{}, {}, {}]
    assert second == {
        "sanne": [f"Still open with Mette: {text} yesterday at 10:00."],
    }
    assert end == [{}] * 5


async def test_nobody_is_nudged_outside_their_hours(house):
    mette = await house.person("mette")
    await house.run(
        working_hours.begin, house.office, mette, "tue-fri 12-16", house.now
    )
    # Monday: she is not there. The promise is for Tuesday, and said after it passed.
    task = await put(house, promised=house.now + 22 * HOUR)
    await house.deliver()

    assert await all_overdue(house, hours=23) == {}  # Tuesday, 9:00
    assert list(await all_overdue(house, hours=3)) == ["mette"]
    assert (await house.run(_known, task)).climbed == 1


def _set_policy(tx, case, policy):
    tx.forget()
    tx.run(
        "UPDATE case_file SET record_policy = :policy WHERE id = :id",
        id=case,
        policy=policy,
    )


def _known(tx, task):
    return stored.known(tx, task.id)


async def test_a_promise_is_kept_in_mind_through_a_restart(house):
    await put(house)
    await house.deliver()

    await house.restart()

    assert list(await all_overdue(house, days=1)) == ["mette"]
    await house.restart()
    assert await all_overdue(house, minutes=1) == {}


async def test_tasks_move_with_a_hand_over(house):
    task = await put(house)
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    await house.deliver()

    plan = await house.run(
        handover.plan, mette, kirsten, house.now, [(await house.person("alma")).id]
    )
    await house.run(handover.hand_over, house.office, plan, None, house.now)
    await later(house, seconds=5)
    await later(house, seconds=5)

    assert [each.id for each in await of(house, "kirsten")] == [task.id]
    assert await of(house, "mette") == []
    told = [text for text in house.texts("kirsten") if "yours now" in text]
    assert told == [
        (
            "These tasks are yours now:\n"
            "1. K1 Alma wants to talk. By tomorrow at 10:00\n"
            "Done? Reply DONE and the number"
        )
    ]
    # The old button closes nothing.
    await house.press("mette", "Done")
    assert len(await of(house, "kirsten")) == 1


async def test_a_substitute_has_them_meanwhile(house):
    await put(house)
    alma, kirsten = await house.person("alma"), await house.person("kirsten")
    one = await house.run(assignments.current, alma.id)

    await house.run(assignments.set_substitute, one.id, kirsten.id)
    await house.look_after(tasks.MOVE)
    meanwhile = [len(await of(house, who)) for who in ("mette", "kirsten")]
    await house.run(assignments.set_substitute, one.id, None)
    await house.look_after(tasks.MOVE)

    assert meanwhile == [0, 1]
    assert len(await of(house, "mette")) == 1


async def test_tasks_end_with_the_help(house):
    await put(house)
    await put(house, "bo")
    alma = await house.person("alma")

    await house.run(lifecycle.end, house.office, alma, None, house.now)
    await later(house, seconds=5)

    assert [each.client for each in await of(house, "mette")] == [
        (await house.person("bo")).id
    ]
    assert "Alma" not in str(await all_overdue(house, days=1))


async def test_the_case_says_what_was_promised_and_who_did_it(house):
    task = await put(house, note="about school")
    await close(house, task)

    said = {"author": "Mette", "text": "K1 Alma wants to talk. about school."}
    assert (await house.record("alma"))[-2:] == [("task", said), ("task_done", said)]


async def test_where_nothing_is_written_down_no_task_is(house):
    case = await house.case_of("alma")
    await house.run(_set_policy, case, RecordPolicy.NONE)
    before = await house.record("alma")

    await close(house, await put(house))

    assert await house.record("alma") == before


async def test_the_words_of_a_task_are_gone_once_it_is_done(house):
    task = await put(house, note="a secret about school")
    assert (await house.run(_known, task)).note == "a secret about school"

    await close(house, task)

    assert (await house.run(_known, task)).note == ""
    assert b"a secret about school" not in house.everything_on_disk()


async def test_a_note_is_one_line_and_not_a_long_one(house):
    task = await put(house, note="one\n\n2. K9 Nobody\tis well\r\n" + "x" * 3000)

    assert task.note.startswith("one 2. K9 Nobody is well xxx")
    assert len(task.note) == tasks.LONGEST_NOTE


async def test_who_wants_a_call_says_when_and_whether_to_leave_words(house):
    mette = await house.person("mette")
    bo = await house.person("bo")
    safe = SafeContact(
        hours=working_hours.hours.read("mon-fri 15-18"), voicemail_ok=False
    )
    await house.run(safe_contacts.set_profile, bo.id, safe, mette.id, house.now)

    await house.talk("bo", "RING")

    assert house.texts("mette")[-1] == (
        "K2 Bo would like a call. Safe time: Mon-Fri 15-18. Leave no voicemail. "
        "Promised by tomorrow at 10:00."
    )


async def test_small_numbers_are_given_out_again_once_nobody_means_the_old_task(house):
    first, second = await put(house), await put(house, "bo")
    await close(house, first)

    third = await put(house, "cleo")
    house.move(days=1)
    fourth = await put(house, "dan")

    assert [each.number for each in (first, second, third, fourth)] == [1, 2, 3, 1]


async def test_a_task_is_nothing_that_logs_or_faults_could_show(house):
    task = await put(house, note="a secret")

    assert "secret" not in repr(replace(task, climbed=1))


async def test_who_needs_help_once_more_is_heard_once_more(house):
    first = await put(house, kind=TaskKind.HELP, urgent=True)
    house.move(hours=2)
    again = await put(house, kind=TaskKind.HELP, urgent=True)
    await house.deliver()

    assert again.id == first.id
    assert len(said(house.texts("mette"), "K1 Alma needs help.")) == 2


async def test_who_asks_again_after_a_promise_was_broken_is_heard_again(house):
    await put(house)
    await later(house, days=1)
    before = len(house.texts("mette"))

    await put(house)
    told = await all_overdue(house, minutes=1)

    assert len(house.texts("mette")) == before + 1
    assert house.texts("mette")[-1].startswith("K1 Alma wants to talk.")
    assert list(told) == ["mette", "sanne"]


async def test_all_that_is_overdue_by_then_is_said_in_one_message(house):
    for who in ("alma", "bo"):
        for subject in ("1", "2", "3"):
            await put(house, who, subject=subject)
    await house.deliver()

    told = await all_overdue(house, days=1)
    shown = house.last("mette")
    above = await all_overdue(house, days=1)

    (text,) = told["mette"]
    assert text.startswith("Overdue:\n1. K1 Alma wants to talk.")
    assert len(text.splitlines()) == 7
    assert [len(row) for row in shown.buttons] == [3, 3]
    (text,) = above["sanne"]
    assert len(said(text.splitlines(), "Still open with Mette")) == 6


async def test_a_button_under_several_tasks_closes_one_and_leaves_the_others(house):
    for subject in ("1", "2"):
        await put(house, subject=subject)
    await later(house, days=1)

    await house.press("mette", "Done 1")
    await house.deliver()
    await house.press("mette", "Done 2")

    assert await of(house, "mette") == []


async def test_supervisors_read_no_words_of_who_is_helped(house):
    await put(house, kind=TaskKind.LOW, note="1 - very bad")
    await put(house, kind=TaskKind.MISSED, note="No answer to 3 questions")
    await later(house, days=1)

    told = await all_overdue(house, days=1)

    assert "K1 Alma is not feeling well. It was promised" in told["sanne"][0]
    assert "No answer to 3 questions." in told["sanne"][0]


def said(texts, words):
    return [text for text in texts if words in text]
