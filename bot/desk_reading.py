"""What the reader's desk makes of two files and a passphrase, in memory."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot import pack, rendering
from bot.client_copy import ClientCopy, client_copy, suggested
from bot.client_copy_pdf import as_pdf as copy_as_pdf
from bot.copying import cleaned
from bot.errors import OperatorError
from bot.pack_pdf import as_pdf as pack_as_pdf
from bot.rendering import Page
from bot.rendering_html import as_html
from bot.rendering_pdf import as_pdf
from casework.third_parties import Listed, ListError, Taker, read_list
from storage.attachment_cipher import AttachmentError
from storage.bundle import Bundle, parse_bundle
from storage.bundle_lines import BundleError
from storage.keyfiles import LARGEST_BYTES, KeyFileError
from storage.opening import Opening, open_bundle
from storage.reader_keys import open_content

_LENGTH_BYTES: Final = 4
_NUMBER: Final = re.compile(r"\d{1,9}")
_LONGEST_HEAD: Final = 64 * 1024
_EXPECTED: Final = (
    KeyFileError,
    BundleError,
    AttachmentError,
    OperatorError,
    ListError,
)


class DeskError(Exception):
    """It cannot be opened; the text is one line for the reader."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case in words; never written anywhere."""

    html: bytes = field(repr=False)
    page: Page = field(repr=False)
    bundle: Bundle = field(repr=False)
    opening: Opening = field(repr=False)
    language: str | None = None

    @property
    def entries(self) -> int:
        """Return how many entries opened."""
        return len(self.page.entries)


@dataclass(frozen=True, slots=True)
class _Sent:
    passphrase: str = field(repr=False)
    key_name: str
    key: bytes = field(repr=False)
    bundle_name: str
    bundle: bytes = field(repr=False)


def open_sent(sent: bytes, language: str, signed_by: bytes | None) -> Opened:
    """Return the case that was sent, or raise `DeskError` with one line."""
    given = _read(sent)
    with _in_one_line():
        private = open_content(given.key, Path(given.key_name), given.passphrase)
        bundle = parse_bundle(given.bundle, given.bundle_name)
        opening = open_bundle(
            bundle, private.key, private.reader_id, signing_key=signed_by
        )
        page = rendering.page(
            bundle, opening, language=language or None, has_images=True
        )
    html = "\n".join(as_html(page)).encode("utf-8", "replace")
    return Opened(html, page, bundle, opening, language or None)


def pdf_of(opened: Opened) -> bytes:
    """Return the case as PDF."""
    with _in_one_line():
        return as_pdf(opened.page)


def pack_of(opened: Opened, said: bytes = b"") -> bytes:
    """Return the pages for a follow-up as PDF, told what to leave out of them."""
    listed, without = _told(said) if said else ((), frozenset())
    language = opened.language
    with _in_one_line():
        made = pack.pack(
            opened.bundle,
            cleaned(opened.bundle, opened.opening, Taker(listed), language),
            language=language,
            without=without,
        )
        return pack_as_pdf(made)


def suggestions_of(opened: Opened) -> bytes:
    """Return what may be about others, one a line."""
    found = suggested(opened.opening, opened.opening.entries, Taker(()))
    return "\n".join(found).encode("utf-8", "replace")


def copy_of(opened: Opened, said: bytes) -> bytes:
    """Return the copy for whom it is about as PDF, told what to leave out of it."""
    made, _ = _copied(opened, said)
    with _in_one_line():
        return copy_as_pdf(made)


def missed_of(opened: Opened, said: bytes) -> bytes:
    """Return what such a list names and the copy would not hold: it may be mistyped."""
    _, missed = _copied(opened, said)
    return ", ".join(missed).encode()


def _copied(opened: Opened, said: bytes) -> tuple[ClientCopy, list[str]]:
    """Return the copy, and what of the list is not in it."""
    listed, without = _told(said)
    taker = Taker(listed)
    with _in_one_line():
        made = client_copy(
            opened.bundle,
            opened.opening,
            taker,
            language=opened.language,
            without=without,
        )
    return made, [each.words for each in listed if each not in taker.found]


def _told(said: bytes) -> tuple[Sequence[Listed], frozenset[int]]:
    """Return the words and the entries that are to be left out."""
    try:
        told = json.loads(said)
        words = str(told["words"]).splitlines()
        without = frozenset(map(int, _NUMBER.findall(str(told["without"]))))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DeskError("the list did not arrive whole; try again") from None
    with _in_one_line():
        return read_list(words), without


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Let whatever can be wrong with what was given be one line for the reader."""
    try:
        yield
    except _EXPECTED as error:
        raise DeskError(" ".join(str(error).split())) from None


def _read(sent: bytes) -> _Sent:
    """Return what was sent: a length, a head in JSON, the key and the bundle."""
    length = int.from_bytes(sent[:_LENGTH_BYTES], "big")
    body = sent[_LENGTH_BYTES:]
    try:
        head = json.loads(body[: min(length, _LONGEST_HEAD)])
        sizes = int(head["key"]["size"]), int(head["bundle"]["size"])
        key = body[length : length + sizes[0]]
        bundle = body[length + sizes[0] :]
        found = _Sent(
            passphrase=str(head["passphrase"]),
            key_name=_name(head["key"]["name"]),
            key=key,
            bundle_name=_name(head["bundle"]["name"]),
            bundle=bundle,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DeskError("the files did not arrive whole; choose them again") from None
    if (len(key), len(bundle)) != sizes:
        raise DeskError("the files did not arrive whole; choose them again")
    if len(key) > LARGEST_BYTES:
        raise DeskError(f"{found.key_name}: too large for a key file")
    return found


def _name(told: object) -> str:
    return rendering.plain(str(told))[:120] or "file"
