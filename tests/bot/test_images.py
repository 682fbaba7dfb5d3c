"""Which files of a case are pictures, and which only say so."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import images
from bot.images import image_of, images_in
from tests.bot import pictures
from tests.bot.followed_case import opened
from tests.bot.lived_case import Case


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pictures.png(), "image/png"),
        (pictures.jpeg(), "image/jpeg"),
        (pictures.gif(), "image/gif"),
        (pictures.webp(b"VP8X"), "image/webp"),
        (pictures.webp(b"VP8L"), "image/webp"),
        (pictures.webp(b"VP8 "), "image/webp"),
    ],
)
def test_a_picture_says_itself_what_it_is_and_how_large(content, kind):
    found = image_of(content)

    assert (found.type, found.width, found.height) == (kind, 40, 30)
    head, _, data = found.url.partition(",")
    assert head == f"data:{kind};base64"
    assert base64.b64decode(data) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html><img src=x>",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x00",
        b"\x89PNG\r\n\x1a\n",
        pictures.webp(b"VP9 "),
        pictures.png(0, 30),
        pictures.gif(0xFFFF, 0xFFFF),
        pictures.png() + b"x" * images.LARGEST,
    ],
)
def test_what_is_none_that_may_be_shown_is_none(content):
    assert image_of(content) is None


@given(st.binary(max_size=60), st.sampled_from([b"\xff\xd8\xff", b"RIFF", b"GIF89a"]))
def test_no_bytes_are_ever_an_error(content, start):
    assert image_of(start + content) is None or image_of(start + content).width > 0


def case_with(*files):
    case = Case()
    case.write(0, "se her", *files)
    return case


def test_only_what_is_a_picture_by_its_content_is_found(tmp_path):
    bundle, opening = opened(
        case_with(pictures.png(), b"<svg onload=alert(1)>"), tmp_path
    )

    found = images_in(bundle, opening.entries)

    first, _ = opening.entries[0].attachments
    assert list(found) == [first.hash]


def test_a_page_takes_so_much_and_no_more(tmp_path, monkeypatch):
    content = pictures.png()
    monkeypatch.setattr(images, "LARGEST_TOGETHER", 2 * len(content))
    files = [pictures.png(colour=bytes((shade, 0, 0))) for shade in (1, 2, 3)]
    bundle, opening = opened(case_with(*files), tmp_path)

    assert len(images_in(bundle, opening.entries)) == 2


def test_a_file_that_is_not_in_the_bundle_any_more_is_no_picture(tmp_path):
    case = case_with(pictures.png())
    case.service.attachments.clear()

    assert images_in(*_bundle_and_entries(case, tmp_path)) == {}


def _bundle_and_entries(case, tmp_path):
    bundle, opening = opened(case, tmp_path)
    return bundle, opening.entries
