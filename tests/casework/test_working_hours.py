from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import hours, working_hours
from casework.working_hours import NoWorkingDayError

HERE = ZoneInfo("Europe/Copenhagen")
OFFICE = hours.read("mon-fri 9-16")
PART_TIME = hours.read("mon-thu 8-15, wed 17-19")
AFTERNOONS = hours.read("mon-fri 13-17")


def at(text, zone=HERE):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def there(moment, zone=HERE):
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


# The holidays of the Danish church, as the library `holidays` 0.109 lists them too.
DANISH = {
    2024: "01-01 03-28 03-29 03-31 04-01 05-09 05-19 05-20",
    2025: "01-01 04-17 04-18 04-20 04-21 05-29 06-08 06-09",
    2026: "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25",
    2027: "01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17",
    2028: "01-01 04-13 04-14 04-16 04-17 05-25 06-04 06-05",
    2029: "01-01 03-29 03-30 04-01 04-02 05-10 05-20 05-21",
    2030: "01-01 04-18 04-19 04-21 04-22 05-30 06-09 06-10",
}
# Lag (1989:253) om allmänna helgdagar; the library `holidays` 0.109 agrees.
SWEDISH = {
    2024: "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02",
    2025: "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-21 11-01",
    2026: "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31",
    2027: "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-26 11-06",
    2028: "01-01 01-06 04-14 04-16 04-17 05-01 05-25 06-04 06-06 06-24 11-04",
    2029: "01-01 01-06 03-30 04-01 04-02 05-01 05-10 05-20 06-06 06-23 11-03",
    2030: "01-01 01-06 04-19 04-21 04-22 05-01 05-30 06-06 06-09 06-22 11-02",
}
MIDSUMMER_EVES = {
    2024: "06-21",
    2025: "06-20",
    2026: "06-19",
    2027: "06-25",
    2028: "06-23",
    2029: "06-22",
    2030: "06-21",
}
CHRISTMAS = "12-24 12-25 12-26 12-31"


def days(year, *listed):
    text = " ".join(listed)
    return {date.fromisoformat(f"{year}-{day}") for day in text.split()}


@pytest.mark.parametrize("year", DANISH)
def test_nobody_works_on_a_danish_holiday_or_when_municipalities_are_closed(year):
    assert working_hours.days_off("DK", year) == days(
        year, DANISH[year], CHRISTMAS, "06-05"
    )


@pytest.mark.parametrize("year", SWEDISH)
def test_nobody_works_on_a_swedish_holiday_or_its_eve(year):
    assert working_hours.days_off("SE", year) == days(
        year, SWEDISH[year], CHRISTMAS, MIDSUMMER_EVES[year]
    )


def test_great_prayer_day_was_the_last_time_a_holiday_in_2023():
    assert working_hours.is_day_off(date(2023, 5, 5), "DK")
    assert not working_hours.is_day_off(date(2024, 4, 26), "DK")


def test_every_easter_of_three_centuries_is_a_sunday_in_march_or_april():
    found = [working_hours.easter(year) for year in range(1900, 2200)]

    assert all(each.weekday() == 6 for each in found)
    assert min((each.month, each.day) for each in found) == (3, 23)
    assert max((each.month, each.day) for each in found) == (4, 25)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 15:59", True),
        ("2026-11-23 16:00", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-12-25 10:00", False),
        ("2027-03-29 10:00", False),  # Easter Monday, the day after the clocks change
        ("2027-03-30 09:00", True),
        ("2026-10-26 09:00", True),  # the day after the clocks change back
    ],
)
def test_the_hours_are_those_of_the_wall_and_no_holiday_has_any(moment, is_open):
    assert working_hours.is_open(at(moment), OFFICE, HERE, "DK") is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 10:30", "2026-11-23 10:30"),
        ("2026-11-23 06:00", "2026-11-23 09:00"),
        ("2026-11-23 16:00", "2026-11-24 09:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),
        ("2026-12-23 17:00", "2026-12-28 09:00"),
        ("2026-12-30 16:00", "2027-01-04 09:00"),
        ("2027-03-24 16:00", "2027-03-30 09:00"),
    ],
)
def test_work_begins_again_after_the_night_the_weekend_and_the_holidays(moment, opens):
    found = working_hours.next_open(at(moment), OFFICE, HERE, "DK")

    assert there(found) == opens


