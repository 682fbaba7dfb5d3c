"""A report of two months, with a small number in it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casework.report_period import Period
from casework.report_tables import report
from casework.report_topics import PRESENT, UNRECORDED, Topic
from casework.reports import Asked, By, Fact

SEPTEMBER, OCTOBER = (datetime(2026, month, 14, 10, tzinfo=UTC) for month in (9, 10))
PERIOD = Period(date(2026, 9, 1), date(2026, 10, 31), ZoneInfo("Europe/Copenhagen"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)

FACTS = [
    *[Fact(Topic.CONTACTS, "home_visit", SEPTEMBER)] * 12,
    *[Fact(Topic.CONTACTS, "phone", OCTOBER)] * 30,
    *[Fact(Topic.CONTACTS, PRESENT, SEPTEMBER, number=3)] * 7,
    *[Fact(Topic.CONTACTS, UNRECORDED, SEPTEMBER)] * 7,
    *[Fact(Topic.MEETINGS, "met", SEPTEMBER)] * 21,
    *[Fact(Topic.MEETINGS, "did_not_come", SEPTEMBER)] * 3,
    *[Fact(Topic.MEETINGS, "met", OCTOBER)] * 33,
    *[Fact(Topic.MEETINGS, "did_not_come", OCTOBER)] * 6,
    *[Fact(Topic.ANSWERS, "in_time", OCTOBER, number=95)] * 8,
    *[Fact(Topic.HELP, "active")] * 9,
]


def made(by=By.MONTH, facts=FACTS, **more):
    return report(Asked(PERIOD, by, NOW, **more), facts)
