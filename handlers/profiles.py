"""Which rules count for somebody today: the law, the organisation, the assignment."""

import json
from contextlib import suppress
from datetime import date, datetime

from casework.people import Person, PersonId, Role
from casework.profiles import (
    OverrideError,
    ServiceProfile,
    age_on,
    profile_on,
    with_overrides,
)
from handlers.office import Office
from storage import assignments
from storage.transaction import Transaction

ADULTS = frozenset({"guardian", "representative"})
"""Who takes part as one of these is of age, whether or not we know when born."""


def named(office: Office, name: str, day: date) -> ServiceProfile | None:
    """Return a kind of help on that day, as the organisation wants it."""
    profile = profile_on(name, day)
    if profile is None:
        return None
    return with_overrides(profile, office.profiles.get(name, {}))


def of_assignment(
    tx: Transaction, office: Office, person: Person, now: datetime
) -> ServiceProfile | None:
    """Return the rules that count today for somebody who is helped, or takes part.

    Nothing for somebody in no kind of help that we know, such as who works here.
    """
    day = now.astimezone(office.zone).date()
    name, overrides = person.profile, ""
    assignment = assignments.current(tx, person.id)
    if assignment is not None:
        own, overrides = tx.remembered(
            ("rules", str(assignment.id)), assignments.rules_of, assignment.id
        )
        name = own or name
    return with_own_rules(office, name, overrides, day)


def with_own_rules(
    office: Office, name: str, overrides: str, day: date
) -> ServiceProfile | None:
    """Return a kind of help on that day, with what one assignment has otherwise."""
    profile = named(office, name, day)
    if profile is None or overrides in ("", "{}"):
        return profile
    return _overridden(profile, overrides)


def may_use_telegram(
    tx: Transaction, office: Office, person: Person, now: datetime
) -> bool:
    """Tell whether somebody may be linked on Telegram today; staff always may."""
    if person.role.is_staff:
        return True
    profile = of_assignment(tx, office, person, now)
    if profile is None:
        return _is_of_age(office, person, now)
    if profile.telegram_from is None:
        return False
    if person.role is Role.GUARDIAN and _is_adult(tx, person.id):
        return True
    day = now.astimezone(office.zone).date()
    return _is_of_age(office, person, now) and profile.allows_telegram(
        person.born_before, day
    )


def _is_of_age(office: Office, person: Person, now: datetime) -> bool:
    if person.born_before is None:
        return True
    day = now.astimezone(office.zone).date()
    return age_on(person.born_before, day) >= office.min_age


def _is_adult(tx: Transaction, person: PersonId) -> bool:
    assignment = assignments.current(tx, person)
    return assignment is not None and any(
        who == person and kind in ADULTS
        for who, kind in assignments.participants(tx, assignment.id)
    )


def _overridden(profile: ServiceProfile, overrides: str) -> ServiceProfile:
    """Return the profile with what an assignment says otherwise.

    What a later version no longer takes is left out: it was checked when it was said,
    and no update may close somebody's conversation. All are tried at once first,
    because they were checked together: an age from which, and one until which.
    """
    said = json.loads(overrides)
    with suppress(OverrideError):
        return with_overrides(profile, said)
    for name, value in said.items():
        try:
            profile = with_overrides(profile, {name: value})
        except OverrideError:
            continue
    return profile
