"""Setting pages as PDF."""

import sys

import pytest

from bot import typesetting
from bot.record_words import Words
from bot.typesetting import NoTypstError
from tests.bot.pdf_text import pages

HEAD = typesetting.head(
    Words("da"),
    "Kontakt",
    letterhead=("Aarhus",),
    facts=(("Sag", "k-1"),),
    warnings=("Se efter",),
    said=("timeline",),
)


def test_every_page_has_its_head_and_its_number():
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")

    (page,) = pages(typesetting.compiled(b"#say.timeline", HEAD))

    for said in ("Aarhus", "Kontakt", "k-1", "Se efter", "Forløbet", "1 / 1"):
        assert said in page


def test_without_the_extra_the_next_step_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(NoTypstError, match=r"pip install 'fastkontakt\[pdf\]'"):
        typesetting.compiled(b"", HEAD)


def test_nothing_is_drawn_of_nothing():
    assert list(typesetting.pictures((), (), Words("en"))) == []
