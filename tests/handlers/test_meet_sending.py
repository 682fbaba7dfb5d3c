"""Proposing what was put together, and what is in the way."""

from datetime import datetime

from casework.appointments import Fault
from casework.meeting_line import MeetingLine
from casework.tasks import TaskKind
from handlers import meet_sending, tasks
from handlers.meet_plan import Plan, plan_again
from storage import appointments as kept
from storage import tasks as stored
from tests.handlers.meetings import call_off, fresh, propose


async def send(house, plan, **more):
    worker = await house.person("mette")
    fault = await house.run(
        meet_sending.send, house.office, worker, plan, house.now, **more
    )
    await house.deliver()
    return fault


async def plan_for(house, who, starts, **more):
    return Plan(client=(await house.person(who)).id, starts=starts, **more)


async def test_what_cannot_stand_is_not_sent(house):
    past = await plan_for(house, "alma", datetime(2026, 11, 23, 9))
    others = await plan_for(house, "cleo", datetime(2026, 11, 25, 9))

    assert await send(house, past) is Fault.PAST
    assert await send(house, others) is Fault.NOT_THEIRS
    assert house.texts("alma") == house.texts("cleo") == []


async def test_a_new_meeting_after_one_that_is_off_ends_the_look_for_a_time(house):
    one = await propose(house, "alma")
    await call_off(house, one)
    alma = await house.person("alma")
    args = (house.office, TaskKind.NEW_TIME, alma, house.now)
    await house.run(tasks.put, *args, subject=str(one.id))
    again = plan_again(await fresh(house, one))
    assert (again.moves, again.instead) == (None, one.id)

    sent = await send(house, again.with_line(MeetingLine(datetime(2026, 11, 27, 9))))

    assert sent is None
    assert await house.run(stored.find_open, alma.id, TaskKind.NEW_TIME, "1") is None
    assert len(await house.run(kept.of_client, alma.id)) == 2


async def test_what_should_be_known_stands_in_the_answer(house):
    plan = await plan_for(house, "alma", datetime(2026, 11, 25, 9))

    await send(house, plan, said=["Note: you are away then."])

    assert house.texts("mette")[-1].endswith(
        "\nNote: you are away then. This is meeting 1."
    )
