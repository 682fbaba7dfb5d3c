"""How a meeting is named to each, and who is told where it is."""

from dataclasses import replace

import pytest

from casework.appointments import AppointmentKind
from casework.people import Language
from casework.safe_contact import Discreet, SafeContact
from handlers import appointment_texts
from handlers.appointment_texts import SAYS_WHERE
from storage import addresses
from tests.handlers.house import MORNING
from tests.handlers.meetings import new, propose, set_safe

TODAY = MORNING.date()


async def test_day_and_time_are_those_of_the_clocks_there(house):
    one = await propose(house, "bo")

    said = {
        language: appointment_texts.day_and_time(house.office, one, language)
        for language in (Language.DANISH, Language.SWEDISH)
    }

    assert said == {
        Language.DANISH: {"date": "tors. 26/11", "time": "14.30"},
        Language.SWEDISH: {"date": "tors 26/11", "time": "14.30"},
    }


async def test_a_line_holds_the_place_only_where_that_is_safe(house):
    bo = await house.person("bo")
    one = await propose(house, "bo")
    nowhere = await propose(house, "bo", new(place=""))

    async def line(appointment):
        return await house.run(appointment_texts.line, house.office, bo, appointment)

    in_full = [await line(one), await line(nowhere)]
    await set_safe(house, "bo", SafeContact(discreet=Discreet.DISCREET))

    assert in_full == [
        "Thu 26 Nov at 14:30 with Mette, the library",
        "Thu 26 Nov at 14:30 with Mette",
    ]
    assert await line(one) == "Thu 26 Nov at 14:30"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (Language.ENGLISH, "Where: the library"),
        (Language.DANISH, "Sted: the library"),
        (Language.SWEDISH, "Plats: the library"),
    ],
)
@pytest.mark.parametrize("key", sorted(SAYS_WHERE))
async def test_the_last_line_says_where(house, key, language, line):
    bo = replace(await house.person("bo"), language=language)
    one = await propose(house, "bo")

    said = await house.run(
        appointment_texts.with_place, house.office, bo, key, "Come?", one
    )

    assert said == f"Come?\n{line}"


@pytest.mark.parametrize(
    "what",
    [
        new(place=""),
        new(kind=AppointmentKind.PHONE),
        new(kind=AppointmentKind.HOME_VISIT, place="Nygade 1"),
    ],
)
async def test_where_nobody_has_to_go_no_place_is_said(house, what):
    await propose(house, "bo", what)

    (asked,) = house.texts("bo")
    assert asked.endswith("Reply OK, NO or MOVE.")


@pytest.mark.parametrize(
    ("safe", "is_said"),
    [
        (SafeContact(may_name_place=True, checked_on=TODAY), True),
        (SafeContact(discreet=Discreet.OPEN, checked_on=TODAY), True),
        (SafeContact(checked_on=TODAY), False),
        (SafeContact(others_see_phone=True), False),
        (SafeContact(discreet=Discreet.DISCREET, may_name_place=True), False),
        (SafeContact(may_name_worker=False), False),
    ],
)
async def test_the_place_is_said_to_nobody_who_hides_it_or_shares_their_phone(
    house, safe, is_said
):
    await set_safe(house, "bo", safe)

    await propose(house, "bo")

    (asked,) = house.texts("bo")
    assert ("library" in asked) is is_said


async def test_a_number_that_several_use_is_told_no_place(house):
    await house.run(addresses.share, await house.address("bo"))

    await propose(house, "bo")

    (asked,) = house.texts("bo")
    assert "library" not in asked


async def test_a_contact_person_sees_who_it_is_and_how_it_stands(house):
    mette = await house.person("mette")
    one = await propose(house, "bo")

    said = await house.run(appointment_texts.staff_line, house.office, mette, one)

    assert said == "K2 Bo Thu 26 Nov at 14:30 (asked)"


async def test_whoever_answers_now_is_told(house):
    one = await propose(house, "bo")
    kirsten = await house.person("kirsten")

    async def tell(**more):
        args = (house.office, "staff_appt_yes", one, house.now)
        await house.run(appointment_texts.tell_staff, *args, **more)
        await house.deliver()

    await tell()
    await tell(recipient=kirsten)

    said = "K2 Bo says yes to Thu 26 Nov at 14:30."
    assert (house.texts("mette"), house.texts("kirsten")[-1]) == ([said], said)
