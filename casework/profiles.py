"""The kinds of help, each with its rules.

The figures are the defaults of Danish and Swedish practice as of 2026; an organisation
confirms its own with its lawyers. Nothing here blocks a message between two people who
are assigned to each other.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

TELEGRAM_AGE = 16
"""Telegram's terms for Europe: younger clients are written to by SMS only."""


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
    """Who else may come to read what was said."""

    TEAM = "team"
    """The contact person's team, and the caseworker where the work needs it."""
    PAIR = "pair"
    """The two of them; a Swedish contact person is nobody's informant."""


class Since(StrEnum):
    """From when the time to forget is counted."""

    CLOSURE = "closure"
    LAST_ENTRY = "last_entry"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a record is kept; no years: the organisation must say."""

    since: Since
    years: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceProfile:
    """The rules of one kind of help.

    `youngest` and `oldest` are whole years, both included. `follow_up_months` is when
    the help is first looked at again. `telegram_from` is the age from which Telegram
    may be used; nothing: never.
    """

    name: str
    title: str
    country: str
    legal_basis: str
    needs_decision: bool
    needs_consent: bool
    youngest: int
    oldest: int | None
    record_policy: RecordPolicy
    visibility: Visibility
    retention: Retention
    follow_up_months: int
    content: ContentPolicy = ContentPolicy.FULL
    telegram_from: int | None = TELEGRAM_AGE

    def suits(self, born: date, day: date) -> bool:
        """Tell whether the help is meant for somebody of that age on that day."""
        age = age_on(born, day)
        return self.youngest <= age and (self.oldest is None or age <= self.oldest)

    def allows_telegram(self, born: date | None, day: date) -> bool:
        """Tell whether this person may be linked on Telegram that day.

        Where the age is not known, only if nobody in this kind of help is too young.
        """
        if self.telegram_from is None:
            return False
        age = self.youngest if born is None else age_on(born, day)
        return age >= self.telegram_from


def age_on(born: date, day: date) -> int:
    """Return the age in whole years; 29 February counts from 1 March.

    >>> age_on(date(2010, 12, 31), date(2026, 12, 30))
    15
    """
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


_TO_BE_SET = Retention(Since.CLOSURE)
_FIVE_YEARS = Retention(Since.LAST_ENTRY, years=5)

PROFILES = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            ServiceProfile(
                name="dk_child",
                title="Fixed contact person for a child",
                country="DK",
                legal_basis="Barnets lov § 32 stk. 1 nr. 3",
                needs_decision=True,
                needs_consent=True,
                youngest=0,
                oldest=17,
                record_policy=RecordPolicy.FULL,
                visibility=Visibility.TEAM,
                retention=_TO_BE_SET,
                follow_up_months=3,
            ),
            ServiceProfile(
                name="dk_youth",
                title="Contact person for a young adult",
                country="DK",
                legal_basis="Barnets lov §§ 111-121",
                needs_decision=True,
                needs_consent=True,
                youngest=18,
                oldest=22,
                record_policy=RecordPolicy.FULL,
                visibility=Visibility.TEAM,
                retention=_TO_BE_SET,
                follow_up_months=3,
            ),
            ServiceProfile(
                name="dk_skp",
                title="Support and contact person, outreach",
                country="DK",
                legal_basis="Serviceloven § 99",
                needs_decision=False,
                needs_consent=False,
                youngest=18,
                oldest=None,
                record_policy=RecordPolicy.NONE,
                visibility=Visibility.PAIR,
                retention=_TO_BE_SET,
                follow_up_months=3,
            ),
            ServiceProfile(
                name="se_contact_person",
                title="Contact person",
                country="SE",
                legal_basis="Socialtjänstlagen (2025:400)",
                needs_decision=True,
                needs_consent=True,
                youngest=0,
                oldest=20,
                record_policy=RecordPolicy.LOG_ONLY,
                visibility=Visibility.PAIR,
                retention=_FIVE_YEARS,
                follow_up_months=6,
            ),
            ServiceProfile(
                name="se_qualified",
                title="Specially qualified contact person",
                country="SE",
                legal_basis="Socialtjänstlagen (2025:400), LVU § 22",
                needs_decision=True,
                # Under LVU § 22 the board may order it without anybody's yes.
                needs_consent=False,
                youngest=0,
                oldest=20,
                record_policy=RecordPolicy.SUMMARY,
                visibility=Visibility.TEAM,
                retention=_FIVE_YEARS,
                follow_up_months=6,
                telegram_from=None,
            ),
            ServiceProfile(
                name="se_lss",
                title="Contact person for a person with a disability",
                country="SE",
                legal_basis="LSS § 9 p. 4",
                needs_decision=True,
                needs_consent=True,
                youngest=0,
                oldest=None,
                record_policy=RecordPolicy.SUMMARY,
                visibility=Visibility.PAIR,
                retention=_FIVE_YEARS,
                follow_up_months=12,
            ),
        )
    }
)
