"""Proposing a meeting in one line, and moving it, on Telegram and by SMS."""

from datetime import datetime, timedelta

import pytest

from casework.meeting_line import read_line
from handlers import meet
from storage import appointments as kept
from tests.handlers.house import MORNING, OFFICE
from tests.handlers.meetings import WHERE, at, labels

TUESDAY = datetime(2026, 11, 24, 14)  # on the wall; it is Monday, ten o'clock


async def all_of(house, who):
    person = await house.person(who)
    return await house.run(kept.of_client, person.id)


async def propose(house, line):
    await house.talk("mette", f"/meet {line}")
    await house.press("mette", "Send")
    await house.deliver()


async def test_a_meeting_in_one_line_is_shown_and_sent_with_one_press(house):
    await house.talk("mette", "/meet K1 tuesday 14:00 1h30 at the library")

    assert house.last("mette").text == (
        "K1 Alma: Tue 24 Nov at 14:00, 90 min (Out somewhere)\nWhere: the library"
    )
    assert await all_of(house, "alma") == []
    await house.press("mette", "Send")
    await house.deliver()

    (one,) = await all_of(house, "alma")
    assert (one.starts, one.minutes, one.place) == (TUESDAY, 90, "the library")
    assert house.texts("mette")[-1] == (
        "K1 Alma is asked: Tue 24 Nov at 14:00. This is meeting 1."
    )
    assert labels(house.last("mette")) == ["Another time", "Call off"]
    assert house.texts("alma")[-1] == (
        "Hi Alma. Can you meet Mette Tue 24 Nov at 14:00? Reply OK, NO or MOVE." + WHERE
    )


async def test_a_meeting_by_phone_or_at_home_is_known_by_its_words(house):
    await propose(house, "Alma tomorrow 10 by phone")

    (one,) = await all_of(house, "alma")
    assert (one.kind, one.minutes, one.place) == ("phone", 60, "")


BAD = {
    "K1 today 8": "today 8 has been already. Which day and time do you mean?",
    "K1 tuesday 25:00": "There is no such time: 25:00. Which do you mean?",
    "K1 next Tuesdayish 14": 'I do not understand "next Tuesdayish". Write a day ',
    "K1 tuesday 14 " + "far away " * 330: "A place has at most 120 characters, in one ",
    "K1 every Tuesdayish 14": "How often? I do not understand every Tuesdayish. Write ",
}


@pytest.mark.parametrize(("line", "asked"), BAD.items())
async def test_what_cannot_be_meant_is_asked_back_and_nothing_is_stored(
    house, line, asked
):
    await house.talk("mette", f"/meet {line}")

    assert house.last("mette").text.startswith(asked)
    assert await all_of(house, "alma") == []
    assert house.texts("alma") == []


async def test_after_a_question_back_the_day_is_chosen_or_typed(house):
    await house.talk("mette", "/meet K1 tuesday 25:00 at the library")
    await house.talk("mette", "tuesday 14", reply_to=house.last("mette"))

    assert house.last("mette").text.startswith("How long?")


async def test_somebody_elses_person_is_nobody_here_and_the_try_is_kept(house):
    await house.talk("mette", "/meet K3 tuesday 14")

    assert "K3" in house.last("mette").text
    assert await all_of(house, "cleo") == []
    assert [kind for kind, _ in await house.record("cleo")].count("denied") == 1


async def test_a_meeting_is_moved_by_its_number_in_one_line(house):
    await propose(house, "K1 tuesday 14 1h at the library")
    (one,) = await all_of(house, "alma")

    await house.talk("mette", f"/move {one.id} wednesday 15")
    assert house.last("mette").text == (
        "New time for K1 Alma: Wed 25 Nov at 15:00, 60 min (Out somewhere)\n"
        "Where: the library"
    )
    await house.press("mette", "Send")
    await house.deliver()

    (moved,) = await all_of(house, "alma")
    assert (moved.starts, moved.revision) == (datetime(2026, 11, 25, 15), 1)
    assert house.texts("alma")[-1] == (
        "Hi Alma. A new time with Mette: Wed 25 Nov at 15:00. Does it fit? "
        "Reply OK, NO or MOVE." + WHERE
    )


