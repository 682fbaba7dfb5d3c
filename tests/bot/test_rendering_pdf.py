import sys
from dataclasses import replace

import pytest

from bot import rendering
from bot.rendering_pdf import NoTypstError, as_pdf
from tests.bot.test_rendering import opened


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
