"""A contact person's own month, in the chat."""

import pytest

from casework.reports import UNKNOWN
from tests.handlers.test_cadence import met


async def test_a_contact_person_sees_their_month_in_figures(house):
    await house.talk("mette", "/cadence K1 1 a week")
    await house.talk("mette", "/cadence K2 1 a week")
    await house.talk("alma", "can you call?")
    await house.talk("mette", "yes, at two", reply_to=house.last("mette"))
    house.move(seconds=9)
    await house.deliver()
    await met(house)
    await house.talk("mette", "/log K2 phone 25 min")
    await house.talk("bo", "hello?")

    await house.talk("mette", "/month")

    assert house.texts("mette")[-1] == (
        "Your work, Sun 1 Nov to Mon 23 Nov, with those you help now:\n"
        "Contacts: 2, at least 0 planned\n"
        "Meetings: 1, of these met 1, did not come 0, called off 0,"
        " no outcome yet 0\n"
        "Wrote to you: 2, answered as promised 1, later 0, waiting 1,"
        " they had the last word 0\n"
        "Minutes noted: 25"
    )


async def test_the_month_before_and_any_other_can_be_asked_for(house):
    house.move(days=20)
    for said in ("last", "2026-11"):
        await house.talk("mette", f"/month {said}")

    assert house.texts("mette")[-1] == house.texts("mette")[-2]
    assert "Sun 1 Nov to Mon 30 Nov" in house.texts("mette")[-1]


async def test_what_is_no_month_is_asked_back(house):
    for said in ("often", "2026-13", "2030-01"):
        await house.talk("mette", f"/month {said}")

        assert house.texts("mette")[-1] == (
            "Write /month, /month last or /month 2026-10."
        )


async def test_who_has_nobody_is_told_so(house):
    await house.talk("sanne", "/month")

    assert "/month" not in house.texts("sanne")[-1]
    assert ":" not in house.texts("sanne")[-1]


async def test_where_no_contacts_are_written_down_there_is_a_dash_and_why(street):
    await street.talk("sofie", "/new Ali")

    await street.talk("sofie", "/month")

    lines = street.texts("sofie")[-1].splitlines()
    assert lines[1] == f"Contacts: {UNKNOWN}, at least 0 planned"
    assert lines[-1] == "The dash: this kind of help writes no contacts down."


async def test_somebody_elses_work_is_not_in_it(house):
    await house.talk("cleo", "hello")
    await met(house, "cleo")

    await house.talk("mette", "/month")

    assert "Wrote to you: 0" in house.texts("mette")[-1]


@pytest.mark.parametrize("said", ["MONTH", "MÅNED", "MÅNAD sidste", "/month last"])
async def test_by_sms_a_word_in_capitals_shows_it(house, said):
    await house.talk("kirsten", said)

    assert house.texts("kirsten")[-1].startswith("Your work, ")


async def test_by_sms_a_month_is_a_word_to_somebody(house):
    await house.talk("kirsten", "K3 week or month?")

    await house.talk("kirsten", "Month")
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("cleo")[-1] == "Kirsten: Month"


async def test_by_sms_it_is_asked_back_in_words(house):
    await house.talk("kirsten", "MONTH 2026-13")

    assert house.texts("kirsten")[-1] == "Write MONTH, MONTH last or MONTH 2026-10."
