"""Meetings as a contact person makes them on the phone, and what comes after them."""

from datetime import datetime, timedelta

import pytest

from storage import appointments as kept
from storage import people
from tests.flows.reading import record
from tests.flows.seeing import found, read
from tests.flows.test_appointments import press, until, were_asked

TUESDAY = datetime(2026, 11, 24, 14)  # on the wall; it is Monday, ten o'clock


def reply(phone, words):
    """Answer the newest message of the bot, as the app does that opened a reply."""
    phone.write(words, reply_to=phone.chat[-1].id)


async def meetings(stage, ref):
    person = await stage.store.run(people.find_by_ref, ref)
    return await stage.store.run(kept.of_client, person.id)


async def propose(stage, line):
    mette = stage.phones["mette"]
    mette.write(f"/meet {line}")
    await stage.quiet()
    await press(stage, mette, "Send")


async def test_one_line_is_shown_sent_agreed_moved_and_agreed_again(stage):
    await were_asked(stage)
    mette, bo = stage.phones["mette"], stage.phones["bo"]

    mette.write("/meet K2 tuesday 14:00 1h at the library")
    await found(mette, "K2 Bo: Tue 24 Nov at 14:00, 60 min")
    await press(stage, mette, "Send")
    assert read(bo)[-1] == (
        "Hi Bo. Can you meet Mette Tue 24 Nov at 14:00? Reply OK, NO or MOVE."
    )
    bo.text("Ja tak!")
    await stage.quiet()
    assert read(mette)[-1] == "K2 Bo says yes to Tue 24 Nov at 14:00."

    (one,) = await meetings(stage, "bo")
    mette.write(f"/move {one.id} wednesday 15")
    await found(mette, "New time for K2 Bo: Wed 25 Nov at 15:00")
    await press(stage, mette, "Send")
    assert read(bo)[-1] == (
        "Hi Bo. A new time with Mette: Wed 25 Nov at 15:00. Does it fit? "
        "Reply OK, NO or MOVE."
    )
    bo.text("1")
    await stage.quiet()
    (moved,) = await meetings(stage, "bo")
    assert (moved.starts, moved.state) == (datetime(2026, 11, 25, 15), "confirmed")


async def test_step_by_step_with_buttons_and_words_over_a_restart(stage):
    await were_asked(stage)
    mette, alma = stage.phones["mette"], stage.phones["alma"]

    mette.write("/meet")
    await found(mette, "Who do you want to meet?")
    await press(stage, mette, "K1 Alma")
    reply(mette, "i morgen")
    await found(mette, "At what time Tue 24 Nov?")
    await stage.restart()
    await press(stage, mette, "14:00")
    reply(mette, "halvanden time")
    await found(mette, "How do you meet?")
    await press(stage, mette, "Visit at home")
    await press(stage, mette, "No place yet")
    await press(stage, mette, "Send")

    (one,) = await meetings(stage, "alma")
    assert (one.starts, one.minutes, one.kind) == (TUESDAY, 90, "home_visit")
    assert "Can you meet Mette Tue 24 Nov at 14:00?" in read(alma)[-1]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("K1 today 8:00", "today 8:00 has been already."),
        ("K1 25:00", "There is no such time: 25:00"),
        ("K1 tuesday 25:00", "There is no such time: 25:00"),
        ("K1 next Tuesdayish", 'I do not understand "next Tuesdayish"'),
        ("K1 tuesday 14 " + "far away " * 333, "A place has at most 120 characters"),
    ],
)
async def test_bad_input_gets_a_clear_question_back_and_nothing_is_stored(
    stage, line, asked
):
    mette, alma = stage.phones["mette"], stage.phones["alma"]
    before = read(alma)

    mette.write(f"/meet {line}")
    await found(mette, asked)
    await stage.quiet()

    assert await meetings(stage, "alma") == []
    assert read(alma) == before


async def test_after_the_meeting_one_tap_writes_down_what_became_of_it(stage):
    await were_asked(stage)
    mette, alma = stage.phones["mette"], stage.phones["alma"]
    await propose(stage, "K1 tuesday 14:00 1h at the library")
    await press(stage, alma, "Yes")

    await until(stage, TUESDAY + timedelta(hours=1))
    assert read(mette)[-1] == "K1 Alma Tue 24 Nov at 14:00: how did it go?"
    await press(stage, mette, "We met")

    (one,) = await meetings(stage, "alma")
    assert (one.outcome, one.state) == ("met", "over")
    entries = [
        each for each in await record(stage, "alma") if each.kind == "appointment"
    ]
    assert entries[-1].text == "Meeting Tue 24 Nov at 14:00: We met"
    await until(stage, TUESDAY + timedelta(days=2))
    assert read(mette).count("K1 Alma Tue 24 Nov at 14:00: how did it go?") <= 1


async def test_who_did_not_come_finds_a_new_time_with_one_word(stage):
    await were_asked(stage)
    mette, bo = stage.phones["mette"], stage.phones["bo"]
    await propose(stage, "K2 tuesday 14:00 1h at the library")
    bo.text("ok")
    await until(stage, TUESDAY + timedelta(hours=1))

    await press(stage, mette, "Did not come")
    assert read(bo)[-1] == (
        "Hi Bo. We did not see you today. That is OK. Find a new time? Reply OK. Or "
        "reply CALL and Mette rings you."
    )
    bo.text("OK")
    await stage.quiet()
    assert read(bo)[-1] == (
        "Thanks. Mette writes back about a new time by tomorrow at 12:00."
    )
    await press(stage, mette, "Propose a new time")
    reply(mette, "thursday 10")
    await found(mette, "K2 Bo: Thu 26 Nov at 10:00")
    await press(stage, mette, "Send")

    assert "Thu 26 Nov at 10:00" in read(bo)[-1]
    assert [each.outcome for each in await meetings(stage, "bo")] == [
        "did_not_come",
        None,
    ]


async def test_every_other_tuesday_is_agreed_on_once_and_one_of_them_moved(stage):
    await were_asked(stage)
    mette, alma = stage.phones["mette"], stage.phones["alma"]
    await propose(stage, "K1 every other tuesday 14 at the library until 30/6")
    assert read(alma)[-1].startswith("Hi Alma. Can you meet Mette Tue every other week")

    await press(stage, alma, "Yes")
    first, second = await meetings(stage, "alma")
    mette.write(f"/move {second.id} 9/12 10:00")
    await found(mette, "New time for K1 Alma: Wed 9 Dec at 10:00")
    await press(stage, mette, "Send")
    await press(stage, alma, "Yes")
    await until(stage, TUESDAY)

    found_ones = await meetings(stage, "alma")
    assert [f"{each.starts:%d/%m %H}" for each in found_ones] == [
        "24/11 14",
        "09/12 10",
        "22/12 14",
    ]
    assert {each.rule for each in found_ones} == {first.rule}
