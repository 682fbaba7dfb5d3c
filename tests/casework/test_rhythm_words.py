"""A rhythm as people write it, in three languages, and as it is shown again."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rhythm import Rhythm
from casework.rhythm_words import (
    Kind,
    RhythmFault,
    RhythmWords,
    Step,
    Unclear,
    read_rhythm,
    write_rhythm,
)

TODAY = date(2026, 11, 22)
A_TUESDAY = date(2027, 1, 5)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekly(*weekdays, at=None, every=1, **more):
    return RhythmWords(
        step=Step.WEEK, weekdays=frozenset(weekdays), every=every, at=at, **more
    )


def monthly(day=None, at=None, every=1):
    return RhythmWords(step=Step.MONTH, day_of_month=day, every=every, at=at)


def daily(at=None):
    return RhythmWords(step=Step.DAY, at=at)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tuesdays 10:00", weekly(TUE, at=time(10))),
        ("Every Tuesday at 10", weekly(TUE, at=time(10))),
        ("tirsdage kl. 10", weekly(TUE, at=time(10))),
        ("om tirsdagen kl 10", weekly(TUE, at=time(10))),
        ("tisdagar 10", weekly(TUE, at=time(10))),
        ("på tisdagar klockan 10.", weekly(TUE, at=time(10))),
        ("kl. 10 hver tirsdag!", weekly(TUE, at=time(10))),
        ("every other tuesday 14", weekly(TUE, every=2, at=time(14))),
        ("hver anden tirsdag kl. 10", weekly(TUE, every=2, at=time(10))),
        ("hver 2. tirsdag 13", weekly(TUE, every=2, at=time(13))),
        ("hver 14. dag om tirsdagen 13", weekly(TUE, every=2, at=time(13))),
        ("varannan onsdag 9.30", weekly(WED, every=2, at=time(9, 30))),
        ("tirsdag hver anden uge kl 10", weekly(TUE, every=2, at=time(10))),
        ("every second week, tuesday 10", weekly(TUE, every=2, at=time(10))),
        ("var tredje tisdag 13", weekly(TUE, every=3, at=time(13))),
        ("every 3 weeks on mon and wed", weekly(MON, WED, every=3)),
        ("mon thu 15:30", weekly(MON, THU, at=time(15, 30))),
        ("mån, tors 15.30", weekly(MON, THU, at=time(15, 30))),
        ("hver mandag og hver torsdag", weekly(MON, THU)),
        ("man-fre 9", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
        ("lördag till söndag kl 9", weekly(SAT, SUN, at=time(9))),
        ("søn-man 9", weekly(SUN, MON, at=time(9))),
        ("hverdage 9", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
        ("every other weekend 11", weekly(SAT, SUN, every=2, at=time(11))),
        ("weekly", weekly()),
        ("ugentligt", weekly()),
        ("en gång i veckan", weekly()),
        ("weekly on fridays", weekly(FRI)),
        ("daily 9", daily(time(9))),
        ("hver dag 9", daily(time(9))),
        ("varje dag kl. 9", daily(time(9))),
        ("every day at 8:30", daily(time(8, 30))),
        ("mon-sun 9", daily(time(9))),
        ("den 1. hver måned kl 10", monthly(1, time(10))),
        ("den 15 varje månad 9", monthly(15, time(9))),
        ("the 31st monthly", monthly(31)),
        ("monthly on the 15th at 10", monthly(15, time(10))),
        ("every month on the 5th at 12", monthly(5, time(12))),
        ("hver d. 1. i måneden", monthly(1)),
        ("den 1:a i varje månad", monthly(1)),
        ("den 1. hver anden måned", monthly(1, every=2)),
        ("every 3 months on the 1st", monthly(1, every=3)),
        ("last day of the month 10", monthly(31, time(10))),
        ("sidste dag i måneden", monthly(31)),
        ("sista dagen i månaden", monthly(31)),
        ("monthly 15:00", monthly(at=time(15))),
    ],
)
def test_a_rhythm_is_read_as_people_write_it(text, words):
    assert read_rhythm(text, TODAY) == words


@pytest.mark.parametrize(
    ("text", "starts", "until"),
    [
        ("tue 14 from 5/1 until 30/6", date(2027, 1, 5), date(2027, 6, 30)),
        ("tirs 14 fra 5/1 til og med 30/6", date(2027, 1, 5), date(2027, 6, 30)),
        ("tis 14 från den 5 januari", date(2027, 1, 5), None),
        ("tis 14 t.o.m. 2027-06-30", None, date(2027, 6, 30)),
        ("hver tirsdag kl 14 til 30/6", None, date(2027, 6, 30)),
        ("from tomorrow tuesdays 14", date(2026, 11, 23), None),
    ],
)
def test_a_rhythm_may_say_from_when_and_until_when(text, starts, until):
    expected = weekly(TUE, at=time(14), starts=starts, until=until)

    assert read_rhythm(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("tuesdays 10:00 at the Library", "at the Library"),
        ("tirs 10, hos K7", "hos K7"),
        ("tis 10: på Biblioteket.", "på Biblioteket"),
        ("tuesdays 10:00 45 min", "45 min"),
        ("tuesdays 10 1 hour at home", "1 hour at home"),
    ],
)
def test_what_stands_behind_a_rhythm_is_handed_back(text, rest):
    assert read_rhythm(text, TODAY) == weekly(TUE, at=time(10), rest=rest)


@pytest.mark.parametrize(
    ("text", "fault", "part"),
    [
        ("", Unclear.NOTHING, ""),
        (" ... ", Unclear.NOTHING, ""),
        ("10:00", Unclear.NOTHING, ""),
        ("next Tuesdayish", Unclear.WORD, "next"),
        ("tomorrow 10", Unclear.WORD, "tomorrow"),
        ("10:00 sometimes", Unclear.WORD, "sometimes"),
        ("every", Unclear.WORD, "every"),
        ("hver blah", Unclear.WORD, "hver blah"),
        ("biweekly", Unclear.WORD, "biweekly"),
        ("twice a week", Unclear.WORD, "twice"),
        ("first tuesday of the month", Unclear.WORD, "first"),
        ("den første tirsdag i måneden", Unclear.WORD, "den første"),
        ("mandag-weekend 9", Unclear.WORD, "mandag-weekend"),
        ("every second tuesday of the month", Unclear.TWICE, "month"),
        ("tirsdag i ulige uger kl 10", Unclear.TWICE, "uger"),
        ("weekly every other tuesday", Unclear.TWICE, "every other tuesday"),
        ("tuesdays 10 thursdays 11", Unclear.TWICE, "thursdays"),
        ("tuesdays at home every other week", Unclear.TWICE, "every"),
        ("tuesdays 25:00", Unclear.TIME, "25:00"),
        ("tuesdays 10-12", Unclear.TIME, "10-12"),
        ("tuesdays from 10 to 12", Unclear.TIME, "from 10"),
        ("tuesdays 10 at home kl. 11", Unclear.TIME, "kl. 11"),
        ("tuesdays 2", Unclear.HALF, "2"),
        ("every other day", Unclear.EVERY, "every other day"),
        ("every other weekday", Unclear.EVERY, "every other weekday"),
        ("monthly tuesdays", Unclear.EVERY, "tuesdays"),
        (
            "every other tue and every thu",
            Unclear.EVERY,
            "every other tue and every thu",
        ),
        ("the 31st", Unclear.MONTH, "the 31st"),
        ("tuesday the 5th", Unclear.MONTH, "the 5th"),
        ("weekly the 5th", Unclear.MONTH, "the 5th"),
        ("monthly 15", Unclear.MONTH, "15"),
        ("the 32nd monthly", Unclear.DATE, "the 32nd"),
        ("tuesdays 10 from 31/2", Unclear.DATE, "from 31/2"),
        ("tuesdays 10 until 1/11", Unclear.DATE, "until 1/11"),
        ("tuesdays 10 until 1/1/2035", Unclear.DATE, "until 1/1/2035"),
        ("tuesdays until 4/2 from 5/2", Unclear.DATE, "04/02"),
    ],
)
def test_what_is_unclear_is_named_and_not_guessed(text, fault, part):
    assert read_rhythm(text, TODAY) == RhythmFault(fault, part)


def test_what_somebody_wrote_stays_out_of_the_log():
    fault = read_rhythm("Alma 10", TODAY)
    words = read_rhythm("tuesdays 10 at Alma's", TODAY)

    assert "Alma" not in repr(fault) + repr(words)


@given(st.text() | st.text("mandtirsogevy 0123456789.:/-"))
def test_any_text_is_a_rhythm_or_a_fault(text):
    assert isinstance(read_rhythm(text, TODAY), RhythmWords | RhythmFault)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("weekly", {"weekdays": frozenset({TUE})}),
        ("every other week", {"weekdays": frozenset({TUE}), "every": 2}),
        ("fridays", {"weekdays": frozenset({FRI})}),
        ("monthly", {"day_of_month": 5}),
        ("the 31st monthly", {"day_of_month": 31}),
        ("daily", {}),
    ],
)
def test_the_first_day_decides_what_was_not_said(text, days):
    found = read_rhythm(text, TODAY).rhythm(time(10), A_TUESDAY)

    assert found == Rhythm(at=time(10), starts=A_TUESDAY, **days)


def test_what_was_said_goes_before_what_is_given():
    words = read_rhythm("weekly 14 from 6/1 until 30/6", TODAY)

    found = words.rhythm(time(10), A_TUESDAY)

    assert found == Rhythm(
        at=time(14),
        weekdays=frozenset({WED}),
        starts=date(2027, 1, 6),
        until=date(2027, 6, 30),
    )


def test_a_rhythm_that_ends_before_its_first_day_is_none():
    words = read_rhythm("tuesdays 10 until 1/1/2027", TODAY)

    assert words.rhythm(time(10), A_TUESDAY) == RhythmFault(Unclear.DATE, "01/01")


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ("daily", Kind.DAILY, ""),
        ("tue", Kind.WEEKLY, "Tue"),
        ("sat sun", Kind.WEEKLY, "Sat, Sun"),
        ("mon-wed fri", Kind.WEEKLY, "Mon-Wed, Fri"),
        ("mon tue thu-sun", Kind.WEEKLY, "Mon, Tue, Thu-Sun"),
        ("every other tue", Kind.EVERY_OTHER_WEEK, "Tue"),
        ("every 3 weeks tue", Kind.EVERY_FEW_WEEKS, "Tue"),
        ("the 15th monthly", Kind.MONTHLY, "15"),
        ("every 2 months on the 15th", Kind.EVERY_FEW_MONTHS, "15"),
        ("the 31st monthly", Kind.MONTH_END, "31"),
        ("quarterly on the 31st", Kind.EVERY_FEW_MONTH_ENDS, "31"),
    ],
)
def test_a_rhythm_is_taken_apart_for_a_text(text, kind, days):
    words = read_rhythm(f"{text} at 10 until 30/6", TODAY)

    parts = write_rhythm(words.rhythm(time(9), A_TUESDAY), SHORT)

    assert (parts.kind, parts.days, parts.every) == (kind, days, words.every)
    assert (parts.at, parts.starts) == (time(10), A_TUESDAY)
    assert parts.until == date(2027, 6, 30)


SENTENCES = {
    "Mon Tue Wed Thu Fri Sat Sun": {
        Kind.DAILY: "every day at {at}",
        Kind.WEEKLY: "every week, {days}, at {at}",
        Kind.EVERY_OTHER_WEEK: "every other week, {days}, at {at}",
        Kind.EVERY_FEW_WEEKS: "every {every} weeks, {days}, at {at}",
        Kind.MONTHLY: "on the {days}. of every month at {at}",
        Kind.EVERY_FEW_MONTHS: "on the {days}. every {every} months at {at}",
        Kind.MONTH_END: "on the last day of every month at {at}",
        Kind.EVERY_FEW_MONTH_ENDS: "on the {days}. every {every} months at {at}",
    },
    "man. tirs. ons. tors. fre. lør. søn.": {
        Kind.DAILY: "hver dag kl. {at}",
        Kind.WEEKLY: "hver uge, {days}, kl. {at}",
        Kind.EVERY_OTHER_WEEK: "hver anden uge, {days}, kl. {at}",
        Kind.EVERY_FEW_WEEKS: "hver {every}. uge, {days}, kl. {at}",
        Kind.MONTHLY: "den {days}. i hver måned kl. {at}",
        Kind.EVERY_FEW_MONTHS: "den {days}. hver {every}. måned kl. {at}",
        Kind.MONTH_END: "den sidste dag i hver måned kl. {at}",
        Kind.EVERY_FEW_MONTH_ENDS: "den {days}. hver {every}. måned kl. {at}",
    },
    "mån tis ons tors fre lör sön": {
        Kind.DAILY: "varje dag kl. {at}",
        Kind.WEEKLY: "varje vecka, {days}, kl. {at}",
        Kind.EVERY_OTHER_WEEK: "varannan vecka, {days}, kl. {at}",
        Kind.EVERY_FEW_WEEKS: "var {every}:e vecka, {days}, kl. {at}",
        Kind.MONTHLY: "den {days} i varje månad kl. {at}",
        Kind.EVERY_FEW_MONTHS: "den {days} var {every}:e månad kl. {at}",
        Kind.MONTH_END: "sista dagen i varje månad kl. {at}",
        Kind.EVERY_FEW_MONTH_ENDS: "den {days} var {every}:e månad kl. {at}",
    },
}
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_days = st.frozensets(st.integers(0, 6), min_size=1, max_size=6)
rhythms = (
    st.builds(Rhythm, at=times, starts=st.just(A_TUESDAY))
    | st.builds(
        Rhythm,
        at=times,
        starts=st.just(A_TUESDAY),
        weekdays=some_days,
        every=st.integers(1, 52),
    )
    | st.builds(
        Rhythm,
        at=times,
        starts=st.just(A_TUESDAY),
        day_of_month=st.integers(1, 31),
        every=st.integers(1, 52),
    )
)


@pytest.mark.parametrize("names", SENTENCES)
@given(rhythm=rhythms)
def test_what_is_shown_can_be_written_back(names, rhythm):
    parts = write_rhythm(rhythm, names.split())
    sentence = SENTENCES[names][parts.kind].format(
        days=parts.days, every=parts.every, at=f"{parts.at:%H:%M}"
    )

    found = read_rhythm(sentence, TODAY)

    assert found.rhythm(time(0), A_TUESDAY) == rhythm, sentence
