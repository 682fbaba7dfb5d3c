"""When something recurs, compared with somebody who watches the clock for ten years."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import rhythm
from casework.rhythm import Rhythm, RhythmError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
LINES = ("Europe/Copenhagen", "Europe/Stockholm", "America/Santiago")
BEGIN = datetime(2026, 12, 1, tzinfo=UTC)
END = datetime(2036, 12, 1, tzinfo=UTC)
STEP = timedelta(minutes=30)
MONDAY, TUESDAY, SUNDAY = 0, 1, 6
EVERY_TUESDAY = frozenset({TUESDAY})
A_DAY = timedelta(days=1)


@cache
def watched(zone_name):
    """Look at the clock every half hour: of each day, what it showed and when.

    Knows nothing of changes, weeks or months: it only writes down what it sees.
    """
    zone, moment = ZoneInfo(zone_name), BEGIN - 2 * A_DAY
    days: dict[date, list[tuple[time, datetime]]] = {}
    while moment < END + 40 * A_DAY:
        shown = moment.astimezone(zone)
        days.setdefault(shown.date(), []).append((shown.time(), moment))
        moment += STEP
    return days


def seen(rule, zone_name):
    """Return what the watcher calls due, day after day since long before."""
    days = watched(zone_name)
    due, mondays, months = [], 0, 0
    day = rule.starts
    while day.weekday() != MONDAY:
        day -= A_DAY
    wanted = rule.day_of_month
    month_of_start = (rule.starts.year, rule.starts.month)
    while day < END.date() + 30 * A_DAY and not (rule.until and day > rule.until):
        tomorrow = day + A_DAY
        if wanted is None:
            counts = mondays % rule.every == 0
            named = not rule.weekdays or day.weekday() in rule.weekdays
        else:
            counts = months % rule.every == 0
            cut_short = tomorrow.day == 1 and wanted > day.day
            named = day.day == wanted or cut_short
        if counts and named and day >= rule.starts and day in days:
            moment = next(
                (moment for shown, moment in days[day] if shown >= rule.at),
                None,
            ) or next(moment for _, moment in days[tomorrow])
            due.append((datetime.combine(day, rule.at), moment))
        mondays += tomorrow.weekday() == MONDAY
        months += tomorrow.day == 1 and (day.year, day.month) >= month_of_start
        day = tomorrow
    return due


def due(rule, after, before, zone=COPENHAGEN):
    return list(rhythm.occurrences(rule, zone, after, before))


def moments(rule, after, before, zone=COPENHAGEN):
    return [moment.isoformat()[:16] for _, moment in due(rule, after, before, zone)]


half_hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
starts = st.dates(date(2026, 6, 1), date(2028, 12, 31))
ends = st.none() | st.dates(date(2029, 1, 1), date(2036, 12, 31))
weekdays = st.frozensets(st.integers(MONDAY, SUNDAY), min_size=1)
daily = st.builds(Rhythm, at=half_hours, starts=starts, until=ends)
weekly = st.builds(
    Rhythm,
    at=half_hours,
    weekdays=weekdays,
    every=st.integers(1, 9) | st.integers(1, rhythm.RAREST),
    starts=starts,
    until=ends,
)
monthly = st.builds(
    Rhythm,
    at=half_hours,
    day_of_month=st.integers(1, 31) | st.integers(28, 31),
    every=st.integers(1, 13) | st.integers(1, rhythm.RAREST),
    starts=starts,
    until=ends,
)
rules = daily | weekly | monthly


SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
AT_THE_CHANGE = {
    (SPRING, time(1, 30)): "2027-03-28T00:30",
    (SPRING, time(2, 30)): "2027-03-28T01:00",
    (SPRING, time(3, 30)): "2027-03-28T01:30",
    (SPRING, time(10)): "2027-03-28T08:00",
    (AUTUMN, time(1, 30)): "2027-10-30T23:30",
    (AUTUMN, time(2, 30)): "2027-10-31T00:30",
    (AUTUMN, time(3, 30)): "2027-10-31T02:30",
    (AUTUMN, time(10)): "2027-10-31T09:00",
}


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
@pytest.mark.parametrize(("day", "at"), AT_THE_CHANGE)
@pytest.mark.parametrize(
    ("days", "falls_on"),
    [
        ("D", {SPRING, AUTUMN}),
        ("W1:6", {SPRING, AUTUMN}),
        ("W2:6", {AUTUMN}),
        ("W31:6", {SPRING, AUTUMN}),
        ("W1:5", set()),
        ("M1:28", {SPRING}),
        ("M1:31", {AUTUMN}),
        ("M7:31", {AUTUMN}),
    ],
)
def test_a_rule_holds_once_at_each_clock_change(zone, day, at, days, falls_on):
    starts = SPRING if days == "W31:6" else date(2027, 3, 15)
    rule = rhythm.from_text(f"{days}@{at:%H:%M};{starts};")
    begin = datetime.combine(day, time(), UTC) - A_DAY

    found = due(rule, begin, begin + 3 * A_DAY, zone)

    here = [moment.isoformat()[:16] for local, moment in found if local.date() == day]
    assert here == ([AT_THE_CHANGE[day, at]] if day in falls_on else [])


@pytest.mark.parametrize("at", [time(1, 30), time(2, 30), time(3, 30), time(10)])
@pytest.mark.parametrize("zone", LINES[:2])
def test_a_daily_rule_keeps_its_hour_through_a_year_of_clock_changes(at, zone):
    rule = Rhythm(at=at, starts=date(2027, 1, 1), until=date(2027, 12, 31))

    found = due(rule, BEGIN, END, ZoneInfo(zone))

    days = [date(2027, 1, 1) + ahead * A_DAY for ahead in range(365)]
    assert [local for local, _ in found] == [datetime.combine(day, at) for day in days]
    assert len({moment for _, moment in found}) == 365
    shown = {moment.astimezone(ZoneInfo(zone)).time() for _, moment in found}
    assert shown == {at} | ({time(3)} if at == time(2, 30) else set())


@pytest.mark.parametrize("zone", LINES)
@settings(max_examples=50)
@given(rule=rules)
def test_ten_years_of_clock_changes_are_as_the_watcher_saw_them(zone, rule):
    found = due(rule, BEGIN, END, ZoneInfo(zone))

    assert found == [one for one in seen(rule, zone) if BEGIN <= one[1] < END]
    assert len({local for local, _ in found}) == len(found)


@settings(max_examples=50)
@given(
    rule=rules,
    zone=st.sampled_from(LINES),
    cuts=st.lists(st.datetimes(datetime(2027, 1, 1), datetime(2031, 1, 1)), max_size=6),
    exact=st.lists(st.integers(0, 5000), max_size=3),
)
def test_windows_that_follow_each_other_miss_nothing_at_a_clock_change(
    rule, zone, cuts, exact
):
    first, last = datetime(2027, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    whole = due(rule, first, last, ZoneInfo(zone))
    at_once = [whole[place % len(whole)][1] for place in exact if whole]
    marks = sorted([first, *(cut.replace(tzinfo=UTC) for cut in cuts), *at_once, last])

    parts = [
        one
        for after, before in pairwise(marks)
        for one in due(rule, after, before, ZoneInfo(zone))
    ]

    assert parts == whole


@pytest.mark.parametrize("change", ["2027-03-28T00:00", "2027-10-30T23:00"])
@pytest.mark.parametrize("at", [time(1, 30), time(2, 0), time(2, 30), time(3, 0)])
def test_minute_by_minute_a_rule_comes_once_at_a_clock_change(change, at):
    rule = Rhythm(at=at, starts=date(2027, 1, 1))
    begin = datetime.fromisoformat(change).replace(tzinfo=UTC) - timedelta(hours=1)

    found = [
        local
        for minute in range(300)
        for local, _ in due(
            rule,
            begin + timedelta(minutes=minute),
            begin + timedelta(minutes=minute + 1),
        )
    ]

    assert len(found) == 1


def test_every_other_week_holds_over_new_year_and_a_clock_change():
    rule = Rhythm(
        at=time(10), weekdays=EVERY_TUESDAY, every=2, starts=date(2026, 12, 16)
    )

    found = moments(rule, BEGIN, datetime(2027, 4, 7, tzinfo=UTC))

    assert found == [
        "2026-12-29T09:00",
        "2027-01-12T09:00",
        "2027-01-26T09:00",
        "2027-02-09T09:00",
        "2027-02-23T09:00",
        "2027-03-09T09:00",
        "2027-03-23T09:00",
        "2027-04-06T08:00",
    ]


def test_the_31st_is_the_last_day_of_shorter_months_and_after_a_clock_change():
    rule = Rhythm(at=time(10), day_of_month=31, starts=date(2028, 1, 31))

    found = moments(rule, BEGIN, datetime(2028, 5, 1, tzinfo=UTC))

    assert found == [
        "2028-01-31T09:00",
        "2028-02-29T09:00",
        "2028-03-31T08:00",
        "2028-04-30T08:00",
    ]


def test_the_first_and_the_last_day_are_part_of_it():
    rule = Rhythm(at=time(0), starts=date(2027, 1, 4), until=date(2027, 1, 5))

    found = moments(rule, BEGIN, END)

    assert found == ["2027-01-03T23:00", "2027-01-04T23:00"]


def test_a_day_that_the_calendar_left_out_is_due_when_the_clock_changes():
    rule = Rhythm(at=time(10), starts=date(2011, 12, 29), until=date(2011, 12, 31))
    change = datetime(2011, 12, 30, 10, tzinfo=UTC)
    apia = ZoneInfo("Pacific/Apia")

    earlier = moments(rule, change - 3 * A_DAY, change, apia)
    later = moments(rule, change, change + 3 * A_DAY, apia)

    assert earlier == ["2011-12-29T20:00"]
    assert later == ["2011-12-30T10:00", "2011-12-30T20:00"]


@settings(max_examples=40)
@given(rule=rules, skipped=st.integers(0, 3000))
def test_what_comes_next_is_the_first_that_is_later_at_a_clock_change(rule, skipped):
    moment = BEGIN + skipped * A_DAY
    later = [one for one in seen(rule, "Europe/Stockholm") if one[1] > moment]

    found = rhythm.next_after(rule, STOCKHOLM, moment)

    if not later:
        assert found is None or found[1] > END
        return
    assert found == later[0]
    for one, following in pairwise(later[:5]):
        assert rhythm.next_after(rule, STOCKHOLM, one[1]) == following


def test_after_the_last_one_nothing_comes_next():
    rule = Rhythm(at=time(10), starts=date(2027, 1, 4), until=date(2027, 1, 4))
    only = datetime(2027, 1, 4, 9, tzinfo=UTC)

    assert rhythm.next_after(rule, COPENHAGEN, BEGIN) == (
        datetime(2027, 1, 4, 10),
        only,
    )
    assert rhythm.next_after(rule, COPENHAGEN, only) is None


def test_the_rarest_rhythm_has_a_next_one():
    months = Rhythm(at=time(10), day_of_month=1, every=52, starts=date(2027, 1, 2))

    assert rhythm.next_after(months, COPENHAGEN, BEGIN)[0] == datetime(2031, 5, 1, 10)


def test_an_old_rhythm_costs_no_more_than_a_young_one():
    old = Rhythm(at=time(10), starts=date(1, 1, 1))
    begin = stopwatch.perf_counter()

    for _ in range(100):
        due(old, END, END + 2 * A_DAY)

    assert stopwatch.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"at": time(10, 0, 30)}, "at: .* minutes"),
        ({"at": time(10, 0, 0, 1)}, "at: .* minutes"),
        ({"at": time(10, tzinfo=UTC)}, "at: a time on the wall"),
        ({"at": time(2, 30, fold=1)}, "at: a time on the wall"),
        ({"weekdays": frozenset({7})}, "weekdays: "),
        ({"weekdays": frozenset({-1, 2})}, "weekdays: "),
        ({"weekdays": EVERY_TUESDAY, "every": 0}, "every: from 1 to 52"),
        ({"weekdays": EVERY_TUESDAY, "every": 53}, "every: from 1 to 52"),
        ({"every": 2}, "every: .* needs its weekdays"),
        ({"day_of_month": 0}, "day_of_month: from 1 to 31"),
        ({"day_of_month": 32}, "day_of_month: from 1 to 31"),
        ({"day_of_month": 1, "weekdays": EVERY_TUESDAY}, "not together"),
        ({"starts": datetime(2027, 1, 4)}, "starts, until: days"),
        ({"until": datetime(2027, 1, 5)}, "starts, until: days"),
        ({"until": date(2027, 1, 3)}, "until: before it starts"),
    ],
)
def test_what_is_no_rhythm_is_refused_with_its_reason(values, reason):
    with pytest.raises(RhythmError, match=reason):
        Rhythm(**({"at": time(10), "starts": date(2027, 1, 4)} | values))


@given(rule=rules)
def test_a_rhythm_that_was_stored_is_the_same_rhythm(rule):
    assert rhythm.from_text(rhythm.to_text(rule)) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("D@09:05;2027-01-04;", Rhythm(at=time(9, 5), starts=date(2027, 1, 4))),
        (
            "W2:1,3@10:00;2027-01-04;2027-06-30",
            Rhythm(
                at=time(10),
                weekdays=frozenset({1, 3}),
                every=2,
                starts=date(2027, 1, 4),
                until=date(2027, 6, 30),
            ),
        ),
        (
            "M1:31@23:30;2027-01-04;",
            Rhythm(at=time(23, 30), day_of_month=31, starts=date(2027, 1, 4)),
        ),
    ],
)
def test_the_stored_text_stays_as_it_is(text, rule):
    assert rhythm.to_text(rule) == text
    assert rhythm.from_text(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "W2:1,3@10:00;2027-01-04",
        "W2:1,3@10:00;2027-01-04;\n",
        " D@10:00;2027-01-04;",
        "W2:3,1@10:00;2027-01-04;",
        "W2:1,1@10:00;2027-01-04;",
        "W02:1@10:00;2027-01-04;",
        "W0:1@10:00;2027-01-04;",
        "W1:@10:00;2027-01-04;",
        "W1:7@10:00;2027-01-04;",
        "D2@10:00;2027-01-04;",
        "D@24:00;2027-01-04;",
        "D@10:60;2027-01-04;",
        "D@10:00;2027-02-29;",
        "D@10:00;2027-01-04;2027-01-03",
        "M1:32@10:00;2027-01-04;",
        "M1:01@10:00;2027-01-04;",
        "D@\N{ARABIC-INDIC DIGIT ONE}0:00;2027-01-04;",
    ],
)
def test_another_text_is_no_stored_rhythm(text):
    with pytest.raises(RhythmError):
        rhythm.from_text(text)
