from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.report_period import Fault, Period, read_period

HERE = ZoneInfo("Europe/Copenhagen")
TODAY = date(2026, 11, 22)


def read(month="", first="", last=""):
    return read_period(month, first, last, TODAY, HERE)


def test_a_month_is_all_of_its_days():
    assert str(read("2026-12")) == "2026-12-01 to 2026-12-31"
    assert str(read("2028-02")) == "2028-02-01 to 2028-02-29"


def test_with_nothing_said_it_is_this_month_until_today():
    assert str(read()) == "2026-11-01 to 2026-11-22"
    assert str(read(first="2026-01-15")) == "2026-01-15 to 2026-11-22"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"month": "2026-13"}, Fault.MONTH),
        ({"month": "october"}, Fault.MONTH),
        ({"first": "1/10"}, Fault.DAY),
        ({"last": "2026-02-30"}, Fault.DAY),
        ({"month": "2026-10", "first": "2026-10-01"}, Fault.BOTH),
        ({"first": "2026-11-23"}, Fault.BACKWARDS),
        ({"first": "2022-01-01"}, Fault.LONG),
    ],
)
def test_what_is_no_period_is_said_so(said, fault):
    assert read(**said) is fault


@pytest.mark.parametrize(
    ("month", "hours"), [("2026-03", -1), ("2026-10", 1), ("2026-11", 0)]
)
def test_a_month_begins_and_ends_by_the_clocks_there(month, hours):
    period = read(month)
    days = (period.last - period.first).days + 1

    assert period.until - period.since == timedelta(days=days, hours=hours)
    assert period.holds(period.since)
    assert not period.holds(period.until)
    assert not period.holds(period.since - timedelta(milliseconds=1))
    assert period.month_of(period.since) == month
    assert period.month_of(period.until - timedelta(milliseconds=1)) == month


def test_the_last_hour_of_october_belongs_to_october_in_both_clock_times():
    late = datetime(2026, 10, 31, 22, 30, tzinfo=UTC)  # 23:30 there, in winter time

    assert read("2026-10").holds(late)
    assert not read("2026-10").holds(late + timedelta(hours=1))


def test_a_period_falls_into_its_months_without_a_gap():
    period = Period(date(2026, 1, 15), date(2026, 4, 2), HERE)
    parts = period.by_month()

    assert [str(part) for part in parts] == [
        "2026-01-15 to 2026-01-31",
        "2026-02-01 to 2026-02-28",
        "2026-03-01 to 2026-03-31",
        "2026-04-01 to 2026-04-02",
    ]
    assert [part.since for part in parts[1:]] == [part.until for part in parts[:-1]]
