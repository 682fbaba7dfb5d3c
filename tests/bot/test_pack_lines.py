"""Lines of the pages for a follow-up."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.pack_lines import Lines
from bot.record_words import Words
from tests.bot.test_choosing import DAY, LATE, entry

HERE = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Sep 21, 2026"), ("da", "21. sep. 2026"), ("sv", "21 sep. 2026")],
)
def test_a_line_has_its_day_there_and_the_number_of_its_entry(language, day):
    line = Lines(Words(language), HERE).of(entry(7, LATE), "hej")

    assert (line.day, line.text) == (f"{day} #7", "hej")
    assert "hej" not in repr(line)


def test_what_was_on_another_day_says_that_day():
    lines = Lines(Words("en"), HERE)

    assert lines.of(entry(7, LATE), "", date(2026, 9, 1)).day == "Sep 1, 2026 #7"
    assert lines.day_of(entry(8, LATE + DAY)) == date(2026, 9, 22)
