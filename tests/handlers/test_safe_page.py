"""Everything that is set for somebody, a line each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.people import Channel, Language
from casework.safe_contact import Discreet, SafeContact, Window, every_day
from handlers import safe_page


@pytest.fixture
async def alma(house):
    return await house.person("alma")


@pytest.fixture
async def mette(house):
    return await house.person("mette")


def lines(house, reader, client, safe):
    return safe_page.page(house.office, reader, client, safe, house.now).split("\n")


async def test_what_is_not_set_is_said_to_be_so(house, alma, mette):
    assert lines(house, mette, alma, SafeContact()) == [
        "K1 Alma: when and how may we write?",
        "- Hours: any time",
        "- Never at other times, not even in a talk: No",
        "- Our own texts: first names only",
        "- May they name you: Yes",
        "- May they name the place: No",
        "- Do others see the phone: not known",
        "- Voicemail is OK: not known",
        "- Sent by: where they wrote from last",
        "- Code word when you ring: -",
        "- Word that ends the talk: -",
        "- Asks for the code word by SMS: No",
        "- Pause until: -",
        "Last gone through: never.",
    ]


async def test_what_is_set_is_said_in_full(house, alma, mette):
    safe = SafeContact(
        channels=(Channel.SMS, Channel.TELEGRAM),
        hours=(*[(Window(480, 990),)] * 5, (), ()),
        strict=True,
        discreet=Discreet.DISCREET,
        others_see_phone=True,
        voicemail_ok=False,
        code_word="teapot",
        exit_word="banana",
        paused_until=house.now + timedelta(days=1),
        checked_on=date(2026, 11, 20),
    )

    shown = lines(house, mette, alma, safe)

    for line in (
        "- Hours: Mon-Fri 8-16:30",
        "- Never at other times, not even in a talk: Yes",
        "- Our own texts: nothing given away",
        "- Do others see the phone: Yes",
        "- Voicemail is OK: No",
        "- Sent by: SMS > Telegram",
        "- Code word when you ring: teapot",
        "- Word that ends the talk: banana",
        "- Pause until: tomorrow at 10:00",
        "Last gone through: Fri 20 Nov.",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (Language.DANISH, "man.-søn. 8-16"),
        (Language.SWEDISH, "mån-sön 8-16"),
        (Language.ENGLISH, "Mon-Sun 8-16"),
    ],
)
async def test_hours_are_said_in_the_readers_language(house, spoken, said):
    safe = SafeContact(hours=every_day(Window(480, 960)))

    assert safe_page.hours_in_words(house.office, spoken, safe) == said


async def test_a_pause_that_is_over_and_hours_that_never_come(house, alma, mette):
    safe = SafeContact(hours=((),) * 7, paused_until=house.now - timedelta(days=1))
    danish = replace(mette, language=Language.DANISH)

    shown = lines(house, danish, alma, safe)

    assert "- Tider: aldrig" in shown
    assert "- Pause indtil: -" in shown
