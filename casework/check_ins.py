"""Asking how somebody is: what an answer means, and what comes after none."""

import re
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from casework.rhythm import Rhythm
from casework.tasks import TaskKind

LATENESS = timedelta(hours=2)
"""So late it may still be asked: a good morning in the afternoon is none."""

KEPT_FOR = timedelta(weeks=12)
"""How long answers are kept outside of the record."""

WORDS_WITHIN = timedelta(minutes=10)
"""What is written so soon after an answer belongs to it."""

LONGEST_WORDS = 1000
"""Signs that are kept of an answer; the message itself is passed on whole."""

LOWEST = 2
"""From 1 to 5: so low somebody is not well."""


class Answer(StrEnum):
    """What somebody can say with one tap; beside these, a number from 1 to 5."""

    FINE = "fine"
    TALK = "talk"
    HELP = "help"
    LATER = "later"


_ASKS_FOR = {Answer.TALK: TaskKind.TALK, Answer.HELP: TaskKind.HELP}


def asks_for(answer: str) -> TaskKind | None:
    """Return what a human is asked for with this answer, if for anything.

    >>> asks_for("talk"), asks_for("2"), asks_for("3"), asks_for("later")
    (<TaskKind.TALK: 'talk'>, <TaskKind.LOW: 'low'>, None, None)
    """
    if answer.isdigit():
        return TaskKind.LOW if int(answer) <= LOWEST else None
    return _ASKS_FOR.get(Answer(answer))


_DIGIT_FIRST = re.compile(
    r"\s*\(?(?P<digit>[1-5])\s*(?P<sign>[,;:!)(\n-]|\N{EN DASH})?\s*(?P<words>.*)",
    re.DOTALL,
)


def digit_first(text: str) -> tuple[str, str] | None:
    """Return the digit that words begin with, and the words if no sign parts them.

    A digit that counts something is none: two hours, half past three, the first of May.

    >>> digit_first("3, I cannot sleep"), digit_first("2 want to talk")
    (('3', ''), ('2', 'want to talk'))
    >>> digit_first("3-4 times"), digit_first("2:30 is fine"), digit_first("3.")
    (None, None, None)
    """
    found = _DIGIT_FIRST.fullmatch(text)
    if found is None or not found["words"] or found["words"][0] in "0123456789.%":
        return None
    return found["digit"], "" if found["sign"] else found["words"]


class Rung(StrEnum):
    """What comes after no answer, one after the other."""

    QUESTION = "question"
    REMINDER = "reminder"
    OTHER_CHANNEL = "other_channel"
    CONTACT_PERSON = "contact_person"

    @property
    def delay(self) -> timedelta:
        """Return how long whoever was asked before has for an answer."""
        return timedelta(days=1)

    @property
    def number(self) -> int:
        """Return its place on the ladder."""
        return list(Rung).index(self)


def next_rung(after: Rung, tries: int, most: int, *, has_other_channel: bool) -> Rung:
    """Return what comes next: after so many tries, and at the end, a human.

    >>> next_rung(Rung.QUESTION, 1, 3, has_other_channel=False)
    <Rung.REMINDER: 'reminder'>
    >>> next_rung(Rung.QUESTION, 3, 3, has_other_channel=True)
    <Rung.CONTACT_PERSON: 'contact_person'>
    """
    if tries >= most:
        return Rung.CONTACT_PERSON
    if after is Rung.QUESTION:
        return Rung.REMINDER
    if after is Rung.REMINDER and has_other_channel:
        return Rung.OTHER_CHANNEL
    return Rung.CONTACT_PERSON


def a_week(rhythm: Rhythm) -> Fraction:
    """Return how often a week somebody is asked.

    >>> from datetime import date, time
    >>> a_week(Rhythm(at=time(10), weekdays=frozenset({1}), every=2,
    ...               starts=date(2027, 1, 4)))
    Fraction(1, 2)
    """
    if rhythm.day_of_month is not None:
        return Fraction(12, 52) / rhythm.every
    return Fraction(len(rhythm.weekdays) or 7, rhythm.every)


def more_seldom(rhythm: Rhythm) -> Rhythm | None:
    """Return the next rhythm that asks less; nothing: it hardly asks already."""
    fewer = [each for each in _steps(rhythm) if a_week(each) < a_week(rhythm)]
    return fewer[0] if fewer else None


def more_often(rhythm: Rhythm, most: int) -> Rhythm | None:
    """Return the next rhythm that asks more; nothing where that were too often."""
    more = [
        each for each in _steps(rhythm) if a_week(rhythm) < a_week(each) <= max(most, 0)
    ]
    return more[-1] if more else None


def _steps(rhythm: Rhythm) -> list[Rhythm]:
    """Return the rhythms at hand, the most frequent first, on the days known."""
    first = min(rhythm.weekdays, default=rhythm.starts.weekday())
    days = {
        3: frozenset({first, (first + 2) % 7, (first + 4) % 7}),
        2: frozenset({first, (first + 3) % 7}),
        1: frozenset({first}),
    }
    shapes = [
        (frozenset[int](), 1),
        *((days[count], 1) for count in (3, 2, 1)),
        (days[1], 2),
        (days[1], 4),
    ]
    return [
        replace(rhythm, weekdays=weekdays, every=every, day_of_month=None)
        for weekdays, every in shapes
    ]
