"""What should not travel in an open SMS: ID numbers, and words on a list.

Datatilsynet holds that confidential content does not belong in an SMS (16 July 2019,
repeated 3 February 2024). This only makes somebody look twice; it never stops them.
"""

import re
from collections.abc import Collection
from datetime import date
from itertools import cycle

DANISH = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[ -]?\d{4}(?!\d)", re.ASCII)
"""A CPR number: DDMMYY-XXXX. Since 2007 some have no valid check digit (cpr.dk)."""

SWEDISH = re.compile(
    r"(?<!\d)(?:18|19|20)?(\d{2})(\d{2})(\d{2})[ +-]?(\d{3})(\d)(?!\d)", re.ASCII
)
"""A personnummer or samordningsnummer: YYMMDD-XXXC, C a Luhn digit over the nine
before it (Skatteverket, SKV 704 and 707); the latter has 60 added to the day."""

ADDED_TO_DAY = 60


def is_private(text: str, words: Collection[str] = ()) -> bool:
    """Tell whether a text holds an ID number, or one of these words.

    >>> is_private("hans cpr er 010203-1234"), is_private("vi ses kl. 10")
    (True, False)
    """
    return (
        _has_danish_number(text) or _has_swedish_number(text) or _has_word(text, words)
    )


def _has_danish_number(text: str) -> bool:
    return any(
        _is_day(int(year), int(month), int(day))
        for day, month, year in DANISH.findall(text)
    )


def _has_swedish_number(text: str) -> bool:
    return any(
        _is_day(int(year), int(month), int(day))
        and _luhn(year + month + day + serial) == int(check)
        for year, month, day, serial, check in SWEDISH.findall(text)
    )


def _is_day(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day, in whichever century.

    >>> _is_day(0, 2, 29), _is_day(1, 2, 29), _is_day(3, 2, 61)
    (True, False, True)
    """
    if day > ADDED_TO_DAY:
        day -= ADDED_TO_DAY
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> int:
    """Return the check digit for these.

    >>> _luhn("811218987")
    6
    """
    total = 0
    for digit, weight in zip(digits, cycle((2, 1)), strict=False):
        product = int(digit) * weight
        total += product // 10 + product % 10
    return -total % 10


def _has_word(text: str, words: Collection[str]) -> bool:
    """Tell whether one of the words, or of the runs of words, stands in the text."""
    said = f" {_spoken(text)} "
    return any(f" {_spoken(word)} " in said for word in words if _spoken(word))


def _spoken(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
