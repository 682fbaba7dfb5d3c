"""How a meeting is named to each."""

from casework.people import Language
from casework.safe_contact import Discreet, SafeContact
from handlers import appointment_texts
from tests.handlers.meetings import new, propose, set_safe


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
