"""Words about others, taken out of what somebody is given to read about themself.

They are found however they were written: in any case, with or without accents, across
line breaks, as HTML entities, with other separators in a number, and inside longer
words as well, so that none of them is left anywhere.
"""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache


class Reason(StrEnum):
    """Why it may not be given on."""

    OTHERS = "others"
    """It is about somebody else."""
    SAFETY = "safety"
    """It would put somebody in danger."""
    LAW = "law"
    """A law forbids it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Words that are to be taken out, and why; `alone`: not inside longer words."""

    words: str = field(repr=False)
    reason: Reason = Reason.OTHERS
    alone: bool = False


class ListError(Exception):
    """A line of the list is none; the text says which, and why."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a text."""

    start: int
    end: int
    listed: Listed
    is_longer: bool
    """It stands in a longer word, which goes as a whole."""


ALONE = "="
"""Before words that are only meant where they stand alone."""

_BETWEEN = "|"
_COMMENT = "#"
_AS_DIGITS = re.compile(r"[\d\s()+./\-\u2010-\u2015]+")
_FEWEST_DIGITS = 6
_COUNTRIES = ("45", "46", "47", "49", "44", "354", "358", "298", "299")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "a", "œ": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
_AS_ONE = frozenset({("a", "a"), ("a", "e"), ("o", "e"), ("u", "e")})
"""Aage is Åge, Saeter is Säter, Soeren is Søren, Mueller is Müller."""

_IN_WORD = r"(?:[-\u2010\u2011]?[^\S\r\n]*[\r\n]\s*)?"
_IN_NUMBER = r"[\W_]{0,6}"
_BORN = re.compile(r"(?:19|20)(?=\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$)")
"""The century of a Swedish number of identity, which is mostly left out."""

_GENITIVE = r"(?:['\u2019]?s)?"
_BEFORE, _AFTER = re.compile(r"^[\W_]+"), re.compile(r"[\W_]+$")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)


def read_list(lines: Iterable[str]) -> list[Listed]:
    """Return what a list names, one a line: `Karin Holm`, `=Bo`, `0701234567 | law`.

    Raise `ListError` for a reason that there is not.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        said = line.strip().removeprefix("\ufeff")
        if not said or said.startswith(_COMMENT):
            continue
        words, between, why = said.rpartition(_BETWEEN)
        if not between:
            words, why = said, Reason.OTHERS
        try:
            reason = Reason(why.strip().casefold())
        except ValueError:
            reasons = ", ".join(Reason)
            raise ListError(f"line {number}: a reason is one of {reasons}") from None
        found.append(listed(words, reason))
    return [each for each in found if each.words]


def listed(words: str, reason: Reason = Reason.OTHERS) -> Listed:
    """Return words as they are named in a list or in an option."""
    plain = words.strip()
    alone = plain.startswith(ALONE) and len(plain) > 1
    said = plain.removeprefix(ALONE).strip() if alone else plain
    return Listed(said, reason, alone=alone)


class Taker:
    """Takes listed words out of texts, and counts the places."""

    def __init__(self, wanted: Iterable[Listed]) -> None:
        self._forms = [(each, _forms_of(each)) for each in wanted]
        self._marks: dict[str, str] = {}
        self.counts: Counter[Reason] = Counter()
        """In how many places something was taken out, by why."""
        self.found: set[Listed] = set()
        self.longer: Counter[str] = Counter()
        """Longer words that went because a listed one is in them, and how often."""

    def finds(self, text: str) -> bool:
        """Tell whether a listed word is in a text."""
        return next(self._hits(text), None) is not None

    def take_out(self, text: str, marks: dict[Reason, str]) -> str:
        """Return the text with a mark in each place."""
        every = list(self._hits(text))
        if not every:
            return text
        self.found.update(hit.listed for hit in every)
        hits = _merged(every)
        kept, at = [], 0
        for hit in hits:
            kept += [text[at : hit.start], self._mark(marks[hit.listed.reason])]
            at = hit.end
            self.counts[hit.listed.reason] += 1
            if hit.is_longer:
                self.longer[text[hit.start : hit.end]] += 1
        return "".join([*kept, text[at:]])

    def _mark(self, mark: str) -> str:
        """Return the mark, or a plainer one where a listed word stands in it."""
        if mark not in self._marks:
            plainer = (each for each in (mark, "[…]", "■") if not self.finds(each))
            self._marks[mark] = next(plainer, "")
        return self._marks[mark]

    def _hits(self, text: str) -> Iterator[Hit]:
        fold = _folded(text)
        folds = fold, _joined(fold)
        for each, forms in self._forms:
            for fold, form in zip(folds, forms, strict=True):
                if form is None:
                    continue
                for match in form.finditer(fold.text):
                    if match.end() > match.start():
                        yield _place(text, fold, match, each)


@dataclass(frozen=True, slots=True)
class _Fold:
    """A text in plain letters, and where in it each of them came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def _place(text: str, fold: _Fold, match: re.Match[str], each: Listed) -> Hit:
    """Return the place in the text itself: whole words, and whole addresses."""
    first, last = match.start(), match.end() - 1
    while first > 0 and fold.text[first - 1].isalnum() and fold.text[first].isalnum():
        first -= 1
    end = len(fold.text) - 1
    while last < end and fold.text[last + 1].isalnum() and fold.text[last].isalnum():
        last += 1
    start, stop = fold.starts[first], fold.ends[last]
    for chunk in _CHUNK.finditer(text):
        if chunk.start() < stop and chunk.end() > start and _ADDRESS.search(chunk[0]):
            start, stop = min(start, chunk.start()), max(stop, chunk.end())
    itself = fold.starts[match.start()], fold.ends[match.end() - 1]
    return Hit(start, stop, each, is_longer=(start, stop) != itself)


