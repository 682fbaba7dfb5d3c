"""The copy as a page of HTML: nothing in it runs, and nothing listed is in it."""

import html
import re
import unicodedata

from bot import rendering_html
from bot.client_copy_html import as_html
from tests.bot.copied_case import LISTED, copied, with_others
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
