"""Who writes with whom, and where they are reached."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from casework.reasons import Reason

PersonId = NewType("PersonId", str)
CaseId = NewType("CaseId", str)


class Role(StrEnum):
    """What a person is in the house."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    """Somebody who takes part in a client's assignment: a parent, a representative."""
    CONTACT_PERSON = "contact_person"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"

    @property
    def is_staff(self) -> bool:
        """Return whether this person works here."""
        return self not in (Role.CLIENT, Role.GUARDIAN)


class Channel(StrEnum):
    """A way to reach somebody."""

    TELEGRAM = "telegram"
    SMS = "sms"


class Language(StrEnum):
    """A language that every text exists in."""

    ENGLISH = "en"
    DANISH = "da"
    SWEDISH = "sv"


class AddressState(StrEnum):
    """How sure we are that an address belongs to its person.

    `unverified`: staff typed it, nobody has answered from it. `verified`: its holder
    gave the invitation's code. `stale`: verified, and silent for 60 days, or in doubt
    for another reason and its holder asked. `suspect`: its holder was asked three days
    ago whether it is still theirs, and has not answered. `frozen`:
    nothing may go there (a hard bounce, a blocked bot, STOP). `retired`: belonged to
    the person once. Stale and suspect follow from the others and the time: they are
    never stored.
    """

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    STALE = "stale"
    SUSPECT = "suspect"
    FROZEN = "frozen"
    RETIRED = "retired"


SILENT_FOR = timedelta(days=60)
"""After so long without a word a number may have another holder: numbers are given out
anew (of 259 that were free, 171 still led to somebody's old account; Lee and Narayanan
2021)."""

ANSWERS_WITHIN = timedelta(days=3)
"""How long somebody gets to say whether a number is still theirs."""


class Agreement(StrEnum):
    """Whether a client agreed to be written to."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"


class Topic(StrEnum):
    """What somebody can switch off alone, of what starts from our side."""

    MESSAGES = "messages"
    REMINDERS = "reminders"
    CHECK_INS = "check_ins"


class AssignmentState(StrEnum):
    """How an assignment stands; in all but the last, two people write with each other.

    `referred`: asked for, not begun. `establishing`: they get to know each other.
    `active`. `paused`: nothing starts from our side. `ended`.
    """

    REFERRED = "referred"
    ESTABLISHING = "establishing"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Mandate(StrEnum):
    """On what somebody takes part. Texting is voluntary under every one of them."""

    VOLUNTARY = "voluntary"
    COURT_CONDITION = "court_condition"
    WITHDRAWN_CHARGE = "withdrawn_charge"
    CARE_ORDER = "care_order"


@dataclass(frozen=True, slots=True)
class Address:
    """A chat id on Telegram, or a phone number in E.164."""

    channel: Channel
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """A client, or somebody who works with them."""

    id: PersonId
    role: Role
    name: str = field(repr=False)
    alias: str = field(repr=False)
    language: Language
    profile: str
    agreement: Agreement = Agreement.NOT_ASKED
    born_before: date | None = field(default=None, repr=False)
    declined_topics: frozenset[Topic] = frozenset()
    paused_until: datetime | None = None
    left_at: datetime | None = None

    @property
    def label(self) -> str:
        """Return what staff see: `K7 Alma`."""
        return f"{self.alias} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address as the store knows it."""

    id: int
    person_id: PersonId
    address: Address
    state: AddressState
    last_inbound_at: datetime | None
    not_before: datetime | None = None
    frozen_for: Reason | None = None
    confirmed_at: datetime | None = None
    """When its holder gave a code, or was seen with it."""
    asked_at: datetime | None = None
    """When its holder was asked whether it is still theirs; nothing: not asked."""
    is_shared: bool = False

    def state_at(self, now: datetime) -> AddressState:
        """Return the state with the time that has passed since it was last heard from.

        A chat on Telegram belongs to an account and is not given to anybody else.
        Where its holder was asked, no other words than the answer end the doubt: they
        may be the next holder's.
        """
        if (
            self.state is not AddressState.VERIFIED
            or self.address.channel is not Channel.SMS
        ):
            return self.state
        if self.asked_at is not None:
            is_late = now - self.asked_at >= ANSWERS_WITHIN
            return AddressState.SUSPECT if is_late else AddressState.STALE
        known = [each for each in (self.last_inbound_at, self.confirmed_at) if each]
        if known and now - max(known) < SILENT_FOR:
            return self.state
        return AddressState.STALE

    def is_in_doubt(self, now: datetime) -> bool:
        """Tell whether it may be somebody else's by now."""
        return self.state_at(now) in (AddressState.STALE, AddressState.SUSPECT)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody who is helped, and who answers them.

    `client` is the person whose conversation this is: the client, or somebody who
    takes part (a guardian, a sibling). `principal` is the client whose help it is.
    """

    id: int
    client: PersonId
    contact_person: PersonId
    substitute: PersonId | None = None
    state: AssignmentState = AssignmentState.ACTIVE
    principal: PersonId | None = None

    @property
    def answering(self) -> PersonId:
        """Return who gets what the client writes now."""
        return self.substitute or self.contact_person

    def is_answered_by(self, worker: PersonId) -> bool:
        """Tell whether this person may write to the client now."""
        return worker in (self.contact_person, self.substitute)

    def counterpart(self, person: PersonId) -> PersonId | None:
        """Return the other side, or nothing for somebody who is not in it."""
        if person == self.client:
            return self.answering
        if self.is_answered_by(person):
            return self.client
        return None
