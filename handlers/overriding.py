"""Letting other rules count for one assignment than its kind of help has."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework.people import Person
from casework.profile_settings import SETTINGS
from casework.profiles import OverrideError, ServiceProfile, with_overrides
from handlers import enrolment, profiles
from handlers.office import Office
from handlers.permissions import NotPossibleError
from storage import assignments, cases, people, records
from storage.records import NewEntry
from storage.transaction import Transaction

KEPT = frozenset({"record_policy"})
"""What a case keeps as it began: its readers were told so."""


def override(
    tx: Transaction,
    office: Office,
    ref: str,
    given: Mapping[str, str | None],
    now: datetime,
) -> ServiceProfile:
    """Let these rules count for somebody's assignment; return those that count then.

    A rule that is given as nothing counts again as the organisation says. Raises
    `OverrideError` with everything that cannot be, and then nothing is changed.
    """
    client = people.find_by_ref(tx, ref)
    if client is None:
        raise NotPossibleError("nobody has this ref: see fastkontakt people list")
    assignment = assignments.current(tx, client.id)
    if assignment is None or assignment.principal != client.id:
        raise NotPossibleError("only a client with a contact person has rules")
    details = assignments.details(tx, assignment.id)
    day = now.astimezone(office.zone).date()
    profile = profiles.named(office, details.profile or client.profile, day)
    if profile is None:
        raise NotPossibleError("this assignment is in no kind of help that is known")
    _refuse_what_cannot_be(given)
    both = {**json.loads(details.overrides), **given}
    wanted = {name: value for name, value in both.items() if value is not None}
    with_overrides(profile, wanted)
    assignments.set_details(tx, replace(details, overrides=json.dumps(wanted)))
    _write_down(tx, client, given, now)
    enrolment.open_cases(tx, office, client, assignment.id, now)
    counting = profiles.of_assignment(tx, office, client, now)
    return profile if counting is None else counting


def _refuse_what_cannot_be(given: Mapping[str, str | None]) -> None:
    faults = dict.fromkeys(set(given) - set(SETTINGS), "no such setting")
    faults |= dict.fromkeys(set(given) & KEPT, "a case keeps what it began with")
    if faults:
        raise OverrideError(faults)


def _write_down(
    tx: Transaction, client: Person, given: Mapping[str, str | None], now: datetime
) -> None:
    """Write into the case which rules changed, where anything is written at all."""
    case = cases.of_client(tx, client.id)
    if case is None or cases.policy_of(tx, case) == "none":
        return
    said = ", ".join(f"{name}={value or ''}" for name, value in given.items())
    entry = NewEntry("rules", now, "", "", "", {"author": "", "text": said})
    records.add(tx, case, entry)
