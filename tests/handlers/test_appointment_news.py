"""Telling of meetings that staff agreed on elsewhere, at once or by day."""

from datetime import UTC, datetime, timedelta

from handlers import appointments
from tests.handlers.meetings import A_DAY, THURSDAY, call_off, labels, new, propose

MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
NOTED = (
    "Hi Alma. Noted: you meet Mette Thu 26 Nov at 14:30. Send MOVE if it does not fit."
)
MOVED = (
    "Hi Alma. A new time for meeting Mette: Fri 27 Nov at 14:30. "
    "Send MOVE if it does not fit."
)


async def test_in_the_night_word_of_a_meeting_waits_for_the_morning(house):
    house.now = MIDNIGHT
    one = await propose(house, "alma", agreed=True, by_day=True)
    in_the_night = house.texts("alma")

    house.now = MIDNIGHT + timedelta(hours=7)
    await house.deliver()

    assert in_the_night == []
    assert house.texts("alma") == [NOTED]
    assert one.state == "confirmed"


async def test_meanwhile_a_humans_words_do_not_wait_behind_it(house):
    house.now = MIDNIGHT
    await propose(house, "alma", agreed=True, by_day=True)

    await house.talk("mette", "/to K1")
    await house.talk("mette", "are you up?")
    house.move(minutes=1)
    await house.deliver()

    assert house.texts("alma") == ["Mette: are you up?"]


async def test_what_begins_before_the_night_is_over_is_told_at_once(house):
    house.now = MIDNIGHT
    early = new(datetime(2026, 11, 24, 6, 30))

    await propose(house, "alma", early, agreed=True, by_day=True)

    assert len(house.texts("alma")) == 1


async def test_by_day_it_is_told_at_once_with_its_file(house):
    await propose(house, "alma", agreed=True, by_day=True)

    assert house.texts("alma") == [NOTED]
    assert labels(house.last("alma")) == ["Calendar file"]


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
