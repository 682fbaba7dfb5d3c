import sys
from dataclasses import replace
from datetime import date

import pytest

from bot import rendering
from bot.choosing import Choice
from bot.rendering_pdf import as_pdf
from bot.typesetting import NoTypstError
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.bot import pictures
from tests.bot.followed_case import opened as opened_case
from tests.bot.lived_case import ABOUT, METTE, Case, lived
from tests.bot.pdf_text import pages
from tests.bot.test_rendering import opened
from tests.storage.case_bundles import Service


def test_a_pdf_is_made_whatever_people_wrote(tmp_path):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    page = rendering.page(
        *opened(
            tmp_path,
            {"text": '#eval("1") $x$ *b* \\ " @ref `\n\n= heading', "author": "#set"},
            {"text": "", "author": "Mette", "details": {"a": "#panic()"}},
            {"text": "æøå 🙂 مرحبا", "author": "Alma"},
        )
    )

    made = as_pdf(page)

    assert made.startswith(b"%PDF-")
    assert len(made) > 5_000


def test_a_case_of_thousands_of_entries_is_set_in_seconds(tmp_path):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    bundle, opening = opened(tmp_path, {"text": "hej " * 20, "author": "Alma"})
    page = rendering.page(bundle, opening)
    long = replace(page, entries=page.entries * 2_000)

    assert as_pdf(long).startswith(b"%PDF-")


def test_without_the_extra_the_next_step_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    page = rendering.page(*opened(tmp_path, {"text": "hej"}))

    with pytest.raises(NoTypstError, match=r"pip install 'fastkontakt\[pdf\]'"):
        as_pdf(page)


def read_back(service, tmp_path, about=ABOUT, **how):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    bundle = read_bundle(service.export(tmp_path / "b", about=about))
    opening = open_bundle(bundle, service.readers[METTE], METTE)
    return pages(as_pdf(rendering.page(bundle, opening, **how)))


def test_the_pages_read_as_the_case_was_written(tmp_path):
    found = read_back(lived(), tmp_path)
    text = " ".join(" ".join(found).split())

    assert "Aarhus Social Support" in found[0]
    assert "Contact record" in found[0]
    assert "Europe/Copenhagen" in found[0]
    assert "09:05 #6" in text  # 08:05 in UTC
    assert "Hjemmebesøg. Vi gennemgik budgettet." in text
    assert "Ja! Skal vi ses kl. 11?" in text
    assert "2026-03-02 09:01 #2: Ja! Skal vi ses kl. 10?" in text
    assert "did not arrive (There is a STOP on messages)" in text
    assert "20 answers; the last: Fine on 2026-07-21" in text
    assert "What is missing, and why" in text
    assert "Entry #4" in text
    assert "Who had it taken out" in text


def test_pictures_are_set_and_what_only_says_so_is_not(tmp_path):
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    case = Case()
    case.write(0, "to billeder", pictures.png(), b"<svg/>", b"\x89PNG\r\n\x1a\nIHDR")

    made = as_pdf(rendering.page(*opened_case(case, tmp_path), has_images=True))

    assert made.count(b"/Subtype /Image") + made.count(b"/Subtype/Image") == 1


def test_every_page_has_its_number_and_says_whose_it_is(tmp_path):
    found = read_back(lived(), tmp_path)

    assert len(found) > 3
    for number, page in enumerate(found, start=1):
        assert f"{number} / {len(found)}" in page
        assert "Confidential" in page
        assert "k-7f3k" in page
        assert "Aarhus Social Support" in page


def test_a_period_holds_what_was_written_then_and_says_that_it_is_one(tmp_path):
    march = Choice(date(2026, 3, 5), date(2026, 3, 6))

    text = " ".join("\n".join(read_back(lived(), tmp_path, choice=march)).split())

    assert "Hjemmebesøg. Vi gennemgik budgettet." in text
    assert "Ringede uden svar" in text
    assert "Husk dit kort" not in text
    assert "only 2026-03-05 to 2026-03-06 was asked for" in text


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_a_case_with_nothing_in_it_has_its_page_too(tmp_path, language):
    service = Service()
    service.begin_epoch(METTE)

    (page,) = read_back(service, tmp_path, about={"language": language})

    assert "1 / 1" in page
