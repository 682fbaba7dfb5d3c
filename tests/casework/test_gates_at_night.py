"""What the gates make of safe hours, pauses, and who left the talk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.drafts import DeliveryKind
from casework.gates import Go, NotAnyMore, NotNow, Standing, judge, leaves_by
from casework.people import AssignmentState, Channel
from casework.reasons import Reason
from casework.safe_contact import SafeContact, Window, every_day
from tests.casework.test_gates import (
    ALMA,
    ANSWER,
    AUTOMATIC,
    CHAT,
    METTE,
    NEWS,
    NOW,
    NUMBER,
    RECEIPT,
    RELAY,
    SECOND,
    frozen,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
EIGHT_TO_FOUR = SafeContact(hours=every_day(Window(8 * 60, 16 * 60)))
EVENING = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)  # 22:30 there
AT_EIGHT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LONG_AGO = replace(CHAT, last_inbound_at=EVENING - timedelta(days=3))


def at_night(kind=RELAY, safe=EIGHT_TO_FOUR, person=ALMA, address=LONG_AGO, **more):
    """Judge something at half past ten in the evening there."""
    standing = Standing(safe=safe, zone=COPENHAGEN, **more)
    return judge(
        kind, person, [address], decided_at=EVENING, now=EVENING, standing=standing
    )


@pytest.mark.parametrize("kind", [RELAY, AUTOMATIC, NEWS])
def test_outside_the_safe_hours_nothing_begins(kind):
    assert at_night(kind) == NotNow(AT_EIGHT, Reason.SAFE_HOURS)


@pytest.mark.parametrize("kind", [ANSWER, RECEIPT])
def test_what_somebody_just_did_is_answered_at_any_hour(kind):
    assert at_night(kind) == Go(LONG_AGO)


def test_staff_have_no_safe_hours():
    assert at_night(person=METTE) == Go(LONG_AGO)


def test_a_talk_that_goes_on_is_not_cut_off():
    talking = replace(LONG_AGO, last_inbound_at=EVENING - timedelta(hours=2))
    over = replace(LONG_AGO, last_inbound_at=EVENING - timedelta(hours=2) - SECOND)

    assert at_night(address=talking) == Go(talking)
    assert at_night(address=over) == NotNow(AT_EIGHT, Reason.SAFE_HOURS)
    for kind in (AUTOMATIC, NEWS):
        assert at_night(kind, address=talking) == NotNow(AT_EIGHT, Reason.SAFE_HOURS)


def test_never_then_means_not_even_in_a_talk_unless_its_author_says_so():
    talking = replace(LONG_AGO, last_inbound_at=EVENING)
    strict = replace(EIGHT_TO_FOUR, strict=True)

    waits = NotNow(AT_EIGHT, Reason.SAFE_HOURS)
    assert at_night(safe=strict, address=talking) == waits
    assert at_night(safe=strict, address=talking, overridden=True) == Go(talking)


def test_a_pause_holds_back_until_it_ends_and_then_the_hours_count():
    until = EVENING + timedelta(days=2)  # at night again
    paused = replace(EIGHT_TO_FOUR, paused_until=until)

    assert at_night(safe=paused) == NotNow(AT_EIGHT + timedelta(days=2), Reason.PAUSED)
    assert at_night(safe=SafeContact(paused_until=until)) == NotNow(
        until, Reason.PAUSED
    )
    assert at_night(safe=SafeContact(paused_until=EVENING)) == Go(LONG_AGO)


@pytest.mark.parametrize("kind", DeliveryKind)
def test_who_left_the_talk_gets_nothing_at_all_until_then(kind):
    until = EVENING + timedelta(hours=9)
    left = SafeContact(left_until=until)
    talking = replace(LONG_AGO, last_inbound_at=EVENING)

    waits = NotNow(until, Reason.PAUSED)
    assert at_night(kind, safe=left, address=talking) == waits
    assert at_night(kind, safe=left, address=talking, overridden=True) == waits


def test_where_no_hour_of_the_week_is_safe_it_is_told_and_not_kept():
    never = SafeContact(hours=((),) * 7)

    assert at_night(safe=never) == NotAnyMore(Reason.SAFE_HOURS)


def test_somebodys_own_pause_only_holds_back_what_starts_from_us():
    resting = replace(ALMA, paused_until=EVENING + timedelta(days=1))
    any_time = SafeContact()

    assert at_night(AUTOMATIC, any_time, resting) == NotNow(
        resting.paused_until, Reason.PAUSED
    )
    assert at_night(RELAY, any_time, resting) == Go(LONG_AGO)
    paused = {"assignment": AssignmentState.PAUSED}
    assert at_night(AUTOMATIC, any_time, **paused) == NotAnyMore(Reason.PAUSED)
    assert at_night(RELAY, any_time, **paused) == Go(LONG_AGO)


def test_the_wished_channel_comes_before_the_last_one_used():
    sms_first = SafeContact(channels=(Channel.SMS, Channel.TELEGRAM))
    number = replace(NUMBER, last_inbound_at=NOW - timedelta(days=40))
    standing = Standing(safe=sms_first)

    def judged(*reached):
        return judge(RELAY, ALMA, reached, decided_at=NOW, now=NOW, standing=standing)

    assert judged(CHAT, number) == Go(number)
    assert judged(CHAT) == Go(CHAT)
    assert judged(CHAT, frozen(number, Reason.BAD_NUMBER)) == Go(CHAT)
    assert leaves_by([CHAT, number], NOW, sms_first) is Channel.SMS


def test_words_that_wait_for_their_time_do_not_become_too_old_meanwhile():
    mondays = SafeContact(hours=((Window(480, 960),), *[()] * 6))
    paused = SafeContact(paused_until=NOW + timedelta(days=14))
    tuesday = NOW + timedelta(days=1)

    def judged(safe, ago, kind=RELAY):
        standing = Standing(safe=safe)
        now = tuesday + ago
        return judge(kind, ALMA, [CHAT], decided_at=tuesday, now=now, standing=standing)

    assert isinstance(judged(mondays, timedelta(days=6)), Go)
    assert isinstance(judged(paused, timedelta(days=14)), Go)
    assert judged(mondays, timedelta(days=12)) == NotAnyMore(Reason.TOO_OLD)
    late = judged(mondays, timedelta(days=6), AUTOMATIC)
    assert late == NotAnyMore(Reason.TOO_OLD)


weeks = st.tuples(
    *[
        st.lists(st.integers(0, 1440), max_size=4, unique=True).map(
            lambda ends: tuple(
                Window(opens, closes)
                for opens, closes in zip(*[iter(sorted(ends))] * 2, strict=False)
            )
        )
    ]
    * 7
)
CHANGES = (
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 0, tzinfo=UTC),
)


@given(
    kind=st.sampled_from([RELAY, AUTOMATIC, NEWS]),
    week=weeks,
    moment=st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CHANGES),
        st.integers(-3000, 3000),
    ),
    strict=st.booleans(),
    silent=st.integers(0, 300),
)
def test_nothing_begins_outside_the_safe_hours_over_both_changes_of_the_clock(
    kind, week, moment, strict, silent
):
    safe = SafeContact(hours=week, strict=strict)
    heard = replace(CHAT, last_inbound_at=moment - timedelta(minutes=silent))
    standing = Standing(safe=safe, zone=COPENHAGEN)

    judged = judge(
        kind, ALMA, [heard], decided_at=moment, now=moment, standing=standing
    )

    there = moment.astimezone(COPENHAGEN)
    minute = there.hour * 60 + there.minute
    in_hours = any(each.holds(minute) for each in week[there.weekday()])
    in_talk = kind is RELAY and silent <= 120 and not strict
    assert isinstance(judged, Go) == (in_hours or in_talk)
    if isinstance(judged, NotNow):
        assert safe.is_open(judged.until, COPENHAGEN)
