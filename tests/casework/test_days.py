from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.days import DayFault, Span, begins, ends, last_day, parse_span

TODAY = date(2026, 11, 23)  # a Monday
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def span(first, last, rest=""):
    return Span(date(*first), date(*last), rest)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1/12-8/12", span((2026, 12, 1), (2026, 12, 8))),
        ("1/12 - 8/12 Kirsten", span((2026, 12, 1), (2026, 12, 8), "Kirsten")),
        ("1.12.-8.12. M4", span((2026, 12, 1), (2026, 12, 8), "M4")),
        ("fra 1/12 til 8/12, Kirsten", span((2026, 12, 1), (2026, 12, 8), "Kirsten")),
        ("från 1/12 till 8/12", span((2026, 12, 1), (2026, 12, 8))),
        ("1/12", span((2026, 12, 1), (2026, 12, 1))),
        ("1. december \N{EN DASH} 8. december", span((2026, 12, 1), (2026, 12, 8))),
        ("2026-12-01 to 2026-12-08", span((2026, 12, 1), (2026, 12, 8))),
        ("2026-12-01-2026-12-08 M4", span((2026, 12, 1), (2026, 12, 8), "M4")),
        ("01-12-2026 - 08-12-2026 M4", span((2026, 12, 1), (2026, 12, 8), "M4")),
        ("1/12-2026 til 8/12-2026", span((2026, 12, 1), (2026, 12, 8))),
        ("1/12/26-8/12/2026", span((2026, 12, 1), (2026, 12, 8))),
        ("today", span((2026, 11, 23), (2026, 11, 23))),
        ("i dag til fredag", span((2026, 11, 23), (2026, 11, 27))),
        ("idag-i morgon Anna", span((2026, 11, 23), (2026, 11, 24), "Anna")),
        ("friday to monday", span((2026, 11, 27), (2026, 11, 30))),
        ("20/11-30/11", span((2026, 11, 20), (2026, 11, 30))),
        ("28/12-3/1", span((2026, 12, 28), (2027, 1, 3))),
        ("29/2/2028", span((2028, 2, 29), (2028, 2, 29))),
    ],
)
def test_days_are_read_as_people_write_them(text, meant):
    assert parse_span(text, TODAY) == meant


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", DayFault.NO_DAY),
        ("Kirsten", DayFault.NO_DAY),
        ("soon", DayFault.NO_DAY),
        ("31/2", DayFault.IMPOSSIBLE),
        ("29/2", DayFault.IMPOSSIBLE),
        ("1/13-8/13", DayFault.IMPOSSIBLE),
        ("0/0", DayFault.IMPOSSIBLE),
        ("1/12-32/12", DayFault.IMPOSSIBLE),
        ("2026-02-30", DayFault.IMPOSSIBLE),
        ("29-02-2027", DayFault.IMPOSSIBLE),
        ("8/12-1/12", DayFault.BACKWARDS),
        ("1/11-8/11", DayFault.OVER),
        ("1/12/2020-8/12/2020", DayFault.OVER),
        ("1/12/2026-8/12/2029", DayFault.TOO_LONG),
        ("9999-12-31", DayFault.TOO_LONG),
        ("1/12/2028", DayFault.TOO_LONG),
        ("9999-12-31 to monday", DayFault.IMPOSSIBLE),
    ],
)
def test_an_impossible_day_is_a_fault_and_not_a_guess(text, fault):
    assert parse_span(text, TODAY) is fault


@given(text=st.text(max_size=40))
def test_whatever_is_typed_is_a_span_or_a_fault(text):
    found = parse_span(text, TODAY)

    assert isinstance(found, DayFault) or found.first <= found.last


@example(day=date.max, form="{}")
@given(day=st.dates(date(2026, 11, 23)), form=st.sampled_from(["{}", "{} to monday"]))
def test_whatever_day_is_taken_has_a_morning_after_it(day, form):
    found = parse_span(form.format(day), TODAY)

    assert isinstance(found, DayFault) or ends(found.last, COPENHAGEN)


@given(
    first=st.dates(TODAY, date(2027, 9, 1)),
    length=st.integers(0, 60),
    form=st.sampled_from(
        ["{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0.day}.{0.month}.{0.year}"]
    ),
)
def test_what_is_written_with_its_year_is_that_day(first, length, form):
    last = first + timedelta(days=length)

    found = parse_span(f"{form.format(first)} - {form.format(last)} K", TODAY)

    assert found == Span(first, last, "K")


def test_somebody_is_away_from_the_first_morning_to_the_morning_after_the_last_day():
    change = date(2027, 3, 28)  # that night has 23 hours

    assert begins(change, COPENHAGEN) == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    assert ends(change, COPENHAGEN) == datetime(2027, 3, 29, 6, 0, tzinfo=UTC)
    assert begins(date(2027, 3, 27), COPENHAGEN) == (
        datetime(2027, 3, 27, 7, 0, tzinfo=UTC)
    )


@given(day=st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_the_last_day_is_the_one_before_somebody_is_back(day):
    assert last_day(ends(day, COPENHAGEN), COPENHAGEN) == day