async def test_the_button_under_a_meeting_asks_for_another_time(house):
    await propose(house, "K1 tuesday 14 1h at the library")

    await house.press("mette", "Another time")
    await house.deliver()
    await house.talk("mette", "wednesday 15", reply_to=house.last("mette"))
    await house.press("mette", "Send")
    await house.deliver()

    (moved,) = await all_of(house, "alma")
    assert (moved.starts, moved.place) == (datetime(2026, 11, 25, 15), "the library")


async def test_whoever_asked_for_another_time_gets_one_with_a_press(house):
    await propose(house, "K1 tuesday 14 1h at the library")
    await house.talk("alma", "MOVE")

    await house.press("mette", "Propose a new time")
    await house.deliver()
    assert house.last("mette").text.startswith("When do you meet K1 Alma?")
    await house.talk("mette", "friday 11", reply_to=house.last("mette"))
    await house.press("mette", "Send")
    await house.deliver()

    assert "Fri 27 Nov at 11:00" in house.texts("alma")[-1]


async def test_a_number_that_is_no_meeting_of_theirs_moves_nothing(house):
    await propose(house, "K1 tuesday 14")
    (one,) = await all_of(house, "alma")

    await house.talk("kirsten", f"MOVE {one.id} wednesday 15")
    await house.talk("mette", "/move 999 wednesday 15")

    for who in ("kirsten", "mette"):
        assert "ahead" in house.last(who).text
    assert await all_of(house, "alma") == [one]


async def test_without_a_number_the_meetings_ahead_are_offered(house):
    await house.talk("mette", "/move")
    assert house.last("mette").text == "No meetings ahead."
    await propose(house, "K1 tuesday 14")

    await house.talk("mette", "/move")
    await house.press("mette", "K1 Alma Tue 24 Nov 14:00")
    await house.deliver()

    assert house.last("mette").text.startswith("When do you meet K1 Alma?")


async def test_a_worker_by_sms_proposes_and_moves_in_one_line(house):
    await house.talk("kirsten", "MEET K3 tuesday 14-15 at the library")
    (one,) = await all_of(house, "cleo")

    assert house.last("kirsten").text == (
        "K3 Cleo is asked: Tue 24 Nov at 14:00. Other time: MOVE "
        f"{one.id} and a day. Call off: OFF {one.id}."
    )
    assert (one.starts, one.minutes) == (TUESDAY, 60)
    await house.talk("kirsten", f"flyt {one.id} onsdag kl. 15")
    (moved,) = await all_of(house, "cleo")
    assert moved.starts == datetime(2026, 11, 25, 15)


async def test_by_sms_what_cannot_be_meant_is_asked_back(house):
    await house.talk("kirsten", "MEET K3 tuesday 25:00")
    assert house.last("kirsten").text == (
        "There is no such time: 25:00. Which do you mean?"
    )
    await house.talk("kirsten", "MEET K3 tuesday 14 " + "x" * 3000)
    assert house.last("kirsten").text.startswith("A place has at most 120")

    assert await all_of(house, "cleo") == []


async def test_words_that_only_begin_like_the_command_stay_words(house):
    await house.talk("kirsten", "K3 meet me tomorrow 14?")
    house.move(seconds=9)
    await house.deliver()

    assert await all_of(house, "cleo") == []
    assert "meet me tomorrow 14?" in house.texts("cleo")[-1]


async def test_another_meeting_then_is_said_and_no_hindrance(house):
    await propose(house, "K1 tuesday 14 1h")

    await house.talk("mette", "/meet K2 tuesday 14:30")
    assert house.last("mette").text.endswith("Note: you meet K1 Alma at 14:00 then.")
    await house.press("mette", "Send")
    await house.deliver()

    assert len(await all_of(house, "bo")) == 1


async def test_what_was_agreed_already_is_told_and_not_asked(house):
    await house.talk("mette", "/meet K1 tuesday 14")
    await house.press("mette", "Already agreed")
    await house.deliver()

    (one,) = await all_of(house, "alma")
    assert one.state == "confirmed"
    assert house.texts("alma")[-1].startswith("Hi Alma. Noted: you meet Mette")


async def test_a_meeting_is_called_off_by_its_number(house):
    await house.talk("kirsten", "MEET K3 tuesday 14-15 at the library")
    (one,) = await all_of(house, "cleo")

    await house.talk("mette", f"/calloff {one.id}")
    assert house.last("mette").text.startswith(f"You have no meeting {one.id} ahead")
    await house.talk("kirsten", f"OFF {one.id}")

    (off,) = await all_of(house, "cleo")
    assert (off.state, off.outcome) == ("cancelled", "cancelled_by_us")
    assert house.texts("cleo")[-1].startswith("Sorry Cleo, the meeting Tue 24 Nov")
    assert house.last("kirsten").text == (
        "Done: K3 Cleo is told that Tue 24 Nov at 14:00 is off."
    )


