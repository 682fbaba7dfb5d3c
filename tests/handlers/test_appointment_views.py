"""What somebody who is helped sees of their meetings, and does with them."""

import pytest

from casework.appointments import AppointmentState, Outcome
from casework.safe_contact import Discreet, SafeContact
from tests.handlers.meetings import (
    A_DAY,
    THURSDAY,
    call_off,
    fresh,
    labels,
    move,
    new,
    propose,
    set_safe,
)

FRIDAY = THURSDAY + A_DAY
WHEN = "No problem. When is better? Write a day and a time, or reply CALL."


async def agreed(house, who, *starts):
    """Let meetings be agreed on at these times."""
    return [await propose(house, who, new(each), agreed=True) for each in starts]


async def test_a_command_shows_what_is_ahead_with_a_tap_for_each(house):
    await agreed(house, "alma", FRIDAY, THURSDAY)

    await house.talk("alma", "/meetings")

    assert house.last("alma").text == (
        "Your meetings: Thu 26 Nov at 14:30 with Mette, the library; "
        "Fri 27 Nov at 14:30 with Mette, the library"
    )
    assert labels(house.last("alma")) == [
        *("New time Thu 26 Nov", "Cancel Thu 26 Nov"),
        *("New time Fri 27 Nov", "Cancel Fri 27 Nov"),
        "Calendar file",
    ]
    assert house.chat("mette") == []


@pytest.mark.parametrize("word", ["MEETINGS", "aftaler", "Möten", "mine møder"])
async def test_a_word_by_sms_shows_them(house, word):
    await agreed(house, "bo", THURSDAY)

    await house.talk("bo", word)

    assert house.texts("bo")[-1] == (
        "Your meetings: Thu 26 Nov at 14:30 with Mette, the library. "
        "To change one, reply MOVE or OFF."
    )


async def test_discreetly_the_list_names_nobody_and_no_place(house):
    await set_safe(house, "bo", SafeContact(discreet=Discreet.DISCREET))
    await agreed(house, "bo", THURSDAY)

    await house.talk("bo", "MEETINGS")

    assert house.texts("bo")[-1] == "Hi! Thu 26 Nov at 14:30"


async def test_who_has_no_meeting_is_told_so(house):
    await house.talk("bo", "MEETINGS")

    assert house.texts("bo") == [
        "No meeting is planned. Write here if you would like one."
    ]


async def test_one_tap_calls_it_off_and_the_contact_person_knows(house):
    (one,) = await agreed(house, "alma", THURSDAY)
    await house.talk("alma", "/meetings")

    await house.press("alma", "Cancel")
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.CANCELLED
    assert house.texts("alma")[-1] == (
        "Thanks for telling us. The meeting Thu 26 Nov is off. "
        "Mette will find a new time with you."
    )
    assert house.texts("mette") == [
        "K1 Alma cannot come Thu 26 Nov at 14:30: the meeting is off."
    ]


async def test_one_tap_asks_for_another_time(house):
    (one,) = await agreed(house, "alma", THURSDAY)
    await house.talk("alma", "/meetings")

    await house.press("alma", "New time")
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.MOVE_ASKED
    assert house.texts("alma")[-1] == WHEN


async def test_a_button_of_what_is_off_by_now_says_so(house):
    (one,) = await agreed(house, "alma", THURSDAY)
    await house.talk("alma", "/meetings")
    await call_off(house, one)

    await house.press("alma", "New time")
    await house.deliver()

    assert house.texts("alma")[-1] == (
        "The meeting Thu 26 Nov at 14:30 is off. Mette sees your answer."
    )


async def test_the_word_move_means_the_next_meeting(house):
    (one,) = await agreed(house, "bo", THURSDAY)

    await house.talk("bo", "flyt")

    assert (await fresh(house, one)).state is AppointmentState.MOVE_ASKED
    assert house.texts("bo")[-1] == WHEN
    assert "K2 Bo\nflyt" not in house.texts("mette")


