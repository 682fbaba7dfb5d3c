"""The goals of a case, and what was noted to each without what others said."""

from datetime import date

import pytest

from bot.pack import pack
from tests.bot.followed_case import followed, note, opened
from tests.bot.lived_case import Case
from tests.bot.test_pack import APRIL, texts


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    return pack(*opened(followed(), tmp_path_factory.mktemp("case")), until=APRIL)


def test_each_goal_says_how_it_stands_and_what_was_noted_to_it(brought):
    home, swim = brought.goals

    assert (home.name, home.state) == ("a home", "since Mar 4, 2026")
    assert texts(home.notes) == [
        "viewed a flat “it is light”",
        "by phone (with others; what they said is left out)",
    ]
    assert home.notes[0].day == "Apr 11, 2026 #8"
    assert (swim.name, swim.state) == ("swim twice a week", "ended Apr 13, 2026")


def test_a_goal_that_ended_before_is_not_brought_again(tmp_path):
    case = followed()

    later = pack(*opened(case, tmp_path), since=date(2026, 4, 20), until=APRIL)

    assert [goal.name for goal in later.goals] == ["a home"]


def test_a_note_made_of_what_somebody_else_wrote_is_left_out(tmp_path):
    case = Case()
    case.service.write(
        {"author": "Her father", "text": "she lies"},
        *(),
        author="g-father",
        kind="message",
        direction="in",
        channel="sms",
        at=1_775_000_000_000,
    )
    case.write(
        *(40, "she lies"),
        by="Mette",
        kind="note",
        refers_to=1,
        body={"note": "she lies", "goals": ["housing"]},
        direction="",
    )
    case.service.write(
        {"author": "Her father", "text": "his own words"},
        author="g-father",
        kind="topic",
        direction="in",
        at=1_775_100_000_000,
    )

    brought = pack(*opened(case, tmp_path), until=APRIL)

    (goal,) = brought.goals
    assert texts(goal.notes) == ["(with others; what they said is left out)"]
    assert brought.to_say == ()


def test_a_correction_stands_for_what_it_corrects(tmp_path):
    case = Case()
    number = note(case, 40, "saw two flats", goals=["housing"])
    case.write(*(41, "saw one flat"), by="Mette", kind="correction", refers_to=number)

    (goal,) = pack(*opened(case, tmp_path), until=APRIL).goals

    assert texts(goal.notes) == ["saw one flat"]


def test_a_goal_that_was_set_before_somebody_could_read_is_known_by_its_notes(
    tmp_path,
):
    case = Case()
    note(case, 40, "saw a flat", goals=["housing"])

    (goal,) = pack(*opened(case, tmp_path), until=APRIL).goals

    assert (goal.name, goal.state) == ("a home", "")


def test_a_goal_that_was_begun_again_counts(tmp_path):
    case = Case()
    for day, kind in ((1, "goal"), (2, "goal_ended"), (3, "goal")):
        note(case, day, "", kind=kind, goals=["housing"])

    (goal,) = pack(*opened(case, tmp_path), until=APRIL).goals

    assert goal.state == "since Mar 5, 2026"
