"""The lines of a file that an organisation hands over, and what is wrong with them."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a line; the sentence quotes nothing from it."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


class UnreadableError(Exception):
    """The file cannot be read on from a line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(line, sentence)


def decode(content: bytes) -> str | Fault:
    """Return the text of a file, with or without a byte order mark."""
    if len(content) > MOST_BYTES:
        return Fault(1, "the file is larger than 10 MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(line, "not UTF-8; save the file as “CSV UTF-8”")


def lines(text: str, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line below the header.

    Columns may be separated by semicolons, as Danish and Swedish spreadsheets do.

    Raises `UnreadableError` where there is another header, or no end to a quote.
    """
    plain = text.removeprefix("\ufeff")
    reader = csv.reader(
        StringIO(plain, newline=""), delimiter=_delimiter(plain), strict=True
    )
    line = 1
    try:
        _refuse_other(next(reader, []), header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise UnreadableError(line, "the quotes do not match") from None


def _delimiter(text: str) -> str:
    """Return what separates the columns, as the header says."""
    header, _, _ = text.partition("\n")
    return ";" if ";" in header and "," not in header else ","


def tidied(text: str) -> str | None:
    r"""Return the text of a cell without what surrounds it; nothing if it hides a sign.

    >>> tidied(" Alma\N{NO-BREAK SPACE}Holm "), tidied("two\nlines")
    ('Alma Holm', None)
    """
    spaced = (" " if unicodedata.category(c) == "Zs" else c for c in text)
    plain = unicodedata.normalize("NFC", "".join(spaced)).strip()
    return plain if plain.isprintable() else None


def either(words: Iterable[str]) -> str:
    """Return the words as a choice.

    >>> either(["a", "b", "c"])
    'a, b or c'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}"


def _refuse_other(found: list[str], header: Sequence[str]) -> None:
    if tuple(found) == tuple(header):
        return
    raise UnreadableError(1, f"the header must be {','.join(header)}")
