"""What a report tells of, topic by topic: what is counted, and what is reckoned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import Final

from casework.appointments import Outcome
from casework.contacts import ContactForm
from casework.follow_ups import Standing
from casework.people import Agreement, AssignmentState


class Topic(StrEnum):
    """What a table of a report is about."""

    CONTACTS = "contacts"
    MEETINGS = "meetings"
    MOVES = "moves"
    ANSWERS = "answers"
    CONTINUITY = "continuity"
    OUTREACH = "outreach"
    HOURS = "hours"
    CHECK_INS = "check_ins"
    DELIVERIES = "deliveries"
    TASKS = "tasks"
    HELP = "help"
    REVIEWS = "reviews"
    AGREEMENTS = "agreements"
    CONSENTS = "consents"


STANDING: Final = frozenset(
    {Topic.HELP, Topic.REVIEWS, Topic.AGREEMENTS, Topic.CONSENTS}
)
"""Told as it stands now; all others as it was on the days of the report."""

WRITTEN_DOWN: Final = frozenset({Topic.CONTACTS, Topic.HOURS})
"""Known only of a kind of help that writes contacts down."""

HELD: Final = "held"
WITH_FORM: Final = frozenset({Topic.CONTACTS, Topic.MEETINGS, Topic.HOURS})
"""What can be told apart by the form of contact."""

PRESENT, UNRECORDED = "present", "unrecorded"
"""Of contacts: somebody was helped then; nothing is written down of them."""

SILENCE = "silence"
AHEAD, OPEN = "ahead", "open"
LAST_WORD = "last_word"


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number reckoned from those of single facts, of some parts of a topic.

    `adds_up`: the rows together make the total, so that one which is covered alone
    could be worked out.
    """

    name: str
    unit: Unit
    reckon: Callable[[Sequence[int]], int]
    parts: frozenset[str]
    adds_up: bool = False
    in_hours: bool | None = None
    """Only facts from within the working hours, or only those from outside."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of a hundred."""

    name: str
    of: tuple[str, ...]
    out_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a topic counts; with a total where that says something."""

    parts: tuple[str, ...]
    total: str = ""
    shares: tuple[Share, ...] = ()
    measures: tuple[Measure, ...] = ()
    only_used: bool = False
    """Leave out what is nought in every row: the list is long."""


def middle(numbers: Sequence[int]) -> int:
    """Return the number in the middle; of two the lower one.

    >>> middle([30, 10, 20]), middle([4, 1, 2, 3])
    (20, 2)
    """
    return _at_share(numbers, 50)


def nine_in_ten(numbers: Sequence[int]) -> int:
    """Return the number that nine in ten do not exceed.

    >>> nine_in_ten(range(1, 11)), nine_in_ten([7])
    (9, 7)
    """
    return _at_share(numbers, 90)


def _at_share(numbers: Sequence[int], percent: int) -> int:
    return sorted(numbers)[ceil(len(numbers) * percent / 100) - 1]


_PLANNED: Final = Measure(
    "planned", Unit.COUNT, sum, frozenset({PRESENT, UNRECORDED}), adds_up=True
)
_ANSWERED: Final = frozenset({"in_time", "late"})
_ANSWERS: Final = tuple(
    Measure(f"{name}{where}", Unit.MINUTES, reckon, _ANSWERED, in_hours=in_hours)
    for where, in_hours in (("", None), ("_in_hours", True), ("_outside", False))
    for name, reckon in (("median", middle), ("nine_in_ten", nine_in_ten))
)

CONTENTS: Final = MappingProxyType(
    {
        Topic.CONTACTS: Content(
            tuple(ContactForm), HELD, measures=(_PLANNED,), only_used=True
        ),
        Topic.MEETINGS: Content(
            (*Outcome, AHEAD, OPEN),
            "meetings_planned",
            shares=(
                Share(
                    "attendance",
                    (Outcome.MET, Outcome.LATE),
                    (Outcome.MET, Outcome.LATE, Outcome.DID_NOT_COME),
                ),
            ),
        ),
        Topic.MOVES: Content(("moved_by_client", "moved_by_us"), "moved"),
        Topic.ANSWERS: Content(
            ("in_time", "late", "waits_in_time", "waits_too_long", LAST_WORD),
            "asked",
            shares=(
                Share("kept", ("in_time",), ("in_time", "late", "waits_too_long")),
            ),
            measures=_ANSWERS,
        ),
        Topic.CONTINUITY: Content(
            ("changes", "stand_ins"),
            measures=(
                Measure("longest_silence", Unit.DAYS, max, frozenset({SILENCE})),
                Measure("usual_silence", Unit.DAYS, middle, frozenset({SILENCE})),
            ),
        ),
        Topic.OUTREACH: Content(
            ("reached", "not_reached"),
            "attempts",
            shares=(Share("reached_share", ("reached",), ("reached", "not_reached")),),
        ),
        # How many were noted at all would tell, beside the contacts and the meetings,
        # how many chats there were, and so what is covered among the contacts.
        Topic.HOURS: Content(
            ("with_minutes",),
            measures=(
                Measure(
                    "minutes",
                    Unit.MINUTES,
                    sum,
                    frozenset({"with_minutes"}),
                    adds_up=True,
                ),
            ),
        ),
        Topic.CHECK_INS: Content(
            ("answered", "in_words", "missed", "not_asked", "waits"), "check_ins_due"
        ),
        Topic.DELIVERIES: Content(
            ("arrived", "on_the_way", "held_back", "failed"), "sent"
        ),
        Topic.TASKS: Content(
            ("done_in_time", "done_late", "to_do", "overdue"), "promised"
        ),
        Topic.HELP: Content(
            tuple(each for each in AssignmentState if each != "ended"), "helped"
        ),
        # Of the same people as above only what somebody must do something about: with
        # the others each table would add up to the same sum, and undo what is covered.
        Topic.REVIEWS: Content((Standing.SOON, Standing.OVERDUE)),
        Topic.AGREEMENTS: Content(
            (Agreement.NOT_ASKED, Agreement.ASKED, Agreement.DECLINED)
        ),
        Topic.CONSENTS: Content(("none_noted", "declined", "withdrawn")),
    }
)
"""In the order in which a report tells them."""

CONTACTS_BY_FORM: Final = Content((HELD,))
"""Where each row is a form already."""
