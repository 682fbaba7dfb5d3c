from zoneinfo import ZoneInfo

import pytest

from bot.curves import MOST_BARS, Bar, check_ins, frequency, level_of
from storage.opened_entry import OpenedEntry

UTC = ZoneInfo("UTC")
START = 1_790_000_000_000  # 2026-09-21
DAY = 24 * 3600 * 1000


def entry(kind="message", at=START, direction="in", text="", **more):
    return OpenedEntry(
        1, at, kind, direction, "", "Alma", "c-1", text, None, 1, (), more
    )


@pytest.mark.parametrize(
    ("answer", "level"),
    [("fine", 5), ("talk", 2), ("help", 1), ("4", 4), ("later", None), ("", None)],
)
def test_an_answer_has_a_level_or_is_none(answer, level):
    assert level_of(entry("check_in", answer=answer)) == level


def test_only_answers_with_a_level_are_on_the_curve():
    said = [
        entry("check_in", answer="fine", text="Fine"),
        entry("check_in", answer="later"),
        entry("message", text="5"),
        entry("check_in", text="3 so-so"),
    ]

    assert [each.level for each in check_ins(said, UTC)] == [5, 3]


def test_contact_is_counted_by_month_and_quiet_months_are_shown():
    said = [
        entry(),
        entry(direction="out"),
        entry("edit"),
        entry("attempt"),
        entry("appointment", outcome="met"),
        entry("appointment", outcome="did_not_come"),
        entry("contact", at=START + 61 * DAY),
    ]

    assert frequency(said, UTC) == (
        Bar("2026-09", 1, 1, 1),
        Bar("2026-10", 0, 0, 0),
        Bar("2026-11", 0, 0, 1),
    )


def test_a_long_help_is_counted_by_year():
    said = [entry(), entry(at=START + 31 * (MOST_BARS + 1) * DAY)]

    assert [bar.period for bar in frequency(said, UTC)] == [
        "2026",
        "2027",
        "2028",
        "2029",
    ]


def test_where_nobody_was_in_contact_there_is_no_picture():
    assert frequency([], UTC) == frequency([entry("attempt")], UTC) == ()
