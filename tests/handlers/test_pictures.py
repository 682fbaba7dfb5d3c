"""Links as pictures."""

import sys

import segno

from handlers import pictures

LINK = "https://t.me/kontakt_bot?start=" + "a" * 22


def test_a_link_becomes_a_picture_that_a_phone_can_scan():
    drawn = pictures.scannable(LINK)

    code = segno.make_qr(LINK, error="m")
    width = int.from_bytes(drawn[16:20])
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert (code.error, width) == ("M", code.symbol_size(scale=10, border=4)[0])
    assert len(drawn) < 5_000


def test_two_links_are_two_pictures():
    assert pictures.scannable(LINK) != pictures.scannable(LINK[:-1] + "b")


def test_without_the_extra_there_is_no_picture(monkeypatch):
    monkeypatch.setitem(sys.modules, "segno", None)

    assert pictures.scannable(LINK) is None
