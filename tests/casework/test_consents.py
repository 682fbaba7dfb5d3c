from datetime import UTC, date, datetime, timedelta

import pytest

from casework.consents import (
    CONSENTS,
    Consent,
    ConsentState,
    How,
    Known,
    Owed,
    Purpose,
    givers,
    is_given,
    is_refused,
    newest,
    owed,
    version_of,
)
from casework.people import PersonId, Topic
from casework.profiles import PROFILES, Giver

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ALMA, MOTHER, FATHER, SPEAKER = map(PersonId, ("c-1", "c-2", "c-3", "c-4"))
SELF, GUARDIAN = frozenset({Giver.SELF}), frozenset({Giver.GUARDIAN})
BOTH = SELF | GUARDIAN


def said(state, *, giver=ALMA, purpose=Purpose.MEASURE, at=NOW, **more):
    return Consent(ALMA, giver, purpose, ConsentState(state), How.PAPER, at, **more)


def aged(years):
    return date(TODAY.year - years, 1, 1)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("age", [6, 14, 17, 18, 40])
@pytest.mark.parametrize("topic", Topic)
def test_nobody_but_the_person_says_whether_they_are_written_to(profile, age, topic):
    asked = givers(Purpose(topic), PROFILES[profile], aged(age), TODAY)

    assert asked == SELF


@pytest.mark.parametrize(
    ("profile", "age", "asked"),
    [
        ("dk_child", 8, GUARDIAN),
        ("dk_child", 18, SELF),
        ("dk_youth", 19, SELF),
        ("dk_skp", 40, frozenset()),
        ("se_contact_person", 11, GUARDIAN),
        ("se_contact_person", 16, BOTH),
        ("se_qualified", 16, frozenset()),
        ("se_lss", 14, GUARDIAN),
        ("se_lss", 15, SELF),
        ("se_lss", 60, SELF),
    ],
)
def test_the_kind_of_help_and_the_age_say_who_consents_to_it(profile, age, asked):
    assert givers(Purpose.MEASURE, PROFILES[profile], aged(age), TODAY) == asked


@pytest.mark.parametrize(
    ("age", "asked"), [(8, GUARDIAN), (10, BOTH), (14, BOTH), (15, SELF), (30, SELF)]
)
@pytest.mark.parametrize("purpose", [each for each in CONSENTS if each != "measure"])
def test_pictures_old_words_and_sharing_are_ones_own_from_fifteen(age, asked, purpose):
    assert givers(purpose, PROFILES["dk_child"], aged(age), TODAY) == asked


def test_the_newest_answer_counts_and_a_question_only_until_there_is_one():
    rows = [said("asked"), said("given"), said("asked"), said("asked", giver=MOTHER)]

    assert newest(rows)[Purpose.MEASURE, ALMA].state is ConsentState.GIVEN
    assert newest(rows)[Purpose.MEASURE, MOTHER].state is ConsentState.ASKED
    assert not is_given([*rows, said("withdrawn")], Purpose.MEASURE, ALMA, NOW)


@pytest.mark.parametrize(
    ("states", "refused"),
    [
        ((), False),
        (("asked",), False),
        (("given",), False),
        (("declined",), True),
        (("given", "withdrawn"), True),
        (("withdrawn", "asked"), True),
        (("declined", "given"), False),
    ],
)
def test_a_no_holds_until_there_is_a_yes(states, refused):
    rows = [said(state, purpose=Purpose.MEDIA) for state in states]

    assert is_refused(rows, Purpose.MEDIA) is refused
    assert is_refused(rows, Purpose.SHARING) is False


def test_a_yes_for_a_while_runs_out():
    rows = [said("given", valid_until=NOW)]

    assert is_given(rows, Purpose.MEASURE, ALMA, NOW - timedelta(seconds=1))
    assert not is_given(rows, Purpose.MEASURE, ALMA, NOW)


def test_each_guardian_says_yes_for_themself():
    known = Known(ALMA, guardians=(MOTHER, FATHER))

    missing = owed([said("given", giver=MOTHER)], Purpose.MEASURE, BOTH, known, NOW)

    assert missing == [
        Owed(Purpose.MEASURE, Giver.SELF, ALMA),
        Owed(Purpose.MEASURE, Giver.GUARDIAN, FATHER),
    ]


def test_where_no_guardian_is_known_one_is_owed_all_the_same():
    missing = owed([], Purpose.MEASURE, GUARDIAN, Known(ALMA), NOW)

    assert missing == [Owed(Purpose.MEASURE, Giver.GUARDIAN, None)]


def test_a_representatives_yes_stands_for_the_persons_own():
    known = Known(ALMA, representatives=(SPEAKER,))
    rows = [said("given", giver=SPEAKER)]

    assert owed(rows, Purpose.MEASURE, SELF, known, NOW) == []
    assert owed([said("declined")], Purpose.MEASURE, SELF, known, NOW) == [
        Owed(Purpose.MEASURE, Giver.SELF, ALMA)
    ]


def test_where_nobody_is_asked_nothing_is_owed():
    assert owed([], Purpose.MEASURE, frozenset(), Known(ALMA), NOW) == []


def test_other_words_and_another_language_are_another_version():
    versions = {
        version_of("May we write?", "en"),
        version_of("May we write to you?", "en"),
        version_of("May we write?", "da"),
    }

    assert len(versions) == 3
