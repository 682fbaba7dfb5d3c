"""Who writes with whom, and where they are reached."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from casework.reasons import Reason

PersonId = NewType("PersonId", str)
CaseId = NewType("CaseId", str)


class Role(StrEnum):
    """What a person is in the house."""

    CLIENT = "client"
    CONTACT_PERSON = "contact_person"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"

    @property
    def is_staff(self) -> bool:
        """Return whether this person works here."""
        return self is not Role.CLIENT


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
    gave the invitation's code. `frozen`: nothing may go there (a wrong person, a hard
    bounce, a blocked bot, STOP). `retired`: belonged to the person once.
    """

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    FROZEN = "frozen"
    RETIRED = "retired"


class Agreement(StrEnum):
    """Whether a client agreed to be written to."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"


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


@dataclass(frozen=True, slots=True)
class Assignment:
    """A client and the contact person who answers them now."""

    id: int
    client: PersonId
    contact_person: PersonId

    def counterpart(self, person: PersonId) -> PersonId | None:
        """Return the other side, or nothing for somebody who is not in it."""
        if person == self.client:
            return self.contact_person
        if person == self.contact_person:
            return self.client
        return None
