"""Calendar files: asked for with a button, put right when the meeting changes."""

import sys
from datetime import date, timedelta

import icalendar
import pytest

from casework.appointments import AppointmentKind
from casework.messages import Later
from casework.people import Address, Channel, Role
from casework.reasons import Reason
from casework.safe_contact import Discreet, SafeContact
from handlers import appointments, handover, meet_sending, meeting_series
from handlers.meet_plan import Plan
from storage import meeting_series as stored_series
from tests.handlers.house import listed
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
from tests.handlers.test_calendars import by_icalendar, by_vobject

BUTTON = "Calendar file"


async def agreed(house, what=None, **more):
    """Let Alma and Mette agree on a meeting."""
    one = await propose(house, "alma", what, **more)
    if not more.get("agreed"):
        await house.press("alma", "Yes")
        await house.deliver()
    return one


async def take(house, who):
    await house.press(who, BUTTON)
    await house.deliver()


def files(house, who):
    """Return what two parsers read in the files that somebody got."""
    address = house.addresses[who]
    sent = house.gateways[address.channel].sent
    got = [each.file for each in sent if each.to == address and each.file]
    for file in got:
        assert by_icalendar(file.content) == by_vobject(file.content)
    return [by_icalendar(file.content) for file in got]


async def test_each_side_takes_the_file_of_an_agreed_meeting_with_one_tap(house):
    one = await agreed(house)

    await take(house, "alma")
    await take(house, "mette")

    (hers,), (theirs,) = files(house, "alma"), files(house, "mette")
    assert (hers["status"], hers["method"]) == ("CONFIRMED", "PUBLISH")
    assert (hers["uid"], hers["sequence"]) == (one.uid, 0)
    assert hers["starts"] == one.starts_at
    assert hers["ends"] - hers["starts"] == timedelta(minutes=45)
    assert (hers["summary"], hers["place"]) == ("Meeting with Mette", "the library")
    assert (theirs["summary"], theirs["place"]) == ("Meeting with K1", "the library")
    assert theirs["uid"] == one.uid
    assert house.last("alma").text == "Open this, and it is in your calendar."


async def test_what_was_agreed_face_to_face_has_the_button_as_well(house):
    await agreed(house, agreed=True)

    await take(house, "alma")

    assert files(house, "alma")[0]["status"] == "CONFIRMED"


async def test_nobodys_home_stands_in_the_calendar_of_who_comes_there(house):
    where = {"kind": AppointmentKind.HOME_VISIT, "place": "Nygade 1"}
    await agreed(house, new(**where))

    await take(house, "alma")
    await take(house, "mette")

    assert files(house, "alma")[0]["place"] == "Nygade 1"
    assert files(house, "mette")[0]["place"] == ""


@pytest.mark.parametrize(
    ("safe", "summary", "place"),
    [
        (SafeContact(discreet=Discreet.OPEN), "Meeting with Mette", "the library"),
        (SafeContact(discreet=Discreet.DISCREET), "Appointment", ""),
        (SafeContact(may_name_worker=False), "Appointment", ""),
        (
            SafeContact(may_name_place=False, checked_on=date(2026, 11, 1)),
            "Meeting with Mette",
            "",
        ),
    ],
)
async def test_the_file_is_as_discreet_as_their_safe_contact_asks(
    house, safe, summary, place
):
    await set_safe(house, "alma", safe)
    await agreed(house)

    await take(house, "alma")

    (got,) = files(house, "alma")
    assert (got["summary"], got["place"]) == (summary, place)


async def test_a_new_time_reaches_every_calendar_that_has_the_old_one(house):
    one = await agreed(house)
    await take(house, "alma")
    await take(house, "mette")

    await move(house, one, THURSDAY + A_DAY)

    for who in ("alma", "mette"):
        old, new_one = files(house, who)
        assert new_one["uid"] == old["uid"]
        assert new_one["sequence"] == old["sequence"] + 1
        assert new_one["starts"] == old["starts"] + A_DAY
        assert new_one["status"] == "TENTATIVE"


async def test_whoever_took_no_file_gets_none_when_it_changes(house):
    one = await agreed(house)
    await take(house, "mette")

    await move(house, one, THURSDAY + A_DAY)
    await call_off(house, one)

    assert files(house, "alma") == []
    assert [got["method"] for got in files(house, "mette")] == [
        *("PUBLISH", "PUBLISH", "CANCEL"),
    ]


@pytest.mark.parametrize("by", ["mette", "alma"])
async def test_what_is_called_off_leaves_both_calendars_once(house, by):
    one = await agreed(house)
    await take(house, "alma")
    await take(house, "mette")

    await call_off(house, one, by)
    await call_off(house, one, by)

    for who in ("alma", "mette"):
        first, off = files(house, who)
        assert (off["method"], off["status"]) == ("CANCEL", "CANCELLED")
        assert (off["uid"], off["starts"]) == (first["uid"], first["starts"])
        assert off["sequence"] > first["sequence"]


async def test_a_no_to_the_new_time_takes_it_out_and_another_time_counts_again(house):
    one = await agreed(house)
    await take(house, "alma")
    await move(house, one, THURSDAY + A_DAY)

    await house.press("alma", "No")
    await house.deliver()
    await move(house, one, THURSDAY + 2 * A_DAY)
    await house.press("alma", "Yes")
    await house.deliver()
    await take(house, "alma")

    got = [(each["method"], each["sequence"]) for each in files(house, "alma")]
    assert got == [("PUBLISH", 0), ("PUBLISH", 1), ("CANCEL", 2), ("PUBLISH", 2)]


