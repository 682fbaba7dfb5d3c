"""When people want to meet, in three languages, and what is asked about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import local_time
from casework.appointments import FURTHEST, LONGEST, SHORTEST
from casework.when import NotWhen, When, WhenFault, read, read_minutes

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10 o'clock on the wall


def said(text, now=NOW, zone=COPENHAGEN):
    found = read(text, now, zone)
    assert isinstance(found, When), found
    return found


def fault(text, now=NOW, zone=COPENHAGEN):
    found = read(text, now, zone)
    assert isinstance(found, NotWhen), found
    return found.fault, found.part


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("tomorrow 14", "2026-11-24T14:00"),
        ("i morgen kl. 14", "2026-11-24T14:00"),
        ("imorgon 14.15", "2026-11-24T14:15"),
        ("day after tomorrow 9:30", "2026-11-25T09:30"),
        ("i overmorgen kl 9", "2026-11-25T09:00"),
        ("i övermorgon kl 9", "2026-11-25T09:00"),
        ("in 2 days 10", "2026-11-25T10:00"),
        ("om to dage kl. 10", "2026-11-25T10:00"),
        ("om en vecka klockan 10", "2026-11-30T10:00"),
        ("tirsdag kl. 14.30", "2026-11-24T14:30"),
        ("på tisdag 1430", "2026-11-24T14:30"),
        ("Tue 2 pm", "2026-11-24T14:00"),
        ("14:00 on tuesday", "2026-11-24T14:00"),
        ("tis 1/12 10:00", "2026-12-01T10:00"),
        ("tirsdag den 1. december kl. 10", "2026-12-01T10:00"),
        ("tirs 1.12 kl. 10", "2026-12-01T10:00"),
        ("1.12 10.00", "2026-12-01T10:00"),
        ("1.12. 10", "2026-12-01T10:00"),
        ("1.12.2026 kl. 10", "2026-12-01T10:00"),
        ("tomorrow 10.10", "2026-11-24T10:10"),
        ("mandag d. 30/11 kl. 10.00 - 11.00, Café Nord", "2026-11-30T10:00"),
        ("Tuesday, December 1st at 10am", "2026-12-01T10:00"),
        ("tirsdag d. 1. kl. 10", "2026-12-01T10:00"),
        ("the 1st at 10", "2026-12-01T10:00"),
        ("den 31. kl. 10", "2026-12-31T10:00"),
        ("3/12-2026 9", "2026-12-03T09:00"),
        ("3/12 2026 9", "2026-12-03T09:00"),
        ("2026-12-03 9", "2026-12-03T09:00"),
        ("2026-12-03T09:00", "2026-12-03T09:00"),
        ("2026-12-03 09:00:00", "2026-12-03T09:00"),
        ("tomorrow at noon", "2026-11-24T12:00"),
        ("5/1 14", "2027-01-05T14:00"),
        ("tisdag nästa vecka 14", "2026-12-01T14:00"),
        ("tirsdag uge 49 kl. 14", "2026-12-01T14:00"),
        ("tirsdag uge 3 kl. 14", "2027-01-19T14:00"),
        ("14 may 10:00", "2027-05-14T10:00"),
        ("wednesday 02:00", "2026-11-25T02:00"),
    ],
)
def test_a_time_is_read_as_people_write_it(text, starts):
    assert said(text).starts == datetime.fromisoformat(starts)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("tomorrow 14", None),
        ("tomorrow 14 1h", 60),
        ("tomorrow 14 1h30", 90),
        ("tomorrow 14, 45 min", 45),
        ("i morgen kl. 14 halvanden time", 90),
        ("i morgen kl. 14 i 1½ time", 90),
        ("imorgon 14 en och en halv timme", 90),
        ("imorgon 14, en halv timme", 30),
        ("tomorrow 14 for an hour and a half", 90),
        ("tomorrow 14 two hours", 120),
        ("tomorrow 14 1,5 h", 90),
        ("tomorrow 10:00-11:30", 90),
        ("i morgen kl. 10 til 11.30", 90),
        ("tomorrow 2-3 pm", 60),
        ("tomorrow 22-24", 120),
    ],
)
def test_how_long_is_said_as_a_length_or_by_its_end(text, minutes):
    assert said(text).minutes == minutes


def test_what_stands_behind_is_the_place():
    assert said("tuesday 14:00 1h at the library").rest == "at the library"
    assert said("tuesday 10:00 14 Main Street").rest == "14 Main Street"
    assert said("fre 10 market square 4").rest == "market square 4"
    assert said("tuesday 14 at the library for 1 hour").minutes == 60


def test_a_weekday_is_today_only_while_its_time_is_still_to_come():
    assert said("monday 14").starts == datetime(2026, 11, 23, 14)
    assert said("monday 9").starts == datetime(2026, 11, 30, 9)
    assert said("monday 10").starts == datetime(2026, 11, 30, 10)


def test_next_tuesday_is_asked_about_while_this_week_has_one():
    friday = NOW + timedelta(days=4)

    assert fault("next tuesday 14") == (WhenFault.NEXT, "next tuesday")
    assert said("næste tirsdag 14", friday).starts == datetime(2026, 12, 1, 14)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (WhenFault.NOTHING, "")),
        ("next Tuesdayish", (WhenFault.WORD, "next Tuesdayish")),
        ("Tuesdayish 14", (WhenFault.WORD, "Tuesdayish")),
        ("in 2 hours", (WhenFault.WORD, "in 2 hours")),
        ("halv tre", (WhenFault.WORD, "halv")),
        ("25:00", (WhenFault.TIME, "25:00")),
        ("tuesday 14:75", (WhenFault.TIME, "14:75")),
        ("tuesday 24:00", (WhenFault.TIME, "24:00")),
        ("tuesday 13 pm", (WhenFault.TIME, "13 pm")),
        ("tuesday 10-12/12", (WhenFault.TIME, "10-12/12")),
        ("tuesday 2", (WhenFault.HALF, "2")),
        ("tuesday 3.12", (WhenFault.HALF, "3.12")),
        ("31/2 14", (WhenFault.DATE, "31/2")),
        ("the 32nd at 14", (WhenFault.DATE, "the 32nd")),
        ("tirsdag uge 60 kl. 14", (WhenFault.DATE, "uge 60")),
        ("tis 3/12 10", (WhenFault.DIFFER, "tis 3/12")),
        ("today 8", (WhenFault.PAST, "today 8")),
        ("yesterday 14", (WhenFault.PAST, "yesterday 14")),
        ("i går kl. 14", (WhenFault.PAST, "i går kl. 14")),
        ("22/11 14", (WhenFault.PAST, "22/11 14")),
        ("2025-01-01 14", (WhenFault.PAST, "2025-01-01 14")),
        ("2025-01-01", (WhenFault.PAST, "2025-01-01")),
        ("2028-12-03 10", (WhenFault.TOO_FAR, "2028-12-03")),
        ("14:00", (WhenFault.NO_DAY, "")),
        ("14:00 next week", (WhenFault.NO_DAY, "")),
        ("tuesday 14-13", (WhenFault.LENGTH, "14-13")),
        ("tuesday 14 1 min", (WhenFault.LENGTH, "1 min")),
        ("tuesday 14 900 h", (WhenFault.LENGTH, "900 h")),
        ("tuesday 14-15 1h", (WhenFault.TWICE, "1h")),
        ("tuesday 14 or wednesday 15", (WhenFault.TWICE, "or")),
        ("tuesday 14 at the library wednesday", (WhenFault.TWICE, "wednesday")),
        ("tuesday 14 at the library 15:30", (WhenFault.TWICE, "15:30")),
        ("tuesday 14 15", (WhenFault.TWICE, "15")),
        ("tuesday friday 14", (WhenFault.TWICE, "friday")),
        ("1/12-8/12 14", (WhenFault.TWICE, "-8/12")),
        ("tuesday 14 to 15 december", (WhenFault.TWICE, "december")),
    ],
)
def test_what_is_in_doubt_is_asked_about_and_never_guessed(text, found):
    assert fault(text) == found


def test_a_day_without_a_time_is_kept_for_the_question_back():
    found = read("on tuesday at the library", NOW, COPENHAGEN)

    assert found == NotWhen(WhenFault.NO_TIME, "at the library", date(2026, 11, 24))


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_clock_change_that_leaves_a_time_out_is_asked_about(zone):
    assert fault("2027-03-28 02:30", zone=zone) == (WhenFault.GAP, "02:30")
    assert fault("2027-03-28 01:00-02:30", zone=zone)[0] is WhenFault.GAP
    assert said("2027-03-28 03:00", zone=zone).starts.hour == 3


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_clock_change_that_repeats_a_time_means_the_first(zone):
    found = said("2027-10-31 02:30-04:00", zone=zone)

    assert local_time.instant(found.starts, zone) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )
    assert found.minutes == 150


SAID = """
tomorrow tirsdag tisdag next nästa week uge 49 den 3. 31/2 14 25:00 2 2pm 10-11 kl. 1h ½
45 min i om på at to - , every the library 2026-12-03 3/12 december Dec 3rd noon 999 0
:00 24 in two days én \N{ARABIC-INDIC DIGIT ONE} ² 14h30 v. 53
"""
WORDS = st.lists(st.sampled_from(SAID.split()), max_size=9).map(" ".join)


@given(
    text=st.one_of(st.text(max_size=80), WORDS),
    now=st.datetimes(
        datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
    ),
)
def test_any_text_gives_a_time_to_come_or_says_what_is_wrong(text, now):
    found = read(text, now, COPENHAGEN)

    if isinstance(found, NotWhen):
        assert len(found.part) <= 40
        return
    moment = local_time.instant(found.starts, COPENHAGEN)
    assert moment > now
    assert local_time.local_of(moment, COPENHAGEN) == found.starts
    assert found.starts - local_time.local_of(now, COPENHAGEN) <= FURTHEST
    assert found.minutes is None or SHORTEST <= found.minutes <= LONGEST


def test_a_very_long_text_is_read_quickly_or_asked_about():
    assert said("tuesday 14 " + "x" * 3000).rest == "x" * 3000
    assert fault("9 " * 3000)[0] in (WhenFault.NO_DAY, WhenFault.TWICE)
    assert fault("kl. " * 3000)[0] is WhenFault.WORD


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1h", 60), ("45", 45), ("90 min", 90), ("1h 30 min", 90), ("to timer", 120)],
)
def test_a_length_alone_may_be_a_number_of_minutes(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "2000", "library", "tuesday 1h", "3x"])
def test_what_is_no_length_is_asked_about(text):
    assert read_minutes(text).fault is WhenFault.LENGTH
