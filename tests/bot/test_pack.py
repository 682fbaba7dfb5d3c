"""What is brought to a follow-up, and what never is."""

from datetime import date

import pytest

from bot.pack import pack
from tests.bot.followed_case import FOLLOWED, followed, opened
from tests.bot.lived_case import METTE, Case


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    return pack(*opened(followed(), tmp_path_factory.mktemp("case")), until=APRIL)


APRIL = date(2026, 4, 30)


def texts(lines):
    return [line.text for line in lines]


def test_it_begins_after_the_last_follow_up(brought):
    facts = dict(brought.facts)

    assert facts["Time"] == "Apr 2, 2026 \N{EN DASH} Apr 30, 2026"
    assert facts["The last time"] == "Apr 1, 2026: the help goes on"
    assert facts["About"] == "Alma"


def test_the_two_questions_stand_beside_what_was_answered_then(brought):
    need, how = brought.questions

    assert need.asked == "Is the help still needed?"
    assert need.last == "Ja, Alma vil gerne beholde Mette."
    assert how.last == "Det går godt, men for sjældent."


def test_what_they_want_to_talk_about_is_in_their_own_words(brought):
    assert texts(brought.to_say) == ["“I want to talk about school”"]


def test_what_they_saved_for_the_record_comes_along_only_where_it_is_asked_for(
    tmp_path,
):
    brought = pack(*opened(followed(), tmp_path), until=APRIL, has_saved=True)

    assert texts(brought.to_say) == [
        "“I want to talk about school”",
        "“jeg bestod” (good news)",
    ]


def test_where_no_words_are_kept_the_pages_say_so(tmp_path):
    about = {**FOLLOWED, "policy": "log_only"}

    brought = pack(*opened(followed(), tmp_path, about), until=APRIL)

    assert "only who, when and how long" in brought.warnings[0]


def test_contact_stands_as_it_was_planned_and_as_it_was(brought):
    assert brought.contact == (
        "Planned: 1 a week, which makes 4 in this time.",
        "There was: 2 (met or talked: 1, weeks of writing: 1).",
    )
    assert [each.level for each in brought.check_ins] == [5]


def test_each_meeting_says_what_became_of_it(brought):
    assert [(line.day, line.text) for line in brought.meetings] == [
        ("Apr 15, 2026 #12", "visit at home: did not come"),
        ("Apr 17, 2026 #13", "follow-up: they met"),
    ]


def test_promises_are_open_or_kept(brought):
    assert texts(brought.open) == ["Alma: ring til skolen"]
    assert texts(brought.kept) == ["Aftalt: ansøgning"]


def test_messages_and_words_of_others_are_never_in_it(brought):
    said = str([getattr(brought, name) for name in brought.__slots__])

    assert "hej" not in said
    assert "en ide" not in said
    assert "mother" not in said
    assert "before the follow-up" not in said


def test_what_was_changed_or_taken_back_since_is_not_told_as_it_was(tmp_path):
    case = Case()
    for words in ("my old words", "taken back"):
        message = case.write(40, words)
        case.write(40, words, kind="topic", refers_to=message)
    case.write(41, "my new words", kind="edit", refers_to=1)
    case.write(41, "", kind="withdrawn", refers_to=3)

    brought = pack(*opened(case, tmp_path), until=APRIL)

    assert texts(brought.to_say) == ["“my new words”"]


def test_an_entry_can_be_left_out(tmp_path):
    brought = pack(*opened(followed(), tmp_path), until=APRIL, without=(8, 16))

    assert "viewed a flat" not in str(brought.goals[0].notes)
    assert brought.to_say == ()


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_a_case_without_anything_has_its_pages_too(tmp_path, language):
    brought = pack(*opened(Case(), tmp_path, {"language": language}), language=None)

    assert brought.language == language
    assert len(brought.questions) == 2
    assert (brought.to_say, brought.goals, brought.meetings) == ((), (), ())


def test_what_cannot_be_opened_is_said(tmp_path):
    case = followed()
    case.service.begin_epoch("r-other")
    case.service.write({"text": "sealed to another"})

    brought = pack(*opened(case, tmp_path, FOLLOWED), until=APRIL)

    assert "not sealed to this key" in brought.warnings[0]
    assert METTE not in str(brought.warnings)
