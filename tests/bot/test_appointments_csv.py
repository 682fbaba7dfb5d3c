"""The file with an organisation's meetings: all of it, or every fault and none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.appointments_csv import HEADER, read_appointments
from bot.csv_lines import Fault
from casework.appointments import AppointmentKind, NewAppointment
from handlers.appointment_import import Listed

COPENHAGEN, STOCKHOLM = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")
TOP = ",".join(HEADER)


def read(*rows, zone=COPENHAGEN):
    return read_appointments("\n".join([TOP, *rows]) + "\n", zone)


def faults(*rows, **more):
    return [str(each) for each in read(*rows, **more)]


def test_a_line_is_a_meeting_on_the_clock_on_the_wall():
    rows = read(
        'A-1,c-alma,2027-03-29 10:00,45,home_visit,"Nygade 1, 2. tv",',
        "A-2,c-bo,2027-03-29T14:30:00,,,,yes",
    )

    first = NewAppointment(
        datetime(2027, 3, 29, 10), 45, AppointmentKind.HOME_VISIT, "Nygade 1, 2. tv"
    )
    second = NewAppointment(datetime(2027, 3, 29, 14, 30), 60)
    assert rows == [
        Listed(2, "A-1", "c-alma", first),
        Listed(3, "A-2", "c-bo", second, is_off=True),
    ]


KINDS = (
    "kind: must be home_visit, public_space, activity_centre, accompaniment, "
    "school, authority, phone or follow_up"
)
FAULTS = [
    (",c-alma,2027-03-29 10:00,,,,", "key: missing"),
    (f"{'k' * 101},c-alma,2027-03-29 10:00,,,,", "key: longer than 100 characters"),
    ("A-1,,2027-03-29 10:00,,,,", "client: missing"),
    ("A-1,c-alma,,,,,", "starts: missing"),
    ("A-1,c-alma,2027-03-29 25:00,,,,", "starts: no such day or hour"),
    ("A-1,c-alma,2027-02-30 10:00,,,,", "starts: no such day or hour"),
    (
        "A-1,c-alma,next Tuesdayish,,,,",
        "starts: must be YYYY-MM-DD HH:MM, as the clock shows it there",
    ),
    (
        "A-1,c-alma,2027-03-29T10:00Z,,,,",
        "starts: must be YYYY-MM-DD HH:MM, as the clock shows it there",
    ),
    ("A-1,c-alma,2027-03-29 10:00,4,,,", "minutes: must be 5 to 1440"),
    ("A-1,c-alma,2027-03-29 10:00,an hour,,,", "minutes: must be 5 to 1440"),
    ("A-1,c-alma,2027-03-29 10:00,99999,,,", "minutes: must be 5 to 1440"),
    (
        "A-1,c-alma,2027-03-29 10:00,,party,,",
        KINDS,
    ),
    (
        f"A-1,c-alma,2027-03-29 10:00,,,{'x' * 3000},",
        "place: longer than 120 characters",
    ),
    (
        'A-1,c-alma,2027-03-29 10:00,,,"two\nlines",',
        "place: has a line end or an invisible character",
    ),
    ("A-1,c-alma,2027-03-29 10:00,,,,perhaps", "cancelled: must be yes, no or empty"),
    ("A-1,c-alma", "has 2 columns instead of 7"),
]


@pytest.mark.parametrize(("row", "sentence"), FAULTS)
def test_what_is_wrong_is_named_with_its_line(row, sentence):
    assert faults("A-0,c-alma,2027-03-29 10:00,,,,", row) == [f"line 3: {sentence}"]


@pytest.mark.parametrize(
    ("text", "is_off"),
    [
        ("", False),
        ("No", False),
        ("0", False),
        ("YES", True),
        ("true", True),
        ("x", True),
    ],
)
def test_what_is_cancelled_is_said_in_a_word(text, is_off):
    (row,) = read(f"A-1,c-alma,2027-03-29 10:00,,,,{text}")

    assert row.is_off is is_off


def test_a_file_of_a_spreadsheet_with_its_mark_and_line_ends_is_read():
    text = f"\ufeff{TOP}\r\nA-1,c-alma,2027-03-29 10:00,,,,\r\n\r\n"

    (row,) = read_appointments(text, COPENHAGEN)

    assert (row.line, row.key) == (2, "A-1")


def test_every_fault_of_a_file_is_named_at_once_and_quotes_nothing():
    found = faults(
        "canary,,25:00,x,x,,maybe", "A-1,c-alma,2027-03-29 10:00,,,,", "canary,,,,,,"
    )

    assert [line.split(":")[0] for line in found] == ["line 2"] * 5 + ["line 4"] * 3
    assert not any("canary" in line or "25:00" in line for line in found)
    assert "line 4: key: the same as on line 2" in found


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM], ids=str)
def test_clock_change_an_hour_that_the_clocks_leave_out_is_a_fault(zone):
    assert faults("A-1,c-alma,2027-03-28 02:30,,,,", zone=zone) == [
        "line 2: starts: that night the clocks leave this hour out"
    ]
    twice = read("A-1,c-alma,2027-10-31 02:30,,,,", zone=zone)
    assert twice[0].new.starts == datetime(2027, 10, 31, 2, 30)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"line 1: the header must be {TOP}"),
        (TOP.replace(",", ";"), "line 1: the file names no meeting"),
        (TOP, "line 1: the file names no meeting"),
        (f'{TOP}\nA-1,"c', "line 2: the quotes do not match"),
    ],
)
def test_a_file_without_meetings_or_their_header_is_refused(text, sentence):
    (fault,) = read_appointments(text, COPENHAGEN)

    assert str(fault).startswith(sentence)


@given(
    st.lists(st.lists(st.text(max_size=20), min_size=7, max_size=7), max_size=4),
    st.sampled_from([COPENHAGEN, STOCKHOLM]),
)
def test_whatever_stands_there_is_a_meeting_or_a_fault(rows, zone):
    quoted = [",".join(f'"{cell}"' for cell in row) for row in rows]

    found = read(*quoted, zone=zone)

    assert all(isinstance(each, (Fault, Listed)) for each in found)
    assert len({type(each) for each in found}) <= 1
