"""When something was, as people write it in three languages."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.past_days import Was, read_was

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("text", "on", "at", "rest"),
    [
        ("yesterday 14:00 walk", (22, 11), time(14), "walk"),
        ("Yesterday: walk", (22, 11), None, ": walk"),
        ("i går kl. 14.30 gåtur", (22, 11), time(14, 30), "gåtur"),
        ("igår kl 9 promenad", (22, 11), time(9), "promenad"),
        ("i forgårs gåtur", (21, 11), None, "gåtur"),
        ("i förrgår promenad", (21, 11), None, "promenad"),
        ("the day before yesterday", (21, 11), None, ""),
        ("today 9:15 call", (23, 11), time(9, 15), "call"),
        ("last friday at 8 visit", (20, 11), time(8), "visit"),
        ("sidste mandag besøg", (16, 11), None, "besøg"),
        ("i torsdags besök", (19, 11), None, "besök"),
        ("on 20/11 visit", (20, 11), None, "visit"),
        ("den 20/11 kl. 14 besøg", (20, 11), time(14), "besøg"),
        ("2026-11-20 14:00 visit", (20, 11), time(14), "visit"),
        ("20 november besøg", (20, 11), None, "besøg"),
    ],
)
def test_a_past_day_is_read_with_its_hour(text, on, at, rest):
    day, month = on

    was, behind = read_was(text, MONDAY)

    assert (was.on, was.at) == (date(2026, month, day), at)
    assert behind.strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "friday is fine",
        "fredag passer",
        "1.5 time",
        "45 min",
        "walk",
        "",
        "todays news",
    ],
)
def test_what_is_no_past_day_belongs_to_the_note(text):
    assert read_was(text, MONDAY) is None


def test_both_ends_say_how_long_it_took():
    was, _ = read_was("yesterday 14:00-14:45 visit", MONDAY)

    assert (was.at, was.minutes) == (time(14), 45)


@pytest.mark.parametrize(
    "text",
    [
        *("24/11 visit", "today 14:00 visit", "2027-01-02", "31/2 visit"),
        *("yesterday 25:00", "2025-11-01 visit"),
    ],
)
def test_what_is_to_come_is_no_day_or_long_ago_was_never(text):
    was, _ = read_was(text, MONDAY)

    assert was.moment(NOON, COPENHAGEN) is None


def test_it_is_the_hour_on_the_wall_there():
    was, _ = read_was("yesterday 14:00", MONDAY)

    assert was.moment(NOON, COPENHAGEN) == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def test_a_day_alone_is_its_noon_and_today_is_now():
    yesterday, today = Was(date(2026, 11, 22)), Was(MONDAY)

    assert yesterday.moment(NOON, UTC) == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert today.moment(NOON, UTC) == NOON


@given(st.text(max_size=40))
def test_no_text_is_ever_in_the_future(text):
    found = read_was(text, MONDAY)

    moment = None if found is None else found[0].moment(NOON, COPENHAGEN)
    assert moment is None or moment <= NOON


@given(st.dates(), st.none() | st.times().map(lambda at: at.replace(second=0)))
def test_a_dialog_keeps_it_whole(on, at):
    was = Was(on, at)

    assert Was.from_json(was.to_json()) == was
