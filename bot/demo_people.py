"""The people of the demo, and how each of them takes up their phone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.demo_scenes import ALMA, ALMA_BY_SMS, BO, CLEO, JONAS, METTE, SANNE, SIBLINGS

if TYPE_CHECKING:
    from simulator.server import Simulator

PEOPLE = """\
ref,role,name,language,birth_year,phone,contact_person,profile
mette,contact_person,Mette,en,,,,
jonas,contact_person,Jonas,en,,,,
sanne,supervisor,Sanne,en,,,,
alma,client,Alma,en,2006,+4520123459,mette,dk_youth
bo,client,Bo,en,2005,+4520123456,mette,dk_youth
cleo,client,Cleo,en,1991,+4520123457,mette,dk_skp
eva,client,Eva,en,2012,+4520123458,mette,dk_child
finn,client,Finn,en,2014,+4520123458,mette,dk_child
"""

ASKED = ("alma", "bo", "cleo", "eva", "finn")
"""Who was asked at a meeting when and how one may write."""

YES, THANKS = "Yes", "Thank you"
"""What is pressed, and what comes then."""

Invitation = Mapping[str, str]
Invitations = Mapping[str, Invitation]
Invite = Callable[[str], Awaitable[Invitation]]
"""Gets one more invitation for somebody who took up theirs."""


def hand_out(world: "Simulator") -> dict[str, Any]:
    """Give everybody a phone; whose stand there first come first."""
    return {
        ALMA: world.telegram_phone(ALMA, "en"),
        BO: world.sms_phone("+4520123456", name=BO),
        METTE: world.telegram_phone(METTE, "en", role="contact_person"),
        JONAS: world.telegram_phone(JONAS, "en", role="contact_person"),
        CLEO: world.sms_phone("+4520123457", name=CLEO),
        SIBLINGS: world.sms_phone("+4520123458", name=SIBLINGS),
        ALMA_BY_SMS: world.sms_phone("+4520123459", name=ALMA_BY_SMS),
        SANNE: world.telegram_phone(SANNE, "en", role="supervisor"),
    }


async def link(
    phones: Mapping[str, Any], invitations: Invitations, invite: Invite
) -> None:
    """Let everybody connect: those who work here first, or nobody could be told."""
    for name in (SANNE, METTE, JONAS):
        await _on_telegram(phones[name], invitations[name.lower()])
    # What concerns the first three stands last, where a visitor begins to read.
    siblings = (invitations[each]["sms_code"] for each in ("eva", "finn"))
    await asyncio.gather(
        _discreetly(phones[CLEO], invitations["cleo"]["sms_code"]),
        _texts(phones[SIBLINGS], *siblings),
        _texts(phones[ALMA_BY_SMS], invitations["alma"]["sms_code"]),
    )
    await asyncio.gather(
        _agrees(phones[ALMA], await invite("alma")),
        _texts(phones[BO], invitations["bo"]["sms_code"]),
    )


async def _on_telegram(phone: Any, invitation: Invitation) -> None:
    phone.start(invitation["telegram_link"].partition("start=")[2])
    await phone.wait_for(lambda message: not message.from_me)


async def _agrees(phone: Any, invitation: Invitation) -> None:
    """Take up a second way, and say yes: from now on it is the first."""
    await _on_telegram(phone, invitation)
    phone.press(await phone.wait_for(lambda message: message.buttons), YES)
    await phone.wait_for(lambda message: THANKS in message.text)


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
