"""Reviews of the help: reminded ahead, overdue to the supervisors, listed."""

from datetime import date

import pytest

from casework.follow_ups import Standing
from casework.people import Role
from casework.tasks import TaskKind
from handlers import daily_look, follow_ups, overriding
from storage import dialogs, tasks
from tests.handlers.house import listed


async def at(house, day):
    """Let it be the morning of a day, and look at everybody."""
    there = house.now.astimezone(house.office.zone).date()
    house.move(days=(day - there).days)
    await house.look_after(daily_look.DAILY_LOOK)
    await house.deliver()


async def reviewed(house, viewer=None):
    person = None if viewer is None else await house.person(viewer)
    return await house.run(follow_ups.reviews, house.office, house.now, person)


def about(texts, *words):
    return [each for each in texts if all(word in each for word in words)]


async def test_the_contact_person_is_reminded_two_weeks_before(house):
    await at(house, date(2027, 2, 8))
    assert about(house.texts("mette"), "Follow-up", "K1 Alma") == []

    await at(house, date(2027, 2, 9))

    (told,) = about(house.texts("mette"), "Follow-up", "K1 Alma")
    assert "Tue 23 Feb at 16:00" in told
    shown = next(each for each in house.chat("mette") if each.text == told)
    labels = [button.label for row in shown.buttons for button in row]
    assert labels == ["Propose a meeting", "Note the review", "Done"]


async def test_the_first_one_is_due_when_the_kind_of_help_says(house):
    given = {"follow_up_months": "6"}
    await house.run(overriding.override, house.office, "alma", given, house.now)

    due = {each.client.name: each.due for each in await reviewed(house)}

    assert (due["Alma"], due["Bo"]) == (date(2027, 5, 23), date(2027, 2, 23))


async def test_one_that_is_overdue_is_told_to_the_supervisors_once(house):
    await at(house, date(2027, 2, 9))
    await at(house, date(2027, 2, 23))
    assert about(house.texts("sanne"), "review", "K1 Alma") == []

    for day in (24, 25, 26):
        await at(house, date(2027, 2, day))
    await at(house, date(2027, 3, 8))

    told = about(house.texts("sanne"), "review", "K1 Alma")
    assert told == [
        (
            "K1 Alma: the review was due Tue 23 Feb and is not noted yet."
            " Mette was told before."
        )
    ]


async def test_done_without_a_word_of_what_came_of_it_is_overdue_all_the_same(house):
    await at(house, date(2027, 2, 9))
    alma = await house.person("alma")
    told = "Follow-up with K1 Alma"
    shown = next(each for each in house.chat("mette") if told in each.text)
    await house.press("mette", "Done", shown)
    await house.deliver()

    await at(house, date(2027, 2, 24))

    assert await house.run(tasks.find_open, alma.id, TaskKind.FOLLOW_UP) is None
    assert len(about(house.texts("sanne"), "review was due", "K1 Alma")) == 1


async def test_what_is_due_and_overdue_is_listed_to_whom_it_concerns(house):
    await house.talk("sanne", "/reviews")
    assert house.texts("sanne")[-1] == "No reviews are due."
    given = {"follow_up_months": "2"}
    await house.run(overriding.override, house.office, "bo", given, house.now)
    await at(house, date(2027, 2, 12))

    await house.talk("sanne", "/reviews")
    await house.talk("mette", "/reviews")

    assert house.texts("sanne")[-1].splitlines() == [
        "Reviews overdue:",
        "K2 Bo: Sat 23 Jan (Mette)",
        "Reviews due soon:",
        "K1 Alma: Tue 23 Feb (Mette)",
        "K3 Cleo: Tue 23 Feb (Kirsten)",
        "K4 Dan: Tue 23 Feb (Kirsten)",
    ]
    assert "Kirsten" not in house.texts("mette")[-1]


async def test_a_caseworker_sees_them_and_nobody_else_of_another_case(house):
    await house.enrol(listed("vera", Role.CASEWORKER))

    of_vera = await reviewed(house, "vera")
    of_kirsten = await reviewed(house, "kirsten")

    assert [each.client.name for each in of_vera] == ["Alma", "Bo", "Cleo", "Dan"]
    assert [each.client.name for each in of_kirsten] == ["Cleo", "Dan"]
    assert {each.standing for each in of_vera} == {Standing.LATER}


async def test_the_morning_brings_what_is_due(house):
    await at(house, date(2027, 2, 12))
    sanne = await house.person("sanne")

    lines = await house.run(follow_ups.in_digest, house.office, sanne, house.now)

    assert lines[:2] == ["Reviews due soon:", "K1 Alma: Tue 23 Feb (Mette)"]


async def test_what_is_a_task_already_stands_only_there_in_the_morning(house):
    await at(house, date(2027, 2, 12))
    mette, alma = await house.person("mette"), await house.person("alma")
    task = await house.run(tasks.find_open, alma.id, TaskKind.FOLLOW_UP)
    before = await house.run(follow_ups.in_digest, house.office, mette, house.now)

    await house.run(tasks.close, task.id, mette.id, house.now)
    after = await house.run(follow_ups.in_digest, house.office, mette, house.now)

    assert before == []
    assert after == ["Reviews due soon:", "K1 Alma: Tue 23 Feb (Mette)"]


async def test_a_meeting_is_proposed_from_the_reminder(house):
    await at(house, date(2027, 2, 9))
    told = "Follow-up with K1 Alma"
    shown = next(each for each in house.chat("mette") if told in each.text)

    await house.press("mette", "Propose a meeting", shown)
    await house.deliver()

    alma = await house.person("alma")
    begun = await house.run(dialogs.find, (await house.person("mette")).id, house.now)
    assert begun is not None
    assert alma.id in str(begun.state) or "Alma" in house.texts("mette")[-1]


@pytest.mark.parametrize(
    "word", ["REVIEWS", "Opfølgninger.", "uppföljningar", "/reviews"]
)
async def test_by_sms_a_word_lists_them(house, word):
    await at(house, date(2027, 2, 12))

    await house.talk("kirsten", word)

    assert house.texts("kirsten")[-1].splitlines() == [
        "Reviews due soon:",
        "K3 Cleo: Tue 23 Feb (Kirsten)",
        "K4 Dan: Tue 23 Feb (Kirsten)",
    ]


async def test_words_by_sms_that_only_begin_so_list_nothing(house):
    await house.talk("kirsten", "K3 hello")

    await house.talk("kirsten", "Reviews are on Friday")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("cleo")[-1] == "Kirsten: Reviews are on Friday"
