"""The commands that a client gives on Telegram, and what stands behind them."""

import re
from types import MappingProxyType

from casework.keywords import Keyword, recognise
from casework.messages import Incoming
from casework.people import Channel

COMMANDS = MappingProxyType(
    {
        "/stop": Keyword.STOP,
        "/start": Keyword.START,
        "/help": Keyword.HELP,
        "/about": Keyword.ABOUT,
        "/call": Keyword.CALL,
        "/language": Keyword.LANGUAGE,
        "/who": Keyword.WHO,
        "/pause": Keyword.PAUSE,
        "/mydata": Keyword.MY_DATA,
        "/notices": Keyword.NOTICES,
        "/meetings": Keyword.MEETINGS,
        "/agreements": Keyword.AGREEMENTS,
        "/clear": Keyword.DELETE,
        "/undo": Keyword.UNDO,
        "/save": Keyword.SAVE,
        "/correct": Keyword.CORRECTION,
    }
)

AN_INVITATION = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
"""What stands behind /start where somebody follows their link once more."""


def command_of(incoming: Incoming) -> Keyword | None:
    """Return the command that a message begins with, if it may be meant as one."""
    command = _named(incoming)
    if command is Keyword.UNDO and has_words_behind(incoming):
        return None  # it would take back these very words
    return command


def has_words_behind(incoming: Incoming) -> bool:
    """Tell whether a command is followed by words to the human: "/help he is here".

    Its own words may follow as well, as in "/pause 3" and "/language dansk".
    """
    command = _named(incoming)
    name, _, said = " ".join(incoming.text.split()).partition(" ")
    if command is None or not said:
        return False
    if command is Keyword.START and AN_INVITATION.fullmatch(said):
        return False
    whole = f"{name.partition('@')[0].removeprefix('/')} {said}"
    has_letters = any(sign.isalnum() for sign in said)
    return not has_letters or recognise(whole) is None


def _named(incoming: Incoming) -> Keyword | None:
    if incoming.sender.channel is not Channel.TELEGRAM:
        return None
    first = incoming.text.split(maxsplit=1)[0] if incoming.text.strip() else ""
    return COMMANDS.get(first.partition("@")[0].lower())
