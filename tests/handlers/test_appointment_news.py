"""Telling of meetings that staff agreed on elsewhere, at once or by day."""

from datetime import UTC, datetime, timedelta

from casework.safe_contact import Discreet, SafeContact
from handlers import appointment_news, appointments
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
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
)
BOTH = (
    "Hi Alma. Your meetings are now: Thu 26 Nov at 14:30 with Mette, the library; "
    "Fri 27 Nov at 14:30 with Mette, the library"
)
MOVED = (
    "Hi Alma. A new time for meeting Mette: Fri 27 Nov at 14:30. "
    "Send MOVE if it does not fit."
)


async def agree(house, *starts):
    """Agree on meetings elsewhere, and tell Alma of them."""
    made = [
        await propose(house, "alma", new(each), agreed=True, quietly=True)
        for each in starts
    ]
    assert house.texts("alma") == []
    await tell(house, *(("appt_agreed", each) for each in made))
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
    await tell(house, *(("appt_cancelled_by_worker", each) for each in off))

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