def test_a_day_may_have_two_windows():
    evening = working_hours.next_open(at("2026-11-25 15:30"), PART_TIME, HERE, "DK")
    monday = working_hours.next_open(at("2026-11-26 15:30"), PART_TIME, HERE, "DK")

    assert there(evening) == "2026-11-25 17:00"
    assert there(monday) == "2026-11-30 08:00"


@pytest.mark.parametrize(
    ("asked", "week", "promise"),
    [
        ("2026-11-23 15:00", OFFICE, "2026-11-24 12:00"),
        ("2026-11-23 21:00", OFFICE, "2026-11-24 12:00"),
        # At most a day on weekdays.
        ("2026-11-23 10:15", OFFICE, "2026-11-24 10:15"),
        # Before anybody has come, today is the next working day.
        ("2026-11-23 03:00", OFFICE, "2026-11-23 12:00"),
        ("2026-11-27 15:00", OFFICE, "2026-11-30 12:00"),
        ("2026-11-28 23:00", OFFICE, "2026-11-30 12:00"),
        ("2026-12-23 15:00", OFFICE, "2026-12-28 12:00"),
        ("2026-11-26 14:00", PART_TIME, "2026-11-30 12:00"),
        # Who comes at one does not promise noon.
        ("2026-11-23 18:00", AFTERNOONS, "2026-11-24 17:00"),
        ("2026-11-23 13:30", AFTERNOONS, "2026-11-24 13:30"),
    ],
)
def test_who_asks_is_answered_by_noon_of_the_next_working_day(asked, week, promise):
    found = working_hours.reply_by(at(asked), week, HERE, "DK")

    assert there(found) == promise


def test_each_country_has_its_own_holidays():
    epiphany = at("2027-01-05 15:00")

    assert there(working_hours.reply_by(epiphany, OFFICE, HERE, "DK")) == (
        "2027-01-06 12:00"
    )
    assert there(working_hours.reply_by(epiphany, OFFICE, HERE, "SE")) == (
        "2027-01-07 12:00"
    )


def test_the_next_day_is_never_today():
    before = working_hours.next_day_open(at("2026-11-23 06:00"), OFFICE, HERE, "DK")
    friday = working_hours.next_day_open(at("2026-11-27 10:00"), OFFICE, HERE, "DK")

    assert there(before) == "2026-11-24 09:00"
    assert there(friday) == "2026-11-30 09:00"


@pytest.mark.parametrize(
    ("moment", "began"),
    [
        ("2026-11-25 07:59", None),
        ("2026-11-25 08:00", "2026-11-25 08:00"),
        ("2026-11-25 16:00", "2026-11-25 08:00"),
        ("2026-11-25 18:00", "2026-11-25 08:00"),
        ("2026-11-27 10:00", None),
    ],
)
def test_a_day_of_work_begins_once(moment, began):
    found = working_hours.opened(at(moment), PART_TIME, HERE, "DK")

    assert found == (began and at(began))


def test_hours_in_which_nobody_ever_works_are_an_error():
    nothing = ((),) * 7

    with pytest.raises(NoWorkingDayError):
        working_hours.next_open(at("2026-11-23 06:00"), nothing, HERE, "DK")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([OFFICE, PART_TIME, AFTERNOONS]),
    st.sampled_from(["DK", "SE"]),
)
def test_a_promise_lies_ahead_on_a_working_day_and_follows_the_clock(
    moment, week, country
):
    promise = working_hours.reply_by(moment, week, HERE, country)
    opens = working_hours.next_open(moment, week, HERE, country)

    day = promise.astimezone(HERE).date()
    assert promise > moment
    assert week[day.weekday()]
    assert not working_hours.is_day_off(day, country)
    assert working_hours.is_open(opens, week, HERE, country)
    # The longest time without anybody at work is Christmas.
    assert promise - moment < timedelta(days=9)
