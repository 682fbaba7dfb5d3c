import struct
import sys
from datetime import date, timedelta

import pytest

from handlers.check_in_picture import WEEKS, Point, Words, draw

TODAY = date(2026, 11, 22)
WORDS = Words("K7 Alma", "full: an answer", [(5, "Fine"), (1, "Need help")])


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_the_last_weeks_are_a_picture_that_a_phone_shows():
    points = [Point(TODAY - timedelta(days=n), "fine") for n in range(0, 80, 3)]

    drawn = draw(points, TODAY, WORDS)

    wide, high = size_of(drawn)
    assert 700 < wide < 1000
    assert 300 < high < 600
    assert len(drawn) < 100_000


def test_every_answer_stands_at_its_height():
    levels = [Point(TODAY, each).level for each in ("fine", "talk", "help", "later")]

    assert levels == [5, 2, 1, 3]
    assert [Point(TODAY, str(n)).level for n in range(1, 6)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("point", "sign"),
    [
        (Point(TODAY, "fine"), "said"),
        (Point(TODAY, "4"), "said"),
        (Point(TODAY, "later"), "wrote"),
        (Point(TODAY, ""), "wrote"),
        (Point(TODAY, "", is_missed=True), "missed"),
    ],
)
def test_words_alone_and_silence_are_no_answers(point, sign):
    assert point.sign == sign


def test_a_change_of_the_answers_changes_the_picture():
    fine = draw([Point(TODAY, "fine")], TODAY, WORDS)

    assert fine == draw([Point(TODAY, "fine")], TODAY, WORDS)
    assert fine != draw([Point(TODAY, "help")], TODAY, WORDS)
    assert fine != draw([], TODAY, WORDS)


def test_what_is_too_old_or_still_to_come_is_not_drawn():
    outside = [
        Point(TODAY - timedelta(weeks=WEEKS, days=1), "help"),
        Point(TODAY + timedelta(days=1), "help"),
    ]

    assert draw(outside, TODAY, WORDS) == draw([], TODAY, WORDS)


@pytest.mark.parametrize("name", ['#panic("no")', "$x$ *b* _i_ `c`", "]", '"\\', "<a>"])
def test_a_name_is_never_read_as_markup(name):
    words = Words(name, name, [(5, name)])

    assert draw([], TODAY, words) is not None


def test_without_the_extra_there_is_no_picture(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)

    assert draw([], TODAY, WORDS) is None


def test_nothing_of_anybody_is_shown_by_accident():
    assert "fine" not in repr(Point(TODAY, "fine"))
    assert "Alma" not in repr(WORDS)
