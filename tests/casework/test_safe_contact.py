"""When one may write: over both changes of the clock, and whatever hours are set."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.safe_contact import DAY, SafeContact, Window, every_day

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTE = timedelta(minutes=1)
SPRING = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
"""Two o'clock becomes three in both countries."""
AUTUMN = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
"""Three o'clock becomes two."""

EIGHT_TO_FOUR = SafeContact(hours=every_day(Window(8 * 60, 16 * 60)))

windows = st.lists(st.integers(0, DAY), max_size=4, unique=True).map(
    lambda ends: tuple(
        Window(opens, closes)
        for opens, closes in zip(*[iter(sorted(ends))] * 2, strict=False)
    )
)
weeks = st.tuples(*[windows] * 7)
around_the_changes = st.one_of(
    *(
        st.integers(-4 * DAY, 4 * DAY).map(lambda passed, at=at: at + passed * MINUTE)
        for at in (SPRING, AUTUMN)
    ),
    # The hours that are missing or doubled, to the minute.
    *(
        st.integers(-120, 120).map(lambda passed, at=at: at + passed * MINUTE)
        for at in (SPRING, AUTUMN)
    ),
)
zones = st.sampled_from([COPENHAGEN, STOCKHOLM])


def is_in(week, moment, zone):
    """Tell by the wall clock alone whether a moment is in the week's windows."""
    there = moment.astimezone(zone)
    minute = there.hour * 60 + there.minute
    return any(
        window.opens <= minute < window.closes for window in week[there.weekday()]
    )


def first_minute(week, moment, zone, days=8):
    """Return the first minute in a window by looking at each of them."""
    whole = moment.replace(second=0, microsecond=0)
    minutes = (whole + passed * MINUTE for passed in range(days * DAY))
    return next((each for each in minutes if is_in(week, each, zone)), None)


@given(week=weeks, moment=around_the_changes, zone=zones)
def test_it_opens_in_a_window_and_never_before_now(week, moment, zone):
    opens = SafeContact(hours=week).opens_at(moment, zone)

    if opens is None:
        assert not any(week)
    else:
        assert opens >= moment
        assert SafeContact(hours=week).is_open(opens, zone)
        assert is_in(week, opens, zone)


@given(week=weeks.filter(any), moment=around_the_changes, zone=zones)
def test_no_minute_before_it_is_in_a_window(week, moment, zone):
    assert SafeContact(hours=week).opens_at(moment, zone) == first_minute(
        week, moment, zone
    )


@given(week=weeks, moment=around_the_changes, zone=zones)
def test_it_is_open_now_exactly_if_it_opens_now(week, moment, zone):
    safe = SafeContact(hours=week)

    assert safe.is_open(moment, zone) == (safe.opens_at(moment, zone) == moment)


@given(
    week=weeks,
    moment=around_the_changes,
    quiet=st.integers(0, 3 * DAY),
    zone=zones,
    field=st.sampled_from(["paused_until", "left_until"]),
)
def test_a_pause_comes_first_and_the_hours_after_it(week, moment, quiet, zone, field):
    until = moment + quiet * MINUTE
    safe = replace(SafeContact(hours=week), **{field: until})

    opens = safe.opens_at(moment, zone)

    assert opens == SafeContact(hours=week).opens_at(max(until, moment), zone)
    assert not quiet or not safe.is_open(moment, zone)


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_a_window_that_begins_in_the_missing_hour_opens_with_the_next_one(zone):
    safe = SafeContact(hours=every_day(Window(2 * 60 + 30, 5 * 60)))

    opens = safe.opens_at(SPRING - timedelta(hours=2), zone)

    assert opens == SPRING
    assert opens.astimezone(zone).time() == time(3, 0)


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_a_window_that_lies_in_the_missing_hour_opens_the_next_day(zone):
    safe = SafeContact(hours=every_day(Window(2 * 60, 3 * 60)))

    opens = safe.opens_at(SPRING - timedelta(minutes=1), zone)

    assert opens.astimezone(zone).date() == date(2027, 3, 29)
    assert opens.astimezone(zone).time() == time(2, 0)


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_a_window_in_the_doubled_hour_is_open_both_times(zone):
    safe = SafeContact(hours=every_day(Window(2 * 60 + 15, 2 * 60 + 45)))
    first, second = AUTUMN - timedelta(minutes=45), AUTUMN + timedelta(minutes=15)

    assert safe.opens_at(AUTUMN - timedelta(hours=3), zone) == first
    assert safe.opens_at(first + timedelta(minutes=30), zone) == second
    assert safe.is_open(first, zone)
    assert safe.is_open(second, zone)


def test_eight_in_the_morning_is_eight_on_both_sides_of_the_change():
    for evening, hour in (
        (datetime(2027, 3, 27, 21, 0, tzinfo=UTC), 6),
        (datetime(2027, 10, 30, 21, 0, tzinfo=UTC), 7),
    ):
        opens = EIGHT_TO_FOUR.opens_at(evening, COPENHAGEN)
        assert (opens.hour, opens.astimezone(COPENHAGEN).hour) == (hour, 8)


def test_hours_that_were_never_set_are_always():
    assert SafeContact().is_open(SPRING, COPENHAGEN)
    assert SafeContact().opens_at(SPRING, COPENHAGEN) == SPRING


def test_a_week_without_any_window_never_opens():
    assert SafeContact(hours=((),) * 7).opens_at(SPRING, COPENHAGEN) is None


@pytest.mark.parametrize(("opens", "closes"), [(-1, 5), (5, 5), (6, 5), (0, DAY + 1)])
def test_a_window_that_cannot_be_is_refused(opens, closes):
    with pytest.raises(ValueError, match=r"^$"):
        Window(opens, closes)


def test_words_that_somebody_chose_stay_out_of_representations():
    safe = SafeContact(code_word="teapot", exit_word="banana")

    assert "teapot" not in repr(safe)
    assert "banana" not in repr(safe)
