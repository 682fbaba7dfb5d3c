"""Calendar files from phone to phone, and lists of meetings from another system."""

from datetime import datetime, timedelta

from bot.appointments_csv import HEADER, read_appointments
from bot.office import office_of
from casework.safe_contact import Discreet
from handlers import appointment_import, appointments
from storage import appointments as kept
from storage import people
from tests.flows.seeing import found, read
from tests.flows.test_appointments import THURSDAY, press, propose, until, were_asked
from tests.handlers.test_calendars import by_icalendar, by_vobject

BUTTON = "Calendar file"


def files(phone):
    """Return what two parsers read in the calendar files on a phone."""
    got = [each for each in phone.chat if each.kind == "document"]
    assert {each.file_name for each in got} <= {"calendar.ics"}
    for each in got:
        assert by_icalendar(each.file) == by_vobject(each.file)
    return [by_icalendar(each.file) for each in got]


async def call_off(stage, one):
    office = await office_of(stage.settings)
    worker = await stage.store.run(people.find_by_ref, "mette")
    fresh = await stage.store.run(kept.known, one.id)
    args = (office, worker, fresh, stage.clock())
    await stage.store.run(appointments.call_off, *args)
    await stage.quiet()


async def take_in(stage, *rows):
    office = await office_of(stage.settings)
    text = "\n".join([",".join(HEADER), *rows])
    listed = read_appointments(text, office.zone)
    args = (office, listed, stage.clock())
    taken = await stage.store.run(appointment_import.take_in, *args)
    await stage.quiet()
    return [each.what for each in taken]


async def test_both_calendars_have_the_meeting_until_it_is_off(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    await were_asked(stage, may_name_place=True)
    one = await propose(stage, "alma")
    await press(stage, alma, "Yes")
    await found(mette, "says yes")

    await press(stage, alma, BUTTON)
    await press(stage, mette, BUTTON)
    await call_off(stage, one)

    hers, off = files(alma)
    assert (hers["status"], hers["summary"]) == ("CONFIRMED", "Meeting with Mette")
    assert (hers["starts"], hers["place"]) == (one.starts_at, "the library")
    assert (off["method"], off["uid"]) == ("CANCEL", hers["uid"])
    theirs, off = files(mette)
    assert theirs["summary"] == "Meeting with K1"
    assert off["sequence"] > theirs["sequence"]
    assert not next(e for e in mette.chat if e.kind == "document").protected


async def test_a_discreet_file_tells_nobody_who_looks_into_the_calendar(stage):
    alma = stage.phones["alma"]
    await were_asked(stage, discreet=Discreet.DISCREET)
    await propose(stage, "alma")
    await press(stage, alma, "Yes")

    await press(stage, alma, BUTTON)

    (hers,) = files(alma)
    assert (hers["summary"], hers["place"]) == ("Appointment", "")
    (sent,) = [each for each in alma.chat if each.kind == "document"]
    told = sent.file.decode() + str(sent.caption)
    assert not any(
        word in told for word in ("Mette", "Alma", "Testby", "library", "K1")
    )


async def test_clock_change_a_file_of_either_side_of_it_stands_at_its_moment(stage):
    alma = stage.phones["alma"]
    await were_asked(stage)
    await until(stage, datetime(2027, 3, 26, 9))
    before, after = datetime(2027, 3, 27, 10), datetime(2027, 3, 28, 10)
    for starts in (before, after):
        await propose(stage, "alma", starts)
        await press(stage, alma, "Yes")
        await press(stage, alma, BUTTON)

    first, second = [each["starts"] for each in files(alma)]
    assert second - first == timedelta(hours=23)
    assert f"{first:%H:%M %Z}" == "09:00 UTC"


async def test_a_list_reaches_a_phone_and_its_new_time_the_calendar(stage):
    alma, bo = stage.phones["alma"], stage.phones["bo"]
    await were_asked(stage)
    rows = ["A-1,alma,2026-11-26 14:30,45,,the library,", "A-2,bo,2026-11-27 10:00,,,,"]

    new = await take_in(stage, *rows)
    await press(stage, alma, BUTTON)
    moved = await take_in(stage, rows[0].replace("14:30", "16:00"), rows[1])

    assert (new, moved) == (["new", "new"], ["moved", "unchanged"])
    assert any(text.startswith("Hi Bo. Noted: you meet Mette") for text in read(bo))
    assert any("A new time for meeting Mette" in text for text in read(alma))
    first, second = files(alma)
    assert second["sequence"] == first["sequence"] + 1
    assert second["starts"] - first["starts"] == timedelta(minutes=90)
    assert second["status"] == "CONFIRMED"
    assert THURSDAY.date() == first["starts"].date()
