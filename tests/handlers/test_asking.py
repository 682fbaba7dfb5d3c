import pytest

from casework.people import Agreement, Role
from tests.handlers.house import listed

WELCOMES = {
    "dk_youth": "welcome_consent",
    "se_lss": "welcome_consent_summary",
    "se_contact_person": "welcome_consent_summary",
    "dk_skp": "welcome_consent_none",
}


@pytest.mark.parametrize("profile", WELCOMES)
async def test_the_question_says_truly_what_is_kept(new_house, profile):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("bo", contact_person="mette", profile=profile),
    )

    await house.link("bo")
    await house.deliver()

    said = house.office.say(WELCOMES[profile], "en", name="Bo", worker="Mette")
    assert house.texts("bo") == [said]


async def test_who_changes_the_language_before_answering_is_asked_in_it(new_house):
    house = new_house
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON), listed("bo", contact_person="mette")
    )
    await house.link("bo")
    await house.deliver()

    await house.talk("bo", "sprog dansk")

    asked = house.office.say("welcome_consent", "da", name="Bo", worker="Mette")
    assert house.texts("bo")[-1] == asked
    await house.talk("bo", "ja")
    assert (await house.person("bo")).agreement is Agreement.GIVEN


async def test_who_has_answered_is_not_asked_again(house):
    await house.talk("bo", "sprog dansk")

    assert house.texts("bo") == [house.office.say("language_changed", "da")]
