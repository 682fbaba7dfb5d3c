"""The six kinds of help."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.profile_settings import SETTINGS
from casework.profiles import (
    PROFILES,
    ContentPolicy,
    Giver,
    OverrideError,
    RecordPolicy,
    Retention,
    Since,
    Visibility,
    age_on,
    profile_on,
    versions_of,
    with_overrides,
)
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


# Versions


@pytest.mark.parametrize(
    ("name", "last_day", "before", "after"),
    [
        ("dk_child", date(2023, 12, 31), "Serviceloven § 52", "Barnets lov § 32"),
        ("dk_youth", date(2023, 12, 31), "Serviceloven § 76", "Barnets lov §§ 111"),
        ("se_contact_person", date(2025, 6, 30), "(2001:453)", "(2025:400)"),
        ("se_qualified", date(2025, 6, 30), "(2001:453)", "(2025:400)"),
    ],
)
def test_another_law_counts_from_its_very_day(name, last_day, before, after):
    assert before in profile_on(name, last_day).legal_basis
    assert after in profile_on(name, last_day + timedelta(days=1)).legal_basis


def test_a_child_of_ten_is_a_party_since_the_act_on_children():
    born = date(2013, 6, 1)

    assert not profile_on("dk_child", date(2023, 12, 31)).is_party(
        born, date(2023, 12, 31)
    )
    assert profile_on("dk_child", date(2024, 1, 1)).is_party(born, date(2024, 1, 1))
    assert PROFILES["dk_child"].is_party(None, TODAY)


def test_before_its_first_version_the_first_one_is_the_nearest():
    assert profile_on("dk_child", date(1990, 1, 1)) == versions_of("dk_child")[0]
    assert profile_on("dk_other", TODAY) is None
    assert versions_of("dk_other") == ()


@pytest.mark.parametrize("name", PROFILES)
def test_the_versions_follow_each_other_without_a_gap(name):
    versions = versions_of(name)

    assert PROFILES[name] == versions[-1]
    assert versions[-1].valid_until is None
    for earlier, later in pairwise(versions):
        assert earlier.valid_from <= earlier.valid_until
        assert earlier.valid_until + timedelta(days=1) == later.valid_from


@given(st.dates(), st.sampled_from(list(PROFILES)))
def test_on_every_day_exactly_one_version_counts(day, name):
    found = profile_on(name, day)

    counting = [
        each
        for each in versions_of(name)
        if each.valid_from <= day and (each.valid_until or day) >= day
    ]
    assert counting in ([found], [])


# Who consents


@pytest.mark.parametrize(
    ("profile", "age", "givers"),
    [
        ("dk_child", 9, {Giver.GUARDIAN}),
        ("dk_child", 16, {Giver.GUARDIAN}),
        ("dk_child", 18, {Giver.SELF}),
        ("dk_child", None, {Giver.SELF, Giver.GUARDIAN}),
        ("dk_youth", 19, {Giver.SELF}),
        ("dk_youth", None, {Giver.SELF}),
        ("dk_skp", 40, set()),
        ("se_contact_person", 12, {Giver.GUARDIAN}),
        ("se_contact_person", 15, {Giver.SELF, Giver.GUARDIAN}),
        ("se_contact_person", 18, {Giver.SELF}),
        ("se_qualified", 16, set()),
        ("se_lss", 14, {Giver.GUARDIAN}),
        ("se_lss", 15, {Giver.SELF}),
    ],
)
def test_whose_yes_to_the_measure_is_owed(profile, age, givers):
    born = None if age is None else date(TODAY.year - age, 1, 1)

    assert PROFILES[profile].consent_givers(born, TODAY) == givers


@pytest.mark.parametrize(
    ("day", "age", "givers"),
    [
        (date(2023, 6, 30), 12, {Giver.GUARDIAN}),
        (date(2023, 6, 30), 15, {Giver.SELF}),
        (date(2023, 7, 1), 12, {Giver.SELF}),
        (date(2023, 7, 1), 11, {Giver.GUARDIAN}),
    ],
)
def test_a_swedish_child_may_go_without_its_guardians_where_that_is_fit(
    day, age, givers
):
    profile = profile_on("se_contact_person", day)

    found = profile.consent_givers(date(day.year - age, 1, 1), day, found_suitable=True)

    assert found == givers


# What an organisation, or an assignment, wants otherwise


def test_what_is_said_otherwise_counts_and_all_else_stays():
    child = PROFILES["dk_child"]

    wanted = with_overrides(
        child,
        {
            "telegram_from": "none",
            "record_policy": "summary",
            "retention_years": 7,
            "ages_announced": [18, 12],
        },
    )

    assert wanted.telegram_from is None
    assert wanted.record_policy is RecordPolicy.SUMMARY
    assert wanted.retention == Retention(Since.CLOSURE, years=7)
    assert wanted.ages_announced == (12, 18)
    assert (wanted.oldest, wanted.legal_basis) == (child.oldest, child.legal_basis)
    assert with_overrides(child, {}) == child


@pytest.mark.parametrize(
    ("overrides", "faults"),
    [
        ({"telegram_form": 1}, {"telegram_form": "no such setting"}),
        ({"name": "x"}, {"name": "no such setting"}),
        ({"valid_from": TODAY}, {"valid_from": "no such setting"}),
        ({"needs_decision": "perhaps"}, {"needs_decision": "must be true or false"}),
        ({"missed_tries": True}, {"missed_tries": "must be a whole number"}),
        ({"missed_tries": 2.5}, {"missed_tries": "must be a whole number"}),
        ({"missed_tries": "٣"}, {"missed_tries": "must be a whole number"}),
        ({"ages_announced": 12}, {"ages_announced": "must be a list of ages"}),
        ({"legal_basis": "a\nb"}, {"legal_basis": "must be one line of text"}),
        ({"title": ""}, {"title": "must be one line of text"}),
        ({"youngest": 18}, {"oldest": "must not be younger than youngest"}),
        (
            {"content": None, "oldest": -1},
            {
                "content": 'must be "full", "templates" or "notice"',
                "oldest": 'must be from 0 to 120, or "none"',
            },
        ),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_every_fault_at_once(overrides, faults):
    with pytest.raises(OverrideError) as caught:
        with_overrides(PROFILES["dk_child"], overrides)

    assert caught.value.faults == faults


@given(
    st.dictionaries(
        st.sampled_from(sorted(SETTINGS)),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        max_size=3,
    )
)
def test_nothing_that_is_said_breaks_more_than_itself(overrides):
    try:
        wanted = with_overrides(PROFILES["se_lss"], overrides)
    except OverrideError as error:
        assert error.faults  # noqa: PT017 - both ends are right, and nothing else is
    else:
        assert wanted.name == "se_lss"
        assert {type(wanted.record_policy), type(wanted.visibility)} == {
            RecordPolicy,
            Visibility,
        }


@pytest.mark.parametrize(
    ("overrides", "opens"),
    [
        ({"visibility": "team"}, True),
        ({"visibility": "pair"}, False),
        ({"visibility": "summary", "record_policy": "summary"}, True),
        # What is only meant to be summed up opens to nobody else where words are kept.
        ({"visibility": "summary", "record_policy": "full"}, False),
    ],
)
def test_whether_a_caseworker_may_read_what_the_record_holds(overrides, opens):
    wanted = with_overrides(PROFILES["dk_child"], overrides)

    assert wanted.opens_to_caseworker is opens
