"""Looking at each assignment once a day: was there contact, is a review due?"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from handlers import contact_gaps, follow_ups, profiles
from handlers.duty import Duty
from handlers.office import Office
from storage import assignments, cadence, people
from storage.transaction import Transaction

MORNING = time(8)
AT_ONCE = 100
"""Assignments in one go: nobody who writes waits for long behind them."""


def _due(tx: Transaction, office: Office, now: datetime) -> Sequence[int]:
    """Return what was not looked at today, and where a silence is over."""
    heard = cadence.heard_again(tx)
    if office.is_night(now):
        return heard
    return [*dict.fromkeys([*heard, *cadence.to_look_at(tx, now, AT_ONCE)])]


def _look(tx: Transaction, office: Office, due: Sequence[int], now: datetime) -> None:
    for identity in due:
        cadence.look_at(tx, identity, _tomorrow(office, now))
        details = assignments.details(tx, identity)
        client = people.known(tx, details.client)
        profile = profiles.of_assignment(tx, office, client, now)
        if profile is not None and details.ends_at is None:
            contact_gaps.look(tx, office, details, client, profile, now)
            follow_ups.look(tx, office, details, client, profile, now)


DAILY_LOOK = Duty("daily_look", _due, _look)


def _tomorrow(office: Office, now: datetime) -> datetime:
    there = now.astimezone(office.zone)
    day = there.date() + timedelta(days=there.time() >= MORNING)
    return datetime.combine(day, MORNING, office.zone).astimezone(UTC)