async def test_the_only_meeting_of_somebody_is_moved_by_their_name(house):
    await propose(house, "K1 tuesday 14 1h")

    await house.talk("mette", "/move K1 wednesday 15")
    assert house.last("mette").text.startswith("New time for K1 Alma: Wed 25 Nov")
    await propose(house, "K1 friday 14 1h")
    await house.talk("mette", "/move K1 wednesday 15")
    assert house.last("mette").text == "Which meeting gets another time?"
    await house.talk("mette", "/move K3 wednesday 15")
    assert "K3" in house.last("mette").text


async def test_by_sms_the_command_alone_says_how_and_a_first_name_will_do(house):
    await house.talk("kirsten", "meet")
    assert house.last("kirsten").text == (
        "Write who, when, how long and where: MEET K3 tuesday 14:00 1h at the library"
    )
    await house.talk("kirsten", "MEET Cleo tuesday 14")

    assert len(await all_of(house, "cleo")) == 1


async def test_words_about_meeting_somebody_are_no_command_by_sms(house):
    await house.talk("kirsten", "Meet Cleo tomorrow 14 and tell her that I am late")
    await house.talk("kirsten", "MEET you all tomorrow")

    assert await all_of(house, "cleo") == []


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_every_command_by_sms_that_is_taught_is_understood(language):
    hint = OFFICE.say("meet_sms_hint", language, number=7)
    how = OFFICE.say("meet_how", language, alias="K3")
    moving, off = [each.rpartition(": ")[2] for each in hint.split(". ")]

    assert meet.MOVE.match(moving)[1] == "7"
    assert meet.OFF.fullmatch(off)[1] == "7"
    line = meet.MEET.sub("", how.rpartition(": ")[2])
    found = read_line(line.removeprefix("K3 "), MORNING, OFFICE.zone)
    assert (found.starts, found.minutes) == (TUESDAY, 60)
    assert found.place in {"the library", "biblioteket"}


@pytest.mark.parametrize("command", ["/move", "/calloff"])
async def test_a_number_longer_than_any_meeting_has_is_nobodys(house, command):
    number = "9" * 20

    await house.talk("mette", f"{command} {number} friday 14")

    assert house.texts("mette")[-1] == (
        f"You have nobody with the short name {number}. Nothing was sent."
    )


async def test_by_sms_the_only_meeting_of_somebody_is_named_by_them(house):
    await house.talk("kirsten", "MEET K4 tuesday 14:00")
    await house.talk("dan", "FLYT")
    asked = house.texts("kirsten")[-1]

    await house.talk("kirsten", "MOVE K4 friday 10")
    moved = house.texts("dan")[-1]
    await house.talk("kirsten", "off k4")

    assert asked.endswith("Other time: MOVE 1 and a day. Call off: OFF 1.")
    assert moved.startswith("Hi Dan. A new time with Kirsten: Fri 27 Nov at 10:00.")
    (one,) = await all_of(house, "dan")
    assert one.state == "cancelled"


async def test_by_sms_of_several_meetings_each_is_shown_with_its_number(house):
    await house.talk("kirsten", "MEET K4 tuesday 14:00")
    await house.talk("kirsten", "MEET K4 friday 10")

    await house.talk("kirsten", "MOVE K4 saturday 12")

    assert house.texts("kirsten")[-1] == (
        "Which meeting gets another time? 1: K4 Dan Tue 24 Nov at 14:00 (asked), "
        "2: K4 Dan Fri 27 Nov at 10:00 (asked)"
    )
    assert {one.revision for one in await all_of(house, "dan")} == {0}


async def test_what_began_while_another_time_was_put_together_stays_as_it_was(house):
    await propose(house, "K1 tuesday 14:00")
    await at(house, TUESDAY - timedelta(minutes=1))
    await house.talk("mette", "/move 1 friday 10")
    await at(house, TUESDAY + timedelta(minutes=1))

    await house.press("mette", "Send")
    await house.deliver()

    old, new = await all_of(house, "alma")
    assert (old.starts, old.revision) == (TUESDAY, 0)
    assert f"{new.starts:%d/%m %H:%M}" == "27/11 10:00"
