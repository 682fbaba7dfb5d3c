"""A house in which somebody takes part besides Alma: her mother, and her brother."""

from datetime import date

from casework.people import Address, Channel, Language, Person
from handlers import enrolment, families
from handlers.families import Kin, NewParticipant
from storage import people
from tests.handlers.house import OFFICE

KARIN = Address(Channel.TELEGRAM, "7001002010")
SVEN = Address(Channel.SMS, "+4520505050")


def new(ref, kind, **more):
    given = {"name": ref.capitalize(), "language": Language.ENGLISH} | more
    return NewParticipant(ref=ref, kind=kind, **given)


async def take_part(house, participant, client="alma", address=None):
    """Let somebody take part and invite them; return them, or what is in the way."""
    found = await house.run(
        families.add, OFFICE, await house.person(client), participant, house.now
    )
    if isinstance(found, Person):
        invited = await house.run(enrolment.invite, participant.ref, house.now)
        house.secrets[participant.ref] = invited.secrets
        if address is not None:
            house.addresses[participant.ref] = address
    return found


async def with_family(house, *, agreed=True):
    """Let Karin (a guardian, Telegram) and Sven (a brother, SMS) take part."""
    await take_part(house, new("karin", Kin.GUARDIAN), address=KARIN)
    await take_part(house, new("sven", Kin.SIBLING), address=SVEN)
    for who in ("karin", "sven"):
        await house.link(who)
        await house.deliver()
    if agreed:
        await house.press("karin", "Yes")
        await house.talk("sven", "OK")
    return house


async def with_young_family(house):
    """Let Alma be 16, so that she has guardians, and those two take part."""
    alma = await house.person("alma")
    await house.run(
        people.update,
        alma.id,
        name=alma.name,
        language=alma.language,
        profile="dk_child",
        born_before=date(2010, 6, 1),
    )
    return await with_family(house)
