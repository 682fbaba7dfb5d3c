import pytest

from casework.safe_contact import Discreet, SafeContact
from casework.tasks import TaskKind
from storage import safe_contacts
from tests.handlers.test_tasks import close, of

ASKED = "Thanks. Mette has been told that you want a call"


@pytest.mark.parametrize("who", ["alma", "bo"])
async def test_who_asks_for_a_call_reads_by_when_somebody_answers(house, who):
    await house.talk(who, "RING" if who == "bo" else "/call")

    said = house.texts(who)[-1]
    assert said == (f"{ASKED}, and answers by tomorrow at 10:00. In danger? Call 112.")
    assert [each.kind for each in await of(house, "mette")] == [TaskKind.CALL]


async def test_who_asks_again_reads_the_promise_that_stands(house):
    await house.talk("bo", "RING")
    house.move(hours=3)
    await house.talk("bo", "RING")

    assert "by tomorrow at 10:00." in house.texts("bo")[-1]
    assert len(await of(house, "mette")) == 1
    assert len([text for text in house.texts("mette") if "K2 Bo" in text]) == 2


async def test_what_was_not_kept_is_not_promised_anew(house):
    await house.talk("bo", "RING")
    house.move(days=1, hours=1)
    await house.talk("bo", "RING")
    overdue = house.texts("bo")[-1]

    (task,) = await of(house, "mette")
    await close(house, task)
    await house.talk("bo", "RING")

    assert overdue == f"{ASKED}. In danger? Call 112."
    assert "by tomorrow at 11:00." in house.texts("bo")[-1]


async def test_discreetly_nothing_is_named(house):
    bo, mette = await house.person("bo"), await house.person("mette")
    safe = SafeContact(discreet=Discreet.DISCREET)
    await house.run(safe_contacts.set_profile, bo.id, safe, mette.id, house.now)

    await house.talk("bo", "RING")

    assert house.texts("bo")[-1] == "OK, we will ring. In danger? Call 112"
