"""The pages for a follow-up, as a page of HTML."""

from datetime import date

from bot import rendering_html
from bot.pack import pack
from bot.pack_html import as_html
from tests.bot.followed_case import followed, note, opened
from tests.bot.lived_case import Case

HOSTILE = "<script>alert(1)</script>"


def page_of(case, tmp_path, **how):
    return "\n".join(as_html(pack(*opened(case, tmp_path), **how)))


def test_the_page_says_all_of_it_and_runs_nothing(tmp_path):
    page = page_of(followed(), tmp_path, until=date(2026, 4, 30))

    assert "Is the help still needed?" in page
    assert "The last time: Ja, Alma vil gerne beholde Mette." in page
    assert "I want to talk about school" in page
    assert "Aarhus Social Support" in page
    assert rendering_html.still_policy() in page
    assert "<script" not in page
    assert page.count("<svg") == 2


def test_words_of_people_are_never_markup(tmp_path):
    case = Case()
    case.write(40, HOSTILE, kind="topic")
    note(case, 40, HOSTILE, goals=[HOSTILE])

    page = page_of(case, tmp_path)

    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") == 3
