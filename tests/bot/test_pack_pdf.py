"""The pages for a follow-up, as a PDF that is read back."""

from datetime import date

import pytest

from bot.pack import pack
from bot.pack_pdf import as_pdf
from tests.bot.followed_case import FOLLOWED, followed, note, opened
from tests.bot.lived_case import Case
from tests.bot.pdf_text import pages


def read_back(case, tmp_path, about=None, **how):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    found = pages(as_pdf(pack(*opened(case, tmp_path, about), **how)))
    return found, " ".join(" ".join(found).split())


def test_a_few_pages_say_all_of_it(tmp_path):
    found, text = read_back(followed(), tmp_path, until=date(2026, 4, 30))

    assert 1 <= len(found) <= 3
    for said in (
        "For the follow-up",
        "Is the help still needed?",
        "The last time: Det går godt, men for sjældent.",
        "“I want to talk about school”",
        "viewed a flat",
        "Planned: 1 a week, which makes 4 in this time.",
        "visit at home: did not come",
        "Alma: ring til skolen",
        "Aarhus Social Support",
        "Confidential",
    ):
        assert said in text
    assert "mother" not in text


@pytest.mark.parametrize("language", ["da", "sv"])
def test_it_speaks_the_language_of_those_who_meet(tmp_path, language):
    about = {**FOLLOWED, "language": language}

    _, text = read_back(followed(), tmp_path, about)

    wanted = {
        "da": ("Til opfølgningen", "Er der stadig brug for hjælpen?", "kom ikke"),
        "sv": ("Till uppföljningen", "Behövs hjälpen fortfarande?", "kom inte"),
    }
    for said in wanted[language]:
        assert said in text


def test_a_pdf_is_made_whatever_people_wrote(tmp_path):
    case = Case()
    case.write(40, '#eval("1") $x$ *b* \\ " @ref', kind="topic")
    note(case, 40, "#panic()", goals=["= heading #set"])

    _, text = read_back(case, tmp_path)

    assert '#eval("1") $x$ *b*' in text
    assert "#panic()" in text
