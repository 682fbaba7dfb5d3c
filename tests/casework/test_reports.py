from datetime import UTC, date, datetime

import pytest

from casework.report_period import Period
from casework.report_topics import Topic
from casework.reports import Asked, By, Cell, Column, Row, Section, Why
from casework.small_numbers import Look

PERIOD = Period(date(2026, 10, 1), date(2026, 10, 31), UTC)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "is_own", "covers"),
    [
        (By.MONTH, False, True),
        (By.CONTACT_PERSON, False, True),
        (By.FORM, False, True),
        (By.CLIENT, False, False),
        (By.CONTACT_PERSON, True, False),
    ],
)
def test_small_numbers_are_covered_unless_whoever_asks_may_see_each(by, is_own, covers):
    assert Asked(PERIOD, by, NOW, is_own=is_own).covers is covers


@pytest.mark.parametrize(
    ("cell", "is_empty"),
    [
        (Cell(0), True),
        (Cell(why=Why.NOTHING_TO_MEASURE), True),
        (Cell(7), False),
        (Cell(3, Look.SMALL), False),
        (Cell(why=Why.NOT_RECORDED), False),
    ],
)
def test_a_table_is_empty_where_it_is_known_that_there_was_nothing(cell, is_empty):
    columns = (Column("met"),)
    rows = (Row("2026-10", (cell,)),)

    assert Section(Topic.MEETINGS, By.MONTH, columns, rows, None).is_empty is is_empty


def test_no_short_name_shows_by_accident():
    assert "K7" not in repr(Row("K7", ()))
