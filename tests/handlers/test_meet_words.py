"""What stands in the preview of a meeting, and in the questions back."""

from datetime import datetime

import pytest

from casework.appointments import Fault
from casework.when import NotWhen, WhenFault
from handlers import meet_words
from handlers.meet_plan import Plan
from tests.handlers.house import OFFICE
from tests.handlers.meetings import propose


@pytest.mark.parametrize("fault", [*Fault, *map(NotWhen, WhenFault)])
@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_every_fault_has_a_question_back(fault, language):
    assert meet_words.fault_of(OFFICE, language, fault)


async def test_a_meeting_that_only_touches_another_is_no_note(house):
    await propose(house, "alma")  # Thursday 14:30 to 15:15
    mette, bo = await house.person("mette"), await house.person("bo")

    async def notes(hour, minute=0, **more):
        starts = datetime(2026, 11, 26, hour, minute)
        plan = Plan(client=bo.id, starts=starts, minutes=45, **more)
        return await house.run(meet_words.notes, OFFICE, mette, plan)

    assert await notes(13, 45) == await notes(15, 15) == []
    assert await notes(15) == ["Note: you meet K1 Alma at 14:30 then."]
    assert await notes(15, moves=1) == []


async def test_times_are_said_as_the_clocks_there_show_them():
    said = meet_words.when_of(OFFICE, datetime(2027, 7, 1, 9, 5), "da")

    assert said == {"date": "tors. 1/7", "time": "9.05"}
