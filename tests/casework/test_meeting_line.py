"""A meeting in one line: when, in which rhythm, how people meet, and where."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.appointments import AppointmentKind
from casework.meeting_line import MeetingLine, read_line, read_place
from casework.rhythm_words import RhythmFault, Unclear
from casework.when import NotWhen, WhenFault

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
TUESDAY = datetime(2026, 11, 24, 14)


def read(text):
    return read_line(text, NOW, ZONE)


def test_a_line_says_when_how_long_and_where():
    assert read("tuesday 14:00 1h at the library") == MeetingLine(
        TUESDAY, 60, place="the library"
    )


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("at the library", None, "the library"),
        ("Café Nord, Torvet 4", None, "Café Nord, Torvet 4"),
        ("hos mig", None, "hos mig"),
        ("by phone", AppointmentKind.PHONE, ""),
        ("follow-up", AppointmentKind.FOLLOW_UP, ""),
        ("uppföljning, rådhuset", AppointmentKind.FOLLOW_UP, "rådhuset"),
        ("på telefon", AppointmentKind.PHONE, ""),
        ("hjemme", AppointmentKind.HOME_VISIT, ""),
        ("home visit, Torvegade 3", AppointmentKind.HOME_VISIT, "Torvegade 3"),
        ("at school", AppointmentKind.SCHOOL, "school"),
        ("aktivitetshuset", AppointmentKind.ACTIVITY_CENTRE, "aktivitetshuset"),
        ("", None, ""),
    ],
)
def test_the_place_may_say_how_people_meet(text, kind, place):
    assert read_place(text) == (kind, place)


@pytest.mark.parametrize(
    "text",
    [
        "every other tuesday 14 1h at the library until 30/6",
        "every other tuesday 14-15 until 30/6 at the library",
        "every other tuesday 14:00 at the library for 1 hour until 30 June",
        "hver anden tirsdag kl. 14 1 time på the library til 30/6",
        "varannan tisdag 14-15 på the library till och med 30/6",
    ],
)
def test_a_line_may_say_a_rhythm_with_its_last_day_before_or_behind_the_place(text):
    found = read(text)

    assert (found.starts, found.minutes, found.place) == (TUESDAY, 60, "the library")
    assert (found.rhythm.every, found.rhythm.weekdays) == (2, frozenset({1}))
    assert found.rhythm.until == date(2027, 6, 30)


def test_a_rhythm_may_stand_behind_its_day():
    found = read("den 15. hver måned kl. 10 på biblioteket")

    assert (found.rhythm.day_of_month, found.starts) == (15, datetime(2026, 12, 15, 10))


def test_what_is_in_doubt_is_asked_about():
    assert read("next Tuesdayish 14").fault is WhenFault.WORD
    assert read("every tuesday") == NotWhen(WhenFault.NO_TIME)
    assert read("every tuesday 14 900 h").fault is WhenFault.LENGTH
    assert read("every tuesday 14-15 1h at the library").fault is WhenFault.TWICE
    assert read("every Tuesdayish 14").fault is Unclear.WORD
    assert isinstance(read("every tuesday 25:00"), RhythmFault)
    assert read("every tuesday 9 from 23/11 until 23/11").fault is WhenFault.PAST


@given(
    st.text(max_size=60),
    st.sampled_from(
        ["every tuesday", "varannan", "hver 2. uge", "14-15 every day", ""]
    ),
)
def test_any_line_gives_a_meeting_to_come_or_says_what_is_wrong(rest, start):
    found = read(f"{start} {rest}")

    if isinstance(found, MeetingLine):
        assert found.starts > datetime(2026, 11, 23, 10)
    else:
        assert isinstance(found, NotWhen | RhythmFault)
