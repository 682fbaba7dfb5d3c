"""Who reads this, what is kept and how to see it: each answer true to the policy."""

from dataclasses import replace

import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from casework.people import Role
from casework.profiles import PROFILES, RecordPolicy
from casework.safe_contact import Discreet, SafeContact
from handlers import access
from handlers.access import Asked
from storage import assignments, consents, looks, safe_contacts
from tests.handlers.house import listed

SAVED = "It is saved"
NOT_SAVED = "they are not saved"
NOTHING_SAVED = "nothing is saved"


@pytest.fixture
def house_of(new_house):
    """A way to a house in which Bo (SMS) and Alma (Telegram) get this kind of help."""

    async def opened(profile):
        house = new_house
        await house.enrol(
            listed("mette", Role.CONTACT_PERSON),
            listed("bo", contact_person="mette", profile=profile),
        )
        for who in ("mette", "bo"):
            await house.link(who)
        await house.talk("bo", "OK")
        house.gateway_of("bo").chats.clear()
        house.gateway_of("mette").chats.clear()
        return house

    return opened


async def discreet(house, who):
    person = await house.person(who)
    safe = SafeContact(discreet=Discreet.DISCREET)
    await house.run(safe_contacts.set_profile, person.id, safe, person.id, house.now)


def policy_of(profile):
    return PROFILES[profile].record_policy


@pytest.mark.parametrize("profile", PROFILES)
async def test_who_reads_it_is_said_as_the_policy_keeps_it(house_of, profile):
    house = await house_of(profile)

    await house.talk("bo", "hvem")

    (said,) = house.texts("bo")
    true = {RecordPolicy.FULL: SAVED, RecordPolicy.NONE: NOTHING_SAVED}
    assert said.startswith("You write with Mette, who answers on weekdays 9-15.")
    assert true.get(policy_of(profile), NOT_SAVED) in said
    assert house.texts("mette") == ["K1 Bo\nhvem"]


@pytest.mark.parametrize("profile", PROFILES)
async def test_what_is_kept_is_said_as_the_policy_keeps_it(house_of, profile):
    house = await house_of(profile)
    policy = policy_of(profile)

    await house.talk("bo", "mine data")

    said = " ".join(house.texts("bo"))
    assert ("what you write here" in said) is policy.keeps_words
    assert ("Nothing of what you write" in said) is (policy is RecordPolicy.NONE)
    assert ("Send ACCESS" in said) is (policy is not RecordPolicy.NONE)
    years = PROFILES[profile].retention.years
    if years and policy is not RecordPolicy.NONE:
        assert f"{years} years after" in said
    assert house.texts("mette") == []


async def test_a_command_is_for_us_alone_and_a_bare_word_goes_to_the_human_too(house):
    await house.talk("alma", "/who")
    await house.talk("alma", "who")

    assert house.texts("alma")[0] == house.texts("alma")[1]
    assert house.texts("mette") == ["K1 Alma\nwho"]


async def test_who_stands_in_is_named_with_whom_they_stand_in_for(house):
    alma, sanne = await house.person("alma"), await house.person("sanne")
    current = await house.run(assignments.current, alma.id)
    await house.run(assignments.set_substitute, current.id, sanne.id)

    await house.talk("alma", "/who")

    (said,) = house.texts("alma")
    assert said.startswith(
        "Mette is away, and Sanne answers meanwhile. You write with Sanne,"
    )


async def test_without_opening_hours_nobody_promises_any(house):
    house.office = replace(house.office, opening_hours="")

    await house.talk("alma", "/who")

    assert "who answers as soon as possible." in house.texts("alma")[0]


async def test_on_telegram_it_is_one_message_and_what_can_be_asked_are_buttons(house):
    await house.talk("alma", "/mydata")

    (shown,) = house.chat("alma")
    assert [button.label for row in shown.buttons for button in row] == [
        *("I want to read it", "Something is wrong", "Have some deleted"),
        "What I said yes to",
    ]
    assert "Nobody has a key to open it." in shown.text


