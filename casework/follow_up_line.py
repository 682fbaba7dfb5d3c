"""A review in one line, as people write it: `yesterday with guardians, goes on`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from unicodedata import normalize

from casework import contacts, days
from casework.contact_line import read_with, read_without_client
from casework.follow_ups import Outcome, Party
from casework.past_days import read_was

LONGEST_ANSWER = 2000
"""Letters of the answer to one of the two questions."""

_PARTIES = MappingProxyType(
    {
        contacts.Party.CLIENT: Party.CLIENT,
        contacts.Party.GUARDIAN: Party.GUARDIANS,
        contacts.Party.AUTHORITY: Party.CASEWORKER,
    }
)
_OUTCOMES_SAID = MappingProxyType(
    {
        Outcome.GOES_ON: ("goes on", "continues", "fortsætter", "fortsätter"),
        Outcome.CHANGED: (
            *("changes", "changed", "ændres", "ændret", "ændrer sig"),
            *("ändras", "ändrat", "förändras"),
        ),
        Outcome.ENDS: (
            *("ends", "ended", "slutter", "afsluttes", "afsluttet"),
            *("slutar", "avslutas", "avslutat"),
        ),
    }
)
_OUTCOMES = MappingProxyType(
    {said: outcome for outcome, words in _OUTCOMES_SAID.items() for said in words}
)
_OUTCOME = re.compile(
    rf"(?:(?:it|det)\s+)?(?P<said>{'|'.join(_OUTCOMES)})(?!\w)", re.IGNORECASE
)
_BETWEEN = " ,"
_AROUND = " ,.;:-\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells of a review; what it does not say is empty."""

    held_on: date | None
    """Empty: that is no day, or one to come."""
    took_part: frozenset[Party]
    outcome: Outcome | None = None
    need: str = field(default="", repr=False)
    how: str = field(default="", repr=False)


def read_held_on(text: str, today: date) -> tuple[date | None, str] | None:
    """Return the day that a text begins with, and what is behind it.

    No day for one that there is not, or that is still to come; a weekday alone is the
    one that has just been. Nothing where the text begins with something else.

    >>> monday = date(2026, 11, 23)
    >>> read_held_on("friday goes on", monday), read_held_on("tomorrow", monday)
    ((datetime.date(2026, 11, 20), ' goes on'), (None, ''))
    >>> read_held_on("next Tuesdayish", monday) is None
    True
    """
    was = read_was(text, today)
    if was is not None:
        found, behind = was[0].on, was[1]
    else:
        match = days.A_DAY.match(text)
        if match is None:
            return None
        found, behind = days.meant(match, today, after=None), text[match.end() :]
        is_weekday = (match["word"] or "").casefold() in days.WEEKDAYS
        if found is not None and is_weekday and found > today:
            found -= timedelta(days=7)
    return (found if found is not None and found <= today else None), behind


def read_follow_up(text: str, today: date) -> Told:
    """Return what a line tells: day, parties and outcome in any order, then words.

    Without a day it was today. Whoever is helped and the contact person took part,
    where nothing else is said. The words before a stroke answer whether the help is
    needed, those behind it how it works; words without a stroke are the second.

    >>> monday = date(2026, 11, 23)
    >>> told = read_follow_up("igår med mor, det fortsätter: ja / bra", monday)
    >>> told.held_on, told.outcome, told.need, told.how
    (datetime.date(2026, 11, 22), <Outcome.GOES_ON: 'goes_on'>, 'ja', 'bra')
    >>> sorted(told.took_part)
    [<Party.CLIENT: 'client'>, <Party.CONTACT_PERSON: 'contact_person'>, \
<Party.GUARDIANS: 'guardians'>]
    """
    left, head = " ".join(normalize("NFC", text).split()), _Head(today)
    while (behind := head.take(left.lstrip(_BETWEEN))) is not None:
        left = behind
    need, stroke, how = left.partition(" / ")
    if not stroke:
        need, how = "", left
    return Told(
        held_on=head.held_on,
        took_part=frozenset(head.took_part),
        outcome=head.outcome,
        need=need.strip(_AROUND)[:LONGEST_ANSWER],
        how=how.strip(_AROUND)[:LONGEST_ANSWER],
    )


class _Head:
    """What was said before the words began."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.held_on: date | None = today
        self.took_part = {Party.CLIENT, Party.CONTACT_PERSON}
        self.outcome: Outcome | None = None
        self._open: list[Callable[[str], str | None]] = [
            self._day,
            self._outcome,
            self._with,
            self._without,
        ]

    def take(self, left: str) -> str | None:
        """Take the next of it and return what is behind; nothing: the words begin."""
        for each in self._open:
            behind = each(left)
            if behind is not None:
                self._open.remove(each)
                return behind
        return None

    def _day(self, left: str) -> str | None:
        found = read_held_on(left, self.today)
        if found is None:
            return None
        self.held_on, behind = found
        return behind

    def _outcome(self, left: str) -> str | None:
        match = _OUTCOME.match(left)
        if match is None:
            return None
        self.outcome = _OUTCOMES[match["said"].casefold()]
        return left[match.end() :]

    def _with(self, left: str) -> str | None:
        found = read_with(left)
        if found is None or not set(found[0]) <= set(_PARTIES):
            return None
        self.took_part |= {_PARTIES[each] for each in found[0]}
        return found[1]

    def _without(self, left: str) -> str | None:
        behind = read_without_client(left)
        if behind is not None:
            self.took_part.discard(Party.CLIENT)
        return behind
