"""Where nobody reads at night, whoever writes then is told so; elsewhere never."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.danger import Outside, Plan
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from storage import safe_contacts

NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
SAID = (
    "Thanks, it is saved. Nobody reads it now: Mette does tomorrow at 9:00. Hard right "
    "now? Livslinien 70 201 201. In danger? Call 112."
)


@pytest.fixture
def nobody(house):
    """A night on which nobody reads."""
    house.office = replace(
        house.office,
        danger=Plan(outside=Outside.NOBODY),
        adult_line="Livslinien 70 201 201",
    )
    house.now = NIGHT
    return house


async def is_safe(house, who, safe):
    person = await house.person(who)
    await house.run(safe_contacts.set_profile, person.id, safe, person.id, house.now)


async def test_whoever_writes_at_night_reads_that_nobody_reads_it_now(nobody):
    await nobody.talk("bo", "hello?")

    assert nobody.texts("bo") == [SAID]
    assert nobody.texts("mette")[-1] == "K2 Bo\nhello?"


async def test_it_is_said_once_in_four_hours_and_then_in_short(nobody):
    await nobody.talk("bo", "hello?")
    nobody.move(hours=3)
    await nobody.talk("bo", "anybody?")
    nobody.move(hours=1)
    await nobody.talk("bo", "well")

    assert nobody.texts("bo")[1:] == [
        "Saved too. Nobody reads it now: Mette does today at 9:00. In danger? Call 112."
    ]


@pytest.mark.parametrize(
    "outside", [Outside.UNDECIDED, Outside.CONTACT_PERSON, Outside.DUTY]
)
async def test_where_somebody_may_read_it_nothing_is_said(nobody, outside):
    nobody.office = replace(nobody.office, danger=Plan(outside=outside))

    await nobody.talk("bo", "hello?")

    assert nobody.texts("bo") == []


async def test_by_day_nothing_is_said(nobody):
    nobody.move(hours=12)

    await nobody.talk("bo", "hello?")

    assert nobody.texts("bo") == []


async def test_where_the_contact_person_is_there_after_all_nothing_is_said(nobody):
    await nobody.talk("mette", "K2", reply_to=None)
    await nobody.talk("mette", "/to K2 are you awake?")
    nobody.move(seconds=9)
    await nobody.deliver()

    await nobody.talk("bo", "yes I am")

    assert nobody.texts("bo") == ["Mette: are you awake?"]


async def test_what_asks_us_for_something_is_answered_and_no_more(nobody):
    await nobody.talk("bo", "OM")

    assert len(nobody.texts("bo")) == 1
    assert "Nobody reads it now" not in nobody.texts("bo")[0]


async def test_a_discreet_phone_names_nobody(nobody):
    await is_safe(nobody, "bo", SafeContact(discreet=Discreet.DISCREET))

    await nobody.talk("bo", "hello?")

    assert nobody.texts("bo") == ["Thanks! Answer comes tomorrow at 9:00"]


async def test_outside_safe_hours_the_phone_stays_dark(nobody):
    await is_safe(nobody, "bo", SafeContact(hours=every_day(Window(480, 960))))

    await nobody.talk("bo", "hello?")

    assert nobody.texts("bo") == []


@pytest.mark.parametrize(
    ("outside", "said"),
    [(Outside.NOBODY, "Nobody reads at night"), (Outside.DUTY, "Not a 24-hour line")],
)
async def test_the_welcome_says_it_as_well(nobody, outside, said):
    office = replace(nobody.office, danger=Plan(outside=outside))

    text = office.say("welcome_consent", "en", name="Alma", worker="Mette")

    assert f"{said}: in danger, call 112." in text
