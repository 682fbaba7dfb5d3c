"""The pictures among the files of a case that a page may show.

What a picture is, its first bytes say, and never who sent it: only four formats without
scripts, links or outside parts, none too large for a page, none that unpacks to more
than a screen could use.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from storage.attachment_cipher import AttachmentError
from storage.bundle import Bundle
from storage.bundle_lines import BundleError
from storage.opened_entry import OpenedAttachment, OpenedEntry
from storage.opening import read_attachment

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of one picture."""

LARGEST_TOGETHER: Final = 32 * 1024 * 1024
"""Bytes of all pictures of a page: more, and no browser opens it at once."""

MOST_PIXELS: Final = 50_000_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_GIFS: Final = (b"GIF87a", b"GIF89a")
_JPEG: Final = b"\xff\xd8\xff"
# The frame headers of JPEG; the four left out are tables.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FILLING: Final = 0xFF
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it can stand in a page."""

    type: str
    width: int
    height: int
    content: bytes = field(repr=False)

    @property
    def url(self) -> str:
        """Return the picture itself as an address, so that nothing is fetched."""
        return f"data:{self.type};base64,{base64.b64encode(self.content).decode()}"


def image_of(content: bytes) -> Image | None:
    """Return the picture that these bytes are, if it is one that may be shown."""
    found = _png(content) or _gif(content) or _webp(content) or _jpeg(content)
    if found is None or len(content) > LARGEST:
        return None
    kind, width, height = found
    if not 0 < width * height <= MOST_PIXELS:
        return None
    return Image(kind, width, height, content)


def images_in(bundle: Bundle, entries: Iterable[OpenedEntry]) -> dict[bytes, Image]:
    """Return the pictures of these entries by their hashes, as many as a page takes."""
    found: dict[bytes, Image] = {}
    left = LARGEST_TOGETHER
    for entry in entries:
        for file in entry.attachments:
            if not _may_be_one(bundle, file) or file.size > left:
                continue
            image = image_of(_content(bundle, file))
            if image is not None:
                found[file.hash] = image
                left -= len(image.content)
    return found


def _may_be_one(bundle: Bundle, file: OpenedAttachment) -> bool:
    is_there = file.hash in bundle.offsets and file.size <= LARGEST
    return is_there and file.type.partition("/")[0] in {"image", ""}


def _content(bundle: Bundle, file: OpenedAttachment) -> bytes:
    """Return the file; nothing where it does not open, and so is no picture."""
    try:
        return read_attachment(bundle, file)
    except (AttachmentError, BundleError):
        return b""


def _png(content: bytes) -> tuple[str, int, int] | None:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return None
    return "image/png", _big(content[16:20]), _big(content[20:24])


def _gif(content: bytes) -> tuple[str, int, int] | None:
    if not content.startswith(_GIFS):
        return None
    return "image/gif", _little(content[6:8]), _little(content[8:10])


def _webp(content: bytes) -> tuple[str, int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8X":
            size = _little(content[24:27]) + 1, _little(content[27:30]) + 1
        case b"VP8L":
            bits = _little(content[21:25])
            size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            size = _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF
        case _:
            return None
    return "image/webp", *size


def _jpeg(content: bytes) -> tuple[str, int, int] | None:
    """Look for the frame header, from segment to segment."""
    if not content.startswith(_JPEG):
        return None
    place = 2
    while place + 9 < len(content) and content[place] == _FILLING:
        marker = content[place + 1]
        if marker in _FRAMES:
            height, width = (
                content[place + 5 : place + 7],
                content[place + 7 : place + 9],
            )
            return "image/jpeg", _big(width), _big(height)
        place += _length(marker, content[place + 2 : place + 4])
    return None


def _length(marker: int, said: bytes) -> int:
    if marker == _FILLING:
        return 1
    return 2 if marker in _WITHOUT_LENGTH else 2 + max(_big(said), 2)


def _big(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _little(raw: bytes) -> int:
    return int.from_bytes(raw, "little")
