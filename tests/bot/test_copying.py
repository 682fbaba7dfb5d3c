"""Making a copy from a list of words, and suggesting what the list should hold."""

import pytest

from bot.copying import BadListError, Copying, read_words
from bot.showing import Format
from casework.third_parties import Listed, Reason
from tests.bot.copied_case import LISTED, opened, with_others
from tests.bot.followed_case import note
from tests.bot.followed_case import opened as followed_opened
from tests.bot.lived_case import Case
from tests.bot.test_showing import wanted


def test_words_come_from_options_and_from_a_list(tmp_path):
    path = tmp_path / "list"
    path.write_text("# others\nKarin Holm | law\n=Bo\n", encoding="utf-8")

    assert read_words(["Kåre", " "], path) == (
        Listed("Kåre"),
        Listed("Karin Holm", Reason.LAW),
        Listed("Bo", alone=True),
    )


@pytest.mark.parametrize("content", [b"Karin | no reason", b"\xff\xfe\x00"])
def test_a_list_that_is_none_is_one_line_without_its_words(tmp_path, content):
    path = tmp_path / "list"
    path.write_bytes(content)

    with pytest.raises(BadListError) as told:
        read_words([], path)

    assert str(told.value).startswith("list: ")
    assert "Karin" not in str(told.value)


def test_a_list_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadListError, match="cannot be read"):
        read_words([], tmp_path / "nothing")


def test_what_may_be_about_others_is_suggested_until_it_is_listed(tmp_path):
    found = opened(with_others(), tmp_path)
    how = wanted(form=Format.TEXT)

    before = b"".join(Copying(()).suggestions(*found, how, {})).decode()
    after = b"".join(Copying(read_words(LISTED, None)).suggestions(*found, how, {}))

    assert "Karin O'Holm" in before.splitlines()
    assert "20304050" in before.splitlines()
    assert "Mette" not in before
    assert after == b""


def test_a_page_is_made_and_the_places_are_counted(tmp_path, capsys):
    found = opened(with_others(), tmp_path)
    how = wanted(form=Format.HTML)

    listed = read_words((*LISTED, "Karen", "ee"), None)
    page = b"".join(Copying(listed).pages(*found, how, {}))

    assert page.startswith(b"<!doctype html>")
    assert b"Karin" not in page
    said = capsys.readouterr().err
    assert "places where words were taken out: 8" in said
    assert "listed, and not found in the case: karin@skole.dk, Karen" in said
    assert "went as part of longer words: See (2); =WORDS leaves those" in said


def test_listed_words_are_in_no_pages_for_a_follow_up(tmp_path):
    case = Case()
    note(case, 40, "talked about Karin O'Holm", goals=["housing"])
    how = wanted(form=Format.HTML)

    page = b"".join(
        Copying(read_words(["Karin O'Holm"], None)).follow_up(
            *followed_opened(case, tmp_path), how, {}
        )
    ).decode()

    assert "talked about" in page
    assert "Karin" not in page
