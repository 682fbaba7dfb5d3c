"""Telling of meetings that staff agreed on elsewhere, at once or by day."""

from datetime import UTC, datetime, timedelta

from casework.safe_contact import Discreet, SafeContact, Window
from handlers import appointment_news, appointments
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    WHERE,
    call_off,
    fresh,
    labels,
    new,
    propose,
    set_safe,
)

MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
NOTED = (
    "Hi Alma. Noted: you meet Mette Thu 26 Nov at 14:30. Send MOVE if it does not fit."
    + WHERE
)
BOTH = (
    "Hi Alma. Your meetings are now: Thu 26 Nov at 14:30 with Mette, the library; "
    "Fri 27 Nov at 14:30 with Mette, the library"
)
MOVED = (
    "Hi Alma. A new time for meeting Mette: Fri 27 Nov at 14:30. "
    "Send MOVE if it does not fit." + WHERE
)


async def agree(house, *starts):
    """Agree on meetings elsewhere, and tell Alma of them."""
    made = [
        await propose(house, "alma", new(each), agreed=True, quietly=True)
        for each in starts
    ]
    assert house.texts("alma") == []
    await tell(house, *made)
    return made


async def tell(house, *changed):
    alma = await house.person("alma")
    args = (house.office, alma, changed, house.now)
    await house.run(appointment_news.tell_by_day, *args)
    await house.deliver()


async def test_in_the_night_word_of_a_meeting_waits_for_the_morning(house):
    house.now = MIDNIGHT
    await agree(house, THURSDAY)
    in_the_night = house.texts("alma")

    house.now = MIDNIGHT + timedelta(hours=7)
    await house.deliver()

    assert in_the_night == []
    assert house.texts("alma") == [NOTED]


async def test_meanwhile_a_humans_words_do_not_wait_behind_it(house):
    house.now = MIDNIGHT
    await agree(house, THURSDAY)

    await house.talk("mette", "/to K1")
    await house.talk("mette", "are you up?")
    house.move(minutes=1)
    await house.deliver()

    assert house.texts("alma") == ["Mette: are you up?"]


async def test_what_begins_before_the_night_is_over_is_told_at_once(house):
    house.now = MIDNIGHT

    await agree(house, datetime(2026, 11, 24, 6, 30))

    assert len(house.texts("alma")) == 1


async def test_by_day_it_is_told_at_once_with_its_file(house):
    await agree(house, THURSDAY)

    assert house.texts("alma") == [NOTED]
    assert labels(house.last("alma")) == ["Calendar file"]


async def test_several_are_one_message_that_says_what_is_ahead(house):
    await agree(house, THURSDAY, THURSDAY + A_DAY)

    assert house.texts("alma") == [BOTH]
    assert labels(house.last("alma")) == ["Calendar file"]


async def test_several_are_told_as_discreetly_as_one(house):
    await set_safe(house, "alma", SafeContact(discreet=Discreet.DISCREET))

    await agree(house, THURSDAY, THURSDAY + A_DAY)

    assert house.texts("alma") == ["Hi! Thu 26 Nov at 14:30; Fri 27 Nov at 14:30"]


async def test_where_all_are_off_nothing_is_ahead(house):
    both = await agree(house, THURSDAY, THURSDAY + A_DAY)
    mette = await house.person("mette")
    for each in both:
        args = (house.office, mette, each, house.now)
        await house.run(appointments.call_off, *args, quietly=True)

    off = [await fresh(house, each) for each in both]
    await tell(house, *off)

    assert house.texts("alma")[1:] == [
        "No meeting is planned. Write here if you would like one."
    ]
    assert labels(house.last("alma")) == []


async def test_a_new_time_that_staff_agreed_on_is_told_and_asks_nothing(house):
    one = await propose(house, "alma", agreed=True)
    mette = await house.person("mette")

    args = (house.office, mette, one, new(THURSDAY + A_DAY), house.now)
    moved = await house.run(appointments.move, *args, agreed=True)
    await house.deliver()

    assert (moved.state, moved.revision) == ("confirmed", 1)
    assert house.texts("alma") == [NOTED, MOVED]
    assert labels(house.last("alma")) == ["Calendar file"]


async def test_what_is_off_is_told_without_a_file(house):
    one = await propose(house, "alma", agreed=True)

    await call_off(house, one)

    assert "is off" in house.last("alma").text
    assert labels(house.last("alma")) == []


async def test_what_the_night_changed_once_more_is_told_as_it_is_by_then(house):
    one = await propose(house, "alma", agreed=True)
    house.now = MIDNIGHT
    mette = await house.person("mette")
    for day in (1, 2):
        starts = new(THURSDAY + day * A_DAY)
        args = (house.office, mette, await fresh(house, one), starts, house.now)
        moved = await house.run(appointments.move, *args, agreed=True, quietly=True)
        await tell(house, moved)

    house.now = MIDNIGHT + timedelta(hours=7)
    await house.deliver()

    assert house.texts("alma") == [NOTED, MOVED.replace("Fri 27", "Sat 28")]


async def test_nobody_hears_in_the_morning_of_what_they_called_off_in_the_night(house):
    house.now = MIDNIGHT
    await agree(house, THURSDAY)
    await house.talk("alma", "/meetings")
    await house.press("alma", "Cancel")
    await house.deliver()
    said = house.texts("alma")

    house.now = MIDNIGHT + timedelta(hours=7)
    await house.deliver()

    assert said[-1].startswith("Thanks for telling us. The meeting Thu 26 Nov is off.")
    assert house.texts("alma") == said


async def test_a_human_hears_that_somebody_does_not_know_that_it_is_off(house):
    one = await propose(house, "alma", agreed=True)
    await house.talk("alma", "STOP")

    await call_off(house, one)

    reason = house.office.say("reason_opted_out", "en")
    assert house.texts("mette")[-1] == (
        f"K1 Alma was not reached about Thu 26 Nov at 14:30: {reason}"
    )


async def test_what_is_not_safe_to_say_before_it_begins_is_told_to_a_human(house):
    one = await propose(house, "alma", agreed=True)
    mondays = ((Window(16 * 60, 17 * 60),), *[()] * 6)
    await set_safe(house, "alma", SafeContact(hours=mondays))
    house.move(days=1)

    await call_off(house, one)
    told = house.texts("mette")[-1]
    house.move(days=7)
    await house.deliver()

    assert house.office.say("reason_safe_hours", "en") in told
    assert house.texts("alma") == [NOTED]


async def test_who_was_not_told_yet_hears_nothing_of_what_is_off_again(house):
    saturdays = (*[()] * 5, (Window(10 * 60, 12 * 60),), ())
    await set_safe(house, "alma", SafeContact(hours=saturdays))
    one = await propose(house, "alma", new(THURSDAY + 5 * A_DAY), agreed=True)

    await call_off(house, one)
    house.move(days=5, hours=1)
    await house.deliver()

    assert (await fresh(house, one)).state == "cancelled"
    assert not any("Tue 1 Dec" in text for text in house.texts("alma"))


async def test_of_several_that_reach_nobody_a_human_hears_too(house):
    await house.talk("alma", "STOP")
    made = [
        await propose(house, "alma", new(each), agreed=True, quietly=True)
        for each in (THURSDAY, THURSDAY + A_DAY)
    ]

    await tell(house, *made)

    assert "was not reached about Thu 26 Nov" in house.texts("mette")[-1]
