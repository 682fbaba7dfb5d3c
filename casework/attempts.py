"""Looking for somebody who does not answer: which way, as people write it."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from unicodedata import normalize

LONGEST_NOTE = 500


class Form(StrEnum):
    """How somebody was looked for."""

    CALLED = "called"
    WROTE = "wrote"
    KNOCKED = "knocked"
    STREET = "street"
    """Where they usually are."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: who made it, when, and what they noted."""

    id: int
    form: Form
    by: str
    at: datetime
    note: str = field(default="", repr=False)


_SAID = MappingProxyType(
    {
        Form.CALLED: (
            *("called", "call", "phoned", "phone", "rang"),
            *("ringede", "ringet", "ringt", "opkald", "telefon", "telefonerede"),
            *("ringde", "ringt", "samtal"),
        ),
        Form.WROTE: (
            *("wrote", "written", "texted", "sms", "mail", "letter"),
            *("skrev", "skrevet", "brev", "besked"),
            *("skrivit", "meddelande"),
        ),
        Form.KNOCKED: (
            *("knocked", "knock", "door", "at home", "visited"),
            *("bankede på", "bankede", "banket på", "banket", "ringede på", "dør"),
            *("hjemme hos", "besøgte"),
            *("knackade på", "knackade", "knackat på", "knackat", "dörr"),
            *("ringde på", "hemma hos", "besökte"),
        ),
        Form.STREET: (
            *("met in the street", "in the street", "on the street", "street"),
            *("mødte på gaden", "på gaden", "gaden", "opsøgte", "ledte efter"),
            *("mötte på gatan", "på gatan", "gatan", "sökte upp", "letade efter"),
            *("looked for", "went to find"),
        ),
        Form.OTHER: ("other", "andet", "annat"),
    }
)
_FORMS = MappingProxyType(
    {word: form for form, words in _SAID.items() for word in words}
)
_FIRST = re.compile(
    rf"(?:{'|'.join(map(re.escape, sorted(_FORMS, key=len, reverse=True)))})(?!\w)",
    re.IGNORECASE,
)
_BETWEEN = " \t\n,.;:-"


def read_attempt(text: str) -> tuple[Form, str]:
    """Return how somebody was looked for, and what else was noted.

    Words that say no way are the note of another one.

    >>> read_attempt("knocked, no answer"), read_attempt("asked the neighbour")
    ((<Form.KNOCKED: 'knocked'>, 'no answer'), \
(<Form.OTHER: 'other'>, 'asked the neighbour'))
    >>> read_attempt("Bankede på. Ingen hjemme")
    (<Form.KNOCKED: 'knocked'>, 'Ingen hjemme')
    """
    plain = " ".join(normalize("NFC", text).split()).strip(_BETWEEN)
    match = _FIRST.match(plain)
    if match is None:
        return Form.OTHER, plain[:LONGEST_NOTE]
    form = _FORMS[match[0].casefold()]
    return form, plain[match.end() :].strip(_BETWEEN)[:LONGEST_NOTE]


def is_time_for_a_word(
    tries: int, enough: int, every: int | None, last: date | None, today: date
) -> bool:
    """Tell whether it is time for a word without pressure to who did not answer.

    `last` is the day of the last try, or on which this was said before.

    >>> monday = date(2026, 11, 23)
    >>> is_time_for_a_word(3, 3, 30, date(2026, 10, 24), monday)
    True
    """
    if every is None or last is None or tries < enough:
        return False
    return (today - last).days >= every
