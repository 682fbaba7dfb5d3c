"""What Telegram shows of the bot: its commands and its description, per language."""

from bot.telegram_profile import Introduction, Menu
from casework.people import Language
from handlers.texts import Texts

_TEXTS = Texts.load(Language.ENGLISH)
_COMMANDS = ("help", "about", "call", "stop", "start")
_LANGUAGES = ("", Language.DANISH, Language.SWEDISH)


def _menu(language: str) -> Menu:
    spoken = language or Language.ENGLISH
    commands = tuple((name, _TEXTS.say(f"cmd_{name}", spoken)) for name in _COMMANDS)
    return Menu(commands, language=language)


def _introduction(language: str) -> Introduction:
    spoken = language or Language.ENGLISH
    return Introduction(
        _TEXTS.say("bot_description", spoken),
        _TEXTS.say("bot_short_description", spoken),
        language=language,
    )


MENUS = tuple(_menu(language) for language in _LANGUAGES)
INTRODUCTIONS = tuple(_introduction(language) for language in _LANGUAGES)
