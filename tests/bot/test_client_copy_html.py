"""The copy as a page of HTML: nothing in it runs, and nothing listed is in it."""

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rendering_html
from bot.client_copy_html import as_html
from tests.bot.copied_case import ABOUT_ALMA, LISTED, copied, with_others
from tests.bot.lived_case import Case

HOSTILE = "<script>alert(1)</script>"


def page_of(service, tmp_path, *words, **how):
    return "\n".join(as_html(copied(service, tmp_path, *words, **how)[0]))


def grepped(page):
    """Return a page as somebody greps it who wants to find what was taken out."""
    spread = unicodedata.normalize("NFKD", html.unescape(page).casefold())
    kept = "".join(each for each in spread if not unicodedata.combining(each))
    return re.sub(r"\s+", " ", kept)


def test_the_page_says_all_of_it_and_runs_nothing(tmp_path):
    page = page_of(with_others(), tmp_path)

    assert "What is saved about you" in page
    assert "Aarhus Social Support" in page
    assert "Who took it out to read" in page
    assert "Nothing: all of it is here." not in page_of(
        with_others(), tmp_path / "x", "Karin"
    )
    assert rendering_html.still_policy() in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_words_of_people_are_never_markup(tmp_path):
    case = Case()
    case.write(0, HOSTILE, body={"author": HOSTILE})

    page = page_of(case.service, tmp_path)

    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") >= 2


def test_what_is_listed_cannot_be_found_in_the_page(tmp_path):
    page = grepped(page_of(with_others(), tmp_path, *LISTED))

    for word in ("karin", "o'holm", "20304050", "20 30 40", "sær", "saer", "x+"):
        assert word not in page
    assert page.count("[taken out: about somebody else]") == 6


@settings(max_examples=25, deadline=None)
@given(
    words=st.lists(
        st.text("abekmnorstøæåéABK .*+?()[]<>&'\"", min_size=3, max_size=9)
        .map(str.strip)
        .filter(lambda said: sum(map(str.isalnum, said)) > 1),
        min_size=1,
        max_size=3,
    )
)
def test_no_listed_word_survives_wherever_it_was_written(case_of_words, words):
    listed = [f"Qq{each}" for each in words]  # the page's own words have none of these

    page = grepped(case_of_words(listed))

    for word in listed:
        assert grepped(word).strip() not in page


@pytest.fixture(scope="module")
def case_of_words(tmp_path_factory):
    """A way to the page of a case in which these words stand in every place."""

    def page_of_words(words):
        case, said = Case(), "\n".join(words)
        everywhere = {"author": said, "goals": [said], "details": {"a": said}}
        case.write(0, said, b"a file", body=everywhere)
        case.write(1, said.upper(), kind="note", body={"form": said, "kind": said})
        case.write(2, html.escape(said), kind="edit", refers_to=1)
        about = {**ABOUT_ALMA, "letterhead": [said, said]}
        place = tmp_path_factory.mktemp("copy")
        return page_of(case.service, place, *words, about=about)

    return page_of_words
