"""The people of the demo, and how each of them takes up their phone."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demo_scenes import ALMA, BO, CLEO, JONAS, METTE, SIBLINGS

if TYPE_CHECKING:
    from simulator.server import Simulator

PEOPLE = """\
ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,en,,,,
jonas,contact_person,Jonas,en,,,,
sanne,supervisor,Sanne,en,,,,
alma,client,Alma,en,2006,,mette,dk_youth
bo,client,Bo,en,2005,+4520123456,mette,dk_youth
cleo,client,Cleo,en,1991,+4520123457,mette,dk_skp
eva,client,Eva,en,2012,+4520123458,mette,dk_child
finn,client,Finn,en,2014,+4520123458,mette,dk_child
"""

Invitations = Mapping[str, Mapping[str, str]]


def hand_out(world: "Simulator") -> dict[str, Any]:
    """Give everybody a phone; whose stand there first come first."""
    return {
        ALMA: world.telegram_phone(ALMA, "en"),
        BO: world.sms_phone("+4520123456", name=BO),
        METTE: world.telegram_phone(METTE, "en", role="contact_person"),
        JONAS: world.telegram_phone(JONAS, "en", role="contact_person"),
        CLEO: world.sms_phone("+4520123457", name=CLEO),
        SIBLINGS: world.sms_phone("+4520123458", name=SIBLINGS),
    }


async def link(phones: Mapping[str, Any], invitations: Invitations) -> None:
    """Let everybody connect: those who work here first, or nobody could be told."""
    for name in (METTE, JONAS):
        await _on_telegram(phones[name], invitations[name.lower()])
    # What concerns the first three stands last, where a visitor begins to read.
    siblings = (invitations[each]["sms_code"] for each in ("eva", "finn"))
    await asyncio.gather(
        _discreetly(phones[CLEO], invitations["cleo"]["sms_code"]),
        _texts(phones[SIBLINGS], *siblings),
    )
    await asyncio.gather(
        _on_telegram(phones[ALMA], invitations["alma"]),
        _texts(phones[BO], invitations["bo"]["sms_code"]),
    )


async def _on_telegram(phone: Any, invitation: Mapping[str, str]) -> None:
    phone.start(invitation["telegram_link"].partition("start=")[2])
    await phone.wait_for(lambda message: not message.from_me)


async def _texts(phone: Any, *words: str) -> None:
    """Text these words, each after the answer to the one before."""
    for number, text in enumerate(words, start=1):
        phone.text(text)
        await _has_heard(phone, number)


async def _discreetly(phone: Any, code: str) -> None:
    """Say yes to being written to, and ask that nothing on the phone shows a name."""
    await _texts(phone, code, "OK", "HIDE")


async def _has_heard(phone: Any, number: int) -> None:
    def is_one_more(_: Any) -> bool:
        return sum(not each.from_me for each in phone.messages) >= number

    await phone.wait_for(is_one_more)
