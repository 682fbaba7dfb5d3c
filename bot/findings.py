"""What `doctor` finds: one line each, in words that say what to do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


SIGNS: Final = {Level.OK: "✓", Level.WARNING: "!", Level.PROBLEM: "✗"}

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    subject: str
    sentence: str

    def line(self, encoding: str = "utf-8") -> str:
        """Return the line, with a sign where the terminal can show it.

        >>> Finding(Level.PROBLEM, "inbox", "2 things were set aside").line()
        '✗ problem  inbox: 2 things were set aside'
        >>> Finding(Level.OK, "disk", "12 GiB are free").line("ascii")
        'ok       disk: 12 GiB are free'
        """
        text = f"{self.level:8} {self.subject}: {' '.join(self.sentence.split())}"
        signed = f"{SIGNS[self.level]} {text}"
        try:
            signed.encode(encoding)
        except UnicodeEncodeError:
            return text.encode(encoding, "replace").decode(encoding)
        return signed


def ok(subject: str, sentence: str) -> Finding:
    """Return that all is well."""
    return Finding(Level.OK, subject, sentence)


def warning(subject: str, sentence: str) -> Finding:
    """Return that something should be done."""
    return Finding(Level.WARNING, subject, sentence)


def problem(subject: str, sentence: str) -> Finding:
    """Return that something must be done."""
    return Finding(Level.PROBLEM, subject, sentence)


def some(names: list[str]) -> str:
    """Return a few of the names and how many more there are.

    >>> some(["a", "b"]), some(["a", "b", "c", "d", "e"])
    ('a, b', 'a, b, c and 2 more')
    """
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
