"""What can be said of a kind of help, setting by setting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from casework.cadence import read_planned

NOTHING: Final = "none"
"""How a file says that there is no such age, time or number."""

OLDEST_AGE: Final = 120

Choice = TypeVar("Choice", bound=StrEnum)


class RecordPolicy(StrEnum):
    """What is written down of a contact.

    `full`: the words. `summary`: that there was contact, and the notes a worker
    writes. `log_only`: who, when, which way and how long. `none`: counts, no persons.
    """

    FULL = "full"
    SUMMARY = "summary"
    LOG_ONLY = "log_only"
    NONE = "none"

    @property
    def keeps_words(self) -> bool:
        """Return whether the record holds what was said."""
        return self is RecordPolicy.FULL

    @property
    def welcome(self) -> str:
        """Return the text that truly says at the first contact what is kept."""
        return _WELCOME[self]

    @property
    def privacy(self) -> str:
        """Return the text that truly says on request what is kept."""
        return _PRIVACY[self]


_WELCOME = {
    RecordPolicy.FULL: "welcome_consent",
    RecordPolicy.SUMMARY: "welcome_consent_summary",
    RecordPolicy.LOG_ONLY: "welcome_consent_summary",
    RecordPolicy.NONE: "welcome_consent_none",
}
_PRIVACY = {
    RecordPolicy.FULL: "privacy_full",
    RecordPolicy.SUMMARY: "privacy_summary",
    RecordPolicy.LOG_ONLY: "privacy_summary",
    RecordPolicy.NONE: "privacy_none",
}


class ContentPolicy(StrEnum):
    """Which words may leave by SMS, which is open to read on its way.

    `full`: what the contact person writes. `templates`: our own texts only. `notice`:
    that there is a message, nothing of it.
    """

    FULL = "full"
    TEMPLATES = "templates"
    NOTICE = "notice"


class Visibility(StrEnum):
    """Who else may come to read what is in the record."""

    TEAM = "team"
    """The contact person's team, and the caseworker where the work needs it."""
    SUMMARY = "summary"
    """The two of them; the caseworker what was summed up, never the words."""
    PAIR = "pair"
    """The two of them; a Swedish contact person is nobody's informant."""


class Since(StrEnum):
    """From when the time to forget is counted."""

    CLOSURE = "closure"
    LAST_ENTRY = "last_entry"


class CheckIns(StrEnum):
    """When it is asked how somebody is.

    `on_request`: they or their contact person wish it. `gentle`: lightly, and without
    any pressure. `by_plan`: as their plan says.
    """

    ON_REQUEST = "on_request"
    GENTLE = "gentle"
    BY_PLAN = "by_plan"


