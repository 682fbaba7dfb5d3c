"""By when what people ask about their own data is answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.follow_ups import Standing
from casework.requests import (
    Fault,
    Outcome,
    Request,
    RequestKind,
    Term,
    extended,
    fault_of,
    term_of,
)

CAME = date(2026, 11, 23)


def asked(kind=RequestKind.ACCESS, country="SE", **more):
    term = term_of(kind, CAME, country)
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    return Request(3, "c-alma", "k-1", kind, at, **{"term": term, **more})


@pytest.mark.parametrize("kind", RequestKind)
@pytest.mark.parametrize("country", ["DK", "SE"])
@given(day=st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_everything_is_answered_within_a_month(kind, country, day):
    term = term_of(kind, day, country)

    assert timedelta(days=28) <= term.due - day <= timedelta(days=31)
    assert term.aim is None or day < term.aim < term.due


def test_in_denmark_seven_working_days_are_aimed_at_over_christmas_too():
    assert term_of(RequestKind.ACCESS, CAME, "DK").aim == date(2026, 12, 2)
    assert term_of(RequestKind.ACCESS, date(2026, 12, 23), "DK").aim == date(2027, 1, 7)
    assert term_of(RequestKind.ACCESS, CAME, "SE").aim is None
    assert term_of(RequestKind.CORRECTION, CAME, "DK").aim is None


@pytest.mark.parametrize(
    ("country", "today", "near"),
    [
        ("SE", date(2026, 12, 15), Standing.LATER),
        ("SE", date(2026, 12, 16), Standing.SOON),
        ("SE", date(2026, 12, 23), Standing.SOON),
        ("SE", date(2026, 12, 24), Standing.OVERDUE),
        ("DK", date(2026, 11, 29), Standing.LATER),
        ("DK", date(2026, 11, 30), Standing.SOON),
        ("DK", date(2026, 12, 10), Standing.SOON),
    ],
)
def test_it_is_near_a_week_ahead_and_where_the_aim_is_near(country, today, near):
    assert asked(country=country).standing(today) is near


def test_more_time_is_two_months_once_with_a_reason_and_within_the_first():
    one = asked()

    assert extended(one, CAME, "many files", CAME) == Term(date(2027, 2, 23))
    assert extended(one, CAME, " ", CAME) is Fault.NO_REASON
    assert extended(one, CAME, "late", date(2026, 12, 24)) is Fault.TOO_LATE
    twice = asked(extended_at=one.received_at)
    assert extended(twice, CAME, "again", CAME) is Fault.EXTENDED
    over = asked(answered_at=one.received_at)
    assert extended(over, CAME, "why", CAME) is Fault.ANSWERED


def test_who_is_refused_is_owed_a_reason_and_what_is_put_right_an_entry():
    def fault(request, outcome, reason, *, entry):
        return fault_of(request, outcome, reason, entry=entry, has_record=True)

    wrong = asked(RequestKind.CORRECTION)

    assert fault(wrong, Outcome.REFUSED, "", entry=2) is Fault.NO_REASON
    assert fault(wrong, Outcome.REFUSED, "it was so", entry=None) is None
    assert fault(wrong, Outcome.GRANTED, "", entry=None) is Fault.NO_ENTRY
    assert fault(wrong, Outcome.GRANTED, "", entry=2) is None
    assert fault(asked(), Outcome.GRANTED, "", entry=None) is None
    over = asked(answered_at=wrong.received_at)
    assert fault(over, Outcome.GRANTED, "", entry=2) is Fault.ANSWERED


def test_where_no_record_is_kept_there_is_no_entry_to_stand_beside():
    wrong = asked(RequestKind.CORRECTION)

    for outcome, reason, found in (
        (Outcome.GRANTED, "", None),
        (Outcome.REFUSED, "", Fault.NO_REASON),
    ):
        given = fault_of(wrong, outcome, reason, entry=None, has_record=False)
        assert given is found
