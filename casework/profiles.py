"""The kinds of help, each with its rules and the days between which they count.

The figures stand in `profiles.toml` beside this: the defaults of Danish and Swedish
practice. An organisation confirms its own with its lawyers. Nothing here blocks a
message between two people who are assigned to each other.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Any

from casework.profile_settings import (
    SETTINGS,
    CheckIns,
    ContentPolicy,
    RecordPolicy,
    Since,
    Visibility,
    WrongValueError,
    day,
    words,
)

__all__ = [
    "PROFILES",
    "TELEGRAM_AGE",
    "CheckIns",
    "ContentPolicy",
    "Giver",
    "OverrideError",
    "RecordPolicy",
    "Retention",
    "ServiceProfile",
    "Since",
    "Visibility",
    "age_on",
    "profile_on",
    "versions_of",
    "with_overrides",
]

TELEGRAM_AGE = 16
"""Telegram's terms for Europe: younger clients are written to by SMS only."""

ADULT = 18

_FILE = "profiles.toml"


class Giver(StrEnum):
    """Whose yes to the measure is needed."""

    SELF = "self"
    GUARDIAN = "guardian"


class OverrideError(ValueError):
    """A profile cannot be overridden so; each fault names a setting, and no value."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a record is kept; no years: the organisation must say.

    `days` is how long what is not recorded is kept in the store at all.
    """

    since: Since
    years: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceProfile:
    """The rules of one kind of help; `profile_settings` says what each means."""

    name: str
    country: str
    valid_from: date
    valid_until: date | None
    title: str
    legal_basis: str
    needs_decision: bool
    needs_consent: bool
    youngest: int
    oldest: int | None
    heard_from: int | None
    consents_from: int | None
    alone_from: int | None
    alone_if_suitable_from: int | None
    guardian_told_below: int | None
    record_policy: RecordPolicy
    visibility: Visibility
    duty_key: bool
    retention_since: Since
    retention_years: int | None
    retention_days: int | None
    disposal_authority: str
    archive_first: bool
    follow_up_months: int
    check_ins: CheckIns
    check_ins_a_week: int
    check_in_scale: bool
    missed_tries: int
    outreach_days: int | None
    planned_contacts: str | None
    silence_days: int | None
    telegram_from: int | None
    ages_announced: tuple[int, ...]
    auto_delete_days: int | None
    content: ContentPolicy

    @property
    def retention(self) -> Retention:
        """Return how long what is written down is kept."""
        return Retention(
            self.retention_since, self.retention_years, self.retention_days
        )

    @property
    def opens_to_caseworker(self) -> bool:
        """Return whether a caseworker may read what the record holds.

        Of what is only summed up there are no words in it to keep from them.
        """
        if self.visibility is Visibility.SUMMARY:
            return not self.record_policy.keeps_words
        return self.visibility is Visibility.TEAM

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

    def is_party(self, born: date | None, day: date) -> bool:
        """Tell whether they are heard and told themselves; of unknown age they are."""
        if self.heard_from is None:
            return False
        return born is None or age_on(born, day) >= self.heard_from

    def consent_givers(
        self, born: date | None, day: date, *, found_suitable: bool = False
    ) -> frozenset[Giver]:
        """Return whose yes to the measure is owed on that day.

        `found_suitable`: the decision says that a child may have this help without its
        guardians. Where the age is not known, everybody's.
        """
        if not self.needs_consent:
            return frozenset()
        age = self.youngest if born is None else age_on(born, day)
        if age >= _or_never(self.alone_from):
            return frozenset({Giver.SELF})
        if born is None:
            return frozenset(Giver)
        if found_suitable and age >= _or_never(self.alone_if_suitable_from):
            return frozenset({Giver.SELF})
        if age >= _or_never(self.consents_from):
            return frozenset(Giver)
        return frozenset({Giver.GUARDIAN})


def age_on(born: date, day: date) -> int:
    """Return the age in whole years; 29 February counts from 1 March.

    >>> age_on(date(2010, 12, 31), date(2026, 12, 30))
    15
    """
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


def profile_on(name: str, day: date) -> ServiceProfile | None:
    """Return the rules of a kind of help that counted on that day.

    Before its first version there was another law; its first version is the nearest.
    """
    versions = _VERSIONS.get(name)
    if versions is None:
        return None
    begun = [each for each in versions if each.valid_from <= day]
    return begun[-1] if begun else versions[0]


def versions_of(name: str) -> tuple[ServiceProfile, ...]:
    """Return every version of a kind of help, the oldest first."""
    return _VERSIONS.get(name, ())


def with_overrides(
    profile: ServiceProfile, overrides: Mapping[str, object]
) -> ServiceProfile:
    """Return the profile as an organisation or an assignment wants it.

    Raises `OverrideError` with everything that cannot be.

    >>> child = profile_on("dk_child", date(2026, 1, 1))
    >>> with_overrides(child, {"telegram_from": "none"}).telegram_from is None
    True
    """
    if not overrides:
        return profile
    faults: dict[str, str] = {}
    changed: dict[str, Any] = {}
    for name, given in overrides.items():
        setting = SETTINGS.get(name)
        if setting is None:
            faults[name] = "no such setting"
            continue
        try:
            changed[name] = setting.read(given)
        except WrongValueError as error:
            faults[name] = error.sentence
    if faults:
        raise OverrideError(faults)
    wanted = replace(profile, **changed)
    if wanted.oldest is not None and wanted.oldest < wanted.youngest:
        raise OverrideError({"oldest": "must not be younger than youngest"})
    return wanted


def _or_never(age: int | None) -> float:
    return float("inf") if age is None else age


def _read(document: Mapping[str, Any]) -> Mapping[str, tuple[ServiceProfile, ...]]:
    """Return every version of every kind of help; each repeats only what changed."""
    return MappingProxyType(
        {name: _versions(name, steps) for name, steps in document.items()}
    )


def _versions(name: str, steps: list[dict[str, Any]]) -> tuple[ServiceProfile, ...]:
    ends = [day(step["valid_from"]) - timedelta(days=1) for step in steps[1:]]
    found = []
    known: dict[str, Any] = {}
    for step, until in zip(steps, [*ends, None], strict=True):
        known |= step
        rules = {
            setting: SETTINGS[setting].read(value)
            for setting, value in known.items()
            if setting not in ("valid_from", "country")
        }
        found.append(
            ServiceProfile(
                name=name,
                country=words(known["country"]),
                valid_from=day(known["valid_from"]),
                valid_until=until,
                **rules,  # type: ignore[arg-type]  # each was read by its setting
            )
        )
    return tuple(found)


_VERSIONS = _read(
    tomllib.loads(resources.files("casework").joinpath(_FILE).read_text("utf-8"))
)

PROFILES: Mapping[str, ServiceProfile] = MappingProxyType(
    {name: versions[-1] for name, versions in _VERSIONS.items()}
)
"""The newest version of each kind of help, as it is shipped."""
