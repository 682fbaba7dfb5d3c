"""Meetings as calendar files, read by two parsers that know nothing of each other."""

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.local_time import instant
from handlers import calendars
from handlers.calendars import Event, Standing

COPENHAGEN, STOCKHOLM = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
STARTS = datetime(2026, 11, 26, 13, 30, tzinfo=UTC)
NASTY = (
    "Caf\N{LATIN SMALL LETTER E WITH ACUTE}, 2. sal; til h\\øjre\nRing på: “Ærø”",
    "BEGIN:VALARM\r\nATTACH:http://example.org\r\nEND:VEVENT",
    "æøå" * 40,
    "\N{FAMILY}" + "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}" * 20,
    "a\\nb \\, \\; \\\\",
    'say "yes": x=y;Z',
)


def event(**more):
    given = {
        "uid": "0123456789abcdef",
        "sequence": 2,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(minutes=45),
        "standing": Standing.CONFIRMED,
        "summary": "Meeting with Mette",
        "place": "the library",
    }
    return Event(**(given | more))


def bytes_of(one):
    return calendars.file_of([one], NOW).content


def by_icalendar(content):
    calendar = icalendar.Calendar.from_ical(content)
    (entry,) = calendar.walk("VEVENT")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(entry["UID"]),
        "sequence": int(entry["SEQUENCE"]),
        "starts": entry["DTSTART"].dt,
        "ends": entry["DTEND"].dt,
        "stamp": entry["DTSTAMP"].dt,
        "status": str(entry["STATUS"]),
        "summary": str(entry["SUMMARY"]),
        "place": str(entry.get("LOCATION", "")),
    }


def by_vobject(content):
    calendar = vobject.readOne(content.decode())
    entry = calendar.vevent
    return {
        "method": calendar.method.value,
        "uid": entry.uid.value,
        "sequence": int(entry.sequence.value),
        "starts": entry.dtstart.value,
        "ends": entry.dtend.value,
        "stamp": entry.dtstamp.value,
        "status": entry.status.value,
        "summary": entry.summary.value,
        "place": entry.location.value if hasattr(entry, "location") else "",
    }


READERS = [by_icalendar, by_vobject]


@pytest.mark.parametrize("read", READERS)
def test_two_parsers_read_what_was_written(read):
    assert read(bytes_of(event())) == {
        "method": "PUBLISH",
        "uid": "0123456789abcdef",
        "sequence": 2,
        "starts": STARTS,
        "ends": STARTS + timedelta(minutes=45),
        "stamp": NOW.replace(microsecond=0),
        "status": "CONFIRMED",
        "summary": "Meeting with Mette",
        "place": "the library",
    }


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("standing", "method"),
    [
        (Standing.TENTATIVE, "PUBLISH"),
        (Standing.CONFIRMED, "PUBLISH"),
        (Standing.CANCELLED, "CANCEL"),
    ],
)
def test_what_is_off_is_taken_out_of_the_calendar(read, standing, method):
    found = read(bytes_of(event(standing=standing)))

    assert (found["status"], found["method"]) == (standing, method)
    assert (
        f"method={method}"
        in calendars.file_of([event(standing=standing)], NOW).media_type
    )


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("words", NASTY)
def test_places_with_signs_of_the_format_stay_words(read, words):
    content = bytes_of(event(place=words, summary=words))

    found = read(content)
    assert found["place"] == words.replace("\r\n", "\n")
    assert found["summary"] == " ".join(words.split())
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if line.startswith("BEGIN")] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
    ]


TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
    | st.sampled_from('\n,;:\\"æøåÆØÅ\N{GRINNING FACE}'),
    max_size=200,
)


@given(place=TEXTS, summary=TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_words_survive_the_way_through_both_parsers_and_short_lines(place, summary):
    content = bytes_of(event(place=place, summary=summary))

    assert {read(content)["place"] for read in READERS} == {place.strip()}
    assert {read(content)["summary"] for read in READERS} == {" ".join(summary.split())}
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for line in content.split(b"\r\n"):
        line.decode()  # no letter is cut in two
    again = icalendar.Calendar.from_ical(content).to_ical()
    assert by_icalendar(again) == by_icalendar(content)
    assert (
        by_vobject(vobject.readOne(content.decode()).serialize().encode())["starts"]
        == STARTS
    )


@given(place=st.text(max_size=100))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_place_both_parsers_read_the_same(place):
    content = bytes_of(event(place=place))

    assert by_icalendar(content) == by_vobject(content)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM], ids=str)
@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2027-03-27T10:00", "2027-03-27T09:00"),
        ("2027-03-28T01:30", "2027-03-28T00:30"),
        ("2027-03-28T02:30", "2027-03-28T01:00"),  # there is no such hour
        ("2027-03-28T03:30", "2027-03-28T01:30"),
        ("2027-03-28T10:00", "2027-03-28T08:00"),
        ("2027-10-30T10:00", "2027-10-30T08:00"),
        ("2027-10-31T01:30", "2027-10-30T23:30"),
        ("2027-10-31T02:30", "2027-10-31T00:30"),  # the first of two
        ("2027-10-31T03:30", "2027-10-31T02:30"),
        ("2027-10-31T10:00", "2027-10-31T09:00"),
    ],
)
def test_clock_change_each_meeting_stands_at_its_moment(read, zone, wall, utc):
    starts = instant(datetime.fromisoformat(wall), zone)

    found = read(bytes_of(event(starts_at=starts, ends_at=starts + timedelta(hours=1))))

    assert found["starts"] == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert found["ends"] - found["starts"] == timedelta(hours=1)


def test_nothing_rings_and_nothing_tells_who_made_it():
    content = bytes_of(event(summary="Appointment", place="")).decode()

    assert "VALARM" not in content
    assert "LOCATION" not in content
    assert "fastkontakt" not in content.lower()
    assert "CLASS:PRIVATE" in content


def test_without_what_writes_it_there_is_no_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)

    assert calendars.file_of([event()], NOW) is None


def test_several_meetings_stand_in_one_file():
    both = [event(), event(uid="another", starts_at=STARTS + timedelta(days=14))]

    content = calendars.file_of(both, NOW).content

    entries = icalendar.Calendar.from_ical(content).walk("VEVENT")
    others = vobject.readOne(content.decode()).vevent_list
    assert [str(each["UID"]) for each in entries] == ["0123456789abcdef", "another"]
    assert [each.uid.value for each in others] == ["0123456789abcdef", "another"]


def test_what_stands_and_what_is_off_are_no_file():
    with pytest.raises(ValueError, match="unpack"):
        calendars.file_of([event(), event(standing=Standing.CANCELLED)], NOW)
