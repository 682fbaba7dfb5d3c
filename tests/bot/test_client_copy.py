"""The copy is plain, whole but for what is about others, and says what is missing."""

from datetime import date

import pytest

from bot.choosing import Choice
from tests.bot.copied_case import ABOUT_ALMA, LISTED, copied, opened, with_others


def told(copy):
    return [each for _, some in copy.days for each in some]


def test_it_says_in_plain_words_who_wrote_what_and_when(tmp_path):
    copy, _ = copied(with_others(), tmp_path)

    first, second, *rest = told(copy)
    assert copy.title == "What is saved about you"
    assert copy.days[0][0] == "Monday, March 2, 2026"
    assert (first.who, first.what) == ("Alma", "wrote to us, SMS")
    assert first.is_theirs
    assert (second.who, second.what) == ("Mette", "wrote to you, SMS")
    assert second.lines[0].startswith("Fine! See you at")
    assert second.notes == ("Before it said: Fine! See you",)
    assert [each.what for each in rest] == [
        "note",
        "was in touch with you, visit at home, 50 minutes",
        "wrote to us, SMS",
        "does not agree",
        "put right what was written on Tuesday, March 3, 2026",
    ]
    assert dict(copy.facts)["For"] == "Alma"


def test_there_are_no_internal_numbers_or_codes_in_it(tmp_path):
    copy, _ = copied(with_others(), tmp_path)

    said = repr([(each.what, each.notes) for each in told(copy)]) + repr(copy.facts)
    for code in ("#", "_", "c-alma", "w-mette", "k-7f3k", "a-6-1"):
        assert code not in said
    assert [who for _, who in copy.looks] == ["Mette", "not said for whom"]


def test_it_is_in_the_language_of_whom_it_is_about(tmp_path):
    about = {**ABOUT_ALMA, "client_language": "sv"}

    own, _ = copied(with_others(), tmp_path, about=about)
    asked, _ = copied(with_others(), tmp_path / "x", about=about, language="da")

    assert own.title == "Det som sparas om dig"
    assert asked.title == "Det, der er gemt om dig"


def test_what_is_listed_is_nowhere_and_the_copy_says_how_often(tmp_path):
    copy, taker = copied(with_others(), tmp_path, *LISTED)

    said = repr(copy).casefold()
    for word in ("karin", "holm", "20304050", "sær", "x+"):
        assert word not in said
    assert taker.counts.total() == 6
    assert copy.missing[0] == (
        "Words taken out, in places: 6",
        "about somebody else",
    )


def test_the_bundle_and_what_was_opened_stay_as_they_are(tmp_path):
    service = with_others()
    before = opened(service, tmp_path)
    raw = (tmp_path / "b").read_bytes()

    copied_again, _ = copied(service, tmp_path / "again", *LISTED)

    assert (tmp_path / "b").read_bytes() == raw
    assert "Karin" in before[1].entries[0].text
    assert copied_again.missing


def test_what_is_left_out_goes_with_its_versions_and_is_counted(tmp_path):
    copy, _ = copied(with_others(), tmp_path, without=[2, 4, 99])

    said = repr(copy)
    assert "See you" not in said
    assert "secret of a brother" not in said
    assert copy.missing[0] == (
        "Not shown, times something was written: 3",
        "it is about others, and nothing would be left",
    )


def test_of_a_period_only_that_is_there(tmp_path):
    choice = Choice(date(2026, 3, 3), date(2026, 3, 4))

    copy, _ = copied(with_others(), tmp_path, choice=choice)

    assert [day for day, _ in copy.days] == [
        "Tuesday, March 3, 2026",
        "Wednesday, March 4, 2026",
    ]


@pytest.mark.parametrize("policy", ["summary", "log_only"])
def test_where_words_are_not_kept_it_says_so(tmp_path, policy):
    about = {**ABOUT_ALMA, "policy": policy}

    copy, _ = copied(with_others(), tmp_path, about=about)

    assert copy.missing[-1][0] == "All messages"


def test_what_the_readers_key_does_not_open_is_counted(tmp_path):
    service = with_others()
    service.begin_epoch("r-other")
    service.write({"text": "not for Mette", "author": "Alma"})

    copy, _ = copied(service, tmp_path)

    assert copy.missing == (
        ("Times: 1", "whoever made this copy could not open it; ask us for it"),
    )