async def test_of_several_it_asks_which(house):
    first, second = await agreed(house, "bo", THURSDAY, FRIDAY)

    await house.talk("bo", "MOVE")
    asked = house.texts("bo")[-1]
    await house.talk("bo", "2")

    assert asked == ("Which one? 1 = Thu 26 Nov at 14:30, 2 = Fri 27 Nov at 14:30")
    assert (await fresh(house, first)).state is AppointmentState.CONFIRMED
    assert (await fresh(house, second)).state is AppointmentState.MOVE_ASKED
    assert house.texts("bo")[-1] == WHEN


async def test_of_several_a_tap_says_which(house):
    first, second = await agreed(house, "alma", THURSDAY, FRIDAY)

    await house.talk("alma", "MOVE")
    await house.press("alma", "Thu 26 Nov")
    await house.deliver()

    assert (await fresh(house, first)).state is AppointmentState.MOVE_ASKED
    assert (await fresh(house, second)).state is AppointmentState.CONFIRMED


async def test_one_word_by_sms_calls_the_only_meeting_off(house):
    (one,) = await agreed(house, "bo", THURSDAY)

    await house.talk("bo", "afbud")

    off = await fresh(house, one)
    assert off.state is AppointmentState.CANCELLED
    assert off.outcome is Outcome.CANCELLED_BY_CLIENT
    assert "K2 Bo cannot come Thu 26 Nov at 14:30: the meeting is off." in house.texts(
        "mette"
    )
    assert "K2 Bo\nafbud" not in house.texts("mette")


async def test_of_several_it_asks_which_is_off(house):
    first, second = await agreed(house, "bo", THURSDAY, FRIDAY)

    await house.talk("bo", "CALL OFF")
    await house.talk("bo", "1")

    assert (await fresh(house, first)).state is AppointmentState.CANCELLED
    assert (await fresh(house, second)).state is AppointmentState.CONFIRMED


async def test_what_is_to_be_moved_can_still_be_called_off(house):
    (one,) = await agreed(house, "bo", THURSDAY)
    await house.talk("bo", "MOVE")

    await house.talk("bo", "CALL OFF")

    assert (await fresh(house, one)).state is AppointmentState.CANCELLED


async def test_calling_off_without_a_meeting_is_a_word_to_the_human(house):
    await house.talk("bo", "aflys")

    assert house.texts("mette") == ["K2 Bo\naflys"]


async def test_move_without_a_meeting_is_a_word_to_the_human(house):
    await house.talk("bo", "flyt")

    assert house.texts("mette") == ["K2 Bo\nflyt"]
    assert house.texts("bo") == []


async def test_a_digit_for_what_is_over_by_now_does_nothing(house):
    first, _ = await agreed(house, "bo", THURSDAY, FRIDAY)
    await house.talk("bo", "MOVE")
    await call_off(house, first)
    before = house.texts("bo")

    await house.talk("bo", "1")

    assert (await fresh(house, first)).state is AppointmentState.CANCELLED
    assert house.texts("bo") == before


async def test_once_they_wrote_when_they_hear_by_when_a_human_answers(house):
    await agreed(house, "bo", THURSDAY)
    await house.talk("bo", "FLYT")

    await house.talk("bo", "Friday at 3?")
    first = house.texts("bo")[-1]
    await house.talk("bo", "or Saturday")

    assert first.startswith("Thanks. Mette writes back about a new time by ")
    assert house.texts("bo")[-1] == first
    assert house.texts("mette")[-2:] == ["K2 Bo\nFriday at 3?", "K2 Bo\nor Saturday"]


async def test_words_days_later_are_words_alone(house):
    await agreed(house, "bo", THURSDAY)
    await house.talk("bo", "FLYT")
    house.move(days=2)

    await house.talk("bo", "hello")

    assert house.texts("bo")[-1] == WHEN


async def test_a_button_of_an_old_list_does_not_touch_the_new_time(house):
    (one,) = await agreed(house, "alma", THURSDAY)
    await house.talk("alma", "/meetings")
    listed = house.last("alma")
    await move(house, one, FRIDAY)

    await house.press("alma", "Cancel", on=listed)
    await house.deliver()

    assert (await fresh(house, one)).state is AppointmentState.PROPOSED
    assert house.texts("alma")[-1] == (
        "There is a new time: Fri 27 Nov at 14:30. Please answer that one."
    )