class WrongValueError(ValueError):
    """A setting cannot be this; the sentence says what it must be."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Setting:
    """One rule of a kind of help: how it is read, and what it means."""

    read: Callable[[object], object]
    says: str


def truth(given: object) -> bool:
    """Return whether it is so."""
    known: dict[object, bool] = {"true": True, "false": False}
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.lower() in known:
        return known[given.lower()]
    raise WrongValueError("must be true or false")


def whole(lowest: int, highest: int) -> Callable[[object], int]:
    """Return what reads a whole number between the two, both included."""

    def read(given: object) -> int:
        if isinstance(given, str) and given.isascii() and given.isdigit():
            given = int(given)
        if not isinstance(given, int) or isinstance(given, bool):
            raise WrongValueError("must be a whole number")
        if not lowest <= given <= highest:
            raise WrongValueError(f"must be from {lowest} to {highest}")
        return given

    return read


def or_nothing(read: Callable[[object], int]) -> Callable[[object], int | None]:
    """Return what reads the same, or the word that says there is none."""

    def read_or_nothing(given: object) -> int | None:
        if given is None or given == NOTHING:
            return None
        try:
            return read(given)
        except WrongValueError as error:
            raise WrongValueError(f'{error.sentence}, or "{NOTHING}"') from None

    return read_or_nothing


def one_of(kind: type[Choice]) -> Callable[[object], Choice]:
    """Return what reads one of a few words."""

    def read(given: object) -> Choice:
        if isinstance(given, str) and given in tuple(kind):
            return kind(given)
        *first, last = (f'"{each}"' for each in kind)
        raise WrongValueError(f"must be {', '.join(first)} or {last}")

    return read


def words(given: object) -> str:
    """Return a line that people read."""
    if isinstance(given, str) and given.strip() and given.isprintable():
        return given.strip()
    raise WrongValueError("must be one line of text")


def day(given: object) -> date:
    """Return a day."""
    if type(given) is date:
        return given
    raise WrongValueError("must be a day, such as 2024-01-01")


def ages(given: object) -> tuple[int, ...]:
    """Return ages, the youngest first; a line with them is taken as well."""
    if isinstance(given, str):
        given = given.replace(",", " ").split()
    if not isinstance(given, list | tuple):
        raise WrongValueError("must be a list of ages")
    return tuple(sorted({AGE(each) for each in given}))


def how_often(given: object) -> str | None:
    """Return how often two people are to be in touch, as it is always written."""
    if given is None or given == NOTHING:
        return None
    planned = read_planned(given) if isinstance(given, str) else None
    if planned is None:
        raise WrongValueError(
            f'must be how often, such as "2 a week" or "1 in 2 weeks", or "{NOTHING}"'
        )
    return str(planned)


AGE: Final = whole(0, OLDEST_AGE)
_AGE_OR_NONE: Final = or_nothing(AGE)

SETTINGS: Final = MappingProxyType(
    {
        "title": Setting(words, "What this kind of help is called in lists."),
        "legal_basis": Setting(words, "The law that it rests on."),
        "needs_decision": Setting(
            truth, "Whether the authority's decision is asked for, and owed until then."
        ),
        "needs_consent": Setting(
            truth, "Whether somebody's consent to the measure is owed."
        ),
        "youngest": Setting(AGE, "The youngest age in whole years, included."),
        "oldest": Setting(_AGE_OR_NONE, "The oldest age in whole years, included."),
        "heard_from": Setting(
            _AGE_OR_NONE,
            "From this age they are a party themselves: asked, told, may complain.",
        ),
        "consents_from": Setting(
            _AGE_OR_NONE, "From this age their own yes is needed beside the guardian's."
        ),
        "alone_from": Setting(
            _AGE_OR_NONE,
            "From this age their own yes is enough, and a guardian has no say.",
        ),
        "alone_if_suitable_from": Setting(
            _AGE_OR_NONE,
            "From this age their own yes is enough where the decision finds it fit.",
        ),
        "guardian_told_below": Setting(
            _AGE_OR_NONE, "Below this age a guardian is told that messages are sent."
        ),
        "record_policy": Setting(
            one_of(RecordPolicy),
            "What is written down of a contact; a case keeps what it began with.",
        ),
        "visibility": Setting(one_of(Visibility), "Who else may read the record."),
        "duty_key": Setting(
            truth, "Whether the duty key of a team opens it, for whoever stands in."
        ),
        "retention_since": Setting(
            one_of(Since), "From when the time to forget is counted."
        ),
        "retention_years": Setting(
            or_nothing(whole(1, 120)), "How many years a record is kept."
        ),
        "retention_days": Setting(
            or_nothing(whole(1, 3650)), "How many days what is not recorded is kept."
        ),
        "disposal_authority": Setting(
            words,
            "By what right it is destroyed after that: the law, or your decision.",
        ),
        "archive_first": Setting(
            truth, "Whether the archive must have received it before."
        ),
        "follow_up_months": Setting(
            whole(1, 60), "After so many months the help is first looked at again."
        ),
        "check_ins": Setting(one_of(CheckIns), "When it is asked how somebody is."),
        "check_ins_a_week": Setting(
            whole(0, 21), "So many times a week at most, whatever a plan says."
        ),
        "check_in_scale": Setting(
            truth, "Whether it is asked from 1 to 5, in place of four answers."
        ),
        "missed_tries": Setting(
            whole(1, 10), "So many tries without an answer, then a human is told."
        ),
        "outreach_days": Setting(
            or_nothing(whole(1, 365)),
            "After that a word every so many days, without any pressure.",
        ),
        "planned_contacts": Setting(
            how_often, "How often they are to be in touch at least, if nobody says."
        ),
        "silence_days": Setting(
            or_nothing(whole(1, 365)),
            "Nothing heard either way for so long: the contact person is told.",
        ),
        "telegram_from": Setting(_AGE_OR_NONE, "From this age Telegram may be used."),
        "ages_announced": Setting(
            ages, "Birthdays that the contact person is told of ahead."
        ),
        "auto_delete_days": Setting(
            or_nothing(whole(1, 366)),
            "Who is linked on Telegram is asked to let messages vanish after so long.",
        ),
        "content": Setting(one_of(ContentPolicy), "Which words may leave by SMS."),
    }
)
"""Every rule that an organisation, or one assignment, may say otherwise."""
