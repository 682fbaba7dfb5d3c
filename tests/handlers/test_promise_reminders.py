"""Reminding of what was agreed on, on its morning and once when it is overdue."""

from datetime import timedelta

import pytest

from casework.people import Topic
from casework.promises import Who
from casework.safe_contact import Discreet, SafeContact
from casework.tasks import TaskKind
from handlers import overriding
from storage import people, promises, safe_contacts, tasks
from tests.handlers.test_promises import press

TODAY = (
    "Hi {name}. Today is the day for: bring the form."
    " If something is in the way, just write to Mette."
)


async def agreed(house, who="alma"):
    client = await house.person(who)
    await house.talk("mette", f"/agree {client.alias} bring the form by friday")
    await press(house, client.label)
    return (await house.run(promises.open_of, client.id))[0]


async def until(house, hours):
    """Let hours pass, with a look each hour, as the service looks."""
    for _ in range(hours):
        house.move(hours=1)
        await house.deliver()


@pytest.fixture
async def friday(house):
    """The hour before the morning of the day on which Alma promised something."""
    await agreed(house)
    await until(house, 93)  # Friday 7.00 there
    return house


async def test_who_promised_is_reminded_on_the_morning_of_the_day_once(friday):
    before = len(friday.texts("alma"))

    await until(friday, 6)

    assert friday.texts("alma")[before:] == [TODAY.format(name="Alma")]


async def test_by_sms_as_well(house):
    await agreed(house, "bo")

    await until(house, 94)

    assert house.texts("bo")[-1] == TODAY.format(name="Bo")


async def test_discreetly_nothing_is_given_away(friday):
    alma = await friday.person("alma")
    said = SafeContact(discreet=Discreet.DISCREET)
    await friday.run(safe_contacts.set_profile, alma.id, said, alma.id, friday.now)

    await until(friday, 2)

    assert friday.texts("alma")[-1] == "Hi! Just so you remember: today is the day."


async def test_words_leave_by_sms_only_where_the_help_lets_them(house):
    given = {"content": "templates"}
    await house.run(overriding.override, house.office, "bo", given, house.now)
    await agreed(house, "bo")

    await until(house, 94)

    assert house.texts("bo")[-1] == "Hi! Just so you remember: today is the day."


async def test_what_is_done_is_not_reminded_of(friday):
    before = len(friday.texts("alma"))
    await friday.talk("mette", "/agreements")
    await press(friday, "Done 1")

    await until(friday, 30)

    assert friday.texts("alma")[before:] == []


async def test_the_contact_person_has_a_task_when_it_is_overdue(friday):
    await until(friday, 30)

    alma = await friday.person("alma")
    (task,) = [
        each
        for each in await friday.run(tasks.of_client, alma.id)
        if each.kind is TaskKind.AGREEMENT
    ]
    assert task.note == "bring the form"
    await friday.talk("mette", "/agreements")
    await press(friday, "Done 1")
    assert (await friday.run(tasks.find, task.id)).done_at is not None


async def test_what_a_worker_promised_is_for_the_worker(house):
    await house.talk("mette", "/agree K1 I call the school by friday")
    alma = len(house.texts("alma"))

    await until(house, 95)

    assert "Today, agreed on with K1 Alma: I call the school" in house.texts("mette")
    assert house.texts("alma")[alma:] == []


async def test_a_human_hears_that_somebody_was_not_reminded(friday):
    alma = await friday.person("alma")
    topics = frozenset({Topic.REMINDERS})
    await friday.run(people.set_declined_topics, alma.id, topics)
    before = len(friday.texts("alma"))

    await until(friday, 14)

    assert friday.texts("alma")[before:] == []
    assert "K1 Alma was not reminded today of: bring the form" in friday.texts("mette")


async def test_after_three_days_without_the_service_nothing_stale_is_sent(friday):
    before = len(friday.texts("alma"))
    friday.move(days=3)

    await friday.deliver()

    alma = await friday.person("alma")
    assert friday.texts("alma")[before:] == []
    kinds = [each.kind for each in await friday.run(tasks.of_client, alma.id)]
    assert kinds == [TaskKind.AGREEMENT]


async def test_the_morning_is_that_of_the_wall_clock_after_a_clock_change(house):
    house.now += timedelta(days=124)  # Saturday 27 March 2027
    await house.talk("mette", "/agree K1 bring the form by tomorrow")
    await press(house, "K1 Alma")
    before = len(house.texts("alma"))

    await until(house, 20)  # Sunday 5.00 UTC, 7.00 there
    at_seven = house.texts("alma")[before:]
    await until(house, 1)

    assert at_seven == []
    assert house.texts("alma")[-1] == TODAY.format(name="Alma")
    alma = await house.person("alma")
    assert (await house.run(promises.open_of, alma.id))[0].who is Who.CLIENT


async def test_who_is_done_with_the_task_is_done_with_the_agreement(friday):
    await until(friday, 30)
    told = next(
        each for each in friday.chat("mette") if "bring the form. Promised" in each.text
    )

    await friday.press("mette", "Done", told)

    alma = await friday.person("alma")
    assert await friday.run(promises.open_of, alma.id) == []
    assert (await friday.record("alma"))[-1][0] == "agreed_done"
