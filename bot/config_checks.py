"""What a single setting must look like; no sentence here quotes the value."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from casework import danger, hours
from casework.hours import NotHours

FAULT: Final = "setting"
RELATIVE: Final = "starts at the configuration file"
"""Marks a path that is meant from where the configuration file lies."""

REACTIONS: Final = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓"
    "🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
) | {"❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"}
"""What a bot may set as a reaction, without variation selectors."""

_VARIATION_SELECTOR: Final = "\ufe0f"
_MOST_PORT: Final = 65_535


def fault(sentence: LiteralString, setting: str = "") -> PydanticCustomError:
    """Return the error for a setting, which `setting` names if it is a whole table."""
    return PydanticCustomError(FAULT, sentence, {"name": setting})


def one_line(value: str) -> str:
    """Refuse line ends and other control characters in what people read."""
    if not value.isprintable():
        raise fault("must be one line without control characters")
    return value


def danger_words(value: str) -> str:
    """Refuse what would be found in every message, or in none."""
    if danger.fault_of(value) is not None:
        raise fault("must be words, with at least 4 letters before a *")
    return value


def timezone(value: str) -> str:
    """Refuse a time zone that the database does not have."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise fault("no such time zone; an example is Europe/Copenhagen") from None
    return value


def working_hours(value: str) -> str:
    """Refuse what says no hours of the week."""
    if isinstance(hours.read(value), NotHours):
        raise fault("not hours of the week; an example is mon-thu 9-16, fri 9-14")
    return value


def municipality(value: str) -> str:
    """Refuse what is not how Sweden numbers its municipalities."""
    if value and not re.fullmatch(r"[0-9]{4}", value):
        raise fault('must be the four digits of a municipality, in quotes, as "1480"')
    return value


def phone_number(value: str) -> str:
    """Return the number without spaces, if it is in E.164."""
    bare = re.sub(r"[ \-()]", "", value)
    if bare and not re.fullmatch(r"\+[1-9][0-9]{6,14}", bare):
        raise fault("must be a number with country code, in quotes, as +4520123456")
    return bare


def chat_id(value: str) -> str:
    """Refuse what is not the number of a Telegram chat."""
    if value and not re.fullmatch(r"-?[0-9]{1,20}", value):
        raise fault("must be the number of a Telegram chat")
    return value


def bot_token(value: SecretStr) -> SecretStr:
    """Refuse what cannot be a token: it becomes part of an address."""
    text = value.get_secret_value()
    if text and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
        raise fault("not a bot token; BotFather's look like 123456:ABC-DEF")
    return value


def url_secret(value: SecretStr) -> SecretStr:
    """Refuse a webhook secret that Telegram would not take or that can be guessed."""
    text = value.get_secret_value()
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
        raise fault("must be 16 to 256 letters, digits, _ or -")
    return value


def username(value: str) -> str:
    """Return the bot's name without @."""
    bare = value.removeprefix("@")
    if bare and not re.fullmatch(r"[A-Za-z0-9_]{1,64}", bare):
        raise fault("must be the bot's user name, without https://t.me/")
    return bare


def sid(prefix: LiteralString) -> Callable[[str], str]:
    """Return the check for one kind of Twilio's ids."""

    def check(value: str) -> str:
        if value and not re.fullmatch(prefix + "[0-9A-Za-z]{1,64}", value):
            raise PydanticCustomError(
                FAULT, "must start with {prefix}", {"prefix": prefix, "name": ""}
            )
        return value

    return check


def region(value: str) -> str:
    """Refuse what cannot be part of a host name."""
    if value and not re.fullmatch(r"[a-z]{2}[0-9]{1,2}", value):
        raise fault('must be a region such as "ie1"')
    return value


def several(value: Any) -> Any:
    """Take one secret, several on lines of their own, or a list."""
    if isinstance(value, str):
        return tuple(value.split())
    return [one for one in value if one] if isinstance(value, list) else value


def reaction(value: str) -> str:
    """Refuse an emoji that Telegram does not take as a reaction."""
    bare = value.replace(_VARIATION_SELECTOR, "")
    if bare and bare not in REACTIONS:
        raise fault("Telegram does not take this as a reaction; try 👍 👌 👀 ❤ 🙏 ✍")
    return bare


def url(value: str) -> str:
    """Return the address without a slash at its end; plain http only on loopback."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise fault("not an address") from None
    if parts.scheme not in {"http", "https"} or not host or not value.isascii():
        raise fault("must be an address that starts with https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise fault("must be an address without password, ? or #")
    if parts.scheme == "http" and not _is_home(host):
        raise fault("must start with https:// (plain http is for loopback only)")
    return value.rstrip("/")


def bind(value: str) -> str:
    """Refuse what is not `address:port` or `[address]:port`."""
    if value:
        split_bind(value)
    return value


def split_bind(value: str) -> tuple[str, int]:
    """Return host and port.

    >>> split_bind("127.0.0.1:8080"), split_bind("[::1]:0")
    (('127.0.0.1', 8080), ('::1', 0))
    """
    host, _, port = value.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > _MOST_PORT:
        raise fault("must be address:port, such as 127.0.0.1:8080")
    if bare != "localhost":
        try:
            ip_address(bare)
        except ValueError:
            raise fault("must be address:port, such as 127.0.0.1:8080") from None
    return bare, int(port)


def is_loopback(where: str) -> bool:
    """Return whether nobody outside this machine reaches a bind address or URL."""
    if "://" in where:
        return _is_home(urlsplit(where).hostname or "")
    return _is_home(split_bind(where)[0])


def _is_home(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
