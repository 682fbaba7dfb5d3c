"""Letting people be asked how they are, and time pass."""

from dataclasses import replace
from datetime import time, timedelta

from casework.rhythm import Rhythm
from casework.safe_contact import SafeContact
from handlers import check_in_plans, duties
from storage import check_ins, safe_contacts

ASKS = (
    "Hi {}. How are you today? 1 fine, 2 want to talk, 3 need help, 4 not now. "
    "You can write more if you like."
)
ASKS_AGAIN = (
    "Hi {}. We think of you. How is it going? 1 fine, 2 want to talk, 3 need help, "
    "4 not now. All answers are fine."
)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def were_asked(house, *who):
    """Let them have said when to write, so that nothing else is asked of them."""
    for each in who or ("alma", "bo"):
        person = await house.person(each)
        known = await house.run(safe_contacts.of, person.id)
        checked = replace(known or SafeContact(), checked_on=house.now.date())
        await house.run(
            safe_contacts.set_profile, person.id, checked, person.id, house.now
        )


async def agree(house, who, *weekdays, at=11, every=1):
    """Let it be agreed that somebody is asked, on these days or daily."""
    await were_asked(house, who)
    person = await house.person(who)
    rhythm = Rhythm(
        at=time(at),
        weekdays=frozenset(weekdays),
        every=every,
        starts=house.now.date(),
    )
    await house.run(
        check_in_plans.agree, house.office, person, rhythm, person.id, house.now
    )
    await house.deliver()


async def later(house, **by):
    """Let time pass in steps of half an hour, as the service does, or so."""
    end = house.now + timedelta(**by)
    while house.now < end:
        house.now = min(house.now + HOUR / 2, end)
        await house.look_after(*duties.LOOKED_AFTER)
        await house.deliver()


async def news(house, who, deed):
    """Do something and return what came on a phone of it."""
    before = len(house.texts(who))
    await deed
    await house.deliver()
    return house.texts(who)[before:]


async def all_of(house, who):
    """Return every check-in of somebody, the oldest first."""
    person = await house.person(who)
    return await house.run(check_ins.of_person, person.id, house.now - 365 * DAY)


async def states(house, who):
    return [each.state for each in await all_of(house, who)]


async def silence(house, who):
    person = await house.person(who)
    return await house.run(check_ins.silence, person.id)
