"""Asking once about meetings that come again, and what each answer does."""

from datetime import datetime

from casework.safe_contact import Discreet, SafeContact
from casework.tasks import TaskKind
from storage import tasks
from tests.handlers.meetings import at, set_safe
from tests.handlers.test_meeting_series import (
    meetings,
    propose,
    series_of,
)


async def test_a_no_plans_nothing_and_makes_looking_for_a_time_a_task(house):
    await propose(house)

    await house.talk("alma", "NO")

    assert await meetings(house) == []
    assert await series_of(house) == []
    assert house.texts("alma")[-1].startswith("That is fine. Mette will find another")
    assert any("says no to Tue every" in text for text in house.texts("mette"))


async def test_who_asks_for_other_times_is_asked_when(house):
    await propose(house)

    await house.talk("alma", "MOVE")
    await house.talk("alma", "rather fridays")

    assert await meetings(house) == []
    assert house.texts("mette")[-1] == "K1 Alma\nrather fridays"


async def test_no_answer_for_three_days_is_told(house):
    await propose(house)

    await at(house, datetime(2026, 11, 26, 12))

    assert any("has not answered about Tue" in text for text in house.texts("mette"))
    assert await series_of(house) == []


async def test_a_no_makes_another_time_somebody_s_task(house):
    await propose(house)
    (one,) = await series_of(house)
    alma = await house.person("alma")

    await house.press("alma", "No")
    await house.deliver()

    args = (alma.id, TaskKind.NEW_TIME, f"series {one.id}")
    assert await house.run(tasks.find_open, *args)


async def test_a_discreet_text_names_nobody_and_takes_a_digit(house):
    await set_safe(house, "bo", SafeContact(discreet=Discreet.DISCREET))
    await propose(house, "K2 every tuesday 14")

    assert house.texts("bo")[-1] == (
        "Hi! Does Tue at 14:00 work, from Tue 24 Nov? 1 = yes, 2 = no, 3 = other time"
    )
    await house.talk("bo", "1")
    assert house.texts("bo")[-1] == "Good, Tue at 14:00, from Tue 24 Nov"
    assert len(await meetings(house, "bo")) == 4


async def test_a_newer_proposal_takes_the_place_of_one_nobody_answered(house):
    await propose(house)
    await propose(house, "K1 every friday 10")

    await house.talk("alma", "OK")

    (one,) = await series_of(house)
    assert one.rhythm.weekdays == {4}
    assert {day[-5:] for day, _ in await meetings(house)} == {"10:00"}


async def test_by_sms_it_is_one_line_and_ja(house):
    await house.talk("kirsten", "MEET K4 hver tirsdag 14-15 på biblioteket")
    assert house.last("kirsten").text.startswith("K4 Dan is asked once for all: Tue at")

    await house.talk("dan", "ja")

    assert len(await meetings(house, "dan")) == 4
