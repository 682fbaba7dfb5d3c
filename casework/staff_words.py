"""The words that do by SMS what commands do on Telegram, for those who work here."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from casework.people import Language

_LANGUAGES = (Language.ENGLISH, Language.DANISH, Language.SWEDISH)

_SAID: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "danger": ("DANGER", "FARE", "FARA"),
        "tasks": ("TASKS", "OPGAVER", "UPPGIFTER"),
        "meetings": ("MEETINGS", "AFTALER", "MÖTEN"),
        "meet": ("MEET", "MØDE", "MÖTE"),
        "move": ("MOVE", "FLYT", "FLYTTA"),
        "calloff": ("OFF", "AFLYS", "STÄLL IN"),
        "later": ("LATER", "SENERE", "SENARE"),
        "log": ("LOG", "LOGFØR", "LOGGA"),
        "note": ("NOTE", "NOTAT", "ANTECKNING"),
        "important": ("IMPORTANT", "VIGTIGT", "VIKTIGT"),
        "correct": ("CORRECT", "RET", "RÄTTA"),
        "goals": ("GOALS", "MÅL", "MÅL"),
        "agree": ("AGREE", "AFTALT", "AVTALAT"),
        "agreements": ("AGREEMENTS", "DET AFTALTE", "ÖVERENSKOMMELSER"),
        "tried": ("TRIED", "FORSØGT", "FÖRSÖKT"),
        "cadence": ("CADENCE", "HYPPIGHED", "FREKVENS"),
        "reviews": ("REVIEWS", "OPFØLGNINGER", "UPPFÖLJNINGAR"),
        "followup": ("FOLLOWUP", "OPFØLGNING", "UPPFÖLJNING"),
        "month": ("MONTH", "MÅNED", "MÅNAD"),
        "requests": ("REQUESTS", "ANMODNINGER", "BEGÄRAN"),
        "checkins": ("CHECKINS", "CHECKINS", "CHECKINS"),
        "hours": ("HOURS", "ARBEJDSTID", "ARBETSTID"),
        "away": ("AWAY", "VÆK", "BORTA"),
        "back": ("BACK", "TILBAGE", "TILLBAKA"),
        "new": ("NEW", "NY", "NY"),
        "undo": ("UNDO", "FORTRYD", "ÅNGRA"),
        "language": ("LANGUAGE", "SPROG", "SPRÅK"),
    }
)
COMMANDS = tuple(_SAID)
"""The commands that have a word, in the order of help."""

_COMMAND = re.compile(r"(?<![\w/])/([a-z]+)\b", re.IGNORECASE)


def word(command: str, language: str | None) -> str:
    """Return the word for a command; English where we do not speak the language.

    >>> word("tried", "da"), word("tried", None)
    ('FORSØGT', 'TRIED')
    """
    words: dict[str | None, str] = dict(zip(_LANGUAGES, _SAID[command], strict=True))
    return words.get(language, _SAID[command][0])


def by_sms(text: str, language: str | None) -> str:
    """Return a text as it reads by SMS: with words instead of Telegram's commands.

    A command that has no word stays: it exists on Telegram alone.

    >>> by_sms("Write it like this: /tried K7 knocked", "sv")
    'Write it like this: FÖRSÖKT K7 knocked'
    >>> by_sms("/record K7, 8/12", "sv")
    '/record K7, 8/12'
    """

    def said(match: re.Match[str]) -> str:
        command = match[1].casefold()
        return word(command, language) if command in COMMANDS else match[0]

    return _COMMAND.sub(said, text)