def _merged(hits: Iterable[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if merged and hit.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = replace(last, end=max(last.end, hit.end))
        else:
            merged.append(hit)
    return merged


def _forms_of(each: Listed) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what finds it in plain letters, and in letters joined as one."""
    if _AS_DIGITS.fullmatch(each.words):
        digits = _national(each.words)
        if len(digits) >= _FEWEST_DIGITS:
            return re.compile(_IN_NUMBER.join(digits)), None
    plain = _folded(each.words).text
    joined = _joined(_folded(each.words)).text
    return _form(plain, each), _form(joined, each) if joined != "a" else None


def _form(words: str, each: Listed) -> re.Pattern[str] | None:
    tokens = re.findall(r"[^\W_]+", words)
    if sum(map(len, tokens)) < 2:  # noqa: PLR2004 - of "C++" the signs count as well
        form = r"\s+".join(map(re.escape, words.split()))
    else:
        form = r"[\W_]*".join(_IN_WORD.join(token) for token in tokens)
        # The signs around it go along where they are there.
        form = f"{_maybe(_BEFORE, words)}{form}{_maybe(_AFTER, words)}"
    if not form:
        return None
    if each.alone:
        form = rf"(?<![^\W_]){form}{_GENITIVE}(?![^\W_])"
    return re.compile(form)


def _maybe(signs: re.Pattern[str], words: str) -> str:
    found = signs.search(words)
    return f"(?:{re.escape(found[0])})?" if found and found[0] else ""


def _national(number: str) -> str:
    """Return the digits of a number without what is dialled before it.

    >>> _national("+45 20 30 40 50"), _national("070-123 45 67"), _national("00467012")
    ('20304050', '701234567', '7012')
    >>> _national("19850101-1234")
    '8501011234'
    """
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith(("+", "00")):
        digits = digits.removeprefix("00")
        country = next((each for each in _COUNTRIES if digits.startswith(each)), "")
        digits = digits.removeprefix(country)
    return _BORN.sub("", digits).lstrip("0")


def _folded(text: str) -> _Fold:
    """Return the text in plain small letters; what joins or hides is left out."""
    if text.isascii() and "&" not in text:
        size = len(text)
        return _Fold(text.lower(), range(size), range(1, size + 1))
    letters, starts, ends = [], [], []
    for start, end, said in _units(text):
        for letter in _plain(said):
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return _Fold("".join(letters), tuple(starts), tuple(ends))


def _units(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each sign with its place; an entity of HTML is what it stands for."""
    at = 0
    while at < len(text):
        entity = _ENTITY.match(text, at) if text[at] == "&" else None
        said = html.unescape(entity[0]) if entity else text[at]
        end = entity.end() if entity and said != entity[0] else at + 1
        yield at, end, said if end > at + 1 else text[at]
        at = end


@cache
def _plain(said: str) -> str:
    spelled = unicodedata.normalize("NFKD", said.casefold().translate(_LETTERS))
    return "".join(
        sign
        for sign in spelled.casefold().translate(_LETTERS)
        if unicodedata.category(sign) not in {"Mn", "Me", "Cf"}
    )


def _joined(fold: _Fold) -> _Fold:
    """Return it with two letters as one that stand for one in another spelling."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for letter, start, end in zip(fold.text, fold.starts, fold.ends, strict=True):
        if letters and (letters[-1], letter) in _AS_ONE:
            ends[-1] = end
        else:
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return _Fold("".join(letters), tuple(starts), tuple(ends))


_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}")
_NUMBER = re.compile(r"(?<![\w/])\+?\d[\d\s()./-]{5,18}\d(?!\w)")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:…\n\r\"“”»(\-–—]\s*)$")  # noqa: RUF001 - the dashes that phones write


def suggest(texts: Iterable[str], known: Iterable[str]) -> list[tuple[str, int]]:
    """Return what may be about others, with how often it is there: the most first.

    Addresses, numbers, and names: words with a capital that does not begin a sentence,
    or several such words in a row. `known` are the names of whom it is about and of
    who works with them.
    """
    own = {_folded(word).text for name in known for word in name.split()}
    found: Counter[str] = Counter()
    for text in texts:
        found.update(match[0] for match in _MAIL.finditer(text))
        found.update(match[0].strip() for match in _NUMBER.finditer(text))
        found.update(_names(text, own))
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def _names(text: str, own: set[str]) -> Iterator[str]:
    row: list[re.Match[str]] = []
    for word in (*_WORD.finditer(text), None):
        is_next = row and word and text[row[-1].end() : word.start()].isspace()
        is_name = word and word[0][0].isupper() and _folded(word[0]).text not in own
        if row and not (is_next and is_name):
            begins = _BEGINS_SENTENCE.search(text, 0, row[0].start())
            if len(row) > 1 or not begins:
                yield " ".join(each[0] for each in row)
            row = []
        if word and is_name:
            row.append(word)
