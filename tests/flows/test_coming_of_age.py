"""Eighteen: the guardian's part ends that day, and the young person is asked themself.

Acceptance example 11; the thirty of outreach is proved in handlers/test_ages.
"""

from datetime import date

import pytest

from casework.people import Agreement, Language, Person, Role
from casework.safe_contact import SafeContact
from handlers import enrolment, families
from handlers.families import Kin, NewParticipant
from storage import people, safe_contacts
from tests.flows.conftest import person
from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, read

KARIN = "+4520444444"
FAMILY = (
    person("mette", Role.CONTACT_PERSON, "Mette"),
    person("sanne", Role.SUPERVISOR, "Sanne"),
    person(
        "alma",
        Role.CLIENT,
        "Alma",
        profile="dk_child",
        born_before=date(2008, 11, 24),
        contact_person="mette",
    ),
)
THANKS = (
    "Hi Karin. Alma is 18 and decides alone now, so our messages end today."
    " Thank you for your time. Questions? Call +4570101010."
)


@pytest.fixture
async def family(empty_stage):
    """It is the morning before Alma's birthday; her mother writes by SMS."""
    stage = empty_stage
    await stage.open()
    await stage.enrol(FAMILY)
    secrets = await stage.store.run(_let_karin_take_part, stage.clock())
    await stage.start()
    await stage.link("mette", "sanne", "alma")
    await stage.agree("alma")
    phone = stage.phones["karin"] = stage.world.sms_phone(KARIN, name="Karin")
    phone.text(secrets.code)
    await phone.wait_for(lambda message: not message.from_me)
    phone.text("OK")
    await phone.wait_for(lambda message: "Thank you" in message.text)
    await stage.store.run(_said_when_it_is_safe, stage.clock())
    await stage.quiet()
    return stage


def _said_when_it_is_safe(tx, now):
    """Have it said at the meeting, so that the bot asks nothing else meanwhile."""
    for ref in ("alma", "karin"):
        person_id = people.find_by_ref(tx, ref).id
        known = SafeContact(checked_on=now.date())
        safe_contacts.set_profile(tx, person_id, known, person_id, now)


def _let_karin_take_part(tx, now):
    from tests.handlers.house import OFFICE  # noqa: PLC0415 - any office will do

    child = people.find_by_ref(tx, "alma")
    karin = NewParticipant(
        "karin", "Karin", Kin.GUARDIAN, Language.ENGLISH, phone=KARIN
    )
    assert isinstance(families.add(tx, OFFICE, child, karin, now), Person)
    return enrolment.invite(tx, "karin", now).secrets


async def agreement_of(stage, ref):
    found = await stage.store.run(people.find_by_ref, ref)
    return found.agreement


async def test_at_eighteen_the_guardian_ends_that_day_and_the_own_yes_is_asked(family):
    alma, mette, karin = (family.phones[ref] for ref in ("alma", "mette", "karin"))
    karin.text("is all well?")
    shown = await found(mette, "is all well?")
    ahead = [line for line in read(mette) if "turns 18" in line]

    # 24 November begins at 23:00 UTC where they live.
    await family.later(hours=13, minutes=59, seconds=30)
    mette.write("yes, all is well", reply_to=shown.id)
    await family.later(seconds=9)  # by SMS it can be taken back for so long
    await family.quiet()
    eve = read(karin)[-1]
    await family.later(minutes=1)
    await family.quiet()
    mette.write("she told me that", reply_to=shown.id)
    karin.text("what did she say?")
    await family.later(minutes=1)
    await family.quiet()
    night = (read(karin), read(mette), read(alma))
    await family.later(hours=8)
    await family.quiet()
    morning = (read(karin)[-1], read(alma)[-1])
    alma.press(alma.chat[-1], "Yes")
    await family.quiet()

    assert ahead == [
        "K1 Alma turns 18 on Tue 24 Nov. What changes then? Talk about it in time."
    ]
    assert eve == "Mette: yes, all is well"
    assert any(line.startswith("K2 Karin no longer takes part") for line in night[1])
    assert not any("told me" in line for line in night[0] + night[2])
    assert not any("what did she say" in line for line in night[1])
    assert night[0][-1].startswith("Hi Karin. The messages here have ended.")
    assert morning[0] == THANKS
    assert morning[1].startswith("Happy birthday, Alma! You are 18")
    assert await agreement_of(family, "alma") is Agreement.GIVEN
    assert any("K1 Alma is 18 now." in line for line in read(family.phones["sanne"]))


async def test_who_slept_over_the_birthday_sends_the_guardian_nothing_that_waited(
    family,
):
    mette, karin = family.phones["mette"], family.phones["karin"]
    karin.text("is all well?")
    shown = await found(mette, "is all well?")
    mette.write("I will ask her", reply_to=shown.id)
    await family.quiet()
    await family.stop()
    family.clock.move(days=2)

    await family.start()
    await family.later(seconds=30)
    await family.quiet()

    assert read(karin)[-1] == THANKS
    assert not any("ask her" in line for line in read(karin))
    assert [line for line in read(family.phones["alma"]) if "birthday" in line]


async def test_no_word_of_the_child_stands_in_the_guardians_file(family):
    alma, karin = family.phones["alma"], family.phones["karin"]

    alma.write("do not tell her")
    karin.text("I worry")
    await family.quiet()

    assert "do not tell her" in [e.text for e in await record(family, "alma")]
    own = [entry.text for entry in await record(family, "karin")]
    assert "I worry" in own
    assert "do not tell her" not in own
    assert not any("do not tell her" in line for line in read(karin))
    assert buttons_of(alma.chat[-1]) == []
