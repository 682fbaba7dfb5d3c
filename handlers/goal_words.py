"""What goals are called: by the list in three languages, or in somebody's own words."""

from functools import cache

from casework.contacts import Goal
from casework.people import Language
from handlers.office import Office
from handlers.texts import Texts

LONGEST = 120
"""Letters of a goal in own words."""


def name(office: Office, words: str, language: str) -> str:
    """Return what a goal is called in a language; own words stay as they are."""
    if words in tuple(Goal):
        return office.say(f"goal_{words}", language)
    return words


def read(office: Office, text: str) -> str:
    """Return the code that a text names in any language, or the text itself.

    A single word is enough where only one goal of the list has it in its name.
    """
    plain = _plain(text)
    names = _names(office.texts)
    if plain in names:
        return names[plain]
    if " " not in plain and plain:
        # A list, not a guess: the word stands in one name of this language alone.
        found = {code for said, code in names.items() if plain in said.split()}
        if len(found) == 1:
            return found.pop()
    return " ".join(text.replace("_", " ").split())[:LONGEST]


@cache
def _names(texts: Texts) -> dict[str, str]:
    said: dict[str, str] = {}
    for code in Goal:
        said[_plain(code)] = code
        for language in Language:
            said[_plain(texts.say(f"goal_{code}", language))] = code
    return said


def _plain(text: str) -> str:
    spaced = text.replace("_", " ").replace("-", " ").replace(",", " ")
    return " ".join(spaced.casefold().split())
