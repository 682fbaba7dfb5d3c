"""Back before the time, or not away after all: what was said and asked is over."""

from casework.absences import AbsenceState
from casework.safe_contact import SafeContact, Window, every_day
from handlers import absences, handover
from handlers.families import Kin
from tests.handlers.family import SVEN, new, take_part
from tests.handlers.test_absences import away, look, set_safe

BACK = "Mette is back. You write with Mette again."
OFF = "Mette is not away after all. You write with Mette as before."


async def come_back(house, who="mette"):
    worker = await house.person(who)
    done = await house.run(absences.come_back, house.office, worker, house.now)
    await house.deliver()
    return done


async def test_who_was_told_of_a_plan_hears_that_it_is_off_the_whole_family(house):
    await take_part(house, new("sven", Kin.SIBLING), address=SVEN)
    await house.link("sven")
    await house.deliver()
    await house.talk("sven", "OK")
    await set_safe(house, "sven", SafeContact())
    await away(house, starts=1)

    assert await come_back(house) is AbsenceState.CANCELLED

    for who in ("alma", "sven", "bo"):
        assert house.texts(who)[-1] == OFF


async def test_who_writes_with_another_by_now_hears_nothing_of_it(house):
    await away(house, starts=1)
    plan = await house.run(
        handover.plan,
        await house.person("mette"),
        await house.person("kirsten"),
        house.now,
        [(await house.person("alma")).id],
    )
    await house.run(handover.hand_over, house.office, plan, None, house.now)
    await house.deliver()

    await come_back(house)

    assert OFF not in house.texts("alma")
    assert house.texts("bo")[-1] == OFF


async def test_what_waited_for_safe_hours_does_not_go_out_after_an_early_return(house):
    hours = every_day(Window(8 * 60, 9 * 60))
    await set_safe(house, "bo", SafeContact(hours=hours, strict=True))
    before = len(house.texts("bo"))
    await away(house)

    house.move(hours=6)
    await come_back(house)
    house.move(hours=16, minutes=30)  # 8.30 there
    await house.deliver()

    assert house.texts("bo")[before:] == [BACK]


async def test_the_next_absence_can_still_be_answered_after_an_early_return(house):
    await away(house, lasts=1)
    await house.press("alma", "Yes")
    await away(house, starts=2)
    await look(house, hours=1)
    asked = house.last("alma")

    await come_back(house)
    await house.press("alma", "I would rather wait", asked)
    await house.deliver()

    assert house.texts("alma")[-1].startswith("OK. Mette reads what you write after")


async def test_a_plan_that_is_off_leaves_the_question_about_the_next_one(house):
    await away(house, starts=1, lasts=0.5)
    await house.press("alma", "Yes")
    await away(house, starts=2)
    asked = house.last("alma")

    assert await come_back(house) is AbsenceState.CANCELLED
    await house.press("alma", "I would rather wait", asked)
    await house.deliver()

    assert house.texts("alma")[-1].startswith("OK. Mette reads what you write after")
