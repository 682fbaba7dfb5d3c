import pytest

from bot import report_pdf
from bot.record_words import LANGUAGES, Words
from casework.report_topics import Topic
from casework.reports import By, Fact
from tests.bot.pdf_text import pages
from tests.bot.reported import OCTOBER, made

LETTERHEAD = ("Aarhus Social Support", "+45 87 13 00 00")


def read_back(language="en", **more):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    content = report_pdf.as_pdf(
        made(**more), Words(language), LETTERHEAD, "2026-11-22 10:00"
    )
    return [" ".join(page.split()) for page in pages(content)]


def test_the_pages_read_as_the_figures_are():
    found = read_back()
    text = " ".join(found)

    assert found[0].startswith("Aarhus Social Support +45 87 13 00 00 Report")
    assert "2026-09-01 to 2026-10-31" in found[0]
    assert "agreed in all 24 39 63" in text
    assert "did not come <5 * 9" in text
    assert "one to four; nobody is to be recognised" in text
    assert "Answers: 2026-09 0, 2026-10 8." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_in_each_language(language):
    title = Words(language).say("report_about_title")

    assert title in read_back(language)[0]


def test_what_somebody_is_called_is_never_read_as_markup():
    some = [Fact(Topic.CONTACTS, "phone", OCTOBER, worker='#eval("1") $x$ "')] * 9

    assert '#eval("1") $x$ "' in " ".join(read_back(by=By.CONTACT_PERSON, facts=some))
