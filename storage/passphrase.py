"""Passphrases that protect a reader's key."""

import math
import re
import secrets
import unicodedata
from typing import Final

from storage.passphrase_words import WORDS

LENGTH: Final = 6
BITS: Final = LENGTH * math.log2(len(WORDS))
"""How hard a generated phrase is to guess: 64.2 bits."""

FEWEST_WORDS: Final = 5
FEWEST_LETTERS: Final = 20

_SEPARATORS: Final = re.compile(r"[\s\-_.,;]+")


def generate() -> str:
    """Return a new phrase of six words, as it is shown to a person.

    >>> len(generate().split("-"))
    6
    """
    return "-".join(secrets.choice(WORDS) for _ in range(LENGTH))


def spelling(typed: str) -> str:
    """Return the one spelling of a phrase, however it was typed.

    >>> spelling("  Apple-tree  RIVER_stone ")
    'apple tree river stone'
    """
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return _SEPARATORS.sub(" ", folded).strip()


def is_long_enough(typed: str) -> bool:
    """Tell whether a phrase that someone chose is worth protecting a key with.

    Five words or twenty letters: what it is made of, nobody can check.

    >>> is_long_enough("123456"), is_long_enough("a cat sat on mats")
    (False, True)
    """
    phrase = spelling(typed)
    letters = len(phrase.replace(" ", ""))
    return letters >= FEWEST_LETTERS or phrase.count(" ") >= FEWEST_WORDS - 1
