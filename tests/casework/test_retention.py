from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.profiles import PROFILES, RecordPolicy, with_overrides
from casework.retention import (
    Archive,
    Kept,
    Mark,
    Matter,
    authority_of,
    judge,
)

TODAY = date(2031, 11, 22)
LUND = Archive("1281")
SWEDISH = PROFILES["se_lss"]
DANISH = with_overrides(PROFILES["dk_youth"], {"retention_years": 5})
OVER = Matter(
    profile=SWEDISH,
    policy=RecordPolicy.SUMMARY,
    closed_on=date(2026, 5, 1),
    last_note_on=date(2026, 11, 22),
    born=(date(2009, 12, 6),),
)


def why_not(matter=OVER, archive=LUND, today=TODAY):
    return judge(matter, archive, today).why_not


def test_in_sweden_it_goes_five_years_after_the_last_note_and_by_the_next_new_year():
    judged = judge(OVER, LUND, TODAY)

    assert judged.is_due
    assert judged.counted_from == date(2026, 11, 22)
    assert judged.over_on == TODAY
    assert judged.at_latest == date(2032, 12, 31)
    assert why_not(today=TODAY - timedelta(days=1)) == (Kept.NOT_OVER,)


def test_in_denmark_it_is_counted_from_the_end_of_the_help():
    matter = replace(OVER, profile=DANISH)

    judged = judge(matter, Archive(), date(2031, 5, 1))

    assert (judged.counted_from, judged.is_due) == (date(2026, 5, 1), True)
    assert not judge(matter, Archive(), date(2031, 4, 30)).is_due


def test_where_nobody_said_how_long_nothing_ever_goes():
    matter = replace(OVER, profile=PROFILES["dk_child"])

    assert why_not(matter, today=date(2126, 1, 1)) == (Kept.NO_TERM,)


def test_what_is_not_recorded_goes_after_days_and_what_is_recorded_does_not():
    outreach = PROFILES["dk_skp"]
    unrecorded = replace(OVER, profile=outreach, policy=RecordPolicy.NONE)
    recorded = replace(unrecorded, policy=RecordPolicy.LOG_ONLY)

    assert judge(unrecorded, LUND, date(2026, 5, 31)).is_due
    assert not judge(unrecorded, LUND, date(2026, 5, 30)).is_due
    assert why_not(recorded) == (Kept.NO_TERM,)


def test_nothing_goes_while_the_help_goes_on_or_who_writes_is_still_heard():
    assert why_not(replace(OVER, closed_on=None)) == (Kept.OPEN,)
    assert why_not(replace(OVER, heard_until=TODAY)) == (Kept.AFTERCARE,)
    assert why_not(replace(OVER, heard_until=TODAY - timedelta(days=1))) == ()


@pytest.mark.parametrize("code", ["0580", "0980", "2281", "1480"])
def test_research_keeps_everybody_of_three_counties_and_of_goteborg(code):
    assert why_not(archive=Archive(code)) == (Kept.RESEARCH_PLACE,)


@pytest.mark.parametrize("code", ["1481", "0880", "2180", "0114"])
def test_elsewhere_research_keeps_whom_their_birthday_names(code):
    born = {day: replace(OVER, born=(date(2009, 3, day),)) for day in range(1, 32)}

    kept = {day for day, matter in born.items() if why_not(matter, Archive(code))}

    assert kept == {5, 15, 25}
    assert why_not(born[15], Archive(code)) == (Kept.RESEARCH_DAY,)


def test_in_doubt_research_keeps_it():
    assert why_not(archive=Archive()) == (Kept.NO_MUNICIPALITY,)
    for unknown in (None, date(2009, 12, 31)):
        assert why_not(replace(OVER, born=(unknown,))) == (Kept.NO_BIRTHDAY,)
    assert why_not(replace(OVER, born=())) == ()


def test_danish_records_are_not_asked_for_by_swedish_research():
    matter = replace(OVER, profile=DANISH, born=(date(2009, 3, 5),))

    assert why_not(matter, Archive()) == ()


def test_a_hold_and_a_placement_keep_it_and_both_are_told():
    matter = replace(OVER, marks=frozenset({Mark.HOLD, Mark.PLACED}))

    assert why_not(matter) == (Kept.HELD, Kept.PLACED)


def test_what_somebody_asked_to_see_stays_until_they_have_an_answer():
    assert why_not(replace(OVER, is_asked_for=True)) == (Kept.ASKED,)


def test_where_the_archive_comes_first_it_must_have_received_it():
    profile = with_overrides(SWEDISH, {"archive_first": True})
    matter = replace(OVER, profile=profile)

    assert why_not(matter) == (Kept.NOT_ARCHIVED,)
    assert why_not(replace(matter, marks=frozenset({Mark.ARCHIVED}))) == ()


def test_a_kind_of_help_that_is_not_known_keeps_it():
    assert why_not(replace(OVER, profile=None)) == (Kept.NO_KIND,)


def test_the_authority_is_the_law_and_the_own_decision():
    plan = Archive("1281", "Dokumenthanteringsplan 2030")

    assert authority_of(SWEDISH, plan) == (
        "LSS 21 c-d §§: gallras fem år efter den sista anteckningen;"
        " Dokumenthanteringsplan 2030"
    )


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda each: each.name)
def test_every_kind_of_help_names_by_what_right_it_is_destroyed(profile):
    assert len(authority_of(profile, Archive())) > 20


@given(
    days=st.integers(-4000, 4000),
    profile=st.sampled_from(list(PROFILES.values())),
    marks=st.frozensets(st.sampled_from(Mark)),
    born=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2025, 1, 1))),
    place=st.sampled_from(["", "1281", "0580", "1480"]),
)
def test_what_stands_in_the_way_never_lets_it_go(days, profile, marks, born, place):
    wanted = with_overrides(profile, {"retention_years": 5})
    matter = replace(OVER, profile=wanted, marks=marks, born=(born,))

    judged = judge(matter, Archive(place), TODAY + timedelta(days=days))

    if judged.is_due:
        assert not {Mark.HOLD, Mark.PLACED} & marks
        assert judged.over_on <= TODAY + timedelta(days=days)
        if wanted.country == "SE":
            assert place == "1281"
            assert born.day not in {5, 15, 25}
