"""Words that may mean danger: plain lists, looked up, so that a human looks sooner.

For priority only. Nothing is blocked, held back, delayed or answered instead because
of a word that is found, or because one is not: the message goes to the human either
way. No negation is understood, and none is attempted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import ascii_lowercase
from unicodedata import normalize

from casework.people import CaseId, Language, PersonId

LINES_AGAIN_AFTER = timedelta(days=14)
"""Help lines are named so rarely: said each time, they are a wall."""

ANEW_AFTER = timedelta(hours=1)
"""Words that come so long after the last ones are told of again."""

SHORTEST_STEM = 4
"""Letters before a `*`: fewer would stand for half the language."""

LONGEST_CRY = 80
"""Signs; what is longer says more than the one word."""

_HELP = frozenset({"help", "hjalp"})
_STRETCHED = re.compile(r"([^\W\d_])\1\1")
_WORD = re.compile(r"[a-z0-9]+")
_COMMON = (("æ", "a"), ("ø", "o"), ("å", "a"), ("ä", "a"), ("ö", "o"))
_DOUBLED = tuple((letter * 2, letter) for letter in ascii_lowercase)
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4`"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LETTERS = {
    **dict.fromkeys(range(0x300, 0x370)),  # accents, once they are taken apart
    **dict.fromkeys(map(ord, _APOSTROPHES + _UNSEEN)),
    **{ord(letter): plain for letter, plain in zip("æøœđðł", "aooddl", strict=True)},
}

_ALIKE = {
    alike: meant.split()
    for meant, spelled in {
        "ike": "ik ikek",
        "inte": "ej",
        "kan": "ka",
        "mig": "mej",
        "de": "dom",
        "want to": "wana",
        "going to": "gona guna ima",
        "mama": "mom mum mother momy mumy morsan",
        "papa": "dad dady father stepdad stepfather styvpapa farsan",
        "far": "stedfar papfar",
    }.items()
    for alike in spelled.split()
}
"""Words as they are folded, and what they stand for."""

_FILLERS = frozenset(
    {
        *("gerne", "bare", "sgu", "snart", "slet", "simpelthen", "virkelig", "fandme"),
        *("bara", "verkligen", "fan", "faktiskt", "liksom"),
        *("realy", "just", "literaly", "fucking"),
    }
)
"""Words that strengthen what is said, and may stand anywhere in it."""

_Phrase = tuple[tuple[str, bool], ...]
"""The words of a phrase, each with whether it may have any ending."""


class Outside(StrEnum):
    """Who is told outside working hours."""

    UNDECIDED = ""
    """Nobody has chosen: the contact person."""
    CONTACT_PERSON = "contact_person"
    DUTY = "duty"
    NOBODY = "nobody"


class Fault(StrEnum):
    """Why something cannot stand in a list."""

    EMPTY = "has no letters"
    SHORT = "has too few letters before the *"


def folded(text: str) -> list[str]:
    """Return the words as they are compared: however they were spelled.

    Small letters without accents; å, aa and ä are a; æ and ae, too; ø, oe and ö are o;
    a letter that is repeated stands once.

    What is said in slang stands as it is written, and words that only strengthen are
    left out.

    >>> folded("HJÆÆÆLP mig!"), folded("hjaelp mig"), folded("Don't")
    (['hjalp', 'mig'], ['hjalp', 'mig'], ['dont'])
    >>> folded("kan bare ik mere"), folded("wanna die")
    (['kan', 'ike', 'mere'], ['want', 'to', 'die'])
    """
    words: list[str] = []
    for word in _spelled(text):
        if word in _ALIKE:
            words += _ALIKE[word]
        elif word not in _FILLERS:
            words.append(word)
    return words


def _spelled(text: str) -> list[str]:
    plain = text.casefold().replace("'", "")
    if not plain.isascii():
        # Five letters are what most texts have: the table is ten times as slow.
        for letter, bare in _COMMON:
            plain = plain.replace(letter, bare)
        if not plain.isascii():
            plain = normalize("NFKD", plain).translate(_LETTERS)
    plain = plain.replace("ae", "a").replace("oe", "o")
    # Twice as fast as a pattern: this is done for every message.
    for doubled, letter in _DOUBLED:
        while doubled in plain:
            plain = plain.replace(doubled, letter)
    return _WORD.findall(plain)


def fault_of(entry: str) -> Fault | None:
    """Return why this word or phrase cannot stand in a list, if it cannot.

    >>> fault_of("selvmord*"), str(fault_of("a*")), str(fault_of("?!"))
    (None, 'has too few letters before the *', 'has no letters')
    """
    phrase = _phrase(entry)
    if not phrase or not all(word for word, _ in phrase):
        return Fault.EMPTY
    if any(is_stem and len(word) < SHORTEST_STEM for word, is_stem in phrase):
        return Fault.SHORT
    return None


class Words:
    """Words and phrases, made ready to be looked up in what somebody writes.

    An entry is one word or a phrase, as whole words; a `*` stands for any ending.
    `everyday` are phrases in which words of the list say nothing: "jeg slog mig" is a
    bruise, "han slog mig" is not.
    """

    __slots__ = ("_by_stem", "_by_word", "_everyday")

    def __init__(self, entries: Iterable[str], everyday: Iterable[str] = ()) -> None:
        self._by_word: dict[str, list[list[str]]] = {}
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._everyday: dict[str, list[list[str]]] = {}
        for entry in dict.fromkeys(everyday):
            harmless = folded(entry)
            self._everyday.setdefault(harmless[0], []).append(harmless)
        for entry in dict.fromkeys(entries):
            phrase = _phrase(entry)
            if fault_of(entry) is not None:
                raise ValueError(entry)
            first = phrase[0][0]
            if any(is_stem for _, is_stem in phrase):
                self._by_stem.setdefault(first[:SHORTEST_STEM], []).append(phrase)
            else:
                whole = [word for word, _ in phrase]
                self._by_word.setdefault(first, []).append(whole)

    def are_in(self, text: str) -> bool:
        """Tell whether one of them stands in the text.

        >>> words = Words(["selvmord*", "slår mig"])
        >>> words.are_in("Han slaar mig"), words.are_in("selvmordstanker")
        (True, True)
        >>> words.are_in("jeg slår min ven i skak"), words.are_in("mig slår")
        (False, False)
        """
        words = folded(text)
        by_word, by_stem = self._by_word, self._by_stem
        for place, word in enumerate(words):
            if word in by_word:
                for phrase in by_word[word]:
                    end = place + len(phrase)
                    if words[place:end] == phrase and not self._is_everyday(
                        words, place, end
                    ):
                        return True
            if word[:SHORTEST_STEM] in by_stem and any(
                _is_at(phrase, words, place)
                and not self._is_everyday(words, place, place + len(phrase))
                for phrase in by_stem[word[:SHORTEST_STEM]]
            ):
                return True
        return False

    def _is_everyday(self, words: Sequence[str], start: int, end: int) -> bool:
        """Tell whether what was found stands wholly in a phrase that says nothing."""
        return any(
            end <= place + len(phrase) and words[place : place + len(phrase)] == phrase
            for place in range(start + 1)
            for phrase in self._everyday.get(words[place], ())
        )


def _is_at(phrase: _Phrase, words: Sequence[str], place: int) -> bool:
    said = words[place : place + len(phrase)]
    return len(said) == len(phrase) and all(
        word.startswith(meant) if is_stem else word == meant
        for word, (meant, is_stem) in zip(said, phrase, strict=True)
    )


def _phrase(entry: str) -> _Phrase:
    found: list[tuple[str, bool]] = []
    for part in entry.split():
        words = folded(part)
        if words:
            found += [(word, False) for word in words[:-1]]
            found.append((words[-1], part.endswith("*")))
        elif not _spelled(part):
            found.append(("", False))
    return tuple(found)


def is_cry(text: str) -> bool:
    """Tell whether the word help, and nothing else, is called out.

    It may be stretched, said again or said with more than one exclamation mark; said
    plainly it asks for the list of commands (`keywords.Keyword.HELP`).

    >>> is_cry("hjælp!!"), is_cry("HEEEELP"), is_cry("hjälp hjälp")
    (True, True, True)
    >>> is_cry("HELP"), is_cry("hjælp!"), is_cry("help me move!!")
    (False, False, False)
    """
    if len(text) > LONGEST_CRY:
        return False
    words = folded(text)
    if not words or not _HELP.issuperset(words):
        return False
    is_loud = text.count("!") > 1 or _STRETCHED.search(text.casefold()) is not None
    return is_loud or len(words) > 1


EVERYDAY = "!"
"""Before a phrase of a list in which its words say nothing."""


def entries(language: Language) -> tuple[str, ...]:
    """Return the list of a language as we ship it: `danger_da.txt` beside this."""
    return tuple(each for each in _lines(language) if not each.startswith(EVERYDAY))


def everyday(language: Language) -> tuple[str, ...]:
    """Return the phrases of a language in which the words of its list say nothing."""
    lines = _lines(language)
    return tuple(each[1:].strip() for each in lines if each.startswith(EVERYDAY))


def _lines(language: Language) -> list[str]:
    text = files("casework").joinpath(f"danger_{language}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@cache
def words_of(*own: str) -> Words:
    """Return the words of all languages, and the organisation's own.

    Nobody is asked which language they are in when they are in danger.
    """
    return Words(
        [*(entry for each in Language for entry in entries(each)), *own],
        [phrase for each in Language for phrase in everyday(each)],
    )


@dataclass(frozen=True, slots=True)
class Flag:
    """Somebody may be in danger, until a human says that it is dealt with.

    `hits` counts the messages, and is 0 where an answer to a question raised it. `step`
    counts what was planned for it, so that only the last counts; `round` how often the
    ladder was begun anew.
    """

    id: int
    person: PersonId
    case: CaseId | None
    raised_at: datetime
    last_at: datetime
    hits: int = 0
    round: int = 0
    step: int = 0
    taken_by: str | None = None
    taken_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be dealt with."""
        return self.done_at is None

    def is_anew(self, now: datetime) -> bool:
        """Tell whether words that come now are told of again."""
        return now - self.last_at >= ANEW_AFTER


Rung = tuple[PersonId, ...]
"""Who is told at the same time."""


def ladder(
    answering: PersonId | None,
    others: Iterable[PersonId],
    supervisors: Iterable[PersonId],
) -> tuple[Rung, ...]:
    """Return who is told one after the other until somebody has it.

    >>> ladder("w-mette", ["w-mette", "w-kim"], ["w-sanne", "w-kim"])
    (('w-mette',), ('w-kim',), ('w-sanne',))
    """
    found: list[Rung] = []
    seen: set[PersonId] = set()
    single = [each for each in (answering, *others) if each is not None]
    for rung in (*((each,) for each in single), tuple(supervisors)):
        fresh = tuple(each for each in dict.fromkeys(rung) if each not in seen)
        seen |= set(fresh)
        if fresh:
            found.append(fresh)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organisation has decided for when words may mean danger."""

    words: Words = field(default_factory=words_of, repr=False)
    climbs_after: timedelta = timedelta(minutes=15)
    outside: Outside = Outside.UNDECIDED