async def test_how_often_it_was_taken_out_to_be_read_is_said(house):
    await house.talk("bo", "mydata")
    never = house.texts("bo")[-1]
    case = await house.case_of("bo")
    for ref in ("mette", None):
        asked = Asked(case, ref)
        await house.run(access.take_out, house.office, asked, house.now)

    await house.talk("bo", "mydata")

    assert "Nobody has taken it out to read it." in never
    assert "Taken out to be read: 2 times, last Mon 23 Nov." in house.texts("bo")[-1]
    mette = await house.person("mette")
    kept = [each.person for each in await house.run(looks.of_case, case)]
    assert kept == [mette.id, None]


@pytest.mark.parametrize(
    ("who", "label", "answer", "told", "kind", "day"),
    [
        (
            *("alma", "I want to read", "You have the right to see what is saved"),
            *("wants to read what is saved", "access_request", "Wed 2 Dec"),
        ),
        (
            *("alma", "Have some deleted", "Some notes must be kept by law"),
            *("wants something saved to be deleted", "erasure_request", "Wed 23 Dec"),
        ),
        (
            *("bo", None, "You have the right to see what is saved"),
            *("wants to read what is saved", "access_request", "Wed 2 Dec"),
        ),
    ],
)
async def test_what_is_asked_for_is_a_task_for_the_contact_person_with_a_date(
    house, who, label, answer, told, kind, day
):
    if label is None:
        await house.talk(who, "INDSIGT")
    else:
        await house.talk(who, "/mydata")
        await house.press(who, label)
        await house.deliver()

    assert answer in house.texts(who)[-1]
    assert "Wed 23 Dec" in house.texts(who)[-1]
    (notice,) = house.texts("mette")
    assert told in notice
    assert day in notice
    assert kind in [each for each, _ in await house.record(who)]


async def test_of_what_is_not_recorded_nothing_is_written_down(house_of):
    house = await house_of("dk_skp")

    await house.talk("bo", "access")

    assert await house.record("bo") == []
    assert "wants to read" in house.texts("mette")[0]


@pytest.mark.parametrize("words", ["/who", "/mydata", "/about", "/notices", "/pause"])
async def test_a_discreet_person_gets_answers_without_names(house, words):
    await discreet(house, "alma")

    await house.talk("alma", words)

    for said in house.texts("alma"):
        assert not any(name in said for name in ("Mette", "Alma", "9-15"))
    assert house.texts("alma")


async def test_a_button_of_somebody_else_does_nothing(house):
    await house.talk("alma", "/mydata")
    shown = house.last("alma")
    house.addresses["alma"] = house.addresses["cleo"]

    await house.press("alma", "I want to read it", shown)
    await house.deliver()

    assert house.texts("mette") == []


async def test_what_somebody_said_yes_or_no_to_is_shown_with_its_days(house):
    nothing = await said_by(house, "alma", "/mydata")
    await house.press("alma", "What I said yes to")
    await house.deliver()
    before = house.texts("alma")[-1]
    alma = await house.person("alma")
    for state in (ConsentState.ASKED, ConsentState.GIVEN, ConsentState.WITHDRAWN):
        said = Consent(alma.id, alma.id, Purpose.MEDIA, state, How.SPOKEN, house.now)
        await house.run(consents.add, said)

    after = await said_by(house, "alma", "samtykker")

    assert "Mon 23 Nov" not in nothing
    assert "pictures and voice" not in before
    what = "Mon 23 Nov, pictures and voice"
    assert after.endswith(f"{what}: Yes\n{what}: Took it back")
    assert house.texts("mette") == []


async def test_of_a_discreet_person_what_they_said_yes_to_names_no_help(house):
    await discreet(house, "alma")
    alma = await house.person("alma")
    how = (Purpose.MEASURE, ConsentState.GIVEN, How.SPOKEN, house.now)
    await house.run(consents.add, Consent(alma.id, alma.id, *how))

    await house.talk("alma", "/mydata")
    labels = [each.label for row in house.last("alma").buttons for each in row]
    listed = await said_by(house, "alma", "samtykker")

    assert "Take back: that it goes on" in labels
    assert listed.endswith("Mon 23 Nov, that it goes on: Yes")
    assert "contact person" not in listed + "".join(labels)


async def said_by(house, who, text):
    await house.talk(who, text)
    return house.texts(who)[-1]
