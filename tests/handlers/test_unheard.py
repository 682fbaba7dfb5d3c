"""Calls for a human whom nobody would hear: mette is away, or blocked us."""

import pytest

from casework.messages import Blocked
from casework.tasks import TaskKind
from storage import absences
from tests.handlers.test_absences import away, look
from tests.handlers.test_tasks import put, said

UNHEARD = "is away or cannot be reached here"


async def test_who_is_there_hears_it_alone(house):
    await put(house, kind=TaskKind.HELP)
    await house.deliver()

    assert said(house.texts("mette"), "needs help")
    assert said(house.texts("sanne"), "needs help") == []


@pytest.mark.parametrize("kind", [TaskKind.HELP, TaskKind.TALK, TaskKind.CALL])
async def test_who_waits_for_somebody_away_is_heard_by_who_stands_in(house, kind):
    absence = await away(house)
    alma = await house.person("alma")
    await house.run(absences.set_waits, absence.id, alma.id, waits=True)
    await look(house, minutes=1)

    await put(house, kind=kind)
    await house.deliver()

    for who in ("kirsten", "sanne"):
        (text,) = said(house.texts(who), UNHEARD)
        assert text.startswith("K1 Alma ")


async def test_what_is_no_call_for_a_human_is_nobody_elses_business(house):
    absence = await away(house)
    alma = await house.person("alma")
    await house.run(absences.set_waits, absence.id, alma.id, waits=True)
    await look(house, minutes=1)

    await put(house, kind=TaskKind.MISSED)
    await house.deliver()

    assert said(house.texts("sanne"), UNHEARD) == []


async def test_who_cannot_be_reached_is_not_the_only_one_who_is_told(house):
    mette = house.addresses["mette"]
    await house.receive(Blocked("update-blocked", mette, house.now, blocked=True))

    await put(house, kind=TaskKind.LOW, note="1 - very bad")
    await house.deliver()

    (text,) = said(house.texts("sanne"), UNHEARD)
    assert text == (
        "K1 Alma is not feeling well. Mette is away or cannot be reached here. "
        "Please see that someone answers."
    )
