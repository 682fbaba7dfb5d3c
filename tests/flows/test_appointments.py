"""Meetings from phone to phone: proposed, reminded of, moved, called off."""

from datetime import datetime, timedelta

from bot.office import office_of
from casework.appointments import AppointmentState, NewAppointment
from casework.safe_contact import Discreet, SafeContact
from handlers import appointments
from storage import appointments as kept
from storage import people, safe_contacts
from tests.flows.reading import record
from tests.flows.seeing import buttons_of, found, news, read

THURSDAY = datetime(2026, 11, 26, 14, 30)  # on the wall; it is Monday, ten o'clock
PLACE = "the library"


async def propose(stage, ref, starts=THURSDAY, **more):
    """Let Mette propose a meeting, and return it once it has left."""
    office = await office_of(stage.settings)
    worker = await stage.store.run(people.find_by_ref, "mette")
    client = await stage.store.run(people.find_by_ref, ref)
    what = NewAppointment(starts, place=PLACE, **more)
    args = (office, worker, client, what, stage.clock())
    one = await stage.store.run(appointments.propose, *args)
    await stage.quiet()
    return one


async def were_asked(stage, **profile):
    """Let everybody have said when and how to write, so that nobody asks."""
    for ref in ("alma", "bo", "cleo"):
        person = await stage.store.run(people.find_by_ref, ref)
        said = SafeContact(checked_on=stage.clock().date(), **profile)
        args = (person.id, said, person.id, stage.clock())
        await stage.store.run(safe_contacts.set_profile, *args)


async def press(stage, phone, label):
    """Press the newest button with this label, and wait until all is quiet."""
    shown = next(
        each
        for each in reversed(phone.chat)
        if any(label in words for words in buttons_of(each))
    )
    phone.press(shown, next(each for each in buttons_of(shown) if label in each))
    await stage.quiet()


async def until(stage, moment):
    """Let it be so late on the wall there, in steps that a service would notice."""
    zone = (await office_of(stage.settings)).zone
    left = moment.replace(tzinfo=zone) - stage.clock()
    await stage.later(seconds=left.total_seconds())
    await stage.quiet()


async def history(stage, one):
    found = await stage.store.run(kept.history, one.id)
    return [each.what for each in found]


async def test_a_discreet_reminder_says_nothing_and_a_digit_calls_it_off(stage):
    """Acceptance example 6."""
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await were_asked(stage, discreet=Discreet.DISCREET)
    one = await propose(stage, "bo")
    bo.text("1")
    await stage.quiet()

    await until(stage, THURSDAY - timedelta(days=1))
    reminder = read(bo)[-1]
    told = await news(stage, mette, lambda: bo.text("2"))

    assert reminder == (
        "Hi! Still fine tomorrow at 14:30? 1 = yes, 2 = no, 3 = other time"
    )
    assert not any(
        word in text
        for text in read(bo)[-4:]
        for word in ("Bo", "Mette", "Testby", "library")
    )
    assert told == ["K2 Bo cannot come Thu 26 Nov at 14:30: the meeting is off."]
    off = await stage.store.run(kept.known, one.id)
    assert off.state is AppointmentState.CANCELLED
    await until(stage, THURSDAY)
    assert read(bo)[-1] == "OK, thanks"


async def test_who_lets_the_place_be_named_reads_it_each_time(stage):
    bo = stage.phones["bo"]
    await were_asked(stage, may_name_place=True)
    await propose(stage, "bo")
    asked = read(bo)[-1]
    bo.text("JA")
    await stage.quiet()
    agreed = read(bo)[-1]

    await until(stage, THURSDAY - timedelta(days=1))

    assert [text.splitlines()[-1] for text in (asked, agreed, read(bo)[-1])] == [
        "Where: the library"
    ] * 3


async def test_the_day_before_flyt_starts_another_time_and_all_is_written_down(stage):
    """Acceptance example 7."""
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await were_asked(stage)
    one = await propose(stage, "bo")
    bo.text("JA")
    await stage.quiet()

    await until(stage, THURSDAY - timedelta(days=1, minutes=1))
    before = read(bo)[-1]
    await until(stage, THURSDAY - timedelta(days=1))
    reminder = read(bo)[-1]
    told = await news(stage, mette, lambda: bo.text("FLYT"))
    words = await news(stage, mette, lambda: bo.text("Friday at 3?"))

    assert before.startswith("Good! You meet Thu 26 Nov at 14:30.")
    assert reminder == (
        "Hi Bo. You meet Mette tomorrow at 14:30. How will you get there? "
        "Reply OK if it fits, or MOVE."
    )
    assert told[-1].startswith("K2 Bo asks for another time than Thu 26 Nov at 14:30.")
    assert words == ["K2 Bo\nFriday at 3?"]
    assert await history(stage, one) == [
        *("proposed", "confirmed", "move_asked", "wish")
    ]
    entries = await record(stage, "bo")
    assert [each.text for each in entries if each.kind == "appointment"] == [
        "Meeting proposed: Thu 26 Nov at 14:30",
        "Meeting agreed: Thu 26 Nov at 14:30",
        "Asked for another time than Thu 26 Nov at 14:30",
    ]
    await until(stage, THURSDAY + timedelta(hours=1))
    assert not any("You meet Mette today" in text for text in read(bo))


async def test_on_telegram_one_tap_says_yes_and_one_calls_it_off(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await were_asked(stage)
    one = await propose(stage, "alma")
    await found(alma, "Can you meet Mette Thu 26 Nov at 14:30?")

    await press(stage, alma, "Yes")
    mette.write("/meetings")
    await found(mette, "K1 Alma Thu 26 Nov at 14:30 (yes)")
    await press(stage, mette, "Cancel K1")

    assert read(alma)[-1].startswith("Sorry Alma, the meeting Thu 26 Nov at 14:30")
    await until(stage, THURSDAY - timedelta(days=1))
    assert not any("tomorrow" in text for text in read(alma))
    assert await history(stage, one) == [
        *("proposed", "confirmed", "cancelled", "cancelled_by_us")
    ]


async def test_stopped_over_the_meeting_nothing_stale_goes_out(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    await were_asked(stage)
    await propose(stage, "bo")
    bo.text("JA")
    await stage.quiet()
    before = read(bo)

    await stage.stop()
    stage.clock.move(days=5)
    await stage.start()
    await stage.service.look_again()
    await stage.quiet()

    assert read(bo) == before
    told = [text for text in read(mette) if "no reminder" in text]
    assert len(told) == 1


async def test_killed_between_plan_and_sending_it_reminds_once(stage):
    bo = stage.phones["bo"]
    await were_asked(stage)
    await propose(stage, "bo")
    bo.text("JA")
    await stage.quiet()

    stage.clock.move(days=2, hours=4, minutes=30)
    await stage.restart()
    await stage.service.look_again()
    await stage.quiet()
    await stage.restart()
    await stage.service.look_again()
    await stage.quiet()

    reminders = [text for text in read(bo) if "tomorrow" in text]
    assert len(reminders) == 1