async def test_a_file_that_could_not_leave_at_first_comes_later_and_once(house):
    await agreed(house)
    house.telegram.will(Later(Reason.NETWORK), Later(Reason.NETWORK))

    await take(house, "alma")
    house.move(minutes=5)
    await house.deliver()

    tries = [sent.file for sent in house.telegram.sent if sent.file is not None]
    assert len(tries) >= 2
    assert len(set(tries)) == 1
    assert house.texts("alma").count("Open this, and it is in your calendar.") == 1


async def test_the_button_under_what_is_off_brings_no_file(house):
    one = await agreed(house)
    await call_off(house, one)

    old = next(each for each in house.chat("alma") if BUTTON in labels(each))
    await house.press("alma", BUTTON, on=old)
    await house.deliver()

    assert files(house, "alma") == []
    assert "is off" in house.last("alma").text


async def test_once_it_is_over_the_button_brings_nothing(house):
    await agreed(house)
    house.move(days=5)

    await take(house, "mette")

    assert files(house, "mette") == []


async def test_whoever_takes_somebody_over_gets_the_file_and_the_other_loses_it(house):
    await agreed(house)
    await take(house, "alma")
    await take(house, "mette")
    house.addresses["jonas"] = Address(Channel.TELEGRAM, "7001002009")
    await house.enrol(listed("jonas", Role.CONTACT_PERSON))
    await house.link("jonas")
    mette, jonas = await house.person("mette"), await house.person("jonas")
    alma = await house.person("alma")

    def hand_over(tx):
        agreed = handover.plan(tx, mette, jonas, house.now, [alma.id])
        return handover.hand_over(tx, house.office, agreed, mette, house.now)

    await house.run(hand_over)
    await house.deliver()
    await take(house, "jonas")

    assert files(house, "alma")[-1]["summary"] == "Meeting with Jonas"
    assert [got["method"] for got in files(house, "mette")] == ["PUBLISH", "CANCEL"]
    assert [got["summary"] for got in files(house, "jonas")] == ["Meeting with K1"]


async def test_when_the_help_ends_no_meeting_stays_in_a_calendar(house):
    one = await agreed(house)
    await take(house, "mette")
    alma = await house.person("alma")

    await house.run(appointments.end_all, house.office, alma, None, house.now)
    await house.deliver()

    assert [got["method"] for got in files(house, "mette")] == ["PUBLISH", "CANCEL"]
    assert (await fresh(house, one)).state == "cancelled"


async def test_by_sms_nobody_is_offered_a_file(house):
    await propose(house, "bo")

    await house.talk("bo", "OK")

    assert labels(house.last("bo")) == []


async def test_where_no_files_can_be_made_there_is_no_button(house, monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)

    await agreed(house)

    assert BUTTON not in labels(house.last("alma"))
    assert BUTTON not in labels(house.last("mette"))


async def test_who_says_that_it_was_agreed_already_can_take_the_file_at_once(house):
    worker, alma = await house.person("mette"), await house.person("alma")
    plan = Plan(client=alma.id, starts=THURSDAY)
    args = (house.office, worker, plan, house.now)
    await house.run(meet_sending.send, *args, agreed=True)
    await house.deliver()

    await take(house, "mette")

    assert files(house, "mette")[0]["status"] == "CONFIRMED"


async def test_all_that_is_agreed_on_comes_from_the_list_in_one_file(house):
    first = await agreed(house, agreed=True)
    second = await propose(house, "bo", new(THURSDAY + A_DAY), agreed=True)
    asked = await propose(house, "alma", new(THURSDAY + 2 * A_DAY))
    await house.talk("mette", "/meetings")

    await take(house, "mette")
    await move(house, second, THURSDAY + 3 * A_DAY)
    await call_off(house, asked)

    sent = [each for each in house.telegram.sent if each.file]
    everything, moved = [each.file.content for each in sent]
    entries = icalendar.Calendar.from_ical(everything).walk("VEVENT")
    assert [str(each["UID"]) for each in entries] == [first.uid, second.uid]
    assert [str(each["SUMMARY"]) for each in entries] == [
        *("Meeting with K1", "Meeting with K2"),
    ]
    assert sent[0].text.startswith("K1 Alma, K2 Bo: ")
    assert by_icalendar(moved)["uid"] == second.uid


async def test_a_client_takes_all_their_meetings_from_their_list(house):
    for days in (0, 14):
        await agreed(house, new(THURSDAY + days * A_DAY), agreed=True)
    await house.talk("alma", "/meetings")

    await take(house, "alma")

    (sent,) = [each for each in house.telegram.sent if each.file]
    assert len(icalendar.Calendar.from_ical(sent.file.content).walk("VEVENT")) == 2


async def test_a_row_of_meetings_is_one_file_and_leaves_the_calendar_in_one(house):
    line = "K1 every other tuesday 14 1h at the library until 30/6"
    await house.talk("mette", f"/meet {line}")
    await house.press("mette", "Send")
    await house.deliver()
    await house.press("alma", "Yes")
    await house.deliver()

    await take(house, "alma")
    alma = await house.person("alma")
    (series,) = await house.run(stored_series.of_client, alma.id)
    args = (house.office, series, await house.person("mette"), house.now)
    await house.run(meeting_series.end, *args)
    await house.deliver()

    got = [each.file.content for each in house.telegram.sent if each.file]
    first, off = [icalendar.Calendar.from_ical(content) for content in got]
    uids = [str(each["UID"]) for each in first.walk("VEVENT")]
    assert len(set(uids)) == len(uids) > 1
    assert [str(each["UID"]) for each in off.walk("VEVENT")] == uids
    assert not any("RRULE" in each for each in first.walk("VEVENT"))
    assert str(off["METHOD"]) == "CANCEL"
