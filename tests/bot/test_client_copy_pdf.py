"""The copy as a PDF, read back page by page."""

import re
import zlib

import pytest

from bot.client_copy_pdf import as_pdf
from tests.bot.copied_case import LISTED, copied, with_others
from tests.bot.pdf_text import pages

pytest.importorskip("typst", reason="the extra `pdf` is not installed")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    copy, _ = copied(with_others(), tmp_path_factory.mktemp("copy"), *LISTED)
    return as_pdf(copy)


def everything_in(pdf):
    """Return every byte of it, with what is packed unpacked as well."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for each in packed:
        try:
            found.append(zlib.decompress(each))
        except zlib.error:
            continue
    return b"\n".join(found).lower()


def test_the_pages_read_as_the_case_was_written(made):
    said = " ".join("\n".join(pages(made)).split())

    assert "What is saved about you" in said
    assert "I was not late" in said
    assert "Words taken out, in places: 6" in said


def test_what_is_listed_is_neither_on_a_page_nor_in_what_lies_around_it(made):
    said = "".join("".join(pages(made)).split()).casefold()
    raw = everything_in(made)

    for word in ("karin", "o'holm", "20304050", "sær", "x+"):
        assert word not in said
    for word in (b"karin", b"holm", b"20304050"):
        assert word not in raw
        assert word.decode().encode("utf-16-be") not in raw
