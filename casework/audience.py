"""Who reads a text, by which way it leaves, and what is filled in."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who reads the text."""

    CLIENT = "client"
    STAFF = "staff"
    GUARDIAN = "guardian"
    OPERATOR = "operator"
    UNKNOWN = "unknown"
    """Someone we do not know: the text confirms nothing and names nobody."""


class Way(StrEnum):
    """How the text leaves."""

    SMS = "sms"
    """By SMS or Telegram: it fits one segment once filled in."""
    TELEGRAM = "telegram"
    """By Telegram only."""
    BUTTON = "button"
    SPOKEN = "spoken"
    LETTER = "letter"
    COMMAND = "command"
    """What Telegram shows beside a command."""
    PROFILE = "profile"
    """What Telegram shows of the bot."""
    SHOWN = "shown"
    """On the operator's screen."""
    PART = "part"
    """Inside another text."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Where a text goes, and the names of its places."""

    audience: Audience
    way: Way
    fills: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that stand in braces in every language."""
        return frozenset(self.fills.split())


CLIENT, STAFF, GUARDIAN, OPERATOR, UNKNOWN = Audience
SMS, TELEGRAM, BUTTON, SPOKEN, LETTER, COMMAND, PROFILE, SHOWN, PART = Way
