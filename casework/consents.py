"""Who says yes or no to what, and how long that counts.

*Agreement to be written to* is asked of the person themself and of nobody else.
*Consent* (to the measure, to pictures, to old words for somebody new, to sharing) is
given by whoever the kind of help and the age ask for. No answer ever ends the help.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from casework.people import PersonId, Topic
from casework.profiles import Giver, ServiceProfile, age_on

ASKED_AGAIN_AFTER = timedelta(days=365)
"""A yes of so long ago is asked anew."""

SILENT_FOR = timedelta(days=90)
"""Who did not answer a renewal is left alone for so long."""

ANSWERED_WITHIN = timedelta(days=7)
"""After so long without an answer a human asks."""

OWN_FROM, ALONE_FROM = 10, 15
"""Years: from when somebody is asked about pictures, old words and sharing, and from
when nobody else is."""


class Purpose(StrEnum):
    """What somebody says yes or no to."""

    MESSAGES = "messages"
    REMINDERS = "reminders"
    CHECK_INS = "check_ins"
    MEASURE = "measure"
    MEDIA = "media"
    HISTORY = "history"
    SHARING = "sharing"

    @property
    def topic(self) -> Topic | None:
        """Return what can be switched off alone, if it is that."""
        return Topic(self.value) if self.value in _TOPICS else None


_TOPICS = frozenset(topic.value for topic in Topic)

CONSENTS = (Purpose.MEASURE, Purpose.MEDIA, Purpose.HISTORY, Purpose.SHARING)
"""All but the agreement to be written to."""


class ConsentState(StrEnum):
    """How it stands. `asked`: no answer yet, which is neither a yes nor a no."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """By which way it was said. `import`: it was known before this was written down."""

    TELEGRAM = "telegram"
    SMS = "sms"
    PAPER = "paper"
    SPOKEN = "spoken"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Consent:
    """One word on one purpose: of whom, by whom, when, how, on which text.

    `text_version` is the hash of the words that were shown. `recorded_by` is who wrote
    it down, if the giver did not say it here.
    """

    person: PersonId
    giver: PersonId
    purpose: Purpose
    state: ConsentState
    how: How
    at: datetime
    text_key: str = ""
    text_version: str = ""
    recorded_by: PersonId | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Who could say yes: the person, who speaks for them, and each guardian."""

    person: PersonId
    representatives: Sequence[PersonId] = ()
    guardians: Sequence[PersonId] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A consent that is missing; `person` is nobody where no such giver is known."""

    purpose: Purpose
    giver: Giver
    person: PersonId | None


def givers(
    purpose: Purpose,
    profile: ServiceProfile,
    born: date | None,
    day: date,
    *,
    found_suitable: bool = False,
) -> frozenset[Giver]:
    """Return who is asked: all of these have to say yes; nobody: it needs no consent.

    >>> from casework.profiles import PROFILES
    >>> born, day = date(2014, 1, 1), date(2027, 1, 1)
    >>> sorted(givers(Purpose.MEDIA, PROFILES["dk_child"], born, day))
    [<Giver.GUARDIAN: 'guardian'>, <Giver.SELF: 'self'>]
    """
    if purpose.topic is not None:
        return frozenset({Giver.SELF})
    if purpose is Purpose.MEASURE:
        return profile.consent_givers(born, day, found_suitable=found_suitable)
    age = profile.youngest if born is None else age_on(born, day)
    asked = {Giver.SELF} if age >= OWN_FROM else set()
    return frozenset(asked | ({Giver.GUARDIAN} if age < ALONE_FROM else set()))


def newest(rows: Sequence[Consent]) -> dict[tuple[Purpose, PersonId], Consent]:
    """Return the last answer of each giver on each purpose; `rows` in their order.

    A question counts only as long as there is no answer: a yes that is asked anew
    stays a yes.
    """
    found: dict[tuple[Purpose, PersonId], Consent] = {}
    for row in rows:
        key = (row.purpose, row.giver)
        if row.state is not ConsentState.ASKED or key not in found:
            found[key] = row
    return found


def is_given(
    rows: Sequence[Consent], purpose: Purpose, giver: PersonId, now: datetime
) -> bool:
    """Tell whether this giver's yes to this holds now."""
    answer = newest(rows).get((purpose, giver))
    return answer is not None and holds(answer, now)


def is_refused(rows: Sequence[Consent], purpose: Purpose) -> bool:
    """Tell whether anybody who was asked said no to this, or took their yes back."""
    return any(
        answer.purpose is purpose
        and answer.state in (ConsentState.DECLINED, ConsentState.WITHDRAWN)
        for answer in newest(rows).values()
    )


def holds(answer: Consent, now: datetime) -> bool:
    """Tell whether this is a yes that has not run out."""
    return answer.state is ConsentState.GIVEN and (
        answer.valid_until is None or now < answer.valid_until
    )


def owed(
    rows: Sequence[Consent],
    purpose: Purpose,
    asked: frozenset[Giver],
    known: Known,
    now: datetime,
) -> list[Owed]:
    """Return whose yes is missing; a representative's stands for the person's own."""

    def said_yes(giver: PersonId) -> bool:
        return is_given(rows, purpose, giver, now)

    missing: list[Owed] = []
    if Giver.SELF in asked:
        own = (known.person, *known.representatives)
        if not any(map(said_yes, own)):
            missing.append(Owed(purpose, Giver.SELF, known.person))
    if Giver.GUARDIAN in asked:
        silent = [each for each in known.guardians if not said_yes(each)]
        missing += [Owed(purpose, Giver.GUARDIAN, each) for each in silent]
        if not known.guardians:
            missing.append(Owed(purpose, Giver.GUARDIAN, None))
    return missing


def version_of(words: str, language: str) -> str:
    """Return the version of a text: its language, and a hash of what stands there.

    >>> version_of("May we write to you?", "en")
    'en:2cb836844f086067'
    """
    return f"{language}:{sha256(words.encode()).hexdigest()[:16]}"
