"""What a monthly look at who read what has to ask about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MANY: Final = 10
"""Fewer than so many in a month are never unusual."""

TIMES: Final = 3
"""So many times what was usual before is unusual."""


class Concern(StrEnum):
    """What somebody has to look at."""

    NOT_THEIRS = "not_theirs"
    """They had a case taken out of somebody whom they did not answer then."""
    NOBODY_NAMED = "nobody_named"
    NO_REASON = "no_reason"
    MANY = "unusually_many"
    DENIED = "denied"
    READER_ADDED = "reader_added"
    HISTORY_GIVEN = "history_given"
    LEFT = "left_and_still_reads"
    """Their key still opens cases, and they do not work here any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case was taken out, as far as a review asks; "" is nobody who was named."""

    person: str
    case: str
    has_reason: bool
    is_theirs: bool
    """Whom they answered, or whose case their role reads."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask somebody about, and how often it was."""

    concern: Concern
    person: str
    case: str
    count: int


def review(
    seen: Sequence[Seen],
    usual: Iterable[Sequence[Seen]],
    others: Iterable[tuple[Concern, str, str]],
) -> list[Finding]:
    """Return what a month has to be asked about, in the order of the concerns.

    `usual` are the months before it; `others` is what else was counted: a concern,
    somebody and a case.
    """
    counted = Counter([*_of_each(seen), *others])
    found = [Finding(*what, count) for what, count in counted.items()]
    found += _many(seen, list(usual))
    order = list(Concern)
    return sorted(
        found, key=lambda each: (order.index(each.concern), each.person, each.case)
    )


def _of_each(seen: Iterable[Seen]) -> Iterator[tuple[Concern, str, str]]:
    for each in seen:
        if not each.person:
            yield Concern.NOBODY_NAMED, "", each.case
        elif not each.is_theirs:
            yield Concern.NOT_THEIRS, each.person, each.case
        if not each.has_reason:
            yield Concern.NO_REASON, each.person, each.case


def _many(seen: Sequence[Seen], usual: Sequence[Sequence[Seen]]) -> Iterator[Finding]:
    """Yield who had far more taken out than in the months before."""
    now = Counter(each.person for each in seen if each.person)
    before = Counter(each.person for month in usual for each in month)
    for person, count in now.items():
        is_more = count * len(usual) > TIMES * before[person]
        if count >= MANY and is_more:
            yield Finding(Concern.MANY, person, "", count)
