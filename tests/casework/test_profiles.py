"""The six kinds of help."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.profiles import PROFILES, ContentPolicy, RecordPolicy, age_on
from casework.wording import WORDINGS

TODAY = date(2026, 11, 22)


def test_the_six_profiles_are_there_from_the_first_release():
    assert list(PROFILES) == [
        *("dk_child", "dk_youth", "dk_skp"),
        *("se_contact_person", "se_qualified", "se_lss"),
    ]
    assert all(name == profile.name for name, profile in PROFILES.items())
    assert all(
        name.startswith(profile.country.lower()) for name, profile in PROFILES.items()
    )


def test_each_profile_writes_down_what_its_law_and_practice_want():
    assert {name: profile.record_policy for name, profile in PROFILES.items()} == {
        "dk_child": RecordPolicy.FULL,
        "dk_youth": RecordPolicy.FULL,
        "dk_skp": RecordPolicy.NONE,
        "se_contact_person": RecordPolicy.LOG_ONLY,
        "se_qualified": RecordPolicy.SUMMARY,
        "se_lss": RecordPolicy.SUMMARY,
    }


def test_outreach_needs_neither_decision_nor_consent_to_the_measure():
    outreach = PROFILES["dk_skp"]

    assert (outreach.needs_decision, outreach.needs_consent) == (False, False)


def test_words_between_humans_may_go_by_sms_until_the_organisation_says_otherwise():
    assert {profile.content for profile in PROFILES.values()} == {ContentPolicy.FULL}


@pytest.mark.parametrize(
    ("profile", "born", "allowed"),
    [
        ("dk_child", date(2012, 3, 1), False),
        ("dk_child", date(2010, 11, 22), True),
        ("dk_child", date(2010, 11, 23), False),
        ("dk_child", None, False),
        ("dk_youth", None, True),
        ("dk_skp", None, True),
        ("se_contact_person", date(2010, 1, 1), True),
        ("se_contact_person", None, False),
        ("se_qualified", date(2006, 1, 1), False),
        ("se_lss", date(1970, 1, 1), True),
        ("se_lss", None, False),
    ],
)
def test_telegram_is_for_those_known_to_be_sixteen(profile, born, allowed):
    assert PROFILES[profile].allows_telegram(born, TODAY) is allowed


@given(
    born=st.dates(min_value=date(1920, 1, 1), max_value=TODAY),
    profile=st.sampled_from(list(PROFILES.values())),
)
def test_nobody_under_sixteen_is_ever_linked_on_telegram(born, profile):
    if profile.allows_telegram(born, TODAY):
        assert born <= date(TODAY.year - 16, TODAY.month, TODAY.day)


@pytest.mark.parametrize(
    ("profile", "born", "suits"),
    [
        ("dk_child", date(2008, 11, 23), True),
        ("dk_child", date(2008, 11, 22), False),
        ("dk_youth", date(2008, 11, 22), True),
        ("dk_youth", date(2003, 11, 22), False),
        ("dk_skp", date(1940, 1, 1), True),
    ],
)
def test_a_profile_suits_its_ages(profile, born, suits):
    assert PROFILES[profile].suits(born, TODAY) is suits


def test_one_born_on_a_leap_day_is_a_year_older_on_the_first_of_march():
    born = date(2008, 2, 29)

    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18


@pytest.mark.parametrize("policy", RecordPolicy)
def test_what_a_person_is_told_follows_what_is_written_down(policy):
    assert {policy.welcome, policy.privacy} <= set(WORDINGS)
    assert policy.keeps_words == (policy.privacy == "privacy_full")
