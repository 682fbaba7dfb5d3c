"""`/meetings` for a contact person: a list, and one tap for each."""

from datetime import timedelta

from casework.appointments import AppointmentState
from handlers import absences
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    at,
    call_off,
    fresh,
    labels,
    move,
    new,
    propose,
)

FRIDAY = THURSDAY + A_DAY


async def test_the_list_shows_who_when_and_how_it_stands(house):
    await propose(house, "bo", new(FRIDAY))
    await propose(house, "alma")
    await house.press("alma", "Yes")
    await house.deliver()

    await house.talk("mette", "/meetings")

    assert house.last("mette").text == (
        "Meetings:\nK1 Alma Thu 26 Nov at 14:30 (yes)\n"
        "K2 Bo Fri 27 Nov at 14:30 (asked)"
    )
    assert labels(house.last("mette")) == [
        *("New time K1 Thu 26 Nov", "Cancel K1 Thu 26 Nov"),
        *("New time K2 Fri 27 Nov", "Cancel K2 Fri 27 Nov"),
        "Calendar file",
    ]


async def test_of_one_client_only_theirs_are_shown(house):
    await propose(house, "bo")
    await propose(house, "alma")

    await house.talk("mette", "/meetings K2")

    assert house.last("mette").text == "Meetings:\nK2 Bo Thu 26 Nov at 14:30 (asked)"


async def test_somebody_elses_client_is_not_shown_and_the_try_is_written_down(house):
    await propose(house, "dan", by="kirsten")
    dan = await house.person("dan")

    await house.talk("mette", f"/meetings {dan.alias}")

    assert dan.name not in house.last("mette").text
    assert [kind for kind, _ in await house.record("dan")][-1] == "denied"


async def test_who_has_none_is_told_so(house):
    await house.talk("mette", "/meetings")

    assert house.texts("mette") == ["No meetings ahead."]


async def test_by_sms_the_next_ones_are_named(house):
    await propose(house, "dan", by="kirsten")

    await house.talk("kirsten", "Møder")

    dan = await house.person("dan")
    assert house.texts("kirsten")[-1] == (
        f"Meetings: 1: {dan.label} Thu 26 Nov at 14:30 (asked)"
    )


async def test_one_tap_calls_it_off_and_both_know(house):
    one = await propose(house, "bo")
    await house.talk("mette", "/meetings")

    await house.press("mette", "Cancel K2")
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.CANCELLED
    assert house.texts("mette")[-1] == (
        "Done: K2 Bo is told that Thu 26 Nov at 14:30 is off."
    )
    assert house.texts("bo")[-1].startswith("Sorry Bo, the meeting Thu 26 Nov")


async def test_what_is_off_already_is_not_called_off_twice(house):
    one = await propose(house, "bo")
    await house.talk("mette", "/meetings")
    await call_off(house, one)
    before = house.texts("bo")

    await house.press("mette", "Cancel K2")
    await house.deliver()

    assert house.texts("mette")[-1] == (
        "This meeting cannot be changed any more: K2 Bo Thu 26 Nov at 14:30."
    )
    assert house.texts("bo") == before


async def test_the_time_is_kept_with_one_tap_and_asked_about_again(house):
    one = await propose(house, "bo")
    await house.talk("bo", "FLYT")

    await house.press("mette", "Keep the time")
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.PROPOSED
    assert house.texts("mette")[-1] == "K2 Bo is asked again: Thu 26 Nov at 14:30."
    assert house.texts("bo")[-1].startswith("Hi Bo. Mette can only Thu 26 Nov")


async def test_what_was_moved_since_is_not_called_off_by_an_old_button(house):
    one = await propose(house, "bo")
    await house.talk("mette", "/meetings")
    listed = house.last("mette")
    await move(house, one, FRIDAY)

    await house.press("mette", "Cancel K2", on=listed)
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.PROPOSED
    assert house.texts("mette")[-1] == (
        "This meeting was moved: K2 Bo Fri 27 Nov at 14:30. See /meetings."
    )


async def test_what_has_begun_is_not_called_off_by_an_old_button(house):
    one = await propose(house, "bo", agreed=True)
    await house.talk("mette", "/meetings")
    listed = house.last("mette")
    await at(house, THURSDAY + timedelta(minutes=5))

    await house.press("mette", "Cancel K2", on=listed)
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.CONFIRMED
    assert not any("is off" in text for text in house.texts("bo"))
    assert house.texts("mette")[-1] == (
        "This meeting cannot be changed any more: K2 Bo Thu 26 Nov at 14:30."
    )


async def test_who_plans_to_be_away_and_who_stands_in_see_the_meetings(house):
    await propose(house, "bo")
    await propose(house, "bo", new(THURSDAY + 14 * A_DAY))
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    starts = house.now + A_DAY

    async def plan(starts_at, ends_at):
        args = (house.office, mette, kirsten.id, starts_at, ends_at, {}, house.now)
        await house.run(absences.plan, *args)
        await house.deliver()

    await plan(starts, starts + 7 * A_DAY)

    said = "Meetings while Mette is away: K2 Bo Thu 26 Nov at 14:30 (asked)."
    assert [text for text in house.texts("mette") if "while Mette" in text] == [
        f"{said} See /meetings."
    ]
    assert [text for text in house.texts("kirsten") if "while Mette" in text] == [
        f"{said} See MEETINGS."
    ]


async def test_an_absence_without_meetings_says_nothing_of_them(house):
    await propose(house, "bo")
    mette, kirsten = await house.person("mette"), await house.person("kirsten")
    later = house.now + 20 * A_DAY

    args = (house.office, mette, kirsten.id, later, later + A_DAY, {}, house.now)
    await house.run(absences.plan, *args)
    await house.deliver()

    assert not any("while Mette" in text for text in house.texts("mette"))
